/**
 * Fails when the widget weighs another number of bytes than is written in `widget/size-budget.json`: heavier means the
 * page pays for it, lighter means the budget can follow. `--write` notes the sizes of now.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWidget, sizeTable } from './build-widget.mjs';

const BUDGET = new URL('../widget/size-budget.json', import.meta.url);

const outdir = await mkdtemp(join(tmpdir(), 'matinee-widget-'));
const files = await buildWidget({ outdir });
await rm(outdir, { recursive: true });
/** gzip bytes by file; lazy parts under their name without the hash. */
const sizes = Object.fromEntries(
  files.map(({ file, gzip }) => [file.replace(/-[A-Z0-9]{8}\.js$/, '.js'), gzip]),
);

console.log(sizeTable(files));
if (process.argv.includes('--write')) {
  await writeFile(BUDGET, JSON.stringify(sizes, null, 2) + '\n');
} else {
  const budget = JSON.parse(await readFile(BUDGET, 'utf8'));
  const wrong = [...new Set([...Object.keys(budget), ...Object.keys(sizes)])].filter(
    (file) => budget[file] !== sizes[file],
  );
  for (const file of wrong)
    console.error(
      `${file}: ${sizes[file] ?? 'gone'} bytes gzip, the budget says ${budget[file] ?? 'nothing'}`,
    );
  if (wrong.length) {
    console.error('If this is meant: node scripts/check-widget-size.mjs --write');
    process.exitCode = 1;
  }
}
