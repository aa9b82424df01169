import type { Fault } from '../fault.ts';

export const processKilled: Fault = {
  id: 'F1',
  name: 'a process is killed while people write',
  does: 'SIGKILL at a random moment, started again; what was not acknowledged is sent again under the same id',
  weight: 3,
  recovers: 40_000,
  async strike({ theatre, random, talk }) {
    const product = random.of(theatre.products);
    await talk(random.between(0, 200));
    await product.end('SIGKILL');
    await talk(random.between(50, 600));
    await product.start();
  },
};
