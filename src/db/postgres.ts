import { ConnectionPool } from './connection-pool.ts';
import type { Database, Queries, Row, Script } from './database.ts';
import { LIMITS, MIGRATION, within, type Limits } from './limits.ts';
import { readPostgresAddress } from './postgres-address.ts';
import { PostgresConnection, type Value } from './postgres-connection.ts';
import { StoreUnavailable } from './store-unavailable.ts';
import { typedQueries } from './typed-queries.ts';

/** How much earlier than we the server gives a statement up, so that its connection can be kept. */
const HEAD_START_MS = 500;
/** A transaction that stands still for so long is ended by the server: its process may be gone, and its locks hold others up. */
const STANDSTILL_MS = 3_000;
/** After so many seconds the server finds out that a process has vanished without a word, and gives its connection to others. */
const VANISHED_S = 60;
/** How often a lock that somebody else holds is asked for again, and one that we hold is looked after. */
const LOCK_TRIES_MS = 250;
const LOCK_WATCH_MS = 1_000;

/**
 * Opens a pool on a Postgres server. Connects lazily; `query('select 1')` tells whether it is there.
 * @throws AddressError when the address cannot be used
 */
export function openPostgres(
  url: string,
  options: { max?: number; limits?: Partial<Limits> } = {},
): Database {
  const address = readPostgresAddress(url);
  const limits = { ...LIMITS, ...options.limits };
  /** Whether a pooler stands between that may give every transaction another connection; unknown before the first. */
  let pooled = address.pooled;
  const open = async (ms: number): Promise<PostgresConnection> => {
    const connection = await PostgresConnection.open(address, ms, () => pooled !== false);
    try {
      // A pooler tells a key of its own for the connection, and not that of the server's process behind.
      pooled ??= await within(ms, isPooled(connection), () => new Error('no answer'));
      if (!pooled)
        await within(
          ms,
          connection.tell(`${settings('session', limits.answerMs)}; ${KEEPALIVES}`),
          () => new Error('no answer'),
        );
      return connection;
    } catch (error) {
      connection.drop(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  };
  const pool = new ConnectionPool(open, options.max ?? 10, limits);

  /** One statement. Where the connection has no settings of its own, or others are meant, they travel with it. */
  const alone = <T>(ms: number, ask: (connection: PostgresConnection) => Promise<T>): Promise<T> =>
    pool.use(ms, async (connection) => {
      if (!pooled && ms <= limits.answerMs) return ask(connection);
      const begun = connection.tell(`begin; ${settings('local', ms)}`);
      const asked = ask(connection);
      await Promise.allSettled([begun, asked, connection.tell('commit')]);
      await begun;
      return asked;
    });

  const transaction = <T>(
    ms: number,
    work: (connection: PostgresConnection, send: <R>(answer: Promise<R>) => Promise<R>) => Promise<T>,
  ): Promise<T> =>
    pool.use(ms, async (connection) => {
      const inFlight: Promise<unknown>[] = [];
      const send = <R>(answer: Promise<R>): Promise<R> => {
        answer.catch(() => undefined); // awaited below, together
        inFlight.push(answer);
        return answer;
      };
      const own = pooled || ms > limits.answerMs ? `; ${settings('local', ms)}` : '';
      try {
        void send(connection.tell(`begin${own}`));
        const result = await work(connection, send);
        const ended = send(connection.tell('commit'));
        await Promise.all(inFlight);
        if ((await ended) !== 'COMMIT') throw new Error('a transaction was rolled back by the server');
        return result;
      } catch (error) {
        await Promise.allSettled(inFlight);
        if (connection.lost === null) await connection.tell('rollback');
        throw error;
      }
    });

  const queries = (connection: PostgresConnection, send: <R>(answer: Promise<R>) => Promise<R>): Queries => ({
    query: <T extends Row>(text: string, params: Value[] = []) => send(connection.ask<T>(text, params)),
  });

  return {
    engine: 'postgres',
    get pooled() {
      return pooled === true;
    },
    query: <T extends Row>(text: string, params: Value[] = [], { answerMs = limits.answerMs } = {}) =>
      alone(answerMs, (connection) => connection.ask<T>(text, params)),
    orm: typedQueries((text, params, arrays) =>
      alone(limits.answerMs, (connection) =>
        arrays ? connection.askForArrays(text, params) : connection.ask(text, params as Value[]),
      ),
    ),
    transaction: (work, { answerMs = limits.answerMs } = {}) =>
      transaction(answerMs, (connection, send) => work(queries(connection, send))),
    migration: <T>(work: (tx: Script) => Promise<T>) =>
      transaction(MIGRATION.answerMs, (connection, send) =>
        work({
          ...queries(connection, send),
          execute: async (script) => void (await send(connection.tell(script))),
        }),
      ),
    async exclusively(name, work) {
      for (;;) {
        const ran = await holding(pool, limits, name, work);
        if (ran) return ran.result;
        await new Promise((resolve) => setTimeout(resolve, LOCK_TRIES_MS));
      }
    },
    load: () => pool.counts,
    close: () => pool.close(3_000),
  };
}

/** Limits the server itself keeps, for a session or for the transaction under way. */
function settings(scope: 'session' | 'local', answerMs: number): string {
  const statement = Math.max(answerMs - HEAD_START_MS, Math.ceil(answerMs / 2));
  const standstill = Math.max(STANDSTILL_MS, answerMs > LIMITS.answerMs ? answerMs : 0);
  return [
    `set ${scope} statement_timeout = ${statement}`,
    `set ${scope} idle_in_transaction_session_timeout = ${standstill}`,
    // Moments are read in the form that every server writes unless somebody changed it.
    `set ${scope} datestyle = 'ISO'`,
  ].join('; ');
}

/**
 * How the server finds out that nobody is there any more: by its system's own settings it would take two hours, and until
 * then a connection that vanished holds one of its places.
 */
const KEEPALIVES = [
  `set session tcp_keepalives_idle = ${VANISHED_S / 2}`,
  `set session tcp_keepalives_interval = ${VANISHED_S / 6}`,
  'set session tcp_keepalives_count = 3',
  `set session tcp_user_timeout = ${VANISHED_S * 1_000}`,
].join('; ');

async function isPooled(connection: PostgresConnection): Promise<boolean> {
  const [row] = await connection.ask<{ pid: number }>('select pg_backend_pid() as pid');
  return row?.pid !== connection.key;
}

/**
 * Runs `work` under a lock that a transaction holds on a connection of its own, which no pooler can hand to anybody else.
 * @returns nothing when somebody else has the lock
 * @throws StoreUnavailable when the connection is lost, and the lock with it; `work` may still be running
 */
async function holding<T>(
  pool: ConnectionPool,
  limits: Limits,
  name: string,
  work: () => Promise<T>,
): Promise<{ result: T } | null> {
  return pool.use(MIGRATION.answerMs, async (connection) => {
    const ask = <R>(answer: Promise<R>): Promise<R> =>
      within(limits.answerMs, answer, () => {
        const error = new StoreUnavailable(`no answer within ${limits.answerMs} ms`);
        connection.drop(error);
        return error;
      });
    await ask(connection.tell(`begin; ${settings('local', MIGRATION.answerMs)}`));
    const [row] = await ask(
      connection.ask<{ mine: boolean }>('select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as mine', [
        name,
      ]),
    );
    if (row?.mine !== true) {
      await ask(connection.tell('rollback'));
      return null;
    }
    let watch: NodeJS.Timeout | undefined;
    const lost = new Promise<never>((_, reject) => {
      // What fails loses its connection, and that is told below.
      watch = setInterval(() => void ask(connection.tell('select 1')).catch(() => undefined), LOCK_WATCH_MS);
      connection.onLost((error) =>
        reject(new StoreUnavailable('the lock was lost with its connection', error)),
      );
    });
    lost.catch(() => undefined); // heard of below, unless the work ended first
    try {
      return { result: await Promise.race([work(), lost]) };
    } finally {
      clearInterval(watch);
      if (connection.lost === null) await ask(connection.tell('rollback'));
    }
  });
}
