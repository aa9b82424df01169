const DEPTH = 6;

/** What is said of a call that took too long. */
export const NO_ANSWER = 'no answer in time';

/**
 * The system's or the HTTP client's code of a connection that failed, wherever in the chain of causes it is.
 * @returns undefined when the error is none of a connection
 */
export function networkCode(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; current instanceof Error && depth < DEPTH; depth++) {
    if (current.name === 'AbortError' || current.name === 'TimeoutError') return NO_ANSWER;
    const code: unknown = 'code' in current ? current.code : undefined;
    if (typeof code === 'string' && (/^E[A-Z]+$/.test(code) || code.startsWith('UND_ERR_'))) return code;
    if (current.message === 'fetch failed' && current.cause === undefined) return current.message;
    current = current.cause;
  }
  return undefined;
}
