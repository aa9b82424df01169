import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NoDataSet } from '../../src/catalogue-sources/movielens/data-set.ts';
import {
  importMovieLens,
  type MovieLensReport,
} from '../../src/catalogue-sources/movielens/import-movielens.ts';
import { engines } from '../support/databases.ts';
import { aFilm } from '../support/films.ts';
import { ImportStage } from '../support/import-stage.ts';

const FLAGS = '|0'.repeat(15);
const ours = [
  aFilm({ id: 'heat-1995', title: 'Heat', year: 1995 }),
  aFilm({ id: 'il-postino-1994', title: 'Il Postino', originalTitle: 'Il postino', year: 1994 }),
  aFilm({ id: 'tmdb-807', title: 'Seven', year: 1995, tmdbId: 807 }),
];

describe.each(engines)('ratings of MovieLens on $name', ({ available, open }) => {
  let stage: ImportStage;
  let directory: string;
  const test = it.skipIf(!available);
  beforeAll(async () => {
    if (available) stage = new ImportStage(await open());
  });
  afterAll(() => stage?.database.close());
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ml-'));
    if (available) await stage.reset(ours);
  });
  afterEach(() => rm(directory, { recursive: true }));

  const put = async (files: Record<string, string | Buffer>): Promise<void> => {
    for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
  };
  const bring = (more: { addFilms?: boolean; signal?: AbortSignal } = {}): Promise<MovieLensReport> =>
    importMovieLens(stage, { directory, addFilms: more.addFilms ?? false }, more.signal);

  test.each<[string, Record<string, string | Buffer>]>([
    [
      '100K, in Latin-1',
      {
        'u.data': '1\t10\t5\t881250949\n2\t11\t3\t881250949\n2\t12\t1\t881250949\n',
        'u.item': Buffer.from(
          [
            `10|Heat (1995)|01-Jan-1995||http://x|0|1|0|0${FLAGS}`,
            `11|Postman, The (Postino, Il) (1994)|01-Jan-1994||http://x|0|0|0|0${FLAGS}`,
            `12|Caf\u00e9 Unknown (1993)|01-Jan-1993||http://x|0|0|0|0${FLAGS}`,
          ].join('\n'),
          'latin1',
        ),
      },
    ],
    [
      '1M',
      {
        'ratings.dat': '1::10::5::978300760\r\n2::11::3::978300760\r\n2::12::1::978300760\r\n',
        'movies.dat':
          '10::Heat (1995)::Action|Crime\r\n11::Postman, The (Postino, Il) (1994)::Drama\r\n12::Café Unknown (1993)::Drama\r\n',
      },
    ],
    [
      'CSV, packed',
      {
        'ratings.csv.gz': gzipSync(
          'userId,movieId,rating,timestamp\n1,10,5.0,964982703\n2,11,3.0,964982703\n2,12,1.0,964982703\n',
        ),
        'movies.csv.gz': gzipSync(
          'movieId,title,genres\n10,Heat (1995),Action\n11,"Postman, The (Postino, Il) (1994)",Drama\n12,Café Unknown (1993),Children\n',
        ),
      },
    ],
  ])('come from a data set of the form %s', async (_form, files) => {
    await put(files);
    expect(await bring()).toMatchObject({
      films: { known: 2, added: 0, listed: 3 },
      ratings: 2,
      leftOut: 1,
      refused: { total: 0 },
    });
    expect(await stage.ratings()).toEqual(['1 heat-1995 10', '2 il-postino-1994 6']);
  });

  const csv = (ratings: string[]): Record<string, string> => ({
    'ratings.csv': `userId,movieId,rating,timestamp\n${ratings.join('\n')}\n`,
    'movies.csv':
      'movieId,title,genres\n47,Se7en: another name (1996),Thriller\n6,Heat (1995),Action\n7,"Unheard, The (2001)",Children|Film-Noir|Sci-Fi\n8,No year,Drama\n',
    'links.csv': 'movieId,imdbId,tmdbId\n47,0114369,807\n6,0113277,\n7,1,4242\n',
  });

  test("know films by TMDB's number before title and year", async () => {
    await put(csv(['1,47,4.5,1', '1,6,0.5,1']));
    await bring();
    expect(await stage.ratings()).toEqual(['1 heat-1995 1', '1 tmdb-807 9']);
  });

  test('bring films along that the catalogue has not, if wished', async () => {
    await put(csv(['1,7,4,1', '1,8,4,1']));
    expect(await bring({ addFilms: true })).toMatchObject({
      films: { known: 2, added: 1 },
      ratings: 1,
      leftOut: 1,
    });
    expect(await stage.film('tmdb-4242')).toMatchObject({
      title: 'The Unheard',
      year: 2001,
      genres: ['Family', 'Science Fiction'],
      sources: ['movielens'],
    });
    expect(await bring({ addFilms: true })).toMatchObject({ unchanged: true });
  });

  test('are read again, and stored once, when the catalogue has come to know more films', async () => {
    await put(csv(['1,7,4,1', '1,6,3,1']));
    expect(await bring()).toMatchObject({ ratings: 1, leftOut: 1 });
    expect(await bring()).toMatchObject({ unchanged: true, ratings: 1 });
    await stage.movies.save('tmdb', [
      aFilm({ id: 'tmdb-4242', title: 'The Unheard', year: 2001, tmdbId: 4242 }),
    ]);
    expect(await bring()).toMatchObject({ unchanged: false, ratings: 2, leftOut: 0 });
    expect(await stage.ratings()).toEqual(['1 heat-1995 6', '1 tmdb-4242 8']);
  });

  test('go on where they were stopped', async () => {
    await put(csv(Array.from({ length: 12_000 }, (_, i) => `${i + 1},6,4,${i}`)));
    const stop = new AbortController();
    stop.abort();
    await expect(bring({ signal: stop.signal })).rejects.toThrow();
    expect(await stage.ratings()).toHaveLength(5_000);
    expect((await bring()).ratings).toBe(12_000);
    expect(stage.told).toContain('Going on with line 5,002.');
    expect(await stage.ratings()).toHaveLength(12_000);
  });

  test('that are no ratings are told with their line, and the rest is taken', async () => {
    await put(csv(['1,6,4,1', 'x,6,4,1', '1,6,9,1', '1,6', '"1",6,3,1', '1,999,3,1', '2,6,3,never']));
    const report = await bring();
    expect(report.refused.lines()).toEqual([
      '  line 3: user: "x" is no number',
      '  line 4: rating: "9" is not from 0.5 to 5 in halves',
      '  line 5: user, film and rating are not all there',
      '  line 6: user: ""1"" is no number',
    ]);
    expect(await stage.ratings()).toEqual(['1 heat-1995 8', '2 heat-1995 6']);
    expect(report.leftOut).toBe(1);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['an empty folder', {}, /holds no ratings of MovieLens: give the folder with u\.data/],
    [
      'ratings without films',
      { 'u.data': '1\t1\t1\t1\n' },
      /has u\.data, but not the list of films \(u\.item\)/,
    ],
    ['a list without films', { 'u.data': '', 'u.item': 'nonsense\n' }, /lists no films/],
  ])('are not found in %s', async (_what, files, why) => {
    await put(files);
    await expect(bring()).rejects.toThrow(NoDataSet);
    await expect(bring()).rejects.toThrow(why);
  });

  test('that break off are kept as far as they came', async () => {
    const packed = gzipSync(
      `userId,movieId,rating,timestamp\n${Array.from({ length: 60_000 }, (_, i) => `${i},6,4,${i * 7919}`).join('\n')}`,
    );
    await put(csv([]));
    await rm(join(directory, 'ratings.csv'));
    await put({ 'ratings.csv.gz': packed.subarray(0, packed.length >> 1) });
    await expect(bring()).rejects.toThrow(/unexpected end/);
    const kept = (await stage.ratings()).length;
    expect(kept).toBeGreaterThan(4_999);
    await put({ 'ratings.csv.gz': packed });
    expect((await bring()).ratings).toBe(60_000);
  });
});
