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
    const { Redis } = await import('ioredis');
    const redis = new Redis(config.redisUrl, {
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
      const info = await redis.info('server');
      await redis.publish('matinee:doctor', '');
      return `Redis ${/redis_version:(\S+)/.exec(info)?.[1] ?? ''}`.trim();
    } catch (error) {
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
