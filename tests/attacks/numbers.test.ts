import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const rows = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, number, attack, where] = /^\| (\d+) \| (.+?) \| (.+?) \|$/.exec(line) ?? [];
    return number === undefined ? [] : [{ number: Number(number), attack, where: where ?? '' }];
  });

/** The numbers with which names of tests in this folder begin. */
const tried = new Set(
  readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) => {
      const source = readFileSync(join(import.meta.dirname, name), 'utf8');
      return [
        ...source.matchAll(/^\s*(?:\w+\(|\]\)\(\s*|\)\(\s*|'|`|it\.each\(.*?\)\()?['`]((?:\d+ )+)\S/gm),
      ].flatMap(([, numbers]) => (numbers ?? '').trim().split(' ').map(Number));
    }),
);

describe('the list of attacks', () => {
  it('counts from one without a gap', () => {
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, at) => at + 1));
  });

  it.each(rows)('$number, $attack: is tried where it says', ({ number, where }) => {
    if (/\bhere\b/.test(where)) expect([...tried]).toContain(number);
    for (const [, file] of where.matchAll(/`([^`]+)`/g))
      expect(existsSync(join(ROOT, file ?? ''))).toBe(true);
    expect(where).toMatch(/here|`|^not yet: /);
  });
});
