/** `npm run check`: types, lint, format, import direction, unused code, the catalogue, the widget's size. */
import { spawnSync } from 'node:child_process';

const CHECKS = [
  ['types', 'tsc', '-p', 'tsconfig.json'],
  ['types (widget)', 'tsc', '-p', 'widget/tsconfig.json'],
  ['types (chaos)', 'tsc', '-p', 'tests/chaos/tsconfig.json', '--noEmit'],
  ['types (attacks)', 'tsc', '-p', 'tests/attacks/tsconfig.json', '--noEmit'],
  ['types (examples)', 'tsc', '-p', 'examples/typescript-embed/tsconfig.json'],
  ['lint', 'eslint', '.', '--max-warnings', '0'],
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['direction', 'depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'sandbox', 'widget/src'],
  ['unused code', 'node', 'scripts/check-unused.mjs'],
  ['catalogue', 'node', 'scripts/check-catalogue.mjs'],
  ['widget size', 'node', 'scripts/check-widget-size.mjs'],
  ['widget manifest', 'node', 'scripts/widget-manifest.mjs', '--check'],
];

const only = process.argv.slice(2);
let failed = 0;
for (const [name, command, ...args] of CHECKS) {
  if (only.length > 0 && !only.includes(name)) continue;
  const [program, words] =
    command === 'node' ? [process.execPath, args] : [`node_modules/.bin/${command}`, args];
  const { status, stdout, stderr } = spawnSync(program, words, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  if (status === 0) continue;
  failed++;
  console.log(stdout + stderr);
}
process.exit(failed === 0 ? 0 : 1);
