import { v7 as uuid } from 'uuid';
import { waitFor } from '../../support/wait-for.ts';
import { api, WebClient } from '../../support/web-client.ts';
import type { Fault } from '../fault.ts';

/** More than are told one by one. */
const MISSED = 1_100;

export const longAbsence: Fault = {
  id: 'F20',
  name: 'somebody comes back after more than is told one by one',
  does: 'eleven hundred lines later they are asked to load the newest page, and are in step from there on',
  weight: 1,
  recovers: 20_000,
  async strike({ theatre, fail }) {
    const [here, there] = theatre.products;
    const speaker = await WebClient.guest(here?.url ?? '', 'Speaker');
    await speaker.connect();
    const slug = await theatre.annex(speaker.token);
    await speaker.join(slug);
    const reader = await WebClient.guest(there?.url ?? '', 'Reader');
    await reader.connect();
    const joined = await reader.join(slug);
    reader.terminate();
    for (let line = 0; line < MISSED; line++)
      speaker.send({ op: 'post', id: uuid(), room: slug, text: `line ${line}` });
    await waitFor(
      'all to be acknowledged',
      () => speaker.frames.filter(({ op }) => op === 'ack').length === MISSED,
      20_000,
    );
    const back = reader.at(there?.url ?? '');
    await back.connect();
    const again = await back.join(slug, { after: joined.seq, epoch: joined.epoch });
    if (!again.reset || again.events.length > 0)
      fail('who missed eleven hundred lines was told them one by one');
    const page = await api<{ messages: { text: string }[]; seq: number }>(
      back.base,
      `/rooms/${slug}/messages?limit=50`,
    );
    if (page.messages.at(-1)?.text !== `line ${MISSED - 1}`)
      fail('the newest page did not end with the newest line');
    await speaker.post(slug, 'and on');
    await waitFor('the next line', () => back.events.some(({ seq }) => seq === page.seq + 1));
    back.terminate();
    speaker.terminate();
    await theatre.endAnnex(slug, speaker.token);
  },
};
