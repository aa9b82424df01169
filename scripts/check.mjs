/**
 * `npm run check`: types, lint, format, import direction, unused code, the catalogue, the widget's size; as many at once as
 * there are processors, the longest first. `npm run check lint format` runs some of them.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

const CHECKS = [
  ['lint', 'eslint', '.', '--max-warnings', '0'],
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['types', 'tsc', '-p', 'tsconfig.json'],
  ['types (widget)', 'tsc', '-p', 'widget/tsconfig.json'],
  ['types (chaos)', 'tsc', '-p', 'tests/chaos/tsconfig.json', '--noEmit'],
  ['types (attacks)', 'tsc', '-p', 'tests/attacks/tsconfig.json', '--noEmit'],
  ['types (examples)', 'tsc', '-p', 'examples/typescript-embed/tsconfig.json'],
  ['direction', 'depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'sandbox', 'widget/src'],
  ['platform names', 'node', 'scripts/check-platform-names.mjs'],
  ['unused code', 'node', 'scripts/check-unused.mjs'],
  ['catalogue', 'node', 'scripts/check-catalogue.mjs'],
  ['widget size', 'node', 'scripts/check-widget-size.mjs'],
  ['widget manifest', 'node', 'scripts/widget-manifest.mjs', '--check'],
];

const only = process.argv.slice(2);
const unknown = only.filter((name) => !CHECKS.some(([known]) => known === name));
if (unknown.length > 0) {
  console.error(
    `no check is called ${unknown.join(', ')}; there are: ${CHECKS.map(([name]) => name).join(', ')}`,
  );
  process.exit(2);
}
const waiting = CHECKS.filter(([name]) => only.length === 0 || only.includes(name));
const begun = performance.now();
const failed = [];

/** Runs one program to its end. @returns its exit code, and all that it said */
function run([name, command, ...args]) {
  const [program, words] =
    command === 'node' ? [process.execPath, args] : [`node_modules/.bin/${command}`, args];
  return new Promise((resolve) => {
    const child = spawn(program, words);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.once('error', (error) => resolve({ name, code: 1, said: `${error.message}\n` }));
    child.once('close', (code) => resolve({ name, code, said }));
  });
}

async function takeTurns() {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const started = performance.now();
    const { name, code, said } = await run(check);
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(18)} ${seconds.padStart(6)} s`);
    if (code === 0) continue;
    failed.push(name);
    console.log(said);
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, takeTurns));
const all = ((performance.now() - begun) / 1_000).toFixed(1);
console.log(failed.length === 0 ? `all well after ${all} s` : `failed: ${failed.join(', ')}; after ${all} s`);
process.exit(failed.length === 0 ? 0 : 1);
