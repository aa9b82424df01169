import { DrizzleQueryError } from 'drizzle-orm/errors';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/pg-proxy';

/**
 * Typed queries over whatever runs SQL. What fails, fails as if it had been asked directly: drizzle's own error would hide
 * that the store is away, and its message holds the parameters.
 * @param run runs one statement; its rows are arrays of their columns where `arrays` says so, else objects
 */
export function typedQueries(
  run: (text: string, params: unknown[], arrays: boolean) => Promise<unknown[]>,
): PgDatabase<PgQueryResultHKT> {
  const orm = drizzle(async (text, params, method) => ({ rows: await run(text, params, method === 'all') }));
  const { session } = orm._;
  const prepare = session.prepareQuery.bind(session);
  session.prepareQuery = (...args) => {
    const prepared = prepare(...args);
    const execute = prepared.execute.bind(prepared);
    prepared.execute = async (values) => {
      try {
        return await execute(values);
      } catch (error) {
        throw error instanceof DrizzleQueryError && error.cause !== undefined ? error.cause : error;
      }
    };
    return prepared;
  };
  return orm;
}
