/** What is counted, and how much of it is fine. */
export const RATES = {
  /** Messages, edits, reactions and commands of one person. */
  act: { points: 40, seconds: 10 },
  /** Pictures one person uploads in a day, refused ones too; and all of one address. */
  upload: { points: 300, seconds: 86_400 },
  'upload from': { points: 3000, seconds: 86_400 },
  /** Files one person sends from a platform in a day, refused ones too; and their bytes, in MiB. */
  file: { points: 300, seconds: 86_400 },
  'file bytes': { points: 1000, seconds: 86_400 },
  /** Guests from one address. */
  guest: { points: 300, seconds: 600 },
  /** REST requests from one address. */
  request: { points: 1200, seconds: 60 },
  /** Wrong passwords of one person at one room. */
  password: { points: 5, seconds: 900 },
  /** Wrong passwords at one room from one address, whoever they say they are. */
  'password from': { points: 10, seconds: 900 },
  /** Wrong invite codes of one person. */
  code: { points: 5, seconds: 600 },
} as const;

export type Rate = keyof typeof RATES;

export interface RateLimiter {
  /**
   * Counts one, or `points`.
   * @throws Problem `rate_limited` with `retryAfter` (ms) when it is too much
   */
  take(rate: Rate, key: string, points?: number): Promise<void>;
  /** Takes a count back: what it was for turned out to be fine. */
  giveBack(rate: Rate, key: string, points?: number): Promise<void>;
  /**
   * Checks without counting.
   * @throws as `take`
   */
  check(rate: Rate, key: string): Promise<void>;
}
