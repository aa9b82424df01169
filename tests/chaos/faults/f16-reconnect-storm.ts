import type { Fault } from '../fault.ts';
import { Visitor } from '../visitor.ts';

const CROWD = 60;
const BACK_MS = 15_000;

export const reconnectStorm: Fault = {
  id: 'F16',
  name: 'everybody loses their connection at once',
  does: 'sixty more visitors on three processes, all reset, sometimes with a store that holds its answers back for 5 s',
  weight: 2,
  recovers: 40_000,
  async strike({ theatre, random, talk, fail }) {
    const slug = random.of(theatre.talks).slug;
    const crowd = await Promise.all(
      Array.from({ length: CROWD }, (_, at) => {
        const { url } = theatre.products[at % theatre.products.length] ?? { url: '' };
        return Visitor.come(url, `Crowd ${at}`, (what) => void theatre.complaints.push(what));
      }),
    );
    const inTheRoom = (): boolean =>
      crowd.every((each) => each.settled && each.room(slug).log.before !== undefined);
    const within = async (ms: number): Promise<boolean> => {
      for (const end = Date.now() + ms; Date.now() < end;) {
        if (inTheRoom()) return true;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return false;
    };
    try {
      for (const each of crowd) each.enter(slug);
      if (!(await within(BACK_MS))) return fail('sixty visitors could not come in');
      const slow = random.below(2) === 0;
      if (slow) for (const { toPostgres } of theatre.products) toPostgres.hold();
      for (const { fromVisitors } of theatre.products) fromVisitors.reset();
      await talk(slow ? 5_200 : 300);
      for (const { toPostgres } of theatre.products) toPostgres.heal();
      if (!(await within(BACK_MS))) fail(`not everybody was back after ${BACK_MS} ms`);
    } finally {
      for (const each of crowd) each.end();
    }
  },
};
