import { rm } from 'node:fs/promises';
import { describe, expect, inject, it } from 'vitest';
import { openPglite } from '../../src/db/pglite.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { migrate } from '../../src/db/migrate.ts';
import { freshPostgresUrl, MIGRATIONS } from '../support/databases.ts';
import { imaginedRatings } from '../support/film-town.ts';
import { MatineeProcess } from '../support/matinee-process.ts';
import { runMatinee } from '../support/matinee-program.ts';
import { readyDataDirectory } from '../support/ready-data.ts';
import { waitFor } from '../support/wait-for.ts';
import { api, WebClient } from '../support/web-client.ts';

const PATIENCE = 90_000;
const SECRET = { MATINEE_SECRET: 'a-secret-for-tests-only' };
const CRIMES = ['heat-1995', 'seven-1995', 'the-godfather-1972', 'pulp-fiction-1994', 'parasite-2019'];
const CARTOONS = ['coco-2017', 'up-2009', 'frozen-2013', 'the-lion-king-1994', 'spirited-away-2001'];

describe('matinee train', () => {
  it(
    'says what it takes while there are too few ratings, fits once there are enough, and says what it learned from',
    async () => {
      const directory = await readyDataDirectory();
      try {
        const few = await runMatinee(['train'], { DATA_DIR: directory });
        expect([few.code, few.stderr]).toEqual([
          1,
          expect.stringMatching(
            /^matinee: there are too few ratings .*\(0 by 0 people; it takes 100 by 5\).*import movielens.*\n$/,
          ),
        ]);
        const database = await openPglite(directory);
        await imaginedRatings(database, [CRIMES, CARTOONS]);
        await database.close();
        const { code, stdout, stderr } = await runMatinee(['train'], { DATA_DIR: directory });
        expect([code, stderr]).toEqual([0, '']);
        expect(stdout).toMatch(/380 of 380 ratings learned from \(100 %\)/);
        expect(stdout).toMatch(/\nFitted model 1 to 380 ratings of 10 films by 80 people in [\d.]+ s\.\n$/);
        expect(stdout).not.toContain('\u001b');
      } finally {
        await rm(directory, { recursive: true });
      }
    },
    PATIENCE,
  );

  it.skipIf(inject('postgresUrl') === null || inject('redisUrl') === null)(
    'reaches processes that are serving: what they recommend rests on it at once',
    async () => {
      const environment = {
        ...SECRET,
        DATABASE_URL: await freshPostgresUrl(),
        REDIS_URL: inject('redisUrl') ?? '',
      };
      const database = openPostgres(environment.DATABASE_URL);
      await migrate(database, MIGRATIONS);
      const serving = new MatineeProcess({ ...environment, PORT: '0', MATINEE_ROLES: 'web' });
      try {
        await serving.start();
        await imaginedRatings(database, [CRIMES, CARTOONS]);
        const ana = await WebClient.guest(serving.url, 'Ana');
        await api(serving.url, '/movies/heat-1995/review', {
          token: ana.token,
          method: 'PUT',
          body: { rating: 5 },
        });
        const becauses = async (): Promise<string[]> =>
          (
            await api<{ items: { because: string[] }[] }>(serving.url, '/movies/heat-1995/similar')
          ).items.flatMap(({ because }) => because);
        expect(await becauses()).not.toContain('People who like “Heat” like this too.');
        expect(await runMatinee(['train'], environment)).toMatchObject({ code: 0, stderr: '' });
        await waitFor('likeness by ratings', async () =>
          (await becauses()).includes('People who like “Heat” like this too.'),
        );
        const { items } = await api<{ items: { movie: { movieId: string } }[] }>(
          serving.url,
          '/recommendations?limit=4',
          { token: ana.token },
        );
        expect(items.map(({ movie }) => movie.movieId)).not.toContain('heat-1995');
        expect(items.some(({ movie }) => CRIMES.includes(movie.movieId))).toBe(true);
      } finally {
        await serving.end();
        await database.close();
      }
    },
    PATIENCE,
  );

  it.skipIf(inject('postgresUrl') === null)(
    'is done by a worker on its own',
    async () => {
      const environment = { ...SECRET, DATABASE_URL: await freshPostgresUrl() };
      const database = openPostgres(environment.DATABASE_URL);
      await migrate(database, MIGRATIONS);
      await imaginedRatings(database, [CRIMES, CARTOONS]);
      const worker = new MatineeProcess({ ...environment, PORT: '0', MATINEE_ROLES: 'worker' });
      try {
        await worker.start();
        await waitFor(
          'the worker to fit',
          async () => (await database.query('select 1 from models where complete')).length > 0,
          30_000,
        );
        await waitFor('it to serve', () => worker.log.includes('a new model serves'));
      } finally {
        await worker.end();
        await database.close();
      }
    },
    PATIENCE,
  );
});
