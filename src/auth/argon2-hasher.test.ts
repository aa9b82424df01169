import { describe, expect, it } from 'vitest';
import { Argon2Hasher } from './argon2-hasher.ts';

/** Most guesses are put off, which is the point. */
const ignored = (): void => undefined;

describe('passwords', () => {
  const hasher = new Argon2Hasher();

  it('are kept as argon2id with a salt of their own, at the cost OWASP asks for', async () => {
    const [one, two] = [await hasher.hash('peaches'), await hasher.hash('peaches')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(one).not.toContain('peaches');
  });

  it('are known again, however Hangul was typed, and others are not', async () => {
    const hashed = await hasher.hash('복숭아');
    expect(await hasher.verify(hashed, '복숭아'.normalize('NFD'))).toBe(true);
    for (const wrong of ['복숭', '복숭아 ', '', 'peaches'])
      expect(await hasher.verify(hashed, wrong)).toBe(false);
  });

  it('are put off when too many wait already, so that those who wait are served', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 60 }, () => hasher.hash('peaches')));
    const codes = asked.map((one) =>
      one.status === 'fulfilled' ? 'done' : (one.reason as { code?: string }).code,
    );
    expect(new Set(codes)).toEqual(new Set(['done', 'unavailable']));
    expect(codes.filter((code) => code === 'done').length).toBe(34);
  });

  it('are set before those are looked at who guess, however many of them there are', async () => {
    const hashed = await hasher.hash('peaches');
    const guesses = Array.from({ length: 60 }, () => hasher.verify(hashed, 'plums'));
    let guessed = 0;
    for (const guess of guesses) guess.then(() => guessed++, ignored);
    expect(await hasher.hash('cherries')).toMatch(/^\$argon2id\$/);
    expect(guessed).toBeLessThan(8);
    await Promise.allSettled(guesses);
  });

  it('all get their turn when many are asked at once, also after one that fails', async () => {
    const hashed = await hasher.hash('peaches');
    const asked = Array.from({ length: 8 }, (_, i) =>
      hasher.verify(i === 2 ? 'no hash' : hashed, i % 2 ? 'peaches' : 'plums'),
    );
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'failed'))).toEqual([
      false,
      true,
      'failed',
      true,
      false,
      true,
      false,
      true,
    ]);
  });
});
