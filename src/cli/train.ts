import { join } from 'node:path';
import { MemoryBus } from '../bus/memory-bus.ts';
import { RedisBus } from '../bus/redis-bus.ts';
import { readConfig, type Config } from '../config/config.ts';
import { projectRoot } from '../config/project-root.ts';
import type { EventBus } from '../core/ports/event-bus.ts';
import { MODEL_TOPIC } from '../core/recommendations/model-store.ts';
import {
  FEWEST,
  TooFewRatings,
  trainModel,
  type TrainingProgress,
} from '../core/recommendations/train-model.ts';
import { openDatabase } from '../db/connect.ts';
import { DirectoryInUse } from '../db/directory-lock.ts';
import { migrate } from '../db/migrate.ts';
import { SqlModelStore } from '../db/repositories/models.ts';
import { SqlTasteRepository } from '../db/repositories/tastes.ts';
import { ThreadFitter } from '../fitting/thread-fitter.ts';
import { StartError } from '../main.ts';
import { createLogger } from '../observability/logger.ts';
import { reasonOf } from '../observability/reason.ts';
import { ConsoleProgress } from './console-progress.ts';

/** How long the signal of a new model is waited for; without it processes find the model by themselves. */
const SIGNAL_MS = 2_000;

/** `matinee train`: fits the recommendation model now, and says what it learned from. */
export async function runTraining(): Promise<void> {
  const config = readConfig(process.env);
  const database = await openDatabase(config).catch((error: unknown) => {
    throw new StartError(whyClosed(error), { cause: error });
  });
  const bus = await openBus(config);
  const progress = new ConsoleProgress();
  try {
    await migrate(database, join(projectRoot(), 'migrations'));
    const told = await ownSignal(bus);
    const { version, facts } = await trainModel(
      {
        tastes: new SqlTasteRepository(database),
        models: new SqlModelStore(database),
        fitter: new ThreadFitter(),
        bus,
      },
      shownOn(progress),
    );
    progress.end();
    const [ratings, raters, films] = [facts.ratings, facts.raters, facts.films].map((n) =>
      n.toLocaleString('en'),
    );
    console.log(
      `Fitted model ${version} to ${ratings} ratings of ${films} films by ${raters} people in ${facts.seconds} s.`,
    );
    await told();
  } catch (error) {
    if (!(error instanceof TooFewRatings)) throw error;
    throw new StartError(
      `there are too few ratings to learn from (${error.ratings} by ${error.raters} people; it takes ${FEWEST.ratings} by ${FEWEST.raters}). ` +
        'Until then films are recommended by what they are; matinee import movielens DIR brings ratings in',
      { cause: error },
    );
  } finally {
    await bus.close();
    await database.close();
  }
}

function whyClosed(error: unknown): string {
  if (error instanceof DirectoryInUse) {
    return `${error.message}: with the role worker it fits the model by itself; or stop it, train, and start it again`;
  }
  return `the database cannot be opened (${reasonOf(error)}); see DATABASE_URL or DATA_DIR`;
}

/** Running processes are told over Redis; where it is away they find the model by themselves within a minute. */
async function openBus(config: Config): Promise<EventBus> {
  if (config.redisUrl === undefined) return new MemoryBus();
  const bus = new RedisBus(config.redisUrl, createLogger(config.log));
  await bus.waitReady().catch(() => undefined); // a lost signal is made up for
  return bus;
}

/** Resolves once a signal of a new model went round, or after a moment: only then may the bus be left. */
async function ownSignal(bus: EventBus): Promise<() => Promise<void>> {
  let heard: () => void = () => undefined;
  const signal = new Promise<void>((resolve) => (heard = resolve));
  await bus.subscribe(MODEL_TOPIC, () => heard());
  return () => Promise.race([signal, new Promise<void>((resolve) => setTimeout(resolve, SIGNAL_MS).unref())]);
}

/** Shows reading, then fitting, as one bar after the other; fitting counts in ratings. */
function shownOn(progress: ConsoleProgress): (reached: TrainingProgress) => void {
  let fitting = false;
  progress.begin('ratings read', null);
  return (reached) => {
    if (reached.step === 'read') return progress.at(reached.ratings);
    if (!fitting) {
      fitting = true;
      progress.end();
      progress.begin('ratings learned from', reached.ratings);
    }
    progress.at(Math.round(reached.share * reached.ratings));
  };
}
