import type { Database } from './database.ts';
import { codeOf } from './store-unavailable.ts';

/** The oldest Postgres whose SQL the migrations speak. */
const OLDEST = 14;

/** A database that Matinee cannot live in; the message says in one line how to mend it. */
export class UnfitDatabase extends Error {
  override readonly name = 'UnfitDatabase';
}

/**
 * Looks whether a Postgres that answers can hold Matinee: its version, its encoding, whether it takes writes, and whether
 * this user may make the tables that are missing.
 * @throws UnfitDatabase
 */
export async function checkFitness(database: Database): Promise<void> {
  const [found] = await database.query<{
    version: number;
    encoding: string;
    read_only: boolean;
    schema: string | null;
    may_create: boolean | null;
    has_tables: boolean;
    may_use: boolean | null;
    who: string;
  }>(`select current_setting('server_version_num')::int / 10000 as version,
      current_setting('server_encoding') as encoding,
      pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as read_only,
      current_schema() as schema,
      has_schema_privilege(current_schema(), 'create') as may_create,
      to_regclass('migrations') is not null as has_tables,
      case when to_regclass('migrations') is not null
        then has_table_privilege(to_regclass('migrations'), 'select, insert') end as may_use,
      quote_ident(current_user) as who`);
  if (!found) throw new UnfitDatabase('the server does not answer like a Postgres');
  const { who } = found;
  if (found.version < OLDEST)
    throw new UnfitDatabase(`this is Postgres ${found.version}; use ${OLDEST} or newer`);
  if (found.encoding !== 'UTF8') {
    throw new UnfitDatabase(
      `the database is in ${found.encoding} and cannot hold every language; make another: create database matinee encoding 'UTF8' template template0`,
    );
  }
  if (found.read_only) {
    throw new UnfitDatabase(
      'the server is read-only (a standby, or default_transaction_read_only); name the one that takes writes',
    );
  }
  if (found.has_tables) {
    if (found.may_use !== true) {
      throw new UnfitDatabase(
        `the tables belong to another user, and ${who} may not write to them; sign in as their owner, or: grant all on all tables in schema ${found.schema ?? 'public'} to ${who}`,
      );
    }
    return;
  }
  if (found.schema === null) {
    throw new UnfitDatabase(
      `no schema of the search_path is there for ${who}; make one: create schema authorization ${who}`,
    );
  }
  if (found.may_create !== true) {
    throw new UnfitDatabase(
      `${who} may not make tables in the schema ${found.schema}; grant it: grant create on schema ${found.schema} to ${who}`,
    );
  }
}

/** How to mend what operators meet at the first connection: SQLSTATE, or words of the message. */
const MENDS: readonly (readonly [RegExp, string])[] = [
  [/statement pooling/, 'set pool_mode = transaction (or session) in the pooler'],
  [/unsupported startup parameter/, 'leave options= out of the address, or set ignore_startup_parameters'],
  [/^28P01|SCRAM-SERVER-FINAL/, 'mend user or password in the address'],
  [/asks for a password/, 'write it as user:password@'],
  [/no encryption|SSL off/i, 'the server wants TLS: add ?sslmode=require to the address'],
  [/^28000/, 'mend the user in the address, or who may sign in from here (pg_hba.conf)'],
  [/^3D000/, 'make it, or mend the address'],
  [/^53300/, 'raise max_connections, or use a pooler'],
  [/^57P03/, 'try again in a moment'],
  [/does not support SSL/, 'leave sslmode out of the address, or set up TLS there'],
  [
    /certificate|self.signed|unable to verify|altnames/i,
    'name the authority with sslrootcert=FILE, or use sslmode=require',
  ],
];

/** The same error with how to mend it, where that is known, and without the password in any case. */
export function withMend(error: unknown, password: string | undefined): Error {
  const first = error instanceof AggregateError ? (error.errors as unknown[])[0] : error;
  const plain = first instanceof Error ? first.message.split('\n')[0] || first.name : String(first);
  const said = password === undefined ? plain : plain.replaceAll(password, '…');
  const mend = MENDS.find(([sign]) => sign.test(`${codeOf(first) ?? ''} ${plain}`) || sign.test(plain))?.[1];
  if (mend === undefined && said === plain && error instanceof Error) return error;
  return mend === undefined ? new Error(said) : new UnfitDatabase(`${said}: ${mend}`);
}
