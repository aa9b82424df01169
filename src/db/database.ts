import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

export type Row = Record<string, unknown>;

/** What runs SQL: the database itself, or one transaction of it. */
export interface Queries {
  /** Runs one statement with positional parameters. Keep them text, numbers or null: both engines agree on those. */
  query<T extends Row = Row>(text: string, params?: (string | number | boolean | null)[]): Promise<T[]>;
}

/**
 * The store behind the ports: real Postgres, or Postgres embedded in the process. Everything above this interface is the
 * same for both.
 */
export interface Database extends Queries {
  readonly engine: 'postgres' | 'pglite';
  /** For typed queries outside a transaction. */
  readonly orm: PgDatabase<PgQueryResultHKT>;
  /**
   * Runs `work` in one transaction, which is rolled back when it throws. Statements that `work` issues without awaiting
   * travel together, `begin` with the first ones and `commit` with the last.
   */
  transaction<T>(work: (tx: Queries) => Promise<T>): Promise<T>;
  /** Runs several statements separated by semicolons, all of them or none, however long they take. For migrations. */
  execute(script: string): Promise<void>;
  /** Runs `work` while no other process runs work under the same name. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The `bigint`s we store stay far below 2^53; the engines hand them over as strings or numbers. */
export const int = (value: unknown): number => Number(value);

/** A moment: one engine hands over dates, the other text. */
export const moment = (value: unknown): Date => new Date(value as string | Date);
