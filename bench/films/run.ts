/**
 * `npm run bench:films [-- part …]`: the figures of search and recommendations beside baselines, on the data at
 * `../shared/data` (or `FILMS_DATA`). Without parts all are run, one after the other.
 */
import { measureServed } from './served.ts';
import { measureServing, measureServingLarge } from './serving.ts';
import { measureCertainty } from './certainty.ts';
import { measureCost } from './cost.ts';
import { measureLikeness } from './likeness.ts';
import { measureNewcomers } from './newcomers.ts';
import { measureRooms } from './rooms.ts';
import { measureMillionTitles, measureSearch } from './searching.ts';
import { measureTastes } from './tastes.ts';

const PARTS: Record<string, () => void | Promise<void>> = {
  tastes: measureTastes,
  served: measureServed,
  serving: measureServing,
  cost: measureCost,
  likeness: measureLikeness,
  rooms: measureRooms,
  newcomers: measureNewcomers,
  search: measureSearch,
  certainty: measureCertainty,
  million: measureMillionTitles,
};

/** Parts that take very long: run only when they are named. */
const LONG_PARTS: Record<string, () => void | Promise<void>> = {
  'serving-large': measureServingLarge,
};

const all = { ...PARTS, ...LONG_PARTS };
const wanted = process.argv.slice(2);
const unknown = wanted.find((part) => !(part in all));
if (unknown !== undefined) {
  console.error(`There is no part ${unknown}; there are ${Object.keys(all).join(', ')}.`);
  process.exit(1);
}
for (const [part, run] of Object.entries(wanted.length === 0 ? PARTS : all)) {
  if (wanted.length === 0 || wanted.includes(part)) await run();
}
