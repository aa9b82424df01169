import type { Fault } from '../fault.ts';

export const processStalls: Fault = {
  id: 'F23',
  name: 'a process stands still for some seconds',
  does: 'stopped for up to three seconds, as a garbage collection or a machine that swaps does, then it goes on',
  weight: 2,
  recovers: 25_000,
  async strike({ theatre, random, talk, fail }) {
    const product = random.of(theatre.products);
    product.freeze();
    try {
      await talk(random.between(300, 3_000));
      const answered = await fetch(`${product.direct}/readyz`, { signal: AbortSignal.timeout(500) }).then(
        () => true,
        () => false,
      );
      if (answered) fail(`process ${product.name} says that it is ready while it stands still`);
    } finally {
      product.thaw();
    }
  },
};
