import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

export interface Gauges {
  /** Open WebSocket connections. */
  sockets(): number;
}

/** Prometheus metrics of this process. */
export function createMetrics(gauges: Gauges): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'matinee_sockets',
    help: 'Open WebSocket connections',
    registers: [registry],
    collect() {
      this.set(gauges.sockets());
    },
  });
  return registry;
}
