import { PROBLEM_CODES, type ProblemCode } from '../protocol/frames.ts';

/**
 * A request that was refused. `code` is stable and public; `detail` is one sentence that says how to mend it.
 * Everything else that is thrown is a fault of ours and is answered as `internal`.
 */
export class Problem extends Error {
  readonly code: ProblemCode;
  /** Milliseconds after which the same request may succeed. */
  readonly retryAfter: number | undefined;

  constructor(code: ProblemCode, detail: string, options: { retryAfter?: number; cause?: unknown } = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Problem';
    this.code = code;
    this.retryAfter = options.retryAfter;
  }

  /** HTTP status that goes with the code. */
  get status(): number {
    return PROBLEM_CODES[this.code];
  }
}

/** Codes under which a store that is away or too slow answers: of the network, of its driver, and SQLSTATEs of a server that ends, starts, or gives up. */
const AWAY = /^(?:CONNECT|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|57P0|57014|53300|08)/;

/** Whether something failed because a store or service is away just now: the same request may succeed in a moment. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (typeof code === 'string' && AWAY.test(code)) || isAway(error.cause);
}

/** The refusal while a store is away. */
export const unavailable = (cause: unknown): Problem =>
  new Problem('unavailable', 'The room cannot be reached just now. Try again in a moment.', {
    retryAfter: 1000,
    cause,
  });
