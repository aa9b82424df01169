import type { Logger } from '../src/core/ports/logger.ts';
import type { DiscordStandIn } from './discord/index.ts';
import type { SlackStandIn } from './slack/index.ts';
import type { Breakage, Side, Weather } from './page-protocol.ts';

const LASTS_MS = 10_000;
/** How long it is told how long a restart took. */
const NEWS_MS = 8_000;
/** What a rate-limited caller is told to wait, in seconds. */
const RETRY_AFTER_S = 2;
/** What Slack counts when an app talks too much. */
const SLACK_TALK = ['chat.postMessage', 'chat.update', 'chat.delete', 'reactions.add', 'reactions.remove'];

/** Breaks things on purpose, for ten seconds each, and says what is broken at the moment. */
export class Outages {
  readonly #listeners = new Set<() => void>();
  readonly #broken = new Map<Side, { kind: Breakage; until: number; timer: NodeJS.Timeout }>();
  #news: NodeJS.Timeout | undefined;
  #server: Weather['server'] = { phase: 'starting' };

  constructor(
    private readonly discord: DiscordStandIn,
    private readonly slack: SlackStandIn,
    private readonly restartProduct: () => Promise<void>,
    private readonly logger: Logger,
  ) {}

  /** Calls back on every change, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  weather(): Weather {
    return {
      discord: { connected: this.discord.gateway.connected > 0, broken: this.#brokenAt('discord') },
      slack: { connected: this.slack.connections() > 0, broken: this.#brokenAt('slack') },
      server: this.#server,
    };
  }

  /** The product has started and the room is there. */
  ready(): void {
    this.#tell({ phase: 'up' });
  }

  /** Cuts a platform off from the product, or lets it limit the product's rate. False while something is broken there already. */
  break(side: Side, kind: Breakage): boolean {
    if (this.#broken.has(side)) return false;
    if (kind === 'cut') this[side].faults.cutOff(LASTS_MS);
    else if (side === 'discord') {
      // A channel's webhook is what Discord limits when much is said; answers to commands are not.
      this.discord.faults.rateLimit({ forMs: LASTS_MS, retryAfter: RETRY_AFTER_S, only: '/webhooks/' });
    } else {
      this.slack.faults.rateLimit({ forMs: LASTS_MS, retryAfter: RETRY_AFTER_S, method: SLACK_TALK });
    }
    const timer = setTimeout(() => {
      this.#broken.delete(side);
      this.announce();
    }, LASTS_MS);
    this.#broken.set(side, { kind, until: Date.now() + LASTS_MS, timer });
    this.announce();
    return true;
  }

  /** Stops the product and starts it again; the page and the stand-ins stay. False while it is not up. */
  restart(): boolean {
    if (this.#server.phase === 'starting' || this.#server.phase === 'restarting') return false;
    clearTimeout(this.#news);
    this.#tell({ phase: 'restarting' });
    const from = Date.now();
    this.restartProduct().then(
      () => {
        this.#tell({ phase: 'up', tookMs: Date.now() - from });
        this.#news = setTimeout(() => this.ready(), NEWS_MS);
      },
      (error: unknown) => {
        this.logger.error({ err: error }, 'the product did not start again');
        this.#tell({ phase: 'failed', reason: error instanceof Error ? error.message : String(error) });
      },
    );
    return true;
  }

  close(): void {
    clearTimeout(this.#news);
    for (const { timer } of this.#broken.values()) clearTimeout(timer);
    this.#listeners.clear();
  }

  announce(): void {
    for (const listener of this.#listeners) listener();
  }

  #brokenAt(side: Side): Weather[Side]['broken'] {
    const broken = this.#broken.get(side);
    return broken ? { kind: broken.kind, leftMs: Math.max(0, broken.until - Date.now()) } : null;
  }

  #tell(server: Weather['server']): void {
    this.#server = server;
    this.announce();
  }
}
