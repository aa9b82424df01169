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
