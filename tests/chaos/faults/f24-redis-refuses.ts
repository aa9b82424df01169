import { Redis } from 'ioredis';
import type { Fault } from '../fault.ts';

export const redisRefuses: Fault = {
  id: 'F24',
  name: 'Redis answers, and refuses',
  does: 'out of memory, read-only, or asking for a password: as if it were away, and it is said',
  weight: 3,
  recovers: 20_000,
  async strike({ theatre, random, talk }) {
    const redis = new Redis(theatre.redis.url, { lazyConnect: true });
    await redis.connect();
    try {
      switch (random.below(3)) {
        case 0:
          await redis.config('SET', 'maxmemory', '1');
          await talk(random.between(300, 2_000));
          await redis.config('SET', 'maxmemory', '0');
          break;
        case 1:
          await redis.replicaof('127.0.0.1', 1);
          await talk(random.between(300, 2_000));
          await redis.replicaof('NO', 'ONE');
          break;
        default:
          await redis.config('SET', 'requirepass', 'a-password-nobody-was-told');
          await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub', 'SKIPME', 'yes');
          await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
          await talk(random.between(300, 2_000));
          await redis.config('SET', 'requirepass', '');
      }
    } finally {
      redis.disconnect();
    }
  },
};
