import { webApi } from '@slack/bolt';
import { expect, it } from 'vitest';
import { DeliveryFault } from '../../core/delivery/chat-adapter.ts';
import { toDeliveryFault } from './errors.ts';

const refusal = (error: string, more: object = {}) =>
  toDeliveryFault(new webApi.WebAPIPlatformError({ ok: false, error, ...more }), '#movies');

it.each([
  ['not_in_channel', 'broken', 'type /invite @Matinee there'],
  ['channel_not_found', 'broken', 'type /invite @Matinee there'],
  ['is_archived', 'broken', 'unarchive it'],
  ['account_inactive', 'broken', 'copy the Bot User OAuth Token anew'],
  ['invalid_auth', 'broken', 'copy the Bot User OAuth Token anew'],
  ['token_revoked', 'broken', 'copy the Bot User OAuth Token anew'],
  ['msg_too_long', 'refused', 'too long'],
  ['invalid_blocks', 'refused', 'invalid_blocks'],
  ['something_new', 'refused', 'something_new'],
  ['ratelimited', 'wait', 'asks to wait'],
  ['internal_error', 'retry', 'in trouble'],
  ['<html>upstream connect error</html>', 'retry', 'cannot be read'],
])('%s is %s: %s', (code, kind, words) => {
  const fault = refusal(code);
  expect(fault.kind).toBe(kind);
  expect(fault.message).toContain(words);
});

it('names the scope that is missing', () => {
  expect(refusal('missing_scope', { needed: 'files:write', provided: 'chat:write' })).toMatchObject({
    kind: 'broken',
    message: 'Slack scopes are missing: add files:write under OAuth & Permissions, then reinstall the app',
  });
});

it('tells a connection that failed from a mistake of ours', () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  const failed = new webApi.WebAPIRequestError(new TypeError('fetch failed', { cause: reset }));
  expect(toDeliveryFault(failed, '#movies')).toMatchObject({
    kind: 'retry',
    message: expect.stringContaining('ECONNRESET'),
  });
  const late = new webApi.WebAPIRequestError(Object.assign(new Error('too late'), { name: 'TimeoutError' }));
  expect(toDeliveryFault(late, '#movies').kind).toBe('retry');
  expect(toDeliveryFault(new TypeError('x is not a function'), '#movies').kind).toBe('mistake');
});

it('leaves a fault as it is', () => {
  const fault = new DeliveryFault('wait', 'later', 5);
  expect(toDeliveryFault(fault, '#movies')).toBe(fault);
});
