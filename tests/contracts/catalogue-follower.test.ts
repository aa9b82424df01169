import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MemoryBus } from '../../src/bus/memory-bus.ts';
import { CATALOGUE_CHANGED, CatalogueFollower } from '../../src/core/catalogue/catalogue-follower.ts';
import { Films } from '../../src/core/catalogue/films.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlMovieRepository } from '../../src/db/repositories/movies.ts';
import { engines } from '../support/databases.ts';
import { aFilm } from '../support/films.ts';
import { quietLogger } from '../support/quiet-logger.ts';
import { waitFor } from '../support/wait-for.ts';

const LONG = 3_600_000;

describe.each(engines)('a process that follows the catalogue on $name', ({ available, open }) => {
  let database: Database;
  let movies: SqlMovieRepository;
  let films: Films;
  let bus: MemoryBus;
  const followers: CatalogueFollower[] = [];
  beforeAll(async () => {
    if (available) database = await open();
  });
  afterAll(() => database?.close());
  beforeEach(async () => {
    if (!available) return;
    await database.query('delete from movies');
    movies = new SqlMovieRepository(database);
    await movies.save('shipped', [aFilm({ id: 'burning', title: 'Burning' })]);
    bus = new MemoryBus();
  });
  afterEach(() => Promise.all(followers.splice(0).map((follower) => follower.stop())));
  const test = it.skipIf(!available);

  const follow = async (askMs = LONG): Promise<CatalogueFollower> => {
    const moment = await movies.changedAt();
    films = new Films(await movies.all());
    const follower = new CatalogueFollower({ movies, films, bus, logger: quietLogger() }, moment, askMs);
    followers.push(follower);
    await follower.start();
    return follower;
  };
  const found = (query: string): string[] =>
    films.look(query, { limit: 10, locale: 'en' }).movies.map(({ id }) => id);

  test('takes new and changed films when it is told of them', async () => {
    await follow();
    await movies.save('tmdb', [
      aFilm({ id: 'burning', title: 'Burning', titleKo: '버닝' }),
      ...Array.from({ length: 1200 }, (_, i) => aFilm({ id: `tmdb-${i}`, title: `Reel number ${i}` })),
    ]);
    expect(found('버닝')).toEqual([]);
    bus.publish(CATALOGUE_CHANGED, Buffer.alloc(0));
    await waitFor('the new films', () => films.size === 1201);
    expect(found('버닝')[0]).toBe('burning');
    expect(films.get('tmdb-1199').title).toBe('Reel number 1199');
    expect(films.content.similar('burning', { limit: 5 })).toHaveLength(5);
  });

  test('finds out by itself once nothing more comes', async () => {
    const follower = await follow();
    await movies.save('tmdb', [aFilm({ id: 'tmdb-1', title: 'Decision to Leave' })]);
    await follower.look(false);
    expect(found('decision to leave')).toEqual([]);
    await follower.look(false);
    expect(found('decision to leave')).toEqual(['tmdb-1']);
  });

  test('asks from time to time', async () => {
    await follow(20);
    await movies.save('tmdb', [aFilm({ id: 'tmdb-2', title: 'The Handmaiden' })]);
    await waitFor('the new film', () => films.size === 2);
  });

  test('goes on with what it has when the store is away, and catches up later', async () => {
    const follower = await follow();
    await movies.save('tmdb', [aFilm({ id: 'tmdb-3', title: 'Mother' })]);
    const { changesSince } = movies;
    movies.changesSince = () => {
      throw new Error('the store is away');
    };
    await follower.look(true);
    expect(films.size).toBe(1);
    movies.changesSince = changesSince;
    await follower.look(true);
    expect(found('mother')).toEqual(['tmdb-3']);
  });

  test('has done nothing when nothing has changed', async () => {
    const follower = await follow();
    const before = films.people;
    await follower.look(true);
    expect(films.people).toBe(before);
  });
});
