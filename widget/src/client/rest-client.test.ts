import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProblemCode } from '../../../src/protocol/frames.ts';
import { RoomServer } from '../../tests/room-server.ts';
import { BrowserStorage } from './browser-storage.ts';
import { RestClient } from './rest-client.ts';
import { TokenStore } from './token-store.ts';

describe('Asking by REST', () => {
  let server: RoomServer;
  let tokens: TokenStore;
  let rest: RestClient;

  beforeEach(async () => {
    server = await new RoomServer('').start();
    server.room('parasite');
    tokens = new TokenStore(new BrowserStorage(), server.url);
    rest = new RestClient(server.url, tokens, (token) => {
      if (token === tokens.identity?.token) tokens.forget();
    });
  });
  afterEach(() => server.stop());

  it.each<[number, ProblemCode | undefined]>([
    [401, 'not_signed_in'],
    [401, undefined],
    [403, 'banned'],
    [429, 'rate_limited'],
    [500, 'internal'],
    [503, 'unavailable'],
    [504, undefined],
  ])('keeps the token at an answer %i %s', async (status, code) => {
    const { token } = server.person('Jun');
    tokens.keep({ token });
    server.refuseRest = { status, ...(code ? { code } : {}) };
    await expect(rest.room('parasite', 'en')).rejects.toMatchObject(code ? { code } : {});
    expect(tokens.identity).toEqual({ token });
  });

  it('asks again without a name where that very token is not valid, and with the one another tab has got', async () => {
    tokens.keep({ token: 'worthless' });
    expect(await rest.room('parasite', 'en')).toMatchObject({ slug: 'parasite' });
    expect(tokens.identity).toBe(undefined);

    const { token } = server.person('Jun');
    tokens.keep({ token: 'worthless' });
    const asked = rest.room('parasite', 'en');
    tokens.keep({ token });
    expect(await asked).toMatchObject({ slug: 'parasite' });
    expect(tokens.identity).toEqual({ token });
  });
});
