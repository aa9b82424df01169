import { waitFor } from '../../support/wait-for.ts';
import type { Fault } from '../fault.ts';
import { differences, linkFaults } from '../oracle.ts';

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
    // The platform refuses whatever comes next: it must be this line, and no other.
    await waitFor('the courier to have nothing else to do', () => quiet(), 20_000).catch(() =>
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

    async function quiet(): Promise<boolean> {
      if (theatre.visitors.some(({ pending }) => pending > 0)) return false;
      return (await differences(theatre, room)).length === 0 && (await linkFaults(theatre)).length === 0;
    }
    function noted(): Promise<boolean> {
      return theatre.sql(async (sql) => {
        const rows = await sql`select 1 from failed_deliveries where seq = ${seq}
          and link_id in (select links.id from links join rooms on rooms.id = room_id where slug = ${slug})`;
        return rows.length > 0;
      });
    }
  },
};
