import type { ProblemCode } from '../../../src/protocol/frames.ts';

/** `connection_lost`: the answer never came, so nobody knows whether it was done; ask again with the same id. */
export type FaultCode = ProblemCode | 'connection_lost';

/** Something the server refused, or could not be asked. */
export class Problem extends Error {
  readonly code: FaultCode;
  /** Milliseconds to wait before asking again, where the server said so. */
  readonly retryAfter: number | undefined;

  constructor(code: FaultCode, detail: string, retryAfter?: number) {
    super(detail);
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may well be granted later, unchanged. */
  get passing(): boolean {
    return ['connection_lost', 'rate_limited', 'unavailable', 'internal', 'not_joined'].includes(this.code);
  }
}

/** The problem in anything that was thrown. */
export function asProblem(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem('connection_lost', String(thrown));
}
