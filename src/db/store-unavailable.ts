import { Problem } from '../core/errors.ts';

/**
 * The store did not do what it was asked for reasons of its own: it is away, silent, full, read-only, or busy beyond our
 * patience. Nothing is known of what was asked: it may have been done. The same request may succeed in a moment.
 */
export class StoreUnavailable extends Problem {
  /** What is the matter, for operators: a few words without an address or a password. */
  readonly reason: string;

  constructor(reason: string, cause?: unknown) {
    super('unavailable', 'The room cannot be reached just now. Try again in a moment.', {
      retryAfter: 1000,
      ...(cause === undefined ? {} : { cause }),
    });
    this.name = 'StoreUnavailable';
    this.reason = reason;
  }
}

/** SQLSTATEs that speak of the store's state and not of what was asked, with what they mean to operators. */
const STATES: readonly (readonly [RegExp, string])[] = [
  [/^53100$/, 'its disk is full: make room, and the log goes on by itself'],
  [/^53200$/, 'it is out of memory'],
  [/^53300$/, 'it takes no more connections: raise max_connections, or run fewer processes'],
  [/^53/, 'it is short of something'],
  [/^25006$/, 'it is read-only: point DATABASE_URL at the server that takes writes'],
  [/^57014$/, 'a statement took too long'],
  [/^57P03$/, 'it is starting up or shutting down'],
  [/^57P/, 'it ended the connection'],
  [/^25P03$/, 'it ended a transaction that stood still'],
  [/^(?:55P03|40001|40P01)$/, 'others hold what is needed'],
  [/^08/, 'the connection failed'],
  [/^(?:58|XX)/, 'it has trouble of its own'],
];

/** What the SQLSTATE of an error says about the store; null when the error is about what was asked. */
export function troubleOf(error: unknown): string | null {
  const code = codeOf(error);
  return code === null ? null : (STATES.find(([pattern]) => pattern.test(code))?.[1] ?? null);
}

/** The SQLSTATE an engine's error carries. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return /^[0-9A-Z]{5}$/.test(error.code) ? error.code : null;
}
