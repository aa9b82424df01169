import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TmdbStandIn } from '../../sandbox/tmdb/index.ts';
import type { Movie } from '../../src/core/catalogue/movie.ts';
import type { FilmCard } from '../../src/protocol/frames.ts';
import { freshPostgresUrl } from '../support/databases.ts';
import { aFilm } from '../support/films.ts';
import { ourFilms } from '../support/import-stage.ts';
import { MatineeProcess } from '../support/matinee-process.ts';
import { runMatinee, spawnMatinee, type Ran } from '../support/matinee-program.ts';
import { readyDataDirectory } from '../support/ready-data.ts';
import { restClient } from '../support/rest.ts';
import { waitFor } from '../support/wait-for.ts';

const PATIENCE = 60_000;
const NOTICE =
  'This product uses TMDB and the TMDB APIs but is not endorsed, certified, or otherwise approved by TMDB.';
const unknown = aFilm({
  id: 'x',
  title: 'The Lighthouse Keeper of Jeju',
  originalTitle: '제주 등대지기',
  titleKo: '제주 등대지기',
  year: 2031,
  language: 'ko',
  genres: ['Drama'],
  directors: ['Ana Lee'],
  popularity: 99,
});

let tmdb: TmdbStandIn;
let films: Movie[];
let environment: Record<string, string>;
beforeAll(async () => {
  films = (await ourFilms()).toSorted((a, b) => b.popularity - a.popularity).slice(0, 160);
  tmdb = await TmdbStandIn.start({ films: [unknown, ...films] });
  environment = { TMDB_TOKEN: tmdb.token, TMDB_API_URL: tmdb.apiUrl, TMDB_EXPORT_URL: tmdb.exportUrl };
});
afterAll(() => tmdb.close());

