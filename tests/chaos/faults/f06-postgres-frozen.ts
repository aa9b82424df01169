import type { Fault } from '../fault.ts';

/** `/readyz` must say within this that the log cannot append. */
const TRUTH_MS = 2_500;

export const postgresFrozen: Fault = {
  id: 'F6',
  name: 'Postgres hangs, or its connections vanish',
  does: 'its processes are stopped, or what goes to it is swallowed without a reset, or reset; then it goes on',
  weight: 5,
  recovers: 25_000,
  async strike({ theatre, random, talk, fail }) {
    const ms = random.between(300, 6_000);
    const how = random.below(4);
    const tellsTheTruth = async (): Promise<void> => {
      for (const product of theatre.products) {
        const { status, ms: took } = await product.readiness();
        if (took > TRUTH_MS) fail(`process ${product.name} took ${took} ms to say whether it is ready`);
        if (status === 200) fail(`process ${product.name} says it is ready while Postgres hangs`);
      }
    };
    if (how === 0) {
      theatre.postgres.freeze();
      try {
        await talk(ms);
        if (ms > 3_000) await tellsTheTruth();
      } finally {
        theatre.postgres.thaw();
      }
      return;
    }
    const one = random.of(theatre.products);
    const struck = random.below(2) === 0 ? [one] : theatre.products;
    for (const { toPostgres } of struck) {
      if (how === 1) toPostgres.freeze();
      else if (how === 2) toPostgres.vanish();
      else toPostgres.reset();
    }
    await talk(ms);
  },
};
