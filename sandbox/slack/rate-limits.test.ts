import { describe, expect, it } from 'vitest';
import { GENEROUS_RATE_LIMITS, RateLimits, SLACK_RATE_LIMITS } from './rate-limits.ts';

function limitsAt(): { limits: RateLimits; pass: (ms: number) => void } {
  let now = 0;
  return { limits: new RateLimits(SLACK_RATE_LIMITS, () => now), pass: (ms) => (now += ms) };
}

describe("Slack's rate limits", () => {
  it('let a short burst into a channel, then one message a second', () => {
    const { limits, pass } = limitsAt();
    const post = (channel = 'C1'): number | undefined =>
      limits.exceeded('chat.postMessage', 'post', 'T1', channel);
    expect([post(), post(), post(), post(), post()]).toEqual([undefined, undefined, undefined, undefined, 1]);
    expect(post('C2')).toBeUndefined();
    pass(999);
    expect(post()).toBe(1);
    pass(1);
    expect(post()).toBeUndefined();
  });

  it('hold other methods to their tier, each by itself', () => {
    const { limits, pass } = limitsAt();
    const list = (): number | undefined => limits.exceeded('users.list', 2, 'T1', undefined);
    for (let call = 0; call < 20; call += 1) expect(list()).toBeUndefined();
    expect(list()).toBe(3);
    expect(limits.exceeded('conversations.list', 2, 'T1', undefined)).toBeUndefined();
    pass(3000);
    expect(list()).toBeUndefined();
    expect(limits.exceeded('auth.test', 'unlimited', 'T1', undefined)).toBeUndefined();
  });

  it('can be changed while running', () => {
    const { limits } = limitsAt();
    for (let call = 0; call < 5; call += 1) limits.exceeded('chat.postMessage', 'post', 'T1', 'C1');
    limits.change(GENEROUS_RATE_LIMITS);
    expect(limits.exceeded('chat.postMessage', 'post', 'T1', 'C1')).toBeUndefined();
  });
});
