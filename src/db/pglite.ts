import { mkdir } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { lockDirectory } from './directory-lock.ts';
import type { Database, Queries, Row } from './database.ts';

interface Runner {
  query<T>(text: string, params?: unknown[]): Promise<{ rows: T[] }>;
}

/**
 * Opens the embedded Postgres in a directory, or in memory without one.
 * @throws DirectoryInUse when another process has the directory open: the engine itself would not notice, and the
 *   first process's rows would be lost
 */
export async function openPglite(directory?: string): Promise<Database> {
  let unlock: (() => Promise<void>) | undefined;
  if (directory !== undefined) {
    await mkdir(directory, { recursive: true });
    unlock = await lockDirectory(directory);
  }
  const engine = directory === undefined ? new PGlite() : new PGlite(`${directory}/pg`);
  try {
    await engine.waitReady;
  } catch (error) {
    await unlock?.();
    throw error;
  }
  const on = (runner: Runner): Queries => ({
    query: async <T extends Row>(text: string, params: unknown[] = []) =>
      (await runner.query<T>(text, params)).rows,
  });
  return {
    engine: 'pglite',
    ...on(engine),
    orm: drizzle(engine),
    transaction: (work) =>
      engine.transaction(async (tx) => {
        const inFlight: Promise<unknown>[] = [];
        const queries = on(tx);
        const result = await work({
          query: (text, params) => {
            const query = queries.query(text, params);
            query.catch(() => undefined); // awaited below, together
            inFlight.push(query);
            return query as never;
          },
        });
        await Promise.all(inFlight);
        return result;
      }),
    execute: async (script) => {
      await engine.exec(script);
    },
    exclusively: (_name, work) => work(),
    async close() {
      await engine.close();
      await unlock?.();
    },
  };
}
