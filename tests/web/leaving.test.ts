import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { freshPostgresUrl, runSql } from '../support/databases.ts';
import { dumpOf, everythingTold } from '../support/everything-told.ts';
import { MatineeProcess } from '../support/matinee-process.ts';
import { outcome, restClient } from '../support/rest.ts';
import { waitFor } from '../support/wait-for.ts';
import { api, WebClient } from '../support/web-client.ts';

const available = inject('postgresUrl') !== null && inject('redisUrl') !== null;
const FILM = 'parasite-2019';

describe.each(['delete', 'anonymise'] as const)('somebody who leaves for good, lines=%s', (lines) => {
  const test = it.skipIf(!available);
  const processes: MatineeProcess[] = [];
  const name = `kept${uuid().replaceAll('-', '')}`;
  const said = Array.from({ length: 12 }, () => `said${uuid().replaceAll('-', '')}`);
  let directory: string;
  let store: string;
  let ana: WebClient;
  let bora: WebClient;
  /** They leave. */
  let theo: WebClient;
  let slug: string;
  let passesOn: string;
  let ends: string;
  let picture: { id: string; url: string };
  let review: string;
  let anasReview: string;
  const rest = restClient(() => processes[0]?.url ?? '');
  const there = restClient(() => processes[1]?.url ?? '');

  beforeAll(async () => {
    if (!available) return;
    directory = await mkdtemp(join(tmpdir(), 'matinee-leaving-'));
    store = await freshPostgresUrl();
    for (let i = 0; i < 2; i++) {
      processes.push(
        new MatineeProcess({
          DATABASE_URL: store,
          REDIS_URL: inject('redisUrl') ?? '',
          MATINEE_SECRET: 'a-secret-for-tests-only',
          DATA_DIR: directory,
          PORT: '0',
          LOG_LEVEL: 'info',
          MATINEE_RATE_LIMIT: 'off',
        }),
      );
    }
    for (const process of processes) await process.start();
    ana = await WebClient.guest(processes[0]?.url ?? '', 'Ana');
    bora = await WebClient.guest(processes[1]?.url ?? '', 'Bora');
    theo = await WebClient.guest(processes[1]?.url ?? '', name);
    for (const client of [ana, bora, theo]) await client.connect();
    await liveHere();
  }, 90_000);
  afterAll(async () => {
    for (const client of [ana, bora, theo]) client?.terminate();
    await Promise.all(processes.map((process) => process.end()));
    if (directory) await rm(directory, { recursive: true, force: true });
  });

  const as = <T>(by: WebClient, method: string, path: string, body?: unknown): Promise<T> =>
    api<T>(by.base, path, { token: by.token, method, ...(body === undefined ? {} : { body }) });
  const word = (): string => said.pop() ?? '';

  /** Everything that somebody can leave behind. */
  async function liveHere(): Promise<void> {
    const room = async (owner: WebClient, more: object = {}): Promise<string> => {
      const made = `room-${uuid()}`;
      await as(owner, 'POST', '/rooms', { slug: made, title: 'A room', ...more });
      return made;
    };
    slug = await room(ana, { movieId: FILM });
    [passesOn, ends] = [await room(theo), await room(theo)];
    for (const client of [ana, bora, theo]) await client.join(slug);
    for (const client of [bora, ana]) await client.join(passesOn);
    const members = `/rooms/${passesOn}/members`;
    await as(theo, 'POST', `${members}/${bora.person.id}/promote`, {});
    await as(theo, 'PATCH', '/me', { avatar: `https://cdn.discordapp.com/avatars/1/${name}.png` });
    await as(ana, 'POST', `/rooms/${slug}/members/${theo.person.id}/promote`, {});
    const line = await theo.post(slug, word());
    await theo.ask({ op: 'edit', id: uuid(), room: slug, seq: line, text: word() });
    await bora.post(slug, `so you say, <@${theo.person.id}|${name}>`, { replyTo: line });
    await theo.ask({ op: 'react', id: uuid(), room: slug, seq: line, emoji: '🎬' });
    const anas = await ana.post(slug, 'mine');
    await theo.ask({ op: 'react', id: uuid(), room: slug, seq: anas, emoji: '🍿' });
    const poll = { id: uuid(), question: word(), options: [word(), word()] };
    const { seq } = await as<{ seq: number }>(theo, 'POST', `/rooms/${slug}/polls`, poll);
    await theo.ask({ op: 'vote', id: uuid(), room: slug, seq, option: 0 });
    const form = new FormData();
    const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#f0b13c' } })
      .png()
      .toBuffer();
    form.append('alt', word());
    form.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), 'a.png');
    picture = (await there(`/rooms/${slug}/images`, { token: theo.token, raw: form })).body as typeof picture;
    await theo.ask({ op: 'post', id: uuid(), room: slug, text: '', attachments: [picture.id] });
    const put = { rating: 4, text: word(), share: true };
    review = (await as<{ id: string }>(theo, 'PUT', `/movies/${FILM}/review`, put)).id;
    anasReview = (await as<{ id: string }>(ana, 'PUT', `/movies/${FILM}/review`, { rating: 3 })).id;
    await as(theo, 'PUT', `/reviews/${anasReview}/like`);
    await as(theo, 'POST', `/reviews/${anasReview}/comments`, { text: word() });
    await as(theo, 'PUT', `/me/watchlist/${FILM}`, { note: name });
    await as(bora, 'PUT', `/people/${theo.person.id}/follow`);
    const banning = await room(ana);
    await theo.join(banning);
    await as(ana, 'POST', `/rooms/${banning}/members/${theo.person.id}/ban`, { reason: `${name} is loud` });
    await waitFor('to be put out', () => theo.closed);
    await theo.connect();
    await theo.join(slug);
  }

  const told = async (): Promise<string> => {
    const head = (await as<{ seq: number }>(ana, 'GET', `/rooms/${slug}`)).seq;
    const asked = {
      slug,
      head,
      film: FILM,
      reviews: [review, anasReview],
      people: [ana.person.id, theo.person.id],
      words: [name],
      readers: [ana, bora, null],
    };
    const all = await Promise.all(processes.map(({ url }) => everythingTold(url, asked)));
    return all
      .flat()
      .map(([, text]) => text)
      .join('\n');
  };

  test('is nobody from that moment on, on every process', async () => {
    const tab = theo.at(processes[0]?.url ?? '');
    await tab.connect();
    await tab.join(slug);
    expect(await dumpOf(store)).toContain(name);
    expect(await told()).toContain(name);
    const begun = performance.now();
    const answer = await rest(`/me?lines=${lines}`, { method: 'DELETE', token: theo.token });
    expect([answer.status, answer.body]).toEqual([202, { lines }]);
    expect(performance.now() - begun).toBeLessThan(2_000);
    for (const ask of [rest, there]) {
      expect(outcome(await ask('/me', { token: theo.token }))).toEqual([401, 'token_invalid']);
      const again = await ask(`/me?lines=delete`, { method: 'DELETE', token: theo.token });
      expect(outcome(again)).toEqual([401, 'token_invalid']);
    }
    for (const socket of [theo, tab]) {
      expect((await waitFor('the socket to end', () => socket.closed)).code).toBe(4401);
      expect(socket.frames).toContainEqual(
        expect.objectContaining({ op: 'error', code: 'token_invalid' }) as unknown,
      );
    }
    await tab.connect({ auth: false });
    tab.send({ op: 'auth', token: tab.token });
    expect((await waitFor('the socket to end', () => tab.closed)).code).toBe(4401);
  });

  test('loses every seat; their room passes to its moderator, and one with nobody else ends', async () => {
    for (const client of [ana, bora]) {
      await waitFor('to hear of it', () =>
        client.events.some(
          (event) =>
            event.room === slug && event.kind === 'member.left' && event.data.person.id === theo.person.id,
        ),
      );
    }
    const kept = await waitFor('the room to pass on', async () => {
      const { members } = await as<{ members: { id: string; role: string }[] }>(
        ana,
        'GET',
        `/rooms/${passesOn}/members`,
      );
      return members.some(({ id }) => id === theo.person.id) ? undefined : members;
    });
    expect(kept.find(({ role }) => role === 'owner')?.id).toBe(bora.person.id);
    await waitFor(
      'the other to end',
      async () => (await rest(`/rooms/${ends}`, { token: ana.token })).status === 404,
    );
  });

  test('is named nowhere any more, by no process and in no row', async () => {
    await waitFor('the name to be gone', async () => !(await dumpOf(store)).includes(name), 15_000);
    const everything = await told();
    expect(everything.includes(name)).toBe(false);
    for (const { log } of processes) expect(log.includes(name)).toBe(false);
    expect(everything).toContain('Someone who left');
  });

  test(`${lines === 'delete' ? 'takes what they said with them' : 'leaves what they said, in nobody’s name'}`, async () => {
    const words = [...new Set((await dumpOf(store)).match(/said[0-9a-f]{32}/g))];
    if (lines === 'anonymise') {
      // All but the first wording of the line that was changed.
      expect(words).toHaveLength(7);
      const { messages } = await as<{ messages: { author: object; text: string }[] }>(
        ana,
        'GET',
        `/rooms/${slug}/messages?limit=100`,
      );
      const line = messages.find(({ text }) => words.includes(text));
      expect(line?.author).toEqual({ id: theo.person.id, name: 'Someone who left', left: true, via: 'web' });
      const page = await fetch(`${ana.base}/r/${slug}`, { headers: { 'accept-language': 'ko' } });
      expect(await page.text()).toContain('떠난 사람');
      expect((await rest(`/reviews/${review}`)).body).toMatchObject({ author: { name: 'Someone who left' } });
      expect((await fetch(`${ana.base}${picture.url}`)).status).toBe(200);
      return;
    }
    await waitFor('the lines to be gone', async () => !/said[0-9a-f]{32}/.test(await dumpOf(store)), 15_000);
    expect(await told()).not.toMatch(/said[0-9a-f]{32}/);
    expect(outcome(await rest(`/reviews/${review}`))).toEqual([404, 'review_not_found']);
    expect((await fetch(`${ana.base}${picture.url}`)).status).toBe(404);
    const { likes, comments } = (await rest(`/reviews/${anasReview}`)).body as {
      likes: number;
      comments: number;
    };
    expect([likes, comments]).toEqual([0, 0]);
    const [left] = await runSql(
      store,
      `select count(*)::int as count from reactions where person_id = '${theo.person.id}'`,
    );
    expect(left).toEqual({ count: 0 });
  });

  test('cannot be passed for by somebody else', async () => {
    for (const taken of ['Someone who left', 'someone  who left', '떠난 사람', 'Sоmeone who left'])
      expect(outcome(await rest('/guests', { body: { name: taken } }))).toEqual([400, 'name_reserved']);
  });

  test('is done with after a while: nothing of it is left to do', async () => {
    await waitFor(
      'the departure to be over',
      async () => (await runSql(store, 'select 1 from departures')).length === 0,
      40_000,
    );
    expect(await dumpOf(store)).not.toContain(name);
  }, 60_000);
});
