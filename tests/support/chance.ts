/** A repeatable source of chance. */
export interface Chance {
  /** A whole number from 0 to n - 1. */
  below(n: number): number;
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
  of<T>(list: readonly T[]): T;
  /** Takes one by its weight. */
  weighed<T extends { weight: number }>(list: readonly T[]): T;
}

/** mulberry32 by Tommy Ettinger. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    of: <T>(list: readonly T[]) => list[below(list.length)] as T,
    weighed: <T extends { weight: number }>(list: readonly T[]) => {
      let left = next() * list.reduce((sum, { weight }) => sum + weight, 0);
      return (list.find(({ weight }) => (left -= weight) < 0) ?? list.at(-1)) as T;
    },
  };
}
