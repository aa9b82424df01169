/** What it costs to fit a model, to keep it, and to answer with it right after somebody rated one more film. */
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { Films } from '../../src/core/catalogue/films.ts';
import { GENRES } from '../../src/core/catalogue/genres.ts';
import type { Movie } from '../../src/core/catalogue/movie.ts';
import { readModel } from '../../src/core/recommendations/fitted-model.ts';
import type { Interaction } from '../../src/core/recommendations/interactions.ts';
import { seededRandom } from '../../src/core/recommendations/random.ts';
import { RatingGatherer, type RatingColumns } from '../../src/core/recommendations/rating-columns.ts';
import { Recommender } from '../../src/core/recommendations/recommender.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openPglite } from '../../src/db/pglite.ts';
import { SqlPersonRepository } from '../../src/db/repositories/people.ts';
import { SqlTasteRepository } from '../../src/db/repositories/tastes.ts';
import { ThreadFitter } from '../../src/fitting/thread-fitter.ts';
import { generatedRatings } from './generated.ts';
import { printTable, quantile, type Row } from './table.ts';

interface Size {
  what: string;
  people: number;
  films: number;
  ratings: number;
}

const SIZES: Size[] = [
  { what: '100,000 ratings', people: 943, films: 1_682, ratings: 100_000 },
  { what: '1,000,000 ratings', people: 6_040, films: 3_706, ratings: 1_000_000 },
];
const LARGE: Size[] = [{ what: '20,000,000 ratings', people: 138_493, films: 26_744, ratings: 20_000_000 }];
const REQUESTS = 200;
const WARM_UP = 20;
const ROOM = 20;
const MIB = 1024 * 1024;

export const measureServing = (): Promise<void> => measureSizes('Fitting and serving', SIZES);
export const measureServingLarge = (): Promise<void> => measureSizes('Fitting and serving, large', LARGE);

async function measureSizes(title: string, sizes: readonly Size[]): Promise<void> {
  const rows: Row[] = [];
  for (const size of sizes) rows.push(await measure(size));
  printTable(`${title} (generated ratings; answers right after one more rating was stored)`, rows);
}

async function measure({ what, people, films, ratings }: Size): Promise<Row> {
  const columns = gathered(generatedRatings(people, films, ratings, 1));
  const ids = columns.films;
  const begun = performance.now();
  const watched = watchMemory();
  let longest = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 20);
    last = performance.now();
  }, 20);
  const cpu = process.cpuUsage();
  const file = await new ThreadFitter().fit(columns, () => undefined);
  const spent = process.cpuUsage(cpu);
  clearInterval(beat);
  const seconds = (performance.now() - begun) / 1000;
  const mib = watched();
  const read = performance.now();
  const model = readModel(file);
  const readMs = performance.now() - read;
  const database = await openPglite();
  await migrate(database, join(import.meta.dirname, '../../migrations'));
  const served = await serve(
    database,
    new Recommender({
      films: new Films(ids.map(generatedFilm)),
      tastes: new SqlTasteRepository(database),
      models: { model },
    }),
    ids,
  );
  await database.close();
  return {
    what,
    figures: {
      'fit s': seconds.toFixed(1),
      'CPU s': ((spent.user + spent.system) / 1e6).toFixed(1),
      'more MiB': mib.toFixed(0),
      'loop held ms': longest.toFixed(0),
      'file MiB': (file.length / MIB).toFixed(1),
      'read ms': readMs.toFixed(0),
      ...served,
    },
    goal: 'an answer < 50 ms, films like one < 5 ms',
  };
}

