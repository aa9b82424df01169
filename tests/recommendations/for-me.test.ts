import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryBus } from '../../src/bus/memory-bus.ts';
import type { Films } from '../../src/core/catalogue/films.ts';
import { CurrentModel } from '../../src/core/recommendations/current-model.ts';
import { Recommender } from '../../src/core/recommendations/recommender.ts';
import { trainModel } from '../../src/core/recommendations/train-model.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openPglite } from '../../src/db/pglite.ts';
import { SqlModelStore } from '../../src/db/repositories/models.ts';
import { SqlTasteRepository } from '../../src/db/repositories/tastes.ts';
import { ThreadFitter } from '../../src/fitting/thread-fitter.ts';
import { shippedFilms } from '../support/command-stage.ts';
import { anActor, likes, reviewed, wanted, watched } from '../support/factories.ts';
import { imaginedRatings } from '../support/film-town.ts';
import { quietLogger } from '../support/quiet-logger.ts';

const WISH = { limit: 10, locale: 'en' as const };

describe.each([false, true])('films for a person, with a fitted model: %s', (withModel) => {
  let database: Database;
  let films: Films;
  let recommender: Recommender;
  let tastes: SqlTasteRepository;
  let crimes: string[];
  let cartoons: string[];

  beforeAll(async () => {
    database = await openPglite();
    await migrate(database, join(import.meta.dirname, '../../migrations'));
    films = await shippedFilms();
    const ofGenre = (genre: string): string[] =>
      films.content
        .popular({ genre, limit: 30 })
        .map(({ id }) => id)
        .filter((id) => !(genre === 'Crime' && films.get(id).genres.includes('Animation')));
    [crimes, cartoons] = [ofGenre('Crime'), ofGenre('Animation')];
    tastes = new SqlTasteRepository(database);
    const models = new SqlModelStore(database);
    const bus = new MemoryBus();
    const current = new CurrentModel({ models, bus, logger: quietLogger() });
    if (withModel) {
      await imaginedRatings(database, [crimes, cartoons]);
      await trainModel({ tastes, models, bus, fitter: new ThreadFitter() });
      await current.check();
      expect(current.model).not.toBeNull();
    }
    recommender = new Recommender({ films, tastes, models: current });
  });
  afterAll(() => database.close());

  const idsFor = async (personId: string): Promise<string[]> =>
    (await recommender.forPerson(personId, WISH)).items.map(({ movie }) => movie.id);

  it('are what everybody loves as long as nothing is known of them', async () => {
    const { grounds, items } = await recommender.forPerson((await anActor(database)).id, WISH);
    expect([grounds, items.length]).toEqual(['everybody', 10]);
    expect(items[0]?.because).toEqual(['Loved by many.']);
  });

  it('change with the next rating, and never hold what they have seen, want, or dismissed', async () => {
    const ana = await anActor(database);
    const stranger = await idsFor(ana.id);
    for (const film of crimes.slice(0, 3)) await reviewed(database, ana, film, 9);
    const afterCrimes = await idsFor(ana.id);
    expect(afterCrimes).not.toEqual(stranger);
    expect(afterCrimes.filter((id) => films.get(id).genres.includes('Crime')).length).toBeGreaterThan(5);
    const [first = '', second = '', third = ''] = afterCrimes;
    await watched(database, ana, first);
    await wanted(database, ana, second);
    await tastes.dismiss(ana.id, third);
    const next = await idsFor(ana.id);
    expect(next).toHaveLength(10);
    for (const gone of [...crimes.slice(0, 3), first, second, third]) expect(next).not.toContain(gone);
    await tastes.undismiss(ana.id, third);
    expect(await idsFor(ana.id)).toContain(third);
  });

  it('follow a change of taste', async () => {
    const bora = await anActor(database);
    for (const film of crimes.slice(0, 2)) await reviewed(database, bora, film, 8, '2024-01-01');
    for (const film of cartoons.slice(0, 6)) await reviewed(database, bora, film, 10, '2024-06-01');
    const list = await idsFor(bora.id);
    const of = (genre: string): number => list.filter((id) => films.get(id).genres.includes(genre)).length;
    expect(of('Animation')).toBeGreaterThan(of('Crime'));
  });

  it('lean away from what was rated low', async () => {
    const [hater, fan] = [await anActor(database), await anActor(database)];
    const crimesIn = async (id: string): Promise<number> =>
      (await idsFor(id)).filter((film) => films.get(film).genres.includes('Crime')).length;
    for (const film of cartoons.slice(0, 2))
      for (const who of [hater, fan]) await reviewed(database, who, film, 7);
    for (const film of crimes.slice(0, 3)) {
      await reviewed(database, hater, film, 1);
      await reviewed(database, fan, film, 9);
    }
    expect(await crimesIn(hater.id)).toBeLessThan(await crimesIn(fan.id));
  });

  it('take a liked review as a hint, and may still recommend its film', async () => {
    const [critic, reader] = [await anActor(database), await anActor(database)];
    await likes(database, reader, await reviewed(database, critic, cartoons[0] ?? '', 10));
    const { grounds, items } = await recommender.forPerson(reader.id, { ...WISH, limit: 50 });
    expect(grounds).toBe('taste');
    expect(items.some(({ movie }) => movie.genres.includes('Animation'))).toBe(true);
  });

  it('say why: films the person did rate well, in the language of the reader, or what is true of everybody', async () => {
    const ana = await anActor(database);
    for (const film of crimes.slice(0, 4)) await reviewed(database, ana, film, 10);
    await reviewed(database, ana, cartoons[0] ?? '', 1);
    const { items } = await recommender.forPerson(ana.id, WISH);
    const liked = crimes.slice(0, 4).map((id) => films.get(id).title);
    const named = items.flatMap(({ because }) => because.join(' ').match(/(?<=“)[^”]+/g) ?? []);
    expect(named.length).toBeGreaterThan(3);
    for (const title of named) expect(liked).toContain(title);
    for (const { because } of items) expect(because.length).toBeGreaterThan(0);
    const korean = await recommender.forPerson(ana.id, { ...WISH, locale: 'ko' });
    for (const { because } of korean.items) expect(because.join(' ')).toMatch(/[가-힣].*요\./);
  });

  it('keep to genre, year, runtime and language', async () => {
    const ana = await anActor(database);
    await reviewed(database, ana, crimes[0] ?? '', 10);
    const filter = {
      genre: 'Drama',
      yearFrom: 1990,
      yearTo: 2015,
      language: 'ko',
      runtimeFrom: 90,
      runtimeTo: 140,
    };
    const { items } = await recommender.forPerson(ana.id, { ...WISH, filter });
    expect(items.length).toBeGreaterThan(0);
    for (const { movie } of items) {
      expect(movie.genres).toContain('Drama');
      expect(movie.language).toBe('ko');
      expect(movie.year).toBeGreaterThanOrEqual(1990);
      expect(movie.year).toBeLessThanOrEqual(2015);
      expect(movie.runtime).toBeGreaterThanOrEqual(90);
      expect(movie.runtime).toBeLessThanOrEqual(140);
    }
  });
});
