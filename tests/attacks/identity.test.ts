import { SignJWT, UnsecuredJWT, decodeJwt } from 'jose';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RawSocket } from '../support/raw-socket.ts';
import { outcome, restClient } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import { waitFor } from '../support/wait-for.ts';
import type { WebClient } from '../support/web-client.ts';

const SECRET = 'a-secret-for-attacks-only';
let serving: Serving;
let ana: WebClient;
const ask = restClient(() => serving.url);

beforeAll(async () => {
  serving = await Serving.start({
    MATINEE_SECRET: SECRET,
    MATINEE_ORIGINS: 'https://good.com',
  });
  ana = await serving.guest('Ana');
}, 90_000);
afterAll(async () => {
  serving?.hangUp();
  await serving?.end();
});

/** A token that says it is Ana's, signed and headed as wished. */
async function forged(
  header: Record<string, unknown> = {},
  claims: Record<string, unknown> = {},
  secret = SECRET,
): Promise<string> {
  const { sub } = decodeJwt(ana.token);
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ iss: 'matinee', aud: 'person', sub, iat: now, exp: now + 600, ...claims })
    .setProtectedHeader({ alg: 'HS256', ...header })
    .sign(new TextEncoder().encode(secret));
}

describe('a token that is not ours', () => {
  it('41 but one such as we sign is taken, so that the rest says something', async () => {
    expect((await ask('/me', { token: await forged() })).status).toBe(200);
  });

  it.each<[string, () => Promise<string> | string]>([
    [
      'without a signature',
      () => new UnsecuredJWT({ sub: uuid() }).setIssuer('matinee').setAudience('person').encode(),
    ],
    ['whose signature is empty', async () => `${(await forged()).split('.').slice(0, 2).join('.')}.`],
    ['of another secret, under a path for a key', () => forged({ kid: '../../dev/null' }, {}, 'x')],
    ['of another secret, under SQL for a key', () => forged({ kid: "' UNION SELECT 'x" }, {}, 'x')],
    [
      'of another secret, with where to fetch the key',
      () => forged({ jku: 'http://127.0.0.1:1/keys' }, {}, 'x'),
    ],
    [
      'of another secret, with the key itself',
      () => forged({ jwk: { kty: 'oct', k: Buffer.from('x').toString('base64url') } }, {}, 'x'),
    ],
    ['signed in a longer way', () => forged({ alg: 'HS512' })],
    ['of 20 KB', () => forged({}, { padding: 'x'.repeat(20_000) })],
    ['that is no token', () => 'x.y.z'],
  ])('41 %s is refused, on REST and on the socket', async (_, make) => {
    const token = await make();
    const answer = await ask('/me', { token });
    expect([401, 431]).toContain(answer.status);
    const client = ana.at(serving.url);
    await client.connect({ auth: false });
    client.send({ op: 'auth', token });
    // One that is too long for a frame is no sign-in at all: the socket is closed as by whoever never signs in.
    await waitFor('the socket to be closed', () => [4400, 4401].includes(client.closed?.code ?? 0));
    expect(client.frames.some((frame) => frame.op === 'ready')).toBe(false);
  });

  it.each<[string, Record<string, unknown>]>([
    ['that ran out', { exp: Math.floor(Date.now() / 1000) - 600 }],
    ['that is not yet good', { nbf: Math.floor(Date.now() / 1000) + 600 }],
    ['for something else', { aud: 'upload' }],
    ['of another house', { iss: 'somebody' }],
    ['of nobody', { sub: undefined }],
    ['of somebody who is not there', { sub: uuid() }],
    ['of somebody who cannot be', { sub: "' or 1=1--" }],
  ])('42 one %s is refused', async (_, claims) => {
    expect(outcome(await ask('/me', { token: await forged({}, claims) }))).toEqual([401, 'token_invalid']);
  });

  it('43 a guest is nobody else, whatever they say they are', async () => {
    for (const more of [
      { id: ana.person.id },
      { userId: ana.person.id },
      { identity: 'discord:1' },
      { via: 'slack' },
    ])
      expect(outcome(await ask('/guests', { body: { name: 'Ana', ...more } }))).toEqual([
        400,
        'invalid_input',
      ]);
    const other = (await ask('/guests', { body: { name: 'Somebody' } })).body as { person: { id: string } };
    expect(other.person.id).not.toBe(ana.person.id);
  });
});

