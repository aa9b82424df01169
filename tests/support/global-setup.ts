import type { TestProject } from 'vitest/node';
import { findPostgres, startPostgres, type Server } from './postgres-server.ts';
import { findRedis, startRedis } from './redis-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Postgres of this run's own; null where the machine has none. */
    postgresUrl: string | null;
    redisUrl: string | null;
  }
}

/** Starts Postgres and Redis once for a test run, where the machine has them; a missing one is a failure with CI=true. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers: Server[] = [];
  const start = async (
    name: string,
    found: string | null,
    run: (found: string) => Promise<Server>,
  ): Promise<string | null> => {
    if (found === null) {
      if (process.env['CI'] === 'true')
        throw new Error(`${name} is not installed, and with CI=true every test must run`);
      console.log(`Skipped: the tests that need ${name}, which this machine does not have.`);
      return null;
    }
    const server = await run(found);
    servers.push(server);
    return server.url;
  };
  project.provide('postgresUrl', await start('Postgres', findPostgres(), startPostgres));
  project.provide('redisUrl', await start('Redis', findRedis(), startRedis));
  return async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
}
