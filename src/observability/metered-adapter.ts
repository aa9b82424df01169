import { DeliveryFault, type ChatAdapter } from '../core/delivery/chat-adapter.ts';
import type { Meter } from '../core/ports/meter.ts';

/** A platform's adapter whose calls are counted by outcome and timed. */
export function meteredAdapter(adapter: ChatAdapter, meter: Meter): ChatAdapter {
  const { platform } = adapter;
  const measured = async (call: string, answer: Promise<unknown>, begun: number): Promise<unknown> => {
    let outcome = 'ok';
    try {
      return await answer;
    } catch (error) {
      outcome = error instanceof DeliveryFault ? error.kind : 'stumbled';
      throw error;
    } finally {
      meter.count('matinee_platform_calls_total', { platform, call, outcome });
      meter.time('matinee_platform_call_seconds', { platform }, (performance.now() - begun) / 1000);
    }
  };
  // Whatever the adapter can do is measured under its own name, also what it will learn.
  return new Proxy(adapter, {
    get(target, name): unknown {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function' || typeof name !== 'string') return value;
      return (...args: unknown[]): unknown => {
        const begun = performance.now();
        const answer: unknown = Reflect.apply(value, target, args);
        return answer instanceof Promise ? measured(name, answer, begun) : answer;
      };
    },
  });
}
