import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { Database, Queries, Row } from './database.ts';

/** Opens a pool on a Postgres server. Connects lazily; `query('select 1')` tells whether it is there. */
export function openPostgres(
  url: string,
  options: { max?: number; statementTimeoutMs?: number } = {},
): Database {
  const sql = postgres(url, {
    max: options.max ?? 10,
    onnotice: () => undefined,
    connect_timeout: 5,
    connection: { application_name: 'matinee', statement_timeout: options.statementTimeoutMs ?? 15_000 },
  });
  const on = (runner: Pick<postgres.Sql, 'unsafe'>): Queries => ({
    query: async <T extends Row>(text: string, params: (string | number | boolean | null)[] = []) =>
      [...(await runner.unsafe<T[]>(text, params, { prepare: true }))] as T[],
  });
  /** A connection on which a statement may take as long as it needs. */
  const patiently = async <T>(work: (connection: postgres.ReservedSql) => Promise<T>): Promise<T> => {
    const connection = await sql.reserve();
    try {
      await connection`set statement_timeout = 0`;
      return await work(connection);
    } finally {
      await connection`reset statement_timeout`.catch(() => undefined); // the connection is gone, and with it the setting
      connection.release();
    }
  };
  return {
    engine: 'postgres',
    ...on(sql),
    orm: drizzle(sql),
    async transaction(work) {
      const connection = await sql.reserve();
      const inFlight: Promise<unknown>[] = [];
      const send = <T>(query: Promise<T>): Promise<T> => {
        query.catch(() => undefined); // awaited below, together
        inFlight.push(query);
        return query;
      };
      const queries = on(connection);
      try {
        void send(connection.unsafe('begin').execute());
        const result = await work({ query: (text, params) => send(queries.query(text, params)) as never });
        void send(connection.unsafe('commit').execute());
        await Promise.all(inFlight);
        return result;
      } catch (error) {
        await Promise.allSettled(inFlight);
        await connection.unsafe('rollback').catch(() => undefined);
        throw error;
      } finally {
        connection.release();
      }
    },
    execute: (script) =>
      patiently(async (connection) => {
        // One message is one transaction where the script does not say otherwise.
        await connection.unsafe(script).simple();
      }),
    exclusively: (name, work) =>
      patiently(async (connection) => {
        await connection`select pg_advisory_lock(hashtextextended(${name}, 0))`;
        try {
          return await work();
        } finally {
          await connection`select pg_advisory_unlock(hashtextextended(${name}, 0))`.catch(() => undefined);
        }
      }),
    close: () => sql.end({ timeout: 3 }),
  };
}
