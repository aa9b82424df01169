import type { EventBus, Subscription } from '../core/ports/event-bus.ts';

/** The bus of a single process. Loses nothing, so it never has to recover. */
export class MemoryBus implements EventBus {
  readonly #handlers = new Map<string, Set<(payload: Buffer) => void>>();

  publish(topic: string, payload: Buffer): void {
    const handlers = this.#handlers.get(topic);
    if (!handlers) return;
    // Never inside the publisher's own call: a handler sees the same order here as over a network.
    queueMicrotask(() => {
      for (const handler of handlers) handler(payload);
    });
  }

  subscribe(topic: string, handler: (payload: Buffer) => void): Promise<Subscription> {
    const handlers = this.#handlers.get(topic) ?? new Set();
    this.#handlers.set(topic, handlers);
    handlers.add(handler);
    return Promise.resolve({
      end: () => {
        handlers.delete(handler);
        if (handlers.size === 0 && this.#handlers.get(topic) === handlers) this.#handlers.delete(topic);
        return Promise.resolve();
      },
    });
  }

  onRecovered(): void {}

  status(): string {
    return 'connected';
  }

  close(): Promise<void> {
    this.#handlers.clear();
    return Promise.resolve();
  }
}
