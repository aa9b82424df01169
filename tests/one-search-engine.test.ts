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
  it('is held by the films of the catalogue alone, besides its own evaluation', () => {
    expect(filesWith(/\bbuildMovieIndex\b/).filter((path) => !path.startsWith('core/search/'))).toEqual(
      filesWith(/\bbuildMovieIndex\b/).filter((path) => /^(core\/catalogue|eval)\//.test(path)),
    );
    expect(filesWith(/from 'minisearch'|from 'fuse/)).toEqual([]);
  });

  it('is asked by commands for every side, with completion, and by REST for pages and the widget', () => {
    const asking = filesWith(/films[.\s]*\.(look|suggest|meant)\(/);
    expect(asking).toContain('core/commands/film-commands.ts');
    expect(asking).toContain('core/commands/which-film.ts');
    expect(asking).toContain('core/commands/runner.ts');
    expect(asking).toContain('adapters/web/http/routes/movies.ts');
    expect(filesWith(/\.complete\(/)).toContain('adapters/discord/interactions.ts');
  });
});
