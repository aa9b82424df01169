import type { Redis } from 'ioredis';
import type { Config } from '../config/config.ts';
import { finding, type Finding } from './finding.ts';

/** Whether Redis answers, and whether it is needed. */
export function checkRedis(config: Config): Promise<Finding> {
  return finding('redis', async () => {
    if (config.redisUrl === undefined) {
      return config.databaseUrl === undefined
        ? 'not needed: one process with the embedded database'
        : 'not set: fine for one process; set REDIS_URL before you start a second one';
    }
    const { Redis: Connection } = await import('ioredis');
    const redis = new Connection(config.redisUrl, {
      lazyConnect: true,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      connectTimeout: 3_000,
      commandTimeout: 3_000,
    });
    let reason = 'no answer';
    redis.on('error', (error: Error) => (reason = error.message || reason));
    try {
      await redis.connect();
      return await whatWeUse(redis);
    } catch (error) {
      if (error instanceof Error && error.name === 'ReplyError' && !/NOAUTH|WRONGPASS/.test(error.message)) {
        throw new Error(
          `Redis refuses what Matinee uses of it (${error.message}): give the user keys and channels (ACL SETUSER name ~matinee:* &matinee:* +@all), free memory, or name the primary in REDIS_URL`,
          { cause: error },
        );
      }
      const said = error instanceof Error && !/closed/i.test(error.message) ? error.message : reason;
      throw new Error(
        `Redis does not answer at REDIS_URL (${said}): start it, or mend the address or password`,
        { cause: error },
      );
    } finally {
      redis.disconnect();
    }
  });
}

/** Does once what a process does all the time: writes by a script, sends a signal and listens to one. */
async function whatWeUse(redis: Redis): Promise<string> {
  const info = await redis.info('server');
  await redis.eval("return redis.call('SET', KEYS[1], '1', 'PX', 1000)", 1, 'matinee:doctor');
  await redis.publish('matinee:doctor', '');
  await redis.subscribe('matinee:doctor');
  return `Redis ${/redis_version:(\S+)/.exec(info)?.[1] ?? ''}`.trim();
}
