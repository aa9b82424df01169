import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { MemoryBus } from '../../src/bus/memory-bus.ts';
import { CurrentModel } from '../../src/core/recommendations/current-model.ts';
import { readModel, writeModel } from '../../src/core/recommendations/fitted-model.ts';
import { KeepTrained, type TrainingPace } from '../../src/core/recommendations/keep-trained.ts';
import type { ModelFitter } from '../../src/core/recommendations/model-fitter.ts';
import type { ModelFacts } from '../../src/core/recommendations/model-store.ts';
import { pack, unpack } from '../../src/core/recommendations/packed.ts';
import { TooFewRatings, trainModel } from '../../src/core/recommendations/train-model.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlLeases } from '../../src/db/leases.ts';
import { SqlModelStore } from '../../src/db/repositories/models.ts';
import { SqlTasteRepository } from '../../src/db/repositories/tastes.ts';
import { ThreadFitter } from '../../src/fitting/thread-fitter.ts';
import { engines } from '../support/databases.ts';
import { anActor, reviewed } from '../support/factories.ts';
import { imaginedRatings } from '../support/film-town.ts';
import { quietLogger } from '../support/quiet-logger.ts';
import { waitFor } from '../support/wait-for.ts';

const CRIMES = ['heat', 'seven', 'zodiac', 'fargo', 'the-departed', 'memories-of-murder'];
const CARTOONS = ['coco', 'up', 'ponyo', 'mulan', 'frozen', 'spirited-away'];
const FACTS: ModelFacts = { ratings: 1, raters: 1, films: 1, imported: 0, seconds: 0 };

const engine = engines.find(({ name }) => name === (inject('postgresUrl') === null ? 'PGlite' : 'Postgres'));

