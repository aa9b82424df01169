import { setTimeout as pause } from 'node:timers/promises';
import { request, type Dispatcher } from 'undici';
import type { z } from 'zod';
import { backoff } from '../../core/delivery/backoff.ts';
import { reasonOf } from '../../observability/reason.ts';
import { REFUSAL } from './shapes.ts';

export const TMDB_API = 'https://api.themoviedb.org/3';
export const TMDB_EXPORTS = 'https://files.tmdb.org/p/exports';

export interface TmdbSettings {
  /** The API Read Access Token. */
  token: string;
  /** Without a trailing slash, with the version. */
  apiUrl: string;
  /** Where the daily lists of ids lie, without a trailing slash. */
  exportUrl: string;
}

/** TMDB will not do it, and asking again will not help. The message says how to mend it. */
export class TmdbRefused extends Error {
  override readonly name = 'TmdbRefused';
}

/** TMDB cannot be reached, or has answered with faults for too long. */
export class TmdbAway extends Error {
  override readonly name = 'TmdbAway';
}

/** TMDB answers, and not as it is documented. */
export class TmdbUnreadable extends Error {
  override readonly name = 'TmdbUnreadable';
}

interface Patience {
  /** Milliseconds for one answer, body included. */
  answerMs: number;
  /** Faults in a row after which TMDB counts as away, per request. */
  attempts: number;
  /** Milliseconds to which the first pause may grow; it doubles. */
  pauseMs: number;
}

const PATIENCE: Patience = { answerMs: 30_000, attempts: 7, pauseMs: 500 };
const LONGEST_PAUSE_MS = 30_000;
/** What TMDB asks us to wait, at most: beyond, something else is wrong. */
const MOST_RETRY_AFTER_S = 600;
/** Times in a row that one request may be told to wait. */
const MOST_LIMITED = 30;
const LONGEST_ANSWER = 16 * 1024 * 1024;

/** Asks TMDB's API, as fast as it lets us. Requests may run side by side: when one is told to wait, all do. */
export class TmdbClient {
  #waitUntil = 0;
  readonly #patience: Patience;

  /**
   * @param signal ends whatever is under way
   * @param onWait told how long TMDB asks to wait, in milliseconds
   */
  constructor(
    private readonly settings: TmdbSettings,
    private readonly options: {
      signal?: AbortSignal;
      onWait?: (ms: number) => void;
      patience?: Partial<Patience>;
    } = {},
  ) {
    this.#patience = { ...PATIENCE, ...options.patience };
  }

  /**
   * What stands at a path.
   * @returns null when TMDB has nothing there
   * @throws TmdbRefused, TmdbAway, TmdbUnreadable
   */
  async get<T>(
    path: string,
    query: Record<string, string | number | boolean>,
    shape: z.ZodType<T>,
  ): Promise<T | null> {
    const url = new URL(`${this.settings.apiUrl}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    const answer = await this.#ask(url, { authorization: `Bearer ${this.settings.token}` });
    if (answer === null) return null;
    const read = shape.safeParse(answer);
    if (read.success) return read.data;
    const issue = read.error.issues[0];
    throw new TmdbUnreadable(
      `${path}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`,
    );
  }

  /** A file of the daily lists, as it comes; null when there is none of that name. Not tried again. */
  async file(name: string): Promise<Dispatcher.ResponseData['body'] | null> {
    const { exportUrl } = this.settings;
    const { statusCode, body } = await request(`${exportUrl}/${name}`, {
      ...(this.options.signal ? { signal: this.options.signal } : {}),
      headersTimeout: this.#patience.answerMs,
      bodyTimeout: this.#patience.answerMs,
    }).catch((error: unknown) => {
      throw this.#away(exportUrl, error);
    });
    if (statusCode === 200) return body;
    await body.dump();
    if (statusCode === 403 || statusCode === 404) return null;
    throw new TmdbAway(`${exportUrl} answers ${statusCode}`);
  }

  async #ask(url: URL, headers: Record<string, string>): Promise<unknown> {
    let fault: unknown;
    let limited = 0;
    for (let attempt = 0; attempt < this.#patience.attempts && limited < MOST_LIMITED;) {
      await this.#pause(this.#waitUntil - Date.now());
      const got = await this.#once(url, headers).catch((error: unknown) => {
        this.options.signal?.throwIfAborted();
        return { status: 0, retryAfter: null, text: null, fault: error };
      });
      if (got.status === 429) {
        const wait = Math.min(got.retryAfter ?? 2 ** Math.min(limited, 5), MOST_RETRY_AFTER_S) * 1000;
        // Those that were under way are told the same: one word of it is enough.
        if (this.#waitUntil < Date.now() + wait / 2) this.options.onWait?.(wait);
        this.#waitUntil = Math.max(this.#waitUntil, Date.now() + wait);
        limited++;
        fault = new Error('it asks to wait');
        continue;
      }
      if (got.status >= 200 && got.status < 300 && got.text !== null) {
        const answer = parsed(got.text);
        if (answer !== undefined) return answer;
        fault = new Error('an answer that is no JSON');
      } else if (got.status === 404 && saysNotFound(got.text)) return null;
      else if (got.status >= 400 && got.status < 500) throw this.#refused(got.status, got.text, url);
      else fault = got.fault ?? new Error(`status ${got.status}`);
      await this.#pause(backoff(attempt, this.#patience.pauseMs, LONGEST_PAUSE_MS));
      attempt++;
    }
    throw this.#away(url.origin, fault);
  }

  async #once(url: URL, headers: Record<string, string>) {
    const patience = AbortSignal.timeout(this.#patience.answerMs);
    const signal = this.options.signal ? AbortSignal.any([patience, this.options.signal]) : patience;
    const response = await request(url, { headers: { ...headers, accept: 'application/json' }, signal });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LONGEST_ANSWER) throw new Error('an answer that does not end');
      chunks.push(chunk);
    }
    return {
      status: response.statusCode,
      retryAfter: seconds(response.headers['retry-after']),
      text: Buffer.concat(chunks).toString('utf8'),
      fault: null,
    };
  }

  async #pause(ms: number): Promise<void> {
    this.options.signal?.throwIfAborted();
    if (ms > 0) await pause(ms, undefined, this.options.signal ? { signal: this.options.signal } : {});
  }

  #refused(status: number, text: string | null, url: URL): TmdbRefused {
    const said = REFUSAL.safeParse(parsed(text ?? '')).data;
    if (status === 401) {
      return new TmdbRefused(
        `TMDB refuses TMDB_TOKEN (${said?.status_message ?? status}): copy the API Read Access Token from https://www.themoviedb.org/settings/api`,
      );
    }
    return new TmdbRefused(`TMDB refuses ${url.pathname} (${said?.status_message ?? `status ${status}`})`);
  }

  #away(where: string, error: unknown): TmdbAway {
    return new TmdbAway(
      `TMDB does not answer at ${where} (${error instanceof Error && error.name === 'TimeoutError' ? 'too slow' : reasonOf(error)})`,
      { cause: error },
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A film that is gone has a body that says so; a 404 of something else that answers there has not. */
const saysNotFound = (text: string | null): boolean => REFUSAL.safeParse(parsed(text ?? '')).success;

/** Retry-After: seconds, or a date. */
function seconds(header: string | string[] | undefined): number | null {
  const value = Array.isArray(header) ? header[0] : header;
  if (value === undefined) return null;
  if (/^\d+$/.test(value)) return Number(value);
  const moment = Date.parse(value);
  return Number.isNaN(moment) ? null : Math.max(0, Math.ceil((moment - Date.now()) / 1000));
}
