import { waitFor } from '../../support/wait-for.ts';
import type { Fault } from '../fault.ts';

/** What follows a line that is refused for good may wait this long for it. */
const FOLLOWS_MS = 8_000;

export const poison: Fault = {
  id: 'F17',
  name: 'a platform never takes a line',
  does: 'Discord answers 400 to one line for ever: tried a few times, noted as failed, and passed',
  weight: 2,
  recovers: 40_000,
  async strike({ theatre, random, fail }) {
    const room = random.of(theatre.talks);
    const { slug, place } = room;
    const visitor = random.of(theatre.visitors);
    await waitFor('the courier to have nothing else to do', () => behind(), 20_000).catch(() =>
      fail('there was never a quiet moment'),
    );
    await theatre.standIns.call('discord.faults', 'serverError', { status: 400, only: 'POST /webhooks/' });
    const seq = await visitor.ask({ op: 'post', room: slug, text: 'poison' });
    if (seq === null) return;
    theatre.poisoned.add(seq);
    room.planted++;
    await waitFor('the line to be noted as failed', () => noted(), FOLLOWS_MS).catch(() =>
      fail(`a line that is refused for good was not passed in ${FOLLOWS_MS} ms`),
    );
    await theatre.standIns.call('house', 'clearFaults');
    await visitor.ask({ op: 'delete', room: slug, seq });
    const shown = await theatre.standIns.call('house', 'look', place);
    if (shown.discord.some(({ text }) => text === 'poison'))
      fail('what was refused stands there all the same');

    function noted(): Promise<boolean> {
      return theatre.sql(async (sql) => {
        const rows = await sql`select 1 from failed_deliveries where seq = ${seq}
          and link_id in (select links.id from links join rooms on rooms.id = room_id where slug = ${slug})`;
        return rows.length > 0;
      });
    }
    function behind(): Promise<boolean> {
      return theatre.sql(async (sql) => {
        const rows = await sql`select 1 from links join rooms on rooms.id = room_id
          where slug = ${slug} and cursor < rooms.seq`;
        return rows.length === 0 && theatre.visitors.every(({ pending }) => pending === 0);
      });
    }
  },
};