describe('matinee import', () => {
  it(
    'is stopped, goes on, has nothing new, and its films are served with their posters and the notice',
    async () => {
      const directory = await readyDataDirectory();
      const settings = { ...environment, DATA_DIR: directory };
      try {
        tmdb.faults.slowMs = 100;
        const child = spawnMatinee(['import', 'tmdb'], settings);
        const ran: Ran = { code: null, stdout: '', stderr: '' };
        child.stdout.on('data', (chunk: Buffer) => (ran.stdout += chunk.toString()));
        child.stderr.on('data', (chunk: Buffer) => (ran.stderr += chunk.toString()));
        const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
        await waitFor(
          'a good part of it',
          () => tmdb.asked.filter((line) => /movie\/\d/.test(line)).length > 60,
          30_000,
        ).catch((error: unknown) => {
          child.kill('SIGKILL');
          throw error;
        });
        child.kill('SIGINT');
        expect([await ended, ran.stderr]).toEqual([130, '']);
        expect(ran.stdout).toContain(
          'Stopped. What was brought in is kept; the same command goes on from there.',
        );
        tmdb.faults.slowMs = 0;
        const rest = await runMatinee(['import', 'tmdb'], settings);
        expect([rest.code, rest.stderr]).toEqual([0, '']);
        expect(rest.stdout).toMatch(/^Going on with film \d+ of 161\.\n/);
        expect(rest.stdout).toMatch(/Films: (?:1 added, )?\d+ that were here enriched\.\n$/);
        expect((await runMatinee(['import', 'tmdb'], settings)).stdout).toBe('Films: nothing new.\n');

        const serving = new MatineeProcess({
          ...settings,
          PORT: '0',
          LOG_LEVEL: 'warn',
          MATINEE_RATE_LIMIT: 'off',
        });
        await serving.start();
        try {
          const call = restClient(() => serving.url);
          const film = (await call('/movies/parasite-2019?locale=ko')).body as FilmCard & { trailer: string };
          expect(film).toMatchObject({
            title: '기생충',
            attribution: expect.stringContaining(NOTICE) as unknown,
          });
          const poster = await fetch(serving.url + film.posterUrl);
          expect([poster.status, poster.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
          expect(poster.headers.get('cache-control')).toMatch(/^public, max-age=\d{6,}/);
          expect((await poster.arrayBuffer()).byteLength).toBeGreaterThan(1_000);
          const found = (await call('/movies?q=lighthouse keeper')).body as { movies: FilmCard[] };
          expect(found.movies[0]).toMatchObject({ movieId: `tmdb-${tmdb.numberOf('x')}`, year: 2031 });
          const none = await fetch(`${serving.url}/posters/0198c8a2-7c1e-7b52-9d5e-3a3a3f6f7a11`);
          expect(none.status).toBe(404);
          const blank = await fetch(`${serving.url}/posters/0198c8a2-7c1e-7b52-9d5e-3a3a3f6f7a11?blank`);
          expect([blank.status, blank.headers.get('content-type')]).toEqual([200, 'image/png']);
          const { body } = await call('/guests', { body: { name: 'Jun' } });
          const room = { slug: 'parasite-room', title: 'Parasite night', movieId: 'parasite-2019' };
          await call('/rooms', { token: (body as { token: string }).token, body: room });
          expect(await (await fetch(`${serving.url}/r/parasite-room`)).text()).toContain(NOTICE);
        } finally {
          await serving.end();
        }
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    },
    PATIENCE,
  );

  it.skipIf(inject('postgresUrl') === null || inject('redisUrl') === null)(
    'beside processes that serve, which take the films by themselves',
    async () => {
      const settings = {
        ...environment,
        DATABASE_URL: await freshPostgresUrl(),
        REDIS_URL: inject('redisUrl') ?? '',
        MATINEE_SECRET: 'a secret for many processes',
        DATA_DIR: await mkdtemp(join(tmpdir(), 'matinee-')),
      };
      const serving = new MatineeProcess({
        ...settings,
        PORT: '0',
        LOG_LEVEL: 'warn',
        NODE_ENV: 'production',
      });
      await serving.start();
      try {
        const call = restClient(() => serving.url);
        const first = async (q: string): Promise<string | undefined> =>
          ((await call(`/movies?q=${encodeURIComponent(q)}`)).body as { movies: FilmCard[] }).movies[0]
            ?.title;
        expect(await first('제주 등대지기')).not.toBe(unknown.title);
        const [one, other] = await Promise.all([
          runMatinee(['import', 'tmdb', '--films', '60'], settings),
          runMatinee(['import', 'tmdb', '--films', '60'], settings),
        ]);
        expect([one.code, other.code, one.stderr + other.stderr]).toEqual([0, 0, '']);
        expect(
          [one.stdout, other.stdout].filter((said) => said.endsWith('Films: nothing new.\n')),
        ).toHaveLength(1);
        await waitFor('the new film', async () => (await first('제주 등대지기')) === unknown.title);
      } finally {
        await serving.end();
        await rm(settings.DATA_DIR, { recursive: true, force: true });
      }
    },
    PATIENCE,
  );

  it(
    'says in one line what it cannot do, and how to mend it',
    async () => {
      const directory = await readyDataDirectory();
      const file = join(directory, 'films.csv');
      await writeFile(file, 'name,when\nx,1\n');
      try {
        const said = async (args: string[], more: Record<string, string> = {}): Promise<string> => {
          const { code, stdout, stderr } = await runMatinee(['import', ...args], {
            DATA_DIR: directory,
            ...more,
          });
          expect([code, stdout]).toEqual([1, '']);
          return stderr;
        };
        expect(await said(['imdb'])).toBe(
          'matinee: there is no import "imdb"; choose from tmdb, movielens, csv, or see matinee import --help\n',
        );
        expect(await said(['tmdb'])).toMatch(
          /^matinee: TMDB_TOKEN: set it to the API Read Access Token from https:.*\n$/,
        );
        expect(await said(['tmdb', '--fims', '3'])).toMatch(
          /^matinee: Unknown option '--fims'; see matinee import tmdb --help\n$/,
        );
        expect(await said(['tmdb'], { ...environment, TMDB_TOKEN: 'x'.repeat(40) })).toMatch(
          /^matinee: TMDB refuses TMDB_TOKEN \(.*\): copy the API Read Access Token from https:.*\n$/,
        );
        expect(await said(['movielens', directory])).toMatch(
          /holds no ratings of MovieLens: give the folder with u\.data/,
        );
        expect(await said(['csv', file])).toMatch(
          /films\.csv: the first line must name the columns, title among them/,
        );
        expect(await said(['csv', `${file}x`])).toMatch(/there is no file/);
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    },
    PATIENCE,
  );

  it.each([[], ['tmdb'], ['movielens'], ['csv']])('explains itself with --help: %s', async (...name) => {
    const { code, stdout, stderr } = await runMatinee(['import', ...name, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').every((line) => line.length <= 130)).toBe(true);
    expect(stdout).toMatch(new RegExp(`^matinee import${name[0] === undefined ? '' : ` ${name[0]}`}`));
  });
});
