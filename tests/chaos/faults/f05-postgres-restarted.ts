import type { Fault } from '../fault.ts';

/** Back within this after Postgres takes connections again. */
const RECOVERED_MS = 5_000;

export const postgresRestarted: Fault = {
  id: 'F5',
  name: 'Postgres is restarted',
  does: 'ended on the spot, or in good order, or only its connections are ended; readiness is back within 5 s',
  weight: 6,
  recovers: 20_000,
  async strike({ theatre, random, talk, fail }) {
    const how = random.below(3);
    const before = random.between(0, 200);
    if (before > 0) await talk(before);
    if (how === 2) {
      await theatre.sql(
        (sql) =>
          sql`select pg_terminate_backend(pid) from pg_stat_activity
              where pid <> pg_backend_pid() and backend_type = 'client backend'`,
      );
      await talk(random.between(50, 500));
    } else {
      const halted = theatre.postgres.halt(how === 0 ? 'immediate' : 'fast');
      await talk(random.between(50, 1_500));
      await halted;
      await theatre.postgres.resume();
    }
    const back = Date.now();
    await talk(100);
    for (;;) {
      const ready = await Promise.all(
        theatre.products.map(async (product) => {
          try {
            return (await product.readiness()).status === 200;
          } catch {
            return false; // it did not answer: not ready
          }
        }),
      );
      if (ready.every(Boolean)) return;
      if (Date.now() - back > RECOVERED_MS)
        return fail(`not ready ${RECOVERED_MS} ms after Postgres was back`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  },
};
