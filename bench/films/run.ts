/**
 * `npm run bench:films [-- part …]`: the figures of search and recommendations beside baselines, on the data at
 * `../shared/data` (or `FILMS_DATA`). Without parts all are run, one after the other.
 */
import { measureTastes } from './tastes.ts';

const PARTS: Record<string, () => void | Promise<void>> = {
  tastes: measureTastes,
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((part) => !(part in PARTS));
if (unknown !== undefined) {
  console.error(`There is no part ${unknown}; there are ${Object.keys(PARTS).join(', ')}.`);
  process.exit(1);
}
for (const [part, run] of Object.entries(PARTS)) {
  if (wanted.length === 0 || wanted.includes(part)) await run();
}
