import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname, '../src');

/** Files of `src` whose text fits a pattern, relative to it. */
function filesWith(pattern: RegExp): string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .filter((path) => pattern.test(readFileSync(join(SOURCE, path), 'utf8')))
    .sort();
}

describe('one search engine', () => {
  it('is asked by the films of the catalogue alone, besides its own evaluation', () => {
    expect(filesWith(/from '[^']*\/movie-index\.ts'/)).toEqual(['core/catalogue/films.ts', 'eval/search.ts']);
  });

  it('stands behind commands on every side, completion on Discord, and REST', () => {
    const asking = filesWith(/\.(search|suggest|meant)\(/);
    for (const side of ['core/commands/', 'adapters/discord/', 'adapters/web/http/'])
      expect(
        asking.some((path) => path.startsWith(side)),
        side,
      ).toBe(true);
  });
});
