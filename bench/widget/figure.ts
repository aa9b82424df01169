/** One measured figure beside its goal. */
export interface Figure {
  what: string;
  value: number;
  unit: string;
  /** What the value may be at most. */
  goal: number;
}

/** The value at a share of the way through the sorted values: 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** One line of the table. */
export function line({ what, value, unit, goal }: Figure): string {
  const round = (n: number): string => n.toLocaleString('en', { maximumFractionDigits: 1 });
  return `${value <= goal ? 'ok  ' : 'MISS'} ${what.padEnd(66)}${round(value).padStart(10)} ${unit.padEnd(6)} goal ≤ ${round(goal)}`;
}
