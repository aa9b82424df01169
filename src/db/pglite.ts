import { mkdir } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { lockDirectory } from './directory-lock.ts';
import type { Database, Queries, Row } from './database.ts';
import { LIMITS, MIGRATION, within } from './limits.ts';
import { StoreUnavailable, troubleOf } from './store-unavailable.ts';
import { typedQueries } from './typed-queries.ts';

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
  let waiting = 0;
  /** There is one connection, in this process: what takes too long is left, and may still be done. */
  const bounded = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
    waiting++;
    try {
      return await within(ms, work(), () => new StoreUnavailable(`no answer within ${ms} ms`));
    } catch (error) {
      const trouble = troubleOf(error);
      throw trouble === null ? error : new StoreUnavailable(trouble, error);
    } finally {
      waiting--;
    }
  };
  const on = (runner: Runner): Queries => ({
    query: async <T extends Row>(text: string, params: unknown[] = []) =>
      (await runner.query<T>(text, params)).rows,
  });
  const transaction: Database['transaction'] = (work, { answerMs = LIMITS.embeddedMs } = {}) =>
    bounded(answerMs, () =>
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
    );
  return {
    engine: 'pglite',
    pooled: false,
    query: <T extends Row>(text: string, params: unknown[] = [], { answerMs = LIMITS.embeddedMs } = {}) =>
      bounded(answerMs, async () => (await engine.query<T>(text, params)).rows),
    orm: typedQueries((text, params, arrays) =>
      bounded(LIMITS.embeddedMs, async () => {
        const answer = await engine.query(text, params, arrays ? { rowMode: 'array' } : {});
        return answer.rows;
      }),
    ),
    transaction,
    migration: (work) =>
      bounded(MIGRATION.answerMs, () =>
        engine.transaction((tx) =>
          work({
            ...on(tx),
            execute: async (script) => {
              await tx.exec(script);
            },
          }),
        ),
      ),
    exclusively: (_name, work) => work(),
    load: () => ({ used: Math.min(waiting, 1), idle: 0, opening: 0, waiting: Math.max(waiting - 1, 0) }),
    async close() {
      await engine.close();
      await unlock?.();
    },
  };
}
