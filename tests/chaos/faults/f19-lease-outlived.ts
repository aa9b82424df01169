import type { Fault } from '../fault.ts';

/** A lease of a platform or a link is ten seconds. */
const LEASE_MS = 10_000;

export const leaseOutlived: Fault = {
  id: 'F19',
  name: 'who holds a platform sleeps past its lease',
  does: 'the process that serves a platform is stopped for longer than its lease, another takes over, then it wakes',
  weight: 1,
  recovers: 60_000,
  async strike({ theatre, random, talk, excuseVisitors }) {
    const product = await theatre.serving(random.of(['discord', 'slack']));
    excuseVisitors();
    product.freeze();
    try {
      await talk(500);
      await new Promise((resolve) => setTimeout(resolve, LEASE_MS + 3_000));
      await talk(500);
    } finally {
      product.thaw();
    }
  },
};
