import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { freshPostgresUrl } from '../support/databases.ts';
import { dumpOf, everythingTold } from '../support/everything-told.ts';
import { MatineeProcess } from '../support/matinee-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { api, WebClient } from '../support/web-client.ts';

const available = inject('postgresUrl') !== null && inject('redisUrl') !== null;
const FILM = 'parasite-2019';

/** A word that stands nowhere else, of letters that no way of writing things down changes. */
const secret = (): string => `kept${uuid().replaceAll('-', '')}`;

describe('what was taken back, over two processes', () => {
  const test = it.skipIf(!available);
  const processes: MatineeProcess[] = [];
  const clients: WebClient[] = [];
  let directory: string;
  let store: string;
  /** They keep the room; at the first process. */
  let ana: WebClient;
  /** At the second. */
  let bora: WebClient;
  let slug: string;
  const reviews: string[] = [];

  beforeAll(async () => {
    if (!available) return;
    directory = await mkdtemp(join(tmpdir(), 'matinee-taken-back-'));
    store = await freshPostgresUrl();
    const environment = {
      DATABASE_URL: store,
      REDIS_URL: inject('redisUrl') ?? '',
      MATINEE_SECRET: 'a-secret-for-tests-only',
      DATA_DIR: directory,
      PORT: '0',
      LOG_LEVEL: 'info',
      MATINEE_RATE_LIMIT: 'off',
    };
    for (let i = 0; i < 2; i++) processes.push(new MatineeProcess(environment));
    for (const process of processes) await process.start();
    ana = await opened(await WebClient.guest(processes[0]?.url ?? '', 'Ana'));
    bora = await opened(await WebClient.guest(processes[1]?.url ?? '', 'Bora'));
    slug = `room-${uuid()}`;
    await api(ana.base, '/rooms', { token: ana.token, body: { slug, title: 'A room', movieId: FILM } });
    // Both processes hold what happens in the room, for those who come back.
    await ana.join(slug);
    await bora.join(slug);
    await bora.post(slug, 'hello');
  }, 90_000);
  afterAll(async () => {
    for (const client of clients) client.terminate();
    await Promise.all(processes.map((process) => process.end()));
    if (directory) await rm(directory, { recursive: true, force: true });
  });

  async function opened(client: WebClient): Promise<WebClient> {
    clients.push(client);
    await client.connect();
    return client;
  }

  const post = (by: WebClient, text: string, more: object = {}): Promise<number> =>
    by.ask({ op: 'post', id: uuid(), room: slug, text, ...more });
  const remove = (by: WebClient, seq: number): Promise<number> =>
    by.ask({ op: 'delete', id: uuid(), room: slug, seq });
  const edit = (by: WebClient, seq: number, text: string, more: object = {}): Promise<number> =>
    by.ask({ op: 'edit', id: uuid(), room: slug, seq, text, ...more });
  const rest = <T>(by: WebClient, method: string, path: string, body?: unknown): Promise<T> =>
    api<T>(by.base, path, { token: by.token, method, ...(body === undefined ? {} : { body }) });
  const review = async (by: WebClient, text: string): Promise<string> => {
    const { id } = await rest<{ id: string }>(by, 'PUT', `/movies/${FILM}/review`, {
      rating: 4,
      text,
      share: true,
    });
    reviews.push(id);
    return id;
  };
  const picture = async (by: WebClient, name: string, alt: string): Promise<{ id: string; url: string }> => {
    const form = new FormData();
    const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#f0b13c' } })
      .png()
      .toBuffer();
    form.append('alt', alt);
    form.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), `${name}.png`);
    const response = await fetch(`${by.base}/api/v1/rooms/${slug}/images`, {
      method: 'POST',
      headers: { authorization: `Bearer ${by.token}` },
      body: form,
    });
    return (await response.json()) as { id: string; url: string };
  };

  /** Ways to say a word and to take it back: what is said, by whom, and how. The last thing taken back is awaited. */
  const ways: [string, (word: () => string) => Promise<() => Promise<unknown>>][] = [
    [
      'a line that its author deletes',
      async (word) => {
        const seq = await post(bora, `${word()} and ||${word()}||`);
        return () => remove(bora, seq);
      },
    ],
    [
      'a line that a moderator deletes',
      async (word) => {
        const seq = await post(bora, word());
        return () => remove(ana, seq);
      },
    ],
    [
      'a line that was changed, and its first wordings',
      async (word) => {
        const seq = await post(ana, word());
        await edit(ana, seq, word());
        return () => edit(ana, seq, 'now it says this');
      },
    ],
    [
      'a line that was changed and deleted, and that others answered',
      async (word) => {
        const seq = await post(ana, `${word()} ${'so '.repeat(90)}${word()}`);
        await post(bora, 'is that so?', { replyTo: seq });
        await edit(ana, seq, word());
        return () => remove(ana, seq);
      },
    ],
    [
      'an answered line that was changed',
      async (word) => {
        const seq = await post(bora, word());
        await post(ana, 'is that so?', { replyTo: seq });
        return () => edit(bora, seq, 'it is not');
      },
    ],
    [
      'a poll that is deleted, with its votes',
      async (word) => {
        const { seq } = await rest<{ seq: number }>(ana, 'POST', `/rooms/${slug}/polls`, {
          id: uuid(),
          question: word(),
          options: [word(), word()],
        });
        await bora.ask({ op: 'vote', id: uuid(), room: slug, seq, option: 1 });
        await ana.ask({ op: 'close-poll', id: uuid(), room: slug, seq });
        return () => remove(ana, seq);
      },
    ],
    [
      'a review that is changed',
      async (word) => {
        await review(bora, word());
        return () => review(bora, 'a film about stairs');
      },
    ],
    [
      'a review that is deleted, with what people said of it',
      async (word) => {
        const id = await review(ana, word());
        await review(ana, word());
        await rest(bora, 'POST', `/reviews/${id}/comments`, { text: word() });
        return () => rest(ana, 'DELETE', `/movies/${FILM}/review`);
      },
    ],
    [
      'a review whose card a moderator takes down, and which is then deleted',
      async (word) => {
        const id = await review(bora, word());
        const { messages } = await rest<{ messages: { seq: number; review?: { reviewId: string } }[] }>(
          ana,
          'GET',
          `/rooms/${slug}/messages?limit=100`,
        );
        const card = messages.find((message) => message.review?.reviewId === id);
        await remove(ana, card?.seq ?? 0);
        return () => rest(bora, 'DELETE', `/movies/${FILM}/review`);
      },
    ],
    [
      'comments that are changed and deleted, also where others replied',
      async (word) => {
        const id = await review(ana, 'stays');
        const say = async (by: WebClient, parentId?: string): Promise<string> =>
          (
            await rest<{ id: string }>(by, 'POST', `/reviews/${id}/comments`, {
              text: word(),
              ...(parentId === undefined ? {} : { parentId }),
            })
          ).id;
        const first = await say(bora);
        const reply = await say(ana, first);
        const other = await say(bora);
        return () =>
          Promise.all([
            rest(bora, 'DELETE', `/comments/${first}`),
            rest(ana, 'PATCH', `/comments/${reply}`, { text: 'something else' }),
            rest(bora, 'DELETE', `/comments/${other}`),
          ]);
      },
    ],
    [
      'a picture, its name and what it shows, of a line that is deleted',
      async (word) => {
        const { id } = await picture(bora, word(), word());
        const seq = await post(bora, '', { attachments: [id] });
        return () => remove(ana, seq);
      },
    ],
    [
      'a picture that an edit drops',
      async (word) => {
        const [kept, dropped] = [await picture(ana, 'kept', 'stays'), await picture(ana, word(), word())];
        const seq = await post(ana, 'two pictures', { attachments: [kept.id, dropped.id] });
        return () => edit(ana, seq, 'one picture', { attachments: [kept.id] });
      },
    ],
    [
      'what the room was called and was about',
      async (word) => {
        await rest(ana, 'PATCH', `/rooms/${slug}`, { title: word(), topic: word() });
        return () => rest(ana, 'PATCH', `/rooms/${slug}`, { title: 'A room again', topic: '' });
      },
    ],
    [
      'why somebody was banned, once they may come back',
      async (word) => {
        const theo = await opened(await WebClient.guest(bora.base, 'Theo'));
        await theo.join(slug);
        await rest(ana, 'POST', `/rooms/${slug}/members/${theo.person.id}/ban`, { reason: word() });
        return () => rest(ana, 'POST', `/rooms/${slug}/members/${theo.person.id}/unban`, {});
      },
    ],
    [
      'notes on a watchlist',
      async (word) => {
        await rest(bora, 'PUT', '/me/watchlist/parasite-2019', { note: word() });
        await rest(bora, 'PUT', '/me/watchlist/past-lives-2023', { note: word() });
        return () =>
          Promise.all([
            rest(bora, 'PUT', '/me/watchlist/parasite-2019', { note: 'soon' }),
            rest(bora, 'DELETE', '/me/watchlist/past-lives-2023'),
          ]);
      },
    ],
    [
      'a room that is ended, with all that was said in it',
      async (word) => {
        const ended = `room-${uuid()}`;
        await rest(ana, 'POST', '/rooms', { slug: ended, title: word(), topic: word() });
        await ana.join(ended);
        await bora.join(ended);
        await bora.ask({ op: 'post', id: uuid(), room: ended, text: word() });
        return () => rest(ana, 'DELETE', `/rooms/${ended}`);
      },
    ],
  ];

  test.each(ways)('%s: is told by no process and stands nowhere in the store', async (_what, say) => {
    const words: string[] = [];
    const takeBack = await say(() => {
      words.push(secret());
      return words.at(-1) ?? '';
    });
    const before = await headOf(ana);
    for (const client of [ana, bora]) {
      await waitFor('both processes to have it', () => seen(client) >= before);
    }
    expect(found(await dumpOf(store), words), 'was never there').not.toEqual([]);
    await takeBack();
    // At once, and at both: nothing is waited for here.
    const [told, dump] = await Promise.all([
      Promise.all(
        processes.map(({ url }) =>
          everythingTold(url, {
            slug,
            head: before,
            film: FILM,
            reviews: reviews.slice(-2),
            people: [ana.person.id, bora.person.id],
            words,
            readers: [ana, bora, null],
          }),
        ),
      ),
      dumpOf(store),
    ]);
    expect(found(dump, words), 'in the store').toEqual([]);
    for (const [where, text] of told.flat()) expect(found(text, words), where).toEqual([]);
    for (const { log } of processes) expect(found(log, words), 'in the log of a process').toEqual([]);
  });

  const found = (text: string, words: readonly string[]): string[] =>
    words.filter((word) => text.includes(word));
  const headOf = async (client: WebClient): Promise<number> =>
    (await rest<{ seq: number }>(client, 'GET', `/rooms/${slug}`)).seq;
  const seen = (client: WebClient): number =>
    client.events.filter((event) => event.room === slug).at(-1)?.seq ?? 0;
});
