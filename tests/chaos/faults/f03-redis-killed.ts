import type { Fault } from '../fault.ts';

export const redisKilled: Fault = {
  id: 'F3',
  name: 'Redis is killed and comes back empty',
  does: 'SIGKILL, back without what it held; lines are acknowledged meanwhile, and the gap is filled from the log',
  weight: 4,
  recovers: 15_000,
  async strike({ theatre, random, talk }) {
    const away = theatre.redis.stop();
    await talk(random.between(200, 1_500));
    await away;
    await theatre.restartRedis();
  },
};
