import { describe, expect, it } from 'vitest';
import { Recently } from './recently.ts';

describe('what happened recently', () => {
  let now = 0;
  const memory = (): Recently<number> => {
    now = 0;
    return new Recently(1_000, () => now);
  };

  it('is known for a while after it last happened', () => {
    const recently = memory();
    recently.set('a', 1);
    now = 600;
    recently.set('a', 2);
    now = 1_500;
    expect(recently.get('a')).toBe(2);
    now = 1_600;
    expect(recently.get('a')).toBeUndefined();
    expect(recently.get('b')).toBeUndefined();
  });

  it('does not pile up', () => {
    const recently = memory();
    for (let i = 0; i < 50_000; i++) {
      now = i;
      recently.set(`thing ${i}`, i);
    }
    expect(recently.size).toBeLessThan(4_000);
    expect(recently.get('thing 49900')).toBe(49_900);
  });
});
