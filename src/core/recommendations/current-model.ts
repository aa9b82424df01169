import type { EventBus, Subscription } from '../ports/event-bus.ts';
import type { Logger } from '../ports/logger.ts';
import { readModel, type FittedModel } from './fitted-model.ts';
import { MODEL_TOPIC, type ModelStore, type StoredModel } from './model-store.ts';

export interface CurrentModelDeps {
  models: ModelStore;
  bus: EventBus;
  logger: Logger;
}

/** How often the store is asked when no signal came: signals may be lost. */
const CHECK_MS = 60_000;

/**
 * Holds the model this process serves: the newest one of the store that can be read. It is swapped whole, between two
 * requests; one that cannot be read is refused once, with the reason, and the one before goes on serving.
 */
export class CurrentModel {
  #current: { stored: StoredModel; model: FittedModel } | null = null;
  readonly #refused = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #signals: Subscription | undefined;
  #checking: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(
    private readonly deps: CurrentModelDeps,
    private readonly checkMs = CHECK_MS,
  ) {}

  /** The model to serve with; null while there is none. */
  get model(): FittedModel | null {
    return this.#current?.model ?? null;
  }

  /** What is known of the model that serves after a look at the store; null while there is none. */
  async newest(): Promise<StoredModel | null> {
    await this.check();
    return this.#current?.stored ?? null;
  }

  /** Follows the store from now on. Does not wait for the first model: without one, content alone recommends. */
  async start(): Promise<void> {
    this.#signals = await this.deps.bus.subscribe(MODEL_TOPIC, () => void this.check());
    this.deps.bus.onRecovered(() => void this.check());
    this.#timer = setInterval(() => void this.check(), this.checkMs);
    this.#timer.unref();
    void this.check();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#signals?.end();
    await this.#checking;
  }

  /** Looks for a newer model and takes it; when asked while it looks, it looks once more afterwards. */
  check(): Promise<void> {
    this.#again = true;
    this.#checking ??= this.#checkWhileAsked().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  async #checkWhileAsked(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        await this.#takeNewest();
      } catch (error) {
        this.deps.logger.warn(
          { err: error },
          'the newest model could not be looked for; the one before serves',
        );
      }
    }
  }

  async #takeNewest(): Promise<void> {
    const { models, logger } = this.deps;
    for (const stored of await models.list()) {
      const { version } = stored;
      if (version <= (this.#current?.stored.version ?? -1)) return;
      if (this.#refused.has(version)) continue;
      const bytes = await models.read(version);
      // Forgotten meanwhile: there is a newer one, and a signal of it.
      if (bytes === null) continue;
      try {
        this.#current = { stored, model: readModel(bytes) };
        logger.info({ model: version, ...stored.facts, bytes: bytes.length }, 'a new model serves');
        return;
      } catch (error) {
        this.#refused.add(version);
        const serving = this.#current?.stored.version ?? null;
        logger.error({ err: error, model: version, serving }, 'a model was refused; the one before serves');
      }
    }
  }
}
