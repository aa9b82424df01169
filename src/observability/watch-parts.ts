import type { Meter } from '../core/ports/meter.ts';
import type { Readiness } from './readiness.ts';

/** Shows for each part whether it does what is asked of it. */
export function watchParts(meter: Meter, readiness: () => Promise<Readiness>): void {
  meter.watch('matinee_part_up', async () => {
    const { parts, degraded } = await readiness();
    return Object.keys(parts).map((part) => ({ labels: { part }, value: degraded.includes(part) ? 0 : 1 }));
  });
}
