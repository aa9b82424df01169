import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, 'check-catalogue.mjs');
const SHIPPED = join(import.meta.dirname, '../catalogue');

describe('checking the catalogue', () => {
  let folder: string;
  let catalogue: string;
  let lists: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'matinee-catalogue-'));
    catalogue = join(folder, 'catalogue');
    lists = join(folder, 'lists');
    await cp(SHIPPED, catalogue, { recursive: true });
    await mkdir(lists);
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('finds no fault in the form of the films that ship', async () => {
    const { code, output } = await check();
    expect(output).toMatch(/^Shape: \d{3,} films in \d+ files, 0 faults\.$/m);
    expect(output).toMatch(/^Facts: not checked, no film lists under /m);
    expect(code).toBe(0);
  });

  it.each([
    ['a genre nobody knows', { genres: ['Noir'] }, 'unknown genres: Noir'],
    [
      'a keyword in capitals',
      { keywords: ['Heist', 'a', 'b', 'c', 'd', 'e'] },
      'keywords not in plain lower case: Heist',
    ],
    ['no Korean overview', { overview_ko: '' }, 'overview_ko is empty'],
    [
      'a Korean title in Chinese script',
      { title_ko: '英雄' },
      'title_ko "英雄" is not written as Koreans write it',
    ],
    [
      'an English title for a Korean one',
      { title_ko: 'The Insider' },
      'title_ko "The Insider" is not written',
    ],
    ['an id that is not its title and year', { id: 'hot-1995' }, 'id should be heat-1995'],
    ['Korean actors nobody asked for', { cast: [] }, 'cast_ko names more people than cast'],
    ['a length in hours', { runtime: 2.8 }, 'runtime 2.8 is not minutes'],
  ])('names the film that has %s', async (_fault, change, complaint) => {
    await changeHeat(change);
    const { code, output } = await check();
    expect(output).toContain(`hollywood.json: ${'id' in change ? change.id : 'heat-1995'}: ${complaint}`);
    expect(code).toBe(1);
  });

  it('names a film that stands in two files', async () => {
    const heat = (await linesOf('hollywood.json')).find((line) => line.includes('"heat-1995"'));
    const world = (await linesOf('world.json')).filter((line) => line.startsWith('{'));
    await writeFile(join(catalogue, 'world.json'), `[\n${heat}\n${world.join('\n')}\n]\n`);
    const { code, output } = await check();
    expect(output).toContain('world.json: heat-1995 also stands in hollywood.json');
    expect(code).toBe(1);
  });

  it('prints a fact that a film list tells otherwise, and fails only when asked to be strict', async () => {
    await putTmdb({
      title: 'Heat',
      original_title: 'Heat',
      year: 1995,
      runtime: 100,
      director: 'Michael Mann',
      language: 'en',
    });
    const lenient = await check();
    expect(lenient.output).toMatch(/^heat-1995 +runtime +170 +100 +tmdb-5000$/m);
    expect(lenient.output).toContain('1 films with tmdb-5000: 1 disagreements, 0 explained, 1 not.');
    expect(lenient.code).toBe(0);
    expect((await check('--strict')).code).toBe(1);
  });

  it('takes a reason for a known difference', async () => {
    await putTmdb({
      title: 'Heat',
      original_title: 'Heat',
      year: 1995,
      runtime: 100,
      director: 'Michael Mann',
      language: 'en',
    });
    const known = [{ id: 'heat-1995', field: 'runtime', source: 'tmdb-5000', reason: 'cut for television' }];
    await writeFile(join(catalogue, 'known-differences.json'), JSON.stringify(known));
    const { code, output } = await check('--strict');
    expect(output).toContain('1 disagreements, 1 explained, 0 not.');
    expect(code).toBe(0);
  });

  it('sees that a film is dated wrongly when its director made it in another year', async () => {
    await putTmdb({
      title: 'Heat',
      original_title: 'Heat',
      year: 1985,
      runtime: 170,
      director: 'Michael Mann',
      language: 'en',
    });
    expect((await check()).output).toMatch(/^heat-1995 +year +1995 +1985 +tmdb-5000$/m);
  });

  /** Runs the check on the copy, with the film lists the test has put down. */
  function check(...options: string[]): Promise<{ code: number; output: string }> {
    return new Promise((resolve, reject) => {
      execFile(
        process.execPath,
        [SCRIPT, lists, '--catalogue', catalogue, ...options],
        (error, stdout, stderr) => {
          if (error && typeof error.code !== 'number') reject(error);
          else resolve({ code: Number(error?.code ?? 0), output: stdout + stderr });
        },
      );
    });
  }

  async function linesOf(file: string): Promise<string[]> {
    return (await readFile(join(catalogue, file), 'utf8')).split('\n');
  }

  async function changeHeat(change: Record<string, unknown>): Promise<void> {
    const lines = await linesOf('hollywood.json');
    const index = lines.findIndex((line) => line.startsWith('{"id":"heat-1995"'));
    const film: unknown = JSON.parse(lines[index]!.replace(/,$/, ''));
    lines[index] = `${JSON.stringify(Object.assign({}, film, change))},`;
    await writeFile(join(catalogue, 'hollywood.json'), lines.join('\n'));
  }

  async function putTmdb(film: Record<string, unknown>): Promise<void> {
    await mkdir(join(lists, 'tmdb-5000'));
    await writeFile(join(lists, 'tmdb-5000', 'movies.jsonl.gz'), gzipSync(`${JSON.stringify(film)}\n`));
  }
});
