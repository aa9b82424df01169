import type { TestProject } from 'vitest/node';
import { findChromium } from './chromium.ts';
import { findPostgres, startPostgres, type Server } from './postgres-server.ts';
import { findRedis, startRedis } from './redis-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Postgres of this run's own; null where the machine has none. */
    postgresUrl: string | null;
    redisUrl: string | null;
  }
}

/**
 * Starts Postgres and Redis once for a test run, where the machine has them. What is missing is said in one line; with
 * CI=true it is a failure.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers: Server[] = [];
  const start = async (
    name: string,
    found: string | null,
    run: (found: string) => Promise<Server>,
  ): Promise<string | null> => {
    if (found === null) return missing(name);
    const server = await run(found);
    servers.push(server);
    return server.url;
  };
  if (findChromium() === null) missing('Chromium', '; CHROMIUM_PATH says where one is');
  project.provide('postgresUrl', await start('Postgres', findPostgres(), startPostgres));
  project.provide('redisUrl', await start('Redis', findRedis(), startRedis));
  return async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
}

function missing(name: string, hint = ''): null {
  if (process.env['CI'] === 'true')
    throw new Error(`${name} is not installed, and with CI=true every test must run${hint}`);
  console.log(`Skipped: the tests that need ${name}, which this machine does not have${hint}.`);
  return null;
}
