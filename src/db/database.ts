import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

export type Row = Record<string, unknown>;

/** What runs SQL: the database itself, or one transaction of it. */
export interface Queries {
  /** Runs one statement with positional parameters. Keep them text, numbers or null: both engines agree on those. */
  query<T extends Row = Row>(text: string, params?: (string | number | boolean | null)[]): Promise<T[]>;
}

/** A transaction that may also run scripts. */
export interface Script extends Queries {
  /** Runs several statements separated by semicolons. */
  execute(script: string): Promise<void>;
}

/** How long an answer may take; a few seconds when not said. */
export interface Patience {
  answerMs?: number;
}

/**
 * The store behind the ports: real Postgres, or Postgres embedded in the process. Everything above this interface is the
 * same for both. Nothing here takes for ever: what the store does not answer in time fails with `StoreUnavailable`, and
 * then may or may not have been done.
 */
export interface Database extends Queries {
  readonly engine: 'postgres' | 'pglite';
  /** Whether a pooler stands between that may give every transaction another connection; known once it has answered. */
  readonly pooled: boolean;
  query<T extends Row = Row>(
    text: string,
    params?: (string | number | boolean | null)[],
    patience?: Patience,
  ): Promise<T[]>;
  /** For typed queries outside a transaction. */
  readonly orm: PgDatabase<PgQueryResultHKT>;
  /**
   * Runs `work` in one transaction, which is rolled back when it throws. Statements that `work` issues without awaiting
   * travel together, `begin` with the first ones and `commit` with the last.
   */
  transaction<T>(work: (tx: Queries) => Promise<T>, patience?: Patience): Promise<T>;
  /** A transaction that may take as long as a migration needs. */
  migration<T>(work: (tx: Script) => Promise<T>): Promise<T>;
  /** Runs `work` while no other process runs work under the same name. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Connections in use, idle, being made, and users that wait for one. */
  load(): { used: number; idle: number; opening: number; waiting: number };
  close(): Promise<void>;
}

/** The `bigint`s we store stay far below 2^53; the engines hand them over as strings or numbers. */
export const int = (value: unknown): number => Number(value);

/** A moment: one engine hands over dates, the other text. */
export const moment = (value: unknown): Date => new Date(value as string | Date);
