import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_ROUTES } from '../../src/adapters/web/http/app.ts';
import { outcome, restClient } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import { WebClient } from '../support/web-client.ts';

let serving: Serving;
const call = restClient(() => serving.url);

beforeAll(async () => {
  serving = await Serving.start({ LOG_LEVEL: 'trace' });
});
afterAll(() => serving?.end());

const person = (name: string): Promise<WebClient> => WebClient.guest(serving.url, name);
const roomOf = (owner: WebClient, more: Record<string, unknown> = {}): Promise<string> =>
  serving.room(owner, more);

describe('what is not for everybody', () => {
  it('a private room does not exist for those outside it, whatever they try', async () => {
    const [owner, outsider] = [await person('Olga'), await person('Out')];
    const slug = await roomOf(owner, { visibility: 'private' });
    const gone = `gone-${uuid()}`;
    const tries: [string, object?][] = [
      [''],
      ['/messages'],
      ['/members'],
      ['/messages/search?q=x'],
      ['', { method: 'PATCH', body: { title: 'Mine' } }],
      ['', { method: 'DELETE' }],
      ['/messages', { body: { id: uuid(), text: 'x' } }],
      ['/messages', { body: { id: uuid(), text: 'x', replyTo: 1 } }],
      [
        '/images',
        { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, raw: '--x--' },
      ],
      ['/invites', { method: 'POST' }],
      ['/owner', { body: { id: outsider.person.id } }],
      ['/members/me', { method: 'DELETE' }],
      ...['kick', 'ban', 'unban', 'promote', 'demote'].map((what): [string, object] => [
        `/members/${owner.person.id}/${what}`,
        { body: {} },
      ]),
    ];
    for (const [path, asking] of tries) {
      const [there, nowhere] = [
        await call(`/rooms/${slug}${path}`, { token: outsider.token, ...asking }),
        await call(`/rooms/${gone}${path}`, { token: outsider.token, ...asking }),
      ];
      expect([path, ...outcome(there)]).toEqual([path, 404, 'room_not_found']);
      expect(there.body).toEqual(nowhere.body);
    }
    for (const path of ['', '/messages', '/members'])
      expect(outcome(await call(`/rooms/${slug}${path}`))).toEqual([404, 'room_not_found']);
    expect(outcome(await call(`/recommendations?room=${slug}`, { token: outsider.token }))).toEqual([
      404,
      'room_not_found',
    ]);
    expect((await call('/rooms?limit=100')).body).not.toMatchObject({
      rooms: expect.arrayContaining([expect.objectContaining({ slug })]) as unknown,
    });
    expect((await call(`/rooms/${slug}`, { token: owner.token })).body).toMatchObject({
      slug,
      role: 'owner',
    });
  });

  it('a room with a password shows itself, but not what is said in it', async () => {
    const [owner, outsider] = [await person('Olga'), await person('Out')];
    const slug = await roomOf(owner, { password: 'peaches' });
    expect((await call(`/rooms/${slug}`)).body).toMatchObject({ hasPassword: true, role: null });
    for (const token of [undefined, outsider.token]) {
      for (const path of ['/messages', '/messages/search?q=x', '/members']) {
        expect(
          outcome(await call(`/rooms/${slug}${path}`, { ...(token === undefined ? {} : { token }) })),
        ).toEqual([403, 'password_required']);
      }
    }
    const posted = await call(`/rooms/${slug}/messages`, {
      token: outsider.token,
      body: { id: uuid(), text: 'x' },
    });
    expect(outcome(posted)).toEqual([403, 'password_required']);
    const inside = outsider.at(serving.url);
    await inside.connect();
    await inside.join(slug, { password: 'peaches' });
    inside.close();
    expect((await call(`/rooms/${slug}/messages`, { token: outsider.token })).status).toBe(200);
  });

  it('everything that changes something needs a token', async () => {
    const slug = await roomOf(await person('Olga'));
    for (const { method, path, signedIn } of API_ROUTES) {
      if (!signedIn) continue;
      const target = path.replace('{slug}', slug).replace('{id}', uuid());
      expect([path, ...outcome(await call(target, { method: method.toUpperCase() }))]).toEqual([
        path,
        401,
        'not_signed_in',
      ]);
    }
    expect(
      API_ROUTES.filter((route) => !route.signedIn && route.method !== 'get').map((route) => route.path),
    ).toEqual(['/guests']);
  });
});

