import { Dispatcher, type DispatcherDeps } from '../core/delivery/dispatcher.ts';
import type { ChatAdapter } from '../core/delivery/chat-adapter.ts';
import type { PlatformId } from '../core/delivery/link.ts';
import type { Lease } from '../core/ports/leases.ts';
import { asPlatform } from './stray-rejections.ts';
import type { PlatformAdapter } from './platform-adapter.ts';

const LEASE_MS = 10_000;
const BEAT_MS = 3_000;
/** An adapter that has to be started afresh again and again is left alone for longer and longer, and at most so long. */
const RESTART_MS = 1_000;
const MAX_RESTART_MS = 60_000;
/** After so long without one, the next begins the count anew. */
const CALM_MS = 600_000;

export interface AdapterHostOptions {
  platform: PlatformId;
  deps: DispatcherDeps;
  /** The adapters of this process, for the inbox; kept up to date here. */
  adapters: Map<PlatformId, ChatAdapter>;
  make(): Promise<PlatformAdapter>;
  /** False where the platform calls us (signed requests): then every process answers. */
  exclusive: boolean;
}

/**
 * Runs a platform's adapter and its couriers, in at most one process at a time where the adapter holds a connection. Whatever happens to the platform stays
 * here: the other platforms and the web go on.
 */
export class AdapterHost {
  #running: { platform: PlatformAdapter; dispatcher: Dispatcher; lease: Lease | null } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();
  #stopped = false;
  #fault: string | undefined = 'starting';
  #restarts = 0;
  #restartedAt = -Infinity;
  #restart: NodeJS.Timeout | undefined;

  constructor(private readonly options: AdapterHostOptions) {}

  get platform(): PlatformId {
    return this.options.platform;
  }

  get adapter(): PlatformAdapter | undefined {
    return this.#running?.platform;
  }

  async start(): Promise<void> {
    await this.#beat();
    this.#timer = setInterval(() => {
      this.#beating = this.#beating.then(() => this.#beat());
    }, BEAT_MS);
  }

  /** `connected`, `standing by` while another process serves the platform, or why not. */
  status(): string {
    return this.#fault ?? this.#running?.platform.status() ?? 'standing by: another process serves it';
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    clearTimeout(this.#restart);
    await this.#beating;
    await this.#end();
  }

  /** Starts the adapter afresh after a fault that it did not handle itself: soon, and once for many at a time. */
  restart(reason: string): void {
    if (!this.#running || this.#stopped || this.#restart) return;
    const now = performance.now();
    if (now - this.#restartedAt > CALM_MS) this.#restarts = 0;
    this.#restartedAt = now;
    const inMs = Math.min(MAX_RESTART_MS, RESTART_MS * (2 ** this.#restarts++ - 1));
    this.options.deps.logger.warn({ platform: this.platform, reason, inMs }, 'the adapter is started afresh');
    this.#restart = setTimeout(() => {
      this.#restart = undefined;
      this.#beating = this.#beating.then(() => this.#end()).then(() => this.#beat());
    }, inMs);
    this.#restart.unref();
  }

  async #beat(): Promise<void> {
    if (this.#stopped) return;
    if (this.#running) return this.#stay(this.#running.lease);
    const { deps, platform, exclusive } = this.options;
    try {
      const lease = exclusive ? await deps.leases.take(`platform:${platform}`, LEASE_MS) : null;
      if (lease || !exclusive) await this.#begin(lease);
      else this.#fault = undefined;
    } catch (error) {
      this.#fault = error instanceof Error ? error.message : String(error);
      deps.logger.error({ err: error, platform }, 'the adapter could not be started; it is tried again');
      // Half of it may be at work: nothing is left of it, so that the next beat begins anew.
      await this.#end();
    }
  }

  /** Keeps what is running while it holds the platform. What a fault of the store has said is over when the store answers. */
  async #stay(lease: Lease | null): Promise<void> {
    const { deps, platform } = this.options;
    try {
      const held = lease === null || (await lease.renew());
      this.#fault = undefined;
      if (held) return;
    } catch (error) {
      this.#fault = error instanceof Error ? error.message : String(error);
      deps.logger.warn(
        { err: error, platform },
        'who serves this platform could not be noted; it is tried again',
      );
      return;
    }
    deps.logger.warn({ platform }, 'another process serves this platform now');
    await this.#end();
  }

  async #begin(lease: Lease | null): Promise<void> {
    const { deps, adapters, make } = this.options;
    const platform = await asPlatform(this.platform, make);
    const dispatcher = new Dispatcher(deps, platform.adapter);
    this.#running = { platform, dispatcher, lease };
    adapters.set(this.platform, platform.adapter);
    this.#fault = undefined;
    await asPlatform(this.platform, async () => {
      await platform.start();
      await dispatcher.start();
    });
  }

  async #end(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#running = undefined;
    this.options.adapters.delete(this.platform);
    const steps = [running.dispatcher.stop(), running.platform.stop()];
    const patience = new Promise((resolve) => setTimeout(resolve, 2_500).unref());
    await Promise.race([Promise.allSettled(steps), patience]);
    await running.lease?.release().catch((error: unknown) => {
      this.options.deps.logger.debug({ err: error }, 'a lease was not released; it will run out');
    });
  }
}
