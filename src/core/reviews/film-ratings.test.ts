import { describe, expect, it } from 'vitest';
import { MemoryBus } from '../../bus/memory-bus.ts';
import { quietLogger } from '../../../tests/support/quiet-logger.ts';
import { waitFor } from '../../../tests/support/wait-for.ts';
import type { EventBus } from '../ports/event-bus.ts';
import { FilmRatings, followTallies, tellTally, type FilmTally } from './film-ratings.ts';

const unknown = { mean: 0, count: 0 };
const tally = (more: Partial<FilmTally> = {}): FilmTally => ({
  movieId: 'film',
  count: 1,
  sum: 10,
  version: 1,
  ...more,
});

describe('a film’s mean', () => {
  it('is the catalogue’s while nobody here has rated it, and none where nobody has anywhere', () => {
    const ratings = new FilmRatings();
    expect(ratings.of('film', { mean: 4.2, count: 900 })).toEqual({ mean: 4.2, count: 900 });
    expect(ratings.of('film', unknown)).toBeUndefined();
  });

  it('starts from 3.5 stars, so that one voice does not make a masterpiece', () => {
    const ratings = new FilmRatings();
    ratings.take(tally());
    expect(ratings.of('film', unknown)).toEqual({ mean: (5 * 3.5 + 5) / 6, count: 1 });
  });

  it('comes to what people say the more of them there are', () => {
    const ratings = new FilmRatings();
    ratings.take(tally({ count: 1000, sum: 9000 }));
    expect(ratings.of('film', { mean: 2, count: 50 })?.mean).toBeCloseTo(4.5, 1);
    expect(ratings.of('film', { mean: 2, count: 50 })?.count).toBe(1050);
  });

  it('is never that of an older tally', () => {
    const ratings = new FilmRatings();
    ratings.take(tally({ version: 3, count: 2, sum: 12 }));
    ratings.take(tally({ version: 2 }));
    expect(ratings.tally('film')).toMatchObject({ version: 3, count: 2 });
  });
});

describe('processes', () => {
  it('learn of each other’s ratings, and read them again when the bus was away', async () => {
    const stored = [tally({ movieId: 'old', version: 4 })];
    const repository = { tallies: () => Promise.resolve(stored) };
    const memory = new MemoryBus();
    let recovered = (): void => undefined;
    const bus: EventBus = {
      publish: (topic, payload) => memory.publish(topic, payload),
      subscribe: (topic, handler) => memory.subscribe(topic, handler),
      onRecovered: (handler) => (recovered = handler),
      status: () => memory.status(),
      close: () => memory.close(),
    };
    const ratings = new FilmRatings();
    const told = await followTallies(ratings, { repository, bus, logger: quietLogger() });
    expect(ratings.tally('old')?.version).toBe(4);
    tellTally(bus, tally({ movieId: 'new' }));
    await waitFor('the new tally', () => ratings.tally('new'));
    stored.push(tally({ movieId: 'missed' }));
    recovered();
    await waitFor('the missed tally', () => ratings.tally('missed'));
    await told.end();
  });
});
