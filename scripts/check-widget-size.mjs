/**
 * Fails when a file of the widget is heavier, by a single byte, than `widget/size-budget.json` allows, or is not in it.
 * `--write` notes the sizes of now: after a change that is worth its weight, or that has made the widget lighter.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWidget, sizeTable } from './build-widget.mjs';

const BUDGET = new URL('../widget/size-budget.json', import.meta.url);

const outdir = await mkdtemp(join(tmpdir(), 'matinee-widget-'));
const files = await buildWidget({ outdir });
await rm(outdir, { recursive: true });
/** gzip bytes by file; lazy parts under their name without the hash, what several of them share in one sum. */
const sizes = {};
for (const { file, gzip } of files) {
  const name = file.replace(/-[A-Z0-9]{8}\.js$/, '.js');
  sizes[name] = (sizes[name] ?? 0) + gzip;
}

console.log(sizeTable(files));
if (process.argv.includes('--write')) {
  await writeFile(BUDGET, JSON.stringify(sizes, null, 2) + '\n');
} else {
  const budget = JSON.parse(await readFile(BUDGET, 'utf8'));
  const wrong = [...new Set([...Object.keys(budget), ...Object.keys(sizes)])].filter(
    (file) => !(sizes[file] <= budget[file]),
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
