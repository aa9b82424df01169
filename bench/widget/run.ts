/**
 * `npm run bench:widget`: the widget's figures in a real Chromium, each beside its goal; `npm run bench:widget -- usable`
 * measures only what is named. The rows that are properties (axe, CSP and Trusted Types) are tests:
 * `npx vitest run widget/src/states.test.ts`.
 */
import { disconnects } from './disconnects.ts';
import { line, type Figure } from './figure.ts';
import { flood } from './flood.ts';
import { hangul } from './hangul.ts';
import { longTalk } from './long-talk.ts';
import { mounts } from './mounts.ts';
import { size } from './size.ts';
import { usable } from './usable.ts';

const ROWS: Record<string, () => Promise<Figure[]>> = {
  size,
  usable,
  long: longTalk,
  flood,
  mounts,
  hangul,
  disconnects,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in ROWS));
if (unknown.length) {
  console.error(`There is no row ${unknown.join(', ')}; there are ${Object.keys(ROWS).join(', ')}.`);
  process.exit(2);
}
let missed = 0;
for (const [name, measure] of Object.entries(ROWS)) {
  if (wanted.length && !wanted.includes(name)) continue;
  for (const figure of await measure()) {
    console.log(line(figure));
    if (!(figure.value <= figure.goal)) missed++;
  }
}
process.exitCode = missed ? 1 : 0;