/** Latencies in ms, p50 / p99: for a person who just rated one more, for a room of twenty, films like one. */
async function serve(
  database: Database,
  recommender: Recommender,
  ids: readonly string[],
): Promise<Record<string, string>> {
  const random = seededRandom(3);
  const somebody = async (): Promise<string> =>
    (await new SqlPersonRepository(database).meet({ identity: `guest:${uuid()}`, name: 'Somebody' })).id;
  const rate = (personId: string, film: number): Promise<unknown> =>
    database.query(
      `insert into reviews (id, movie_id, person_id, rating, via) values ($1, $2, $3, $4, 'web')
       on conflict do nothing`,
      [uuid(), ids[film] ?? '', personId, 5 + Math.floor(random() * 6)],
    );
  const wish = { limit: 10, locale: 'en' as const };
  const owner = await somebody();
  const room = { id: uuid(), movieId: null };
  await database.transaction(async (tx) => {
    await tx.query(
      `insert into rooms (id, slug, title, owner_id, epoch) values ($1, 'room', 'A room', $2, $1)`,
      [room.id, owner],
    );
    await tx.query('insert into members (room_id, person_id) values ($1, $2)', [room.id, owner]);
  });
  for (let member = 1; member < ROOM; member++) {
    const id = await somebody();
    await database.query('insert into members (room_id, person_id) values ($1, $2)', [room.id, id]);
    for (let k = 0; k < 15; k++) await rate(id, Math.floor(ids.length * random() ** 2));
  }
  const times = { person: [] as number[], room: [] as number[], like: [] as number[] };
  const clocked = async (into: number[], work: () => unknown): Promise<void> => {
    const begun = performance.now();
    await work();
    into.push(performance.now() - begun);
  };
  for (let request = -WARM_UP; request < REQUESTS; request++) {
    if (request === 0) for (const values of Object.values(times)) values.length = 0;
    await rate(owner, Math.floor(ids.length * random() ** 2));
    await clocked(times.person, () => recommender.forPerson(owner, wish));
    await clocked(times.like, () => recommender.like(ids[Math.abs(request) % ids.length] ?? '', wish));
    if (request % 10 === 0)
      await clocked(times.room, () => recommender.forRoom(room, wish, { askerId: owner, naming: true }));
  }
  const shown = (values: number[]): string =>
    [0.5, 0.99].map((share) => quantile(values, share).toFixed(1)).join(' / ');
  return {
    'for me ms': shown(times.person),
    'for 20 ms': shown(times.room),
    'like one ms': shown(times.like),
  };
}

function gathered(ratings: Iterable<Interaction>): RatingColumns {
  const gatherer = new RatingGatherer();
  let page = [];
  for (const { user, item, rating, at } of ratings) {
    page.push({ rater: user, movieId: item, rating: 2 * (rating ?? 3), at: at ?? null });
    if (page.length < 20_000) continue;
    gatherer.add(page);
    page = [];
  }
  gatherer.add(page);
  return gatherer.columns();
}

/** Peak memory of the process over what it held when this was called, in MiB, once what is returned is called. */
function watchMemory(): () => number {
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50);
  return () => {
    clearInterval(timer);
    return (peak - before) / MIB;
  };
}

/** A film with as many facts as one usually has. */
function generatedFilm(id: string, number: number): Movie {
  const random = seededRandom(number);
  const some = (what: string, count: number, of: number): string[] =>
    Array.from({ length: count }, () => `${what} ${Math.floor(of * random() ** 2)}`);
  const genres = Object.keys(GENRES);
  const people = some('Person', 4, 8_000);
  return {
    id,
    title: `Reel ${number}`,
    originalTitle: `Reel ${number}`,
    titleKo: '',
    alternativeTitles: [],
    year: 1930 + Math.floor(random() * 95),
    language: random() < 0.7 ? 'en' : 'ko',
    genres: [0, 1].map(() => genres[Math.floor(random() * genres.length)] ?? 'Drama'),
    keywords: some('keyword', 8, 4_000),
    directors: people.slice(0, 1),
    directorsKo: [],
    cast: people.slice(1),
    castKo: [],
    overview: { en: some('word', 30, 9_000).join(' '), ko: '' },
    runtime: 80 + Math.floor(random() * 70),
    voteCount: Math.floor(10 ** (1 + 4 * random())),
    voteAverage: 4 + 5 * random(),
    popularity: 0,
    posterUrl: null,
  };
}
