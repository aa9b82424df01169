import { join } from 'node:path';
import { Client } from 'pg';
import { inject } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openPglite } from '../../src/db/pglite.ts';
import { openPostgres } from '../../src/db/postgres.ts';

export const MIGRATIONS = join(import.meta.dirname, '../../migrations');

export interface Engine {
  name: string;
  /** Where it is not there, its tests are reported as skipped. */
  available: boolean;
  /** A new, migrated database of its own. */
  open(): Promise<Database>;
}

let databases = 0;

/** The URL of a new, empty database on this run's Postgres. */
export async function freshPostgresUrl(): Promise<string> {
  const server = inject('postgresUrl');
  if (server === null) throw new Error('there is no Postgres');
  const name = `matinee_${process.pid}_${Date.now()}_${++databases}`;
  await runSql(server, `create database ${name}`);
  return server.replace(/\/postgres$/, `/${name}`);
}

/** Runs SQL on a server beside everything of ours, and hands back what the last statement answered. */
export async function runSql(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Both engines behind the `Database` port. */
export const engines: Engine[] = [
  {
    name: 'PGlite',
    available: true,
    async open() {
      const database = await openPglite();
      await migrate(database, MIGRATIONS);
      return database;
    },
  },
  {
    name: 'Postgres',
    available: inject('postgresUrl') !== null,
    async open() {
      const database = openPostgres(await freshPostgresUrl());
      await migrate(database, MIGRATIONS);
      return database;
    },
  },
];
