import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { DeliveryFault } from '../../core/delivery/chat-adapter.ts';
import { toDeliveryFault } from './errors.ts';

const request = { body: undefined, files: undefined };
const refusal = (status: number, code: number, message = 'No') =>
  new DiscordAPIError({ code, message }, code, status, 'POST', 'https://discord.example', request);

describe('a call that Discord refuses', () => {
  it.each([
    [404, 10003, 'broken', /#films no longer exists/],
    [400, 30007, 'broken', /15.*delete one/],
    [403, 50001, 'broken', /View Channel/],
    [403, 50013, 'broken', /Manage Webhooks/],
    [401, 0, 'broken', /DISCORD_TOKEN/],
    [404, 10015, 'retry', /webhook of #films was deleted/],
    [413, 40005, 'refused', /too large/],
    [400, 50035, 'refused', /does not take this message/],
    [400, 50006, 'refused', /does not take this message/],
    [400, 200000, 'refused', /AutoMod/],
    [404, 10008, 'refused', /no longer in #films/],
    [403, 20028, 'broken', /forbids posting in #films/],
  ] as const)('with %i/%i is %s, and says what to do', (status, code, kind, message) => {
    const fault = toDeliveryFault(refusal(status, code), '#films');
    expect(fault.kind).toBe(kind);
    expect(fault.message).toMatch(message);
  });

  it('with a proxy’s bare refusal is for later', () => {
    expect(toDeliveryFault(refusal(403, 0), '#films').kind).toBe('retry');
  });

  it('for going too fast waits as long as it is told', () => {
    const limit = new RateLimitError({
      timeToReset: 1000,
      limit: 5,
      method: 'POST',
      hash: 'h',
      url: 'https://discord.example',
      route: '/webhooks/:id',
      majorParameter: '1',
      global: false,
      retryAfter: 4500,
      sublimitTimeout: 0,
      scope: 'user',
    });
    expect(toDeliveryFault(limit, '#films')).toMatchObject({ kind: 'wait', retryAfter: 4500 });
  });
});

describe('a call that never arrived, or whose answer did not', () => {
  it('is for later', () => {
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    const aborted = new DOMException('This operation was aborted', 'AbortError');
    const down = new HTTPError(503, 'Service Unavailable', 'POST', 'https://discord.example', request);
    for (const error of [reset, aborted, down, new TypeError('fetch failed', { cause: reset })]) {
      expect(toDeliveryFault(error, '#films').kind).toBe('retry');
    }
  });
});

describe('a fault', () => {
  it('that is one already stays as it is', () => {
    const fault = new DeliveryFault('refused', 'too long');
    expect(toDeliveryFault(fault, '#films')).toBe(fault);
  });

  it('of our own is a mistake, which is never taken for what Discord says', () => {
    expect(toDeliveryFault(new RangeError('oops'), '#films')).toMatchObject({ kind: 'mistake' });
  });
});
