import type { Fault } from '../fault.ts';

export const redisFrozen: Fault = {
  id: 'F4',
  name: 'Redis is frozen, not closed',
  does: 'its process is stopped, or what goes to it is swallowed for one process or for all; then it goes on',
  weight: 4,
  recovers: 20_000,
  async strike({ theatre, random, talk }) {
    const ms = random.between(300, 4_000);
    if (random.below(2) === 0) {
      process.kill(theatre.redis.pid, 'SIGSTOP');
      await talk(ms);
      process.kill(theatre.redis.pid, 'SIGCONT');
      return;
    }
    const one = random.of(theatre.products);
    const struck = random.below(2) === 0 ? [one] : theatre.products;
    const vanish = random.below(3) === 0;
    for (const { toRedis } of struck) {
      if (vanish) toRedis.vanish();
      else toRedis.freeze();
    }
    await talk(ms);
  },
};
