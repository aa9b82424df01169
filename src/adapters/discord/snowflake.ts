/** Discord's first second, in milliseconds since 1970 (discord-api-docs, reference: snowflakes). */
const EPOCH = 1_420_070_400_000;

/** When the thing of this id was made. */
export function timeOf(id: string): Date {
  return new Date(Number(BigInt(id) >> 22n) + EPOCH);
}

/** The smallest id a thing made at `time` can have. */
export function firstIdAt(time: Date): string {
  return (BigInt(Math.max(0, time.getTime() - EPOCH)) << 22n).toString();
}

/** Whether the first id was given before the second. */
export function isOlder(a: string, b: string): boolean {
  return BigInt(a) < BigInt(b);
}