describe('fitted models', () => {
  let database: Database;
  let tastes: SqlTasteRepository;
  let models: SqlModelStore;
  let bus: MemoryBus;
  let logger: ReturnType<typeof quietLogger>;
  const fitter = new ThreadFitter();
  const running: { stop(): Promise<void> }[] = [];

  beforeEach(async () => {
    database = await (engine as NonNullable<typeof engine>).open();
    tastes = new SqlTasteRepository(database);
    models = new SqlModelStore(database);
    bus = new MemoryBus();
    logger = quietLogger();
  });
  afterEach(async () => {
    for (const each of running.splice(0)) await each.stop();
    await database.close();
  });

  const train = (by: ModelFitter = fitter) => trainModel({ tastes, models, bus, fitter: by });
  /** A process that serves. */
  async function process(): Promise<CurrentModel> {
    const current = new CurrentModel({ models, bus, logger });
    running.push(current);
    await current.start();
    return current;
  }
  const versionIn = async (current: CurrentModel): Promise<number | undefined> =>
    (await current.newest())?.version;

  it('are learned from imported ratings and from people’s own', async () => {
    await imaginedRatings(database, [CRIMES, CARTOONS]);
    const ana = await anActor(database);
    await reviewed(database, ana, 'only-here', 9);
    const { facts } = await train();
    expect(facts).toMatchObject({ raters: 81, films: 13 });
    expect(facts.ratings - facts.imported).toBe(1);
    const current = await process();
    await current.check();
    const items = current.model?.taste.items ?? [];
    expect([...items].sort()).toEqual([...CRIMES, ...CARTOONS, 'only-here'].sort());
    const { at, neighbourOf } = current.model?.neighbours ?? { at: [], neighbourOf: [] };
    const heat = items.indexOf('heat');
    const nearest = [...neighbourOf.slice(at[heat], at[heat + 1])].slice(0, 5).map((item) => items[item]);
    expect(nearest.every((film) => CRIMES.includes(film ?? ''))).toBe(true);
  });

  it('are taken up by every process as soon as there is one, and swapped for the next', async () => {
    await imaginedRatings(database, [CRIMES, CARTOONS]);
    const [here, there] = [await process(), await process()];
    await here.check();
    expect(here.model).toBeNull();
    for (let round = 0; round < 2; round++) {
      const before = there.model;
      const { version } = await train();
      for (const each of [here, there])
        await waitFor('the new model', async () => (await versionIn(each)) === version);
      expect(there.model).not.toBe(before);
    }
  });

  it('are found without a signal too', async () => {
    await imaginedRatings(database, [CRIMES, CARTOONS]);
    const deaf = new CurrentModel({ models, bus: new MemoryBus(), logger }, 20);
    running.push(deaf);
    await deaf.start();
    await train();
    await waitFor('the model', () => deaf.model);
  });

  it('are not fitted to too few ratings, which is said with what it takes', async () => {
    await imaginedRatings(database, [CRIMES], 3);
    await expect(train()).rejects.toThrow(TooFewRatings);
    await expect(train()).rejects.toThrow(/too few ratings.* takes 100 by 5 people/);
    expect(await models.list()).toEqual([]);
  });

  it('go on serving when fitting the next one fails or is broken off', async () => {
    await imaginedRatings(database, [CRIMES, CARTOONS]);
    const current = await process();
    const { version } = await train();
    await waitFor('the model', () => current.model);
    const { model } = current;
    await expect(train({ fit: () => Promise.reject(new Error('out of memory')) })).rejects.toThrow(
      'out of memory',
    );
    const broken = new AbortController();
    const breakingOff: ModelFitter = {
      fit(columns, onProgress) {
        return fitter.fit(columns, onProgress, AbortSignal.any([broken.signal]));
      },
    };
    const fitting = train(breakingOff);
    broken.abort(new Error('stopping'));
    await expect(fitting).rejects.toThrow('stopping');
    expect(await versionIn(current)).toBe(version);
    expect(current.model).toBe(model);
    expect(await models.list()).toHaveLength(1);
  });

  it('are refused when they are damaged or of another format: the one before serves, and the log says so once', async () => {
    await imaginedRatings(database, [CRIMES, CARTOONS]);
    const good = await train();
    const current = await process();
    await waitFor('the model', () => current.model);
    const file = (await models.read(good.version)) ?? new Uint8Array();

    const flipped = file.slice();
    flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 1;
    const foreign = pack({ ...(unpack(file) as object), format: 99 });
    for (const [bytes, why] of [
      [flipped, /refused.*damaged: its checksum does not fit/],
      [file.subarray(0, 1000), /refused.*damaged/],
      [new Uint8Array(3), /refused.*not a file of this kind/],
      [foreign, /refused.*format is 99, and this program reads 1: another version fitted it/],
    ] as const) {
      logger.said.length = 0;
      await models.save(bytes, FACTS);
      await current.check();
      await current.check();
      expect(logger.said.filter((line) => why.test(line))).toHaveLength(1);
      expect((await current.newest())?.version).toBe(good.version);
    }
  });

  it('of which the newest cannot be read leave the one before it to a process that starts', async () => {
    await imaginedRatings(database, [CRIMES, CARTOONS]);
    const { version } = await train();
    await models.save(new Uint8Array(100), FACTS);
    const current = await process();
    await current.check();
    expect(await versionIn(current)).toBe(version);
  });

  it('come out of a file as they went in', async () => {
    await imaginedRatings(database, [CRIMES, CARTOONS]);
    const { version } = await train();
    const bytes = (await models.read(version)) ?? new Uint8Array();
    expect(readModel(writeModel(readModel(bytes)))).toEqual(readModel(bytes));
    // Wherever the bytes lie in memory.
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(readModel(shifted.subarray(1))).toEqual(readModel(bytes));
  });

  describe('a worker', () => {
    const worker = async (by: ModelFitter = fitter, pace: Partial<TrainingPace> = {}, name = 'one') => {
      const current = await process();
      const trained = new KeepTrained(
        {
          tastes,
          models,
          bus,
          logger,
          fitter: by,
          leases: new SqlLeases(database, name),
          serving: () => current.newest(),
        },
        { look: 20, ...pace },
      );
      running.push(trained);
      return trained;
    };
    const versions = async (): Promise<number[]> => (await models.list()).map(({ version }) => version);

    it('fits as soon as there is enough to learn from, and again when enough has changed', async () => {
      const trained = await worker();
      await trained.look();
      expect(await versions()).toEqual([]);
      await imaginedRatings(database, [CRIMES, CARTOONS]);
      trained.start();
      await waitFor('a model', async () => (await versions()).length === 1);
      const ana = await anActor(database);
      for (let film = 0; film < 49; film++) await reviewed(database, ana, `film-${film}`, 8);
      await trained.look();
      expect(await versions()).toHaveLength(1);
      await reviewed(database, ana, 'film-49', 8);
      await waitFor('the next model', async () => (await versions()).length === 2);
    });

    it('fits an old model anew for any change, and for none not at all', async () => {
      await imaginedRatings(database, [CRIMES, CARTOONS]);
      const trained = await worker(fitter, { oldest: 0 });
      await trained.look();
      const [first] = await versions();
      await trained.look();
      expect(await versions()).toEqual([first]);
      await reviewed(database, await anActor(database), 'heat', 8);
      await trained.look();
      expect(await versions()).toHaveLength(2);
    });

    it('leaves it to another one that is at it', async () => {
      await imaginedRatings(database, [CRIMES, CARTOONS]);
      let fits = 0;
      const counting: ModelFitter = {
        fit(...given) {
          fits++;
          return fitter.fit(...given);
        },
      };
      const workers = await Promise.all(['one', 'two', 'three'].map((name) => worker(counting, {}, name)));
      await Promise.all(workers.map((each) => each.look()));
      expect([fits, (await versions()).length]).toEqual([1, 1]);
    });

    it('waits a while after a failure, says why, and fits a model that no process can read anew', async () => {
      await imaginedRatings(database, [CRIMES, CARTOONS]);
      let fits = 0;
      const failing: ModelFitter = {
        fit() {
          fits++;
          return Promise.reject(new Error('no memory left'));
        },
      };
      const trained = await worker(failing);
      await trained.look();
      await trained.look();
      expect(fits).toBe(1);
      expect(logger.said).toContain('the model could not be fitted; the one before serves: no memory left');

      const { imported } = await tastes.volume(new Date());
      const unreadable = await models.save(new Uint8Array(100), { ...FACTS, imported });
      await (await worker(fitter, { afterFailure: 60_000 }, 'two')).look();
      expect(await versions()).toEqual([unreadable.version]);
      await (await worker(fitter, { afterFailure: 0 }, 'three')).look();
      expect(await versions()).toHaveLength(2);
    });

    it('breaks off when it is stopped', async () => {
      await imaginedRatings(database, [CRIMES, CARTOONS]);
      let begun = false;
      const endless: ModelFitter = {
        fit: (_columns, _onProgress, signal) =>
          new Promise((_resolve, reject) => {
            begun = true;
            signal?.addEventListener('abort', () => reject(signal.reason as Error));
          }),
      };
      const trained = await worker(endless);
      trained.start();
      await waitFor('the fit to begin', () => begun);
      await trained.stop();
      expect(await versions()).toEqual([]);
      // The right to fit was let go: the next one need not wait for it.
      expect(await new SqlLeases(database, 'next').take('model:fit', 1000)).not.toBeNull();
    });
  });
});