const FOREIGN = [
  'null',
  'https://good.com.evil.com',
  'https://good.com@evil.com',
  'http://good.com',
  'https://good.com:8443',
  'https://xn--good-5na.com',
  'https://evil.com',
  'https://localhost.evil.com',
  'file://',
];

describe('pages that may not', () => {
  it.each(FOREIGN)('44 open a socket from %s: refused before the upgrade', async (origin) => {
    const { answer, socket } = await RawSocket.open(serving.url, { origin });
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 403/);
  });

  it.each(FOREIGN)('46 read or write from %s: no permission is given', async (origin) => {
    const read = await ask('/rooms', { headers: { origin } });
    expect(read.headers.get('access-control-allow-origin')).toBeNull();
    const before = await fetch(`${serving.url}/api/v1/guests`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(before.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('46 a page that may gets its own origin back, never everybody’s, and never with cookies', async () => {
    const { headers } = await ask('/rooms', { headers: { origin: 'https://good.com' } });
    expect(headers.get('access-control-allow-origin')).toBe('https://good.com');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('vary')).toMatch(/origin/i);
    expect(headers.get('set-cookie')).toBeNull();
  });

  it.each([
    ['a form with JSON in it', 'text/plain', '{"name":"Eve"}'],
    ['a form', 'application/x-www-form-urlencoded', 'name=Eve'],
    ['JSON of no type', '', '{"name":"Eve"}'],
  ])('45 %s, as a foreign page can send without asking, does nothing', async (_, type, raw) => {
    const answer = await ask('/guests', {
      method: 'POST',
      raw,
      headers: type === '' ? {} : { 'content-type': type },
    });
    expect(outcome(answer)).toEqual([415, 'type_not_allowed']);
  });

  it('45 a header or a field does not turn one method into another', async () => {
    const slug = await serving.room(ana);
    const override = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' };
    await ask(`/rooms/${slug}?_method=DELETE`, { token: ana.token, headers: override });
    expect((await ask(`/rooms/${slug}`)).status).toBe(200);
  });

  it('45 a token in an address or a cookie is none', async () => {
    const answer = await ask(`/me?token=${ana.token}&access_token=${ana.token}`, {
      headers: { cookie: `token=${ana.token}; authorization=Bearer ${ana.token}` },
    });
    expect(outcome(answer)).toEqual([401, 'not_signed_in']);
  });
});

describe('what a request says of itself', () => {
  it('50 links name the public address, whatever host was asked', async () => {
    const slug = await serving.room(ana);
    for (const path of [`/r/${slug}`, '/', '/api/v1/openapi.json']) {
      const { hostname, port } = new URL(serving.url);
      const raw = await new Promise<string>((resolve, reject) => {
        import('node:http')
          .then(({ request }) =>
            request(
              { hostname, port, path, headers: { host: 'evil.com', 'x-forwarded-host': 'evil.com' } },
              (response) => {
                let text = JSON.stringify(response.headers);
                response.on('data', (chunk: Buffer) => (text += chunk.toString()));
                response.on('end', () => resolve(text));
              },
            )
              .on('error', reject)
              .end(),
          )
          .catch(reject);
      });
      expect(raw).not.toContain('evil.com');
    }
  });

  it('50 an address that a visitor writes down for themselves does not lift their limits', async () => {
    const limited = await Serving.start({ MATINEE_RATE_LIMIT: 'on' });
    try {
      let refused = 0;
      for (let at = 0; at < 310; at++) {
        const answer = await fetch(`${limited.url}/api/v1/guests`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.0.${at % 250}.${at % 199}` },
          body: JSON.stringify({ name: `Guest ${at}` }),
        });
        if (answer.status === 429) refused++;
      }
      expect(refused).toBeGreaterThan(0);
    } finally {
      await limited.end();
    }
  });
});
