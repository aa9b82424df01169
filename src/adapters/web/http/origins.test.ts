import { describe, expect, it } from 'vitest';
import { originPolicy } from './origins.ts';

describe('which pages may embed the widget', () => {
  it('are ours and those of this machine, where nothing else is said', () => {
    const policy = originPolicy(undefined, 'https://movies.example');
    for (const origin of [
      'https://movies.example',
      'http://localhost',
      'http://localhost:5173',
      'https://127.0.0.1:8443',
      'http://[::1]:3000',
    ]) {
      expect([origin, policy.allows(origin)]).toEqual([origin, true]);
    }
    for (const origin of ['https://blog.example', 'http://movies.example', 'https://movies.example:8443']) {
      expect([origin, policy.allows(origin)]).toEqual([origin, false]);
    }
  });

  it('are ours and those that are named, and then nobody else, not even this machine', () => {
    const policy = originPolicy(
      ['https://blog.example', 'https://하루.example/any/path'],
      'https://movies.example',
    );
    for (const origin of [
      'https://movies.example',
      'https://blog.example',
      new URL('https://하루.example').origin,
    ]) {
      expect([origin, policy.allows(origin)]).toEqual([origin, true]);
    }
    expect(policy.allows('http://localhost:5173')).toBe(false);
  });

  it.each([
    'null',
    '',
    'https://blog.example.evil.example',
    'https://blog.example@evil.example',
    'https://evil.example/https://blog.example',
    'https://blog.example:444',
    'http://blog.example',
    'https://BLOG.example',
    'https://blog.example/',
    'https://blog.example, https://evil.example',
    'file://',
  ])('are not %j', (origin) => {
    expect(originPolicy(['https://blog.example'], 'https://movies.example').allows(origin)).toBe(false);
  });

  it('are not asked of what is no browser', () => {
    expect(originPolicy([], 'https://movies.example').allows(undefined)).toBe(true);
  });
});
