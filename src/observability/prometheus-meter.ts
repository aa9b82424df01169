import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  COUNTERS,
  GAUGES,
  TIMERS,
  type CounterName,
  type GaugeName,
  type Meter,
  type Reading,
  type TimerName,
} from '../core/ports/meter.ts';

/** From a millisecond, where an append lies, to half a minute, where everybody has given up. */
const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** A reading that takes longer is left out: whoever looks must not hang with what they look at. */
const READING_MS = 1_500;

/** Measurements of this process as Prometheus reads them, with Node's own figures. */
export class PrometheusMeter implements Meter {
  readonly registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #timers = new Map<string, Histogram>();
  readonly #watched = new Map<string, (() => unknown)[]>();

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    for (const [name, { help, labels }] of Object.entries(COUNTERS)) {
      this.#counters.set(name, new Counter({ name, help, labelNames: [...labels], registers }));
    }
    for (const [name, { help, labels }] of Object.entries(TIMERS)) {
      const timer = new Histogram({ name, help, labelNames: [...labels], buckets: BUCKETS_S, registers });
      this.#timers.set(name, timer);
    }
    for (const [name, { help, labels }] of Object.entries(GAUGES)) {
      const read = (gauge: Gauge): Promise<void> => this.#read(name as GaugeName, gauge);
      const collect = function (this: Gauge): Promise<void> {
        return read(this);
      };
      new Gauge({ name, help, labelNames: [...labels], registers, collect });
    }
  }

  count(name: CounterName, labels: Record<string, string>, by = 1): void {
    this.#counters.get(name)?.inc(labels, by);
  }

  time(name: TimerName, labels: Record<string, string>, seconds: number): void {
    this.#timers.get(name)?.observe(labels, seconds);
  }

  watch<N extends GaugeName>(
    name: N,
    read: () => readonly Reading<N>[] | Promise<readonly Reading<N>[]>,
  ): void {
    this.#watched.set(name, [...(this.#watched.get(name) ?? []), read]);
  }

  async #read(name: GaugeName, gauge: Gauge): Promise<void> {
    gauge.reset();
    for (const read of this.#watched.get(name) ?? []) {
      for (const { labels, value } of await readInTime(read)) gauge.set(labels, value);
    }
  }
}

async function readInTime(
  read: () => unknown,
): Promise<readonly { labels: Record<string, string>; value: number }[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<[]>((resolve) => {
    timer = setTimeout(() => resolve([]), READING_MS);
  });
  try {
    return (await Promise.race([read(), late])) as { labels: Record<string, string>; value: number }[];
  } catch {
    return []; // what is read is away: its own gauge says so
  } finally {
    clearTimeout(timer);
  }
}
