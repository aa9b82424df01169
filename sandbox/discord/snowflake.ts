/** The first moment Discord can name: 2015-01-01T00:00:00Z, in milliseconds since 1970. */
const DISCORD_EPOCH = 1_420_070_400_000;

/** The moment (milliseconds since 1970) that an id was made at; Discord keeps it in the upper 42 bits. */
export function snowflakeTime(id: string): number {
  return Number(BigInt(id) >> 22n) + DISCORD_EPOCH;
}

/** The lowest id of a moment (milliseconds since 1970): everything made later has a greater one. */
function snowflakeAt(ms: number): string {
  return (BigInt(Math.max(0, Math.floor(ms) - DISCORD_EPOCH)) << 22n).toString();
}

/** True for what Discord takes as an id: decimal digits within 64 bits. */
export function isSnowflake(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,20}$/.test(value) && BigInt(value) < 1n << 63n;
}

/** Order of two ids; numeric, since ids may differ in length. */
export function compareSnowflakes(a: string, b: string): number {
  return a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length;
}

/** Makes ids that rise strictly and carry the time of their making, also when the clock stands still or steps back. */
export class SnowflakeMint {
  #last: bigint;
  readonly #now: () => number;

  constructor(now: () => number, last = '0') {
    this.#now = now;
    this.#last = BigInt(last);
  }

  /** The latest id given out; what a restart has to continue from. */
  get last(): string {
    return this.#last.toString();
  }

  next(): string {
    const fresh = BigInt(snowflakeAt(this.#now()));
    this.#last = fresh > this.#last ? fresh : this.#last + 1n;
    return this.#last.toString();
  }
}
