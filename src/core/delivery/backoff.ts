/**
 * How long to wait before trying again: exponential with full jitter (M. Brooker, "Exponential Backoff And Jitter", 2015).
 * @param attempt 0 for the first retry
 * @returns milliseconds between 0 and `base * 2^attempt`, at most `cap`
 */
export function backoff(
  attempt: number,
  base = 250,
  cap = 30_000,
  random: () => number = Math.random,
): number {
  return Math.round(random() * Math.min(cap, base * 2 ** attempt));
}
