import type { Lease, Leases } from '../ports/leases.ts';
import type { Logger } from '../ports/logger.ts';
import type { StoredModel } from './model-store.ts';
import { FEWEST, TooFewRatings, trainModel, type TrainingDeps } from './train-model.ts';

/** When a model is fitted without being asked, and how the right to do so is held; times in ms. */
export interface TrainingPace {
  /** Between two looks at whether enough has changed. */
  look: number;
  /** Ratings that must be new or changed … */
  fewestChanged: number;
  /** … or this share of those the model learned from, whichever is more. */
  changedShare: number;
  /** A model older than this is fitted anew for any change. */
  oldest: number;
  /** After a failure nothing is tried for so long. */
  afterFailure: number;
  /** How long the right lasts unless renewed. */
  lease: number;
}

const MINUTE = 60_000;
/** The first look comes soon: after an upgrade the model may have to be fitted anew. */
const FIRST_LOOK_MS = 10_000;
const TRAINING_PACE: TrainingPace = {
  look: 5 * MINUTE,
  fewestChanged: 50,
  changedShare: 0.02,
  oldest: 24 * 60 * MINUTE,
  afterFailure: 30 * MINUTE,
  lease: MINUTE,
};

const LEASE = 'model:fit';

export interface KeepTrainedDeps extends TrainingDeps {
  leases: Leases;
  logger: Logger;
  /** The model that serves here, after a look at the store; null when there is none that can be read. */
  serving(): Promise<StoredModel | null>;
}

/** Fits the model whenever enough has changed, in one process at a time. What fails leaves the model before serving. */
export class KeepTrained {
  readonly #pace: TrainingPace;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #notBefore = 0;

  constructor(
    private readonly deps: KeepTrainedDeps,
    pace: Partial<TrainingPace> = {},
  ) {
    this.#pace = { ...TRAINING_PACE, ...pace };
  }

  start(): void {
    const look = (): void => {
      this.#looking ??= this.look().finally(() => {
        this.#looking = undefined;
      });
    };
    const first = Math.min(FIRST_LOOK_MS, this.#pace.look);
    this.#timer = setTimeout(() => {
      this.#timer = setInterval(look, this.#pace.look);
      look();
    }, first);
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stopping.abort();
    await this.#looking;
  }

  /** Looks once, and fits if enough has changed and nobody else does. */
  async look(): Promise<void> {
    const { logger, leases } = this.deps;
    if (Date.now() < this.#notBefore) return;
    let lease: Lease | null = null;
    try {
      if (!(await this.#due())) return;
      lease = await leases.take(LEASE, this.#pace.lease);
      // Whoever held it until now may have fitted meanwhile.
      if (lease && (await this.#due())) await this.#fitUnder(lease);
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#notBefore = Date.now() + this.#pace.afterFailure;
      if (error instanceof TooFewRatings) logger.info({}, error.message);
      else logger.error({ err: error }, 'the model could not be fitted; the one before serves');
    } finally {
      await lease?.release().catch((error: unknown) => {
        logger.debug({ err: error }, 'a lease was not released; it will run out');
      });
    }
  }

  async #due(): Promise<boolean> {
    const { tastes, models, serving } = this.deps;
    const [newest] = await models.list();
    const { own, ownSince, imported } = await tastes.volume(newest?.madeAt ?? new Date(0));
    if (own + imported < FEWEST.ratings) return false;
    if (!newest) return true;
    const { fewestChanged, changedShare, oldest, afterFailure } = this.#pace;
    const age = Date.now() - newest.madeAt.getTime();
    // Damaged, or another version of the program fitted it: not at once, for that one may think the same of ours.
    if (age > afterFailure && (await serving())?.version !== newest.version) return true;
    const changed = ownSince + Math.abs(imported - newest.facts.imported);
    if (changed >= Math.max(fewestChanged, changedShare * newest.facts.ratings)) return true;
    return changed > 0 && age > oldest;
  }

  async #fitUnder(lease: Lease): Promise<void> {
    const { logger } = this.deps;
    const lost = new AbortController();
    const beat = setInterval(() => {
      lease.renew().then(
        (held) => {
          if (!held) lost.abort(new Error('another process took over'));
        },
        (error: unknown) => logger.debug({ err: error }, 'the lease was not renewed'),
      );
    }, this.#pace.lease / 3);
    try {
      logger.info({}, 'fitting the model');
      const signal = AbortSignal.any([this.#stopping.signal, lost.signal]);
      const { version, facts } = await trainModel(this.deps, undefined, signal);
      logger.info({ model: version, ...facts }, 'the model was fitted');
    } finally {
      clearInterval(beat);
    }
  }
}
