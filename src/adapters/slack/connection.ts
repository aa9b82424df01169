import type { Logger } from '../../core/ports/logger.ts';
import { networkCode } from '../../core/delivery/network-code.ts';
import { appTokenLine, scopesLine, slackCode, tokenLine } from './errors.ts';
import { SLACK_SCOPES } from './scopes.ts';

/** What a connection consists of. */
export interface ConnectionParts {
  /** Asks Slack whose token ours is; resolves with the scopes it has, or null when there is none to ask about. */
  introduce(): Promise<readonly string[] | null>;
  /** Socket Mode, where starting what is up already does nothing; null where Slack comes to us over HTTP. */
  line: { start(): Promise<unknown>; stop(): Promise<void> } | null;
  /** Told after each time it came up. */
  onUp(): void;
  logger: Logger;
}

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;
/** How often is looked whether scopes that were missing have been granted. */
const RECHECK_MS = 60_000;

/** Keeps us connected to Slack, and says in one line how it stands. */
export class Connection {
  #status = 'connecting';
  #up = false;
  #stopped = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: ConnectionParts) {}

  status(): string {
    return this.#status;
  }

  /** Resolves after the first attempt, whatever came of it. */
  async start(): Promise<void> {
    await this.#attempt();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#say('stopped');
    await this.parts.line?.stop();
  }

  /** The connection is gone: another one is made at once. */
  lost(): void {
    if (this.#stopped) return;
    this.#say('Slack has ended the connection; connecting again');
    this.#doubt();
  }

  /** A call was refused because of the token: whether it is still good is looked at, once. */
  refused(): void {
    if (this.#up) this.#doubt();
  }

  #doubt(): void {
    this.#up = false;
    this.#failures = 0;
    this.#again(0);
  }

  async #attempt(): Promise<void> {
    const { introduce, line, onUp } = this.parts;
    let step: 'bot' | 'app' = 'bot';
    try {
      const scopes = await introduce();
      step = 'app';
      await line?.start();
      if (this.#stopped) {
        await line?.stop();
        return;
      }
      this.#failures = 0;
      const missing = scopes === null ? [] : SLACK_SCOPES.filter((scope) => !scopes.includes(scope));
      this.#say(missing.length === 0 ? 'connected' : scopesLine(missing));
      if (missing.length > 0) this.#again(RECHECK_MS);
      if (!this.#up) onUp();
      this.#up = true;
    } catch (error) {
      this.#up = false;
      this.#say(whyNot(error, step));
      this.#again(Math.min(FIRST_PAUSE_MS * 2 ** this.#failures++, MAX_PAUSE_MS));
    }
  }

  #again(ms: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#attempt(), ms * (0.75 + Math.random() / 2));
    this.#timer.unref();
  }

  #say(status: string): void {
    if (status === this.#status) return;
    this.#status = status;
    const good = status === 'connected' || status === 'stopped';
    if (good) this.parts.logger.info({ platform: 'slack' }, `Slack: ${status}`);
    else this.parts.logger.warn({ platform: 'slack', reason: status }, 'Slack needs attention');
  }
}

function whyNot(error: unknown, step: 'bot' | 'app'): string {
  const code = slackCode(error);
  if (code === undefined || code === 'ratelimited') {
    const network = networkCode(error) ?? (error instanceof Error ? error.message : String(error));
    return `Slack cannot be reached (${network}); trying again`;
  }
  if (code === 'internal_error' || code === 'fatal_error' || code === 'service_unavailable') {
    return `Slack is in trouble (${code}); trying again`;
  }
  return step === 'bot' ? tokenLine(code) : appTokenLine(code);
}
