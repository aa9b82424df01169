/** One line of the table of figures. */
export interface Row {
  what: string;
  /** What was measured, by name: ours first, baselines after it. */
  figures: Record<string, string>;
  goal?: string;
}

export function printTable(title: string, rows: readonly Row[]): void {
  console.log(`\n### ${title}\n`);
  const names = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
  console.log(`| what | ${names.join(' | ')} | goal |`);
  console.log(`|---|${names.map(() => '---').join('|')}|---|`);
  for (const { what, figures, goal } of rows)
    console.log(`| ${what} | ${names.map((name) => figures[name] ?? '–').join(' | ')} | ${goal ?? '–'} |`);
}

/** A quality as the tables write it: `.5051`. */
export function quality(value: number, digits = 4): string {
  return value.toFixed(digits).replace(/^0(?=\.)/, '');
}

export interface Cost {
  /** Seconds on the wall clock. */
  wall: number;
  /** Seconds of this process' CPU, which others on the machine disturb less. */
  cpu: number;
}

/** Runs something and tells what it cost. */
export function timed<T>(run: () => T): { result: T; cost: Cost } {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const result = run();
  const wall = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { result, cost: { wall, cpu: (user + system) / 1e6 } };
}

/** The value below which a share of the numbers lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
