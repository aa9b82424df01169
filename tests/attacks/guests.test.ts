import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restClient } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import { waitFor } from '../support/wait-for.ts';
import { api, type WebClient } from '../support/web-client.ts';

/** Where only the server itself can get to: what somebody names must never be fetched from there. */
const INSIDE = [
  'http://169.254.169.254/latest/meta-data/',
  'http://[fd00:ec2::254]/',
  'http://127.0.0.1:5432/',
  'http://0/',
  'http://0x7f000001/',
  'http://2130706433/',
  'http://127.1/',
  'http://[::ffff:127.0.0.1]/',
  'http://localhost./',
  'http://[::]/',
  'gopher://127.0.0.1/',
  'file:///etc/passwd',
  'ftp://127.0.0.1/',
  'http://user@10.0.0.1/',
  'http://10.0.0.1:22/',
];

let serving: Serving;
let ana: WebClient;
let room: string;
let canary: Server;
let canaryUrl: string;
const ask = restClient(() => serving.url);

beforeAll(async () => {
  canary = createServer((_request, response) =>
    response.setHeader('content-type', 'image/png').end('<html>'),
  );
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  canaryUrl = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
  serving = await Serving.start();
  ana = await serving.guest('Ana');
  room = await serving.room(ana);
  await ana.join(room);
}, 60_000);
afterAll(async () => {
  canary?.close();
  serving?.hangUp();
  await serving?.end();
});

describe('a guest who would be somebody else', () => {
  it.each([
    'Matinee',
    'matinee',
    'ＭＡＴＩＮＥＥ',
    'M\u0430tinee',
    'admin',
    '\u0430dmin',
    'Ｏwner',
    'own\u200ber',
    'moderator',
    '관리자',
    '운영자',
    'system',
  ])('32 the name %s, which says it is somebody it is not, is not taken as it is', async (name) => {
    const refused = [400, expect.objectContaining({ code: 'name_reserved' })];
    const answer = await ask('/guests', { body: { name } });
    expect([answer.status, answer.body]).toEqual(refused);
    const changed = await ask('/me', { method: 'PATCH', token: ana.token, body: { name } });
    expect([changed.status, changed.body]).toEqual(refused);
  });

  it('32 two people of one name in a room can be told apart', async () => {
    const people = [
      await serving.guest('Mina'),
      await serving.guest('Mina'),
      await serving.guest('Mın\u0430'),
    ];
    for (const person of people) await person.join(room);
    for (const person of people) await person.post(room, 'it is me');
    const shown = (await ana.history(room))
      .filter(({ text }) => text === 'it is me')
      .map(({ author }) => `${author.name} ${(author as { tag?: string }).tag ?? ''}`);
    expect(new Set(shown).size).toBe(3);
  });

  it('32 43 what tells people apart is shown wherever they are: who they are, members, lines and the page', async () => {
    const [first, second] = [await serving.guest('Bora'), await serving.guest('B\u043era')];
    const tag = (second.person as { tag?: string }).tag;
    expect([(first.person as { tag?: string }).tag, tag]).toEqual([
      undefined,
      expect.stringMatching(/^[2-9a-z]{4,10}$/),
    ]);
    const room = await serving.room(first);
    await first.join(room);
    await second.join(room);
    await second.post(room, 'it is me');
    expect((await ask('/me', { token: second.token })).body).toMatchObject({ tag });
    expect((await ask(`/rooms/${room}/members`, { token: first.token })).body).toMatchObject({
      members: expect.arrayContaining([expect.objectContaining({ id: second.person.id, tag })]) as unknown,
    });
    const said = await waitFor('the line', () => first.events.find(({ kind }) => kind === 'message.posted'));
    expect(said.actor).toMatchObject({ tag });
    expect(await (await fetch(`${serving.url}/r/${room}`)).text()).toContain(`<small>#${tag}</small>`);
    // Who takes another name has no need of it any more; who takes it up again has the same.
    const call = async (name: string) =>
      (await ask('/me', { method: 'PATCH', token: second.token, body: { name } })).body;
    expect(await call('Hyun-woo Bae')).not.toHaveProperty('tag');
    expect(await call('BORA')).toMatchObject({ tag });
    // A name that ends like a tag is not taken for one.
    expect(await call(`Bora #${tag}`)).toMatchObject({ tag });
  });

  it.each(INSIDE)(
    '61 79 %s as a picture of a person is neither kept for readers to load nor fetched',
    async (avatar) => {
      const answer = await ask('/me', { method: 'PATCH', token: ana.token, body: { avatar } });
      expect(answer.status).toBe(400);
      const { avatar: kept } = await api<{ avatar?: string }>(serving.url, '/me', { token: ana.token });
      expect(kept ?? '').not.toBe(avatar);
    },
  );

  it('79 a stranger’s server hears of no reader: their address is never handed on', async () => {
    const avatar = `${canaryUrl}/track.png`;
    await ask('/me', { method: 'PATCH', token: ana.token, body: { avatar } });
    const room = await serving.room(ana);
    await ana.join(room);
    await ana.post(room, 'look at me');
    const pages = [
      JSON.stringify(await ana.history(room)),
      await (await fetch(`${serving.url}/r/${room}`)).text(),
      JSON.stringify(ana.frames),
    ];
    for (const page of pages) expect(page).not.toContain(canaryUrl);
  });

  it('80 behind a proxy a client is one client, whatever port is written behind its address', async () => {
    const limited = await Serving.start({ MATINEE_RATE_LIMIT: 'on', MATINEE_TRUST_PROXY: '1' });
    try {
      for (const shape of [
        (at: number) => `203.0.113.7:${20_000 + at}`,
        (at: number) => `[2001:db8::7]:${20_000 + at}`,
      ]) {
        let refused = 0;
        for (let at = 0; at < 310; at++) {
          const answer = await fetch(`${limited.url}/api/v1/guests`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-forwarded-for': shape(at) },
            body: JSON.stringify({ name: `Guest ${at}` }),
          });
          if (answer.status === 429) refused++;
        }
        expect(refused).toBeGreaterThan(0);
      }
    } finally {
      await limited.end();
    }
  }, 40_000);
});