describe('a refusal', () => {
  it('is a problem document with a stable code, and is not kept by anybody', async () => {
    const answer = await call('/rooms/no-such-room');
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toEqual({
      type: 'about:blank#room_not_found',
      title: 'room not found',
      status: 404,
      code: 'room_not_found',
      detail: expect.stringContaining('POST /api/v1/rooms') as string,
    });
  });

  it.each([
    [
      'JSON that is none',
      400,
      'invalid_input',
      { raw: '{', headers: { 'content-type': 'application/json' } },
    ],
    [
      'JSON that is no object',
      400,
      'invalid_input',
      { raw: '"x"', headers: { 'content-type': 'application/json' } },
    ],
    ['a list', 400, 'invalid_input', { body: [] }],
    ['text', 415, 'type_not_allowed', { raw: '{"name":"Ana"}', headers: { 'content-type': 'text/plain' } }],
    [
      'a form',
      415,
      'type_not_allowed',
      { raw: 'name=Ana&a[__proto__][b]=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    [
      'a compressed body',
      415,
      'type_not_allowed',
      { raw: 'x', headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } },
    ],
    [
      'another alphabet',
      415,
      'type_not_allowed',
      { raw: '{}', headers: { 'content-type': 'application/json; charset=klingon' } },
    ],
    [
      'a prototype',
      400,
      'invalid_input',
      { raw: '{"name":"Ana","__proto__":{"admin":true}}', headers: { 'content-type': 'application/json' } },
    ],
    [
      'a deep body',
      400,
      'invalid_input',
      { raw: '['.repeat(40_000) + ']'.repeat(40_000), headers: { 'content-type': 'application/json' } },
    ],
    [
      'a million keys',
      413,
      'too_large',
      {
        raw: JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [i, i]))),
        headers: { 'content-type': 'application/json' },
      },
    ],
  ])('meets %s', async (_what, status, code, asking) => {
    expect(outcome(await call('/guests', { method: 'POST', ...asking }))).toEqual([status, code]);
  });

  it.each(['/rooms/%E0%A4%A', '/rooms/%', '/rooms/a%00b', '/rooms?after=%00', '/movies/%E0%A4%A'])(
    'meets the address %s',
    async (path) => {
      expect(outcome(await call(path))).toEqual([400, 'invalid_input']);
    },
  );

  it.each([
    ['GET', '/nothing-here'],
    ['PUT', '/rooms'],
    ['DELETE', '/rooms'],
    ['GET', '/../.env'],
  ])('meets %s %s', async (method, path) => {
    expect(outcome(await call(path, { method }))).toEqual([404, 'not_found']);
  });

  it('meets a request to echo it', async () => {
    const { hostname, port } = new URL(serving.url);
    const request = httpRequest({ hostname, port, method: 'TRACE', path: '/api/v1/rooms' }).end();
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(404);
  });

  it('is not what tells a secret, nor is the log', async () => {
    const owner = await person('Canary');
    const slug = await roomOf(owner, { password: 'canary-password' });
    const { body } = await call(`/rooms/${slug}/invites`, { method: 'POST', token: owner.token });
    const { code } = body as { code: string };
    await call(`/rooms/${slug}/messages`, {
      token: owner.token,
      body: { id: uuid(), text: 'canary-message' },
    });
    const answers = [
      await call('/me', { token: `${owner.token}canary` }),
      await call(`/rooms/${slug}/messages`, {
        token: owner.token,
        body: { id: uuid(), text: 'canary-message', replyTo: 999 },
      }),
      await call('/rooms', { token: owner.token, body: { slug, title: 'x', password: 'canary-password' } }),
    ];
    const told = JSON.stringify(answers.map((answer) => answer.body)) + serving.process.log;
    for (const secret of [owner.token, 'canary', code]) expect(told).not.toContain(secret);
  });

  it('never tells what is inside', async () => {
    expect(serving.process.log).not.toMatch(/a request failed/);
  });
});
