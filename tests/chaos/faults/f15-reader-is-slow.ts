import { v7 as uuid } from 'uuid';
import { RawSocket } from '../../support/raw-socket.ts';
import { waitFor } from '../../support/wait-for.ts';
import { WebClient } from '../../support/web-client.ts';
import type { Fault } from '../fault.ts';

// More than what the kernel keeps on both sides of a loopback connection (some ten megabytes) with what we keep ourselves.
const LINES = 3_600;
const TEXT = 'x'.repeat(3_900);

export const readerIsSlow: Fault = {
  id: 'F15',
  name: 'a reader does not read',
  does: 'fourteen megabytes are said to somebody who reads nothing: sent away to resume, and everybody else goes on',
  weight: 1,
  recovers: 20_000,
  async strike({ theatre, talk, fail }) {
    const { url } = theatre.products[0] ?? { url: '' };
    const speaker = await WebClient.guest(url, 'Speaker');
    await speaker.connect();
    const slug = await theatre.annex(speaker.token);
    await speaker.join(slug);
    const { socket } = await RawSocket.open(theatre.products[0]?.direct ?? '');
    socket.say({ op: 'auth', token: speaker.token });
    socket.say({ op: 'join', room: slug });
    await waitFor('the slow reader to be in', () => socket.texts.some((text) => text.includes('"joined"')));
    socket.pause();
    for (let line = 0; line < LINES; line++) speaker.send({ op: 'post', id: uuid(), room: slug, text: TEXT });
    await talk(400);
    await waitFor(
      'all to be acknowledged',
      () => speaker.frames.filter(({ op }) => op === 'ack').length === LINES,
      60_000,
    );
    socket.resume();
    await waitFor(
      'the slow reader to be sent away',
      () => socket.ended || socket.closeCode !== undefined,
      10_000,
    ).catch(() => fail('a reader that read nothing was kept'));
    if (socket.closeCode !== undefined && socket.closeCode !== 4408)
      fail(`a reader that read nothing was closed with ${socket.closeCode}`);
    speaker.terminate();
    await theatre.endAnnex(slug, speaker.token);
  },
};
