/** Milliseconds: the first wait is drawn from 0 to this. */
const FIRST = 500;
const LONGEST = 30_000;

/**
 * How long to wait before connecting again, in milliseconds: exponential backoff with full jitter, so that many
 * readers dropped in the same instant come back spread out (Brooker, "Exponential Backoff And Jitter", AWS 2015).
 *
 * @param attempt 0 for the first wait after a connection that worked
 * @param random a number in [0, 1), as Math.random gives
 */
export function reconnectDelay(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(LONGEST, FIRST * 2 ** attempt);
}
