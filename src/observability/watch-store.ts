import type { Meter } from '../core/ports/meter.ts';

/** How busy a store's connections are. */
interface Store {
  load(): { used: number; idle: number; opening: number; waiting: number };
}

/** Shows how many connections to the store are in use, idle and waited for. */
export function watchStore(meter: Meter, store: Store): void {
  meter.watch('matinee_store_connections', () => {
    const { used, idle, waiting } = store.load();
    return [
      { labels: { state: 'in_use' }, value: used },
      { labels: { state: 'idle' }, value: idle },
      { labels: { state: 'waiting' }, value: waiting },
    ];
  });
}
