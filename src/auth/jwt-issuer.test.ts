import { SignJWT, UnsecuredJWT, generateKeyPair } from 'jose';
import { v7 as uuid } from 'uuid';
import { describe, expect, it } from 'vitest';
import { JwtIssuer } from './jwt-issuer.ts';

const SECRET = 'a-secret-for-tests-only';
const issuer = new JwtIssuer(SECRET);
const person = uuid();

/** A token such as ours, but for what is changed. */
function like(
  change: { secret?: string; alg?: string; claims?: Record<string, unknown> } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    iss: 'matinee',
    aud: 'person',
    sub: person,
    iat: now,
    exp: now + 60,
    ...change.claims,
  })
    .setProtectedHeader({ alg: change.alg ?? 'HS256' })
    .sign(new TextEncoder().encode(change.secret ?? SECRET));
}

const minutesAway = (minutes: number): number => Math.floor(Date.now() / 1000) + minutes * 60;

describe('a token', () => {
  it('says whose it is', async () => {
    expect(await issuer.check(await issuer.issue(person))).toBe(person);
    expect(await issuer.check(await like())).toBe(person);
  });

  it('is taken within half a minute of its end, for clocks that differ', async () => {
    expect(await issuer.check(await like({ claims: { exp: minutesAway(0) - 10 } }))).toBe(person);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['signed with another secret', () => like({ secret: 'another-secret-of-theirs' })],
    ['signed in another way', () => like({ alg: 'HS512' })],
    [
      'not signed at all',
      () => new UnsecuredJWT({ sub: person }).setIssuer('matinee').setAudience('person').encode(),
    ],
    [
      'signed with a key of a pair',
      async () => {
        const { privateKey } = await generateKeyPair('ES256');
        return new SignJWT({ sub: person })
          .setProtectedHeader({ alg: 'ES256' })
          .setIssuer('matinee')
          .setAudience('person')
          .sign(privateKey);
      },
    ],
    ['without its signature', async () => `${(await like()).split('.').slice(0, 2).join('.')}.`],
    [
      'with another person written in',
      async () => {
        const [head, , signature] = (await like()).split('.');
        const claims = Buffer.from(JSON.stringify({ iss: 'matinee', aud: 'person', sub: uuid() })).toString(
          'base64url',
        );
        return [head, claims, signature].join('.');
      },
    ],
    ['expired', () => like({ claims: { exp: minutesAway(-2) } })],
    ['not yet valid', () => like({ claims: { nbf: minutesAway(2) } })],
    ['for something else', () => like({ claims: { aud: 'install' } })],
    ['of somebody else', () => like({ claims: { iss: 'https://evil.example' } })],
    ['of nobody', () => like({ claims: { sub: '' } })],
    ['of 20 KB', async () => `${await like()}${'x'.repeat(20_000)}`],
    ['that is none', () => '../../dev/null'],
    ['that is empty', () => ''],
  ])('%s is refused', async (_what, make) => {
    await expect(issuer.check(await make())).rejects.toMatchObject({ code: 'token_invalid' });
  });
});
