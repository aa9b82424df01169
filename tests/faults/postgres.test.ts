import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { StoreHealth } from '../../src/db/store-health.ts';
import { MIGRATIONS, runSql } from '../support/databases.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../support/postgres-server.ts';
import { seededRandom } from '../../src/core/recommendations/random.ts';
import { StoreUnderFault } from '../support/store-under-fault.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

/** Rounds of each kind: `STORE_ROUNDS=200 npx vitest run tests/faults/postgres.test.ts` makes many, `CHAOS_SEED` the same again. */
const ROUNDS = Number(process.env['STORE_ROUNDS'] ?? 3);
const SEED = Number(process.env['CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** After Postgres is back something can be stored again within this. */
const RECOVERED_MS = 5_000;
/** A round ends within this; one that does not is stuck. */
const ROUND_MS = 45_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Fault {
  name: string;
  /** Makes the trouble for a while, and ends it. */
  make(server: PostgresServer, proxy: TcpProxy, ms: number): Promise<void>;
}

async function restart(server: PostgresServer, how: 'immediate' | 'fast'): Promise<void> {
  await server.halt(how);
  await server.resume();
}

const FAULTS: Fault[] = [
  { name: 'is restarted at once (immediate)', make: (server) => restart(server, 'immediate') },
  { name: 'is restarted in order (fast)', make: (server) => restart(server, 'fast') },
  {
    name: 'is down for a while',
    async make(server, _proxy, ms) {
      await server.halt('immediate');
      await pause(ms);
      await server.resume();
    },
  },
  {
    name: 'terminates all our connections',
    async make(server) {
      await runSql(
        server.url,
        `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'`,
      );
    },
  },
  {
    name: 'loses our connections without a reset',
    async make(_server, proxy, ms) {
      proxy.vanish();
      await pause(ms);
      // The server's keepalives tell it that they are gone; we are never told.
      proxy.heal();
    },
  },
  {
    name: 'swallows everything for a while, new connections too',
    async make(_server, proxy, ms) {
      proxy.freeze();
      await pause(ms * 10);
      proxy.heal();
    },
  },
  {
    name: 'resets our connections',
    async make(_server, proxy, ms) {
      proxy.refuse();
      await pause(ms);
      proxy.heal();
    },
  },
  {
    name: 'is stopped in its tracks for a while',
    async make(server, _proxy, ms) {
      server.freeze();
      await pause(ms * 10);
      server.thaw();
    },
  },
];

describe.skipIf(inject('postgresUrl') === null)(`when Postgres (seed ${SEED})`, () => {
  let server: PostgresServer;
  let proxy: TcpProxy;
  let database: Database;
  let store: StoreUnderFault;

  beforeAll(async () => {
    server = await startPostgres(findPostgres() ?? '');
    proxy = await TcpProxy.before(server.url);
    database = openPostgres(proxy.url(server.url));
    await migrate(database, MIGRATIONS);
    store = await StoreUnderFault.prepare(database);
  }, 60_000);
  afterAll(async () => {
    await database?.close();
    await proxy?.close();
    await server?.stop();
  });

  it.each(FAULTS)(
    `$name, everything is answered, kept once, and goes on within ${RECOVERED_MS / 1000} s`,
    async (fault) => {
      const random = seededRandom(SEED);
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const begun = performance.now();
        store.begin();
        await pause(30 + random() * 150);
        await fault.make(server, proxy, 20 + random() * 200);
        times.push(await store.recovered(RECOVERED_MS));
        await store.end();
        expect(await store.complaints(server.url), `round ${round}`).toEqual([]);
        expect(performance.now() - begun, `round ${round}`).toBeLessThan(ROUND_MS);
        expect(database.load().waiting).toBe(0);
      }
      times.sort((a, b) => a - b);
      console.log(
        `${fault.name}: ${ROUNDS} rounds, recovered after ${Math.round(times[times.length >> 1] ?? 0)} ms (median), ` +
          `${Math.round(times.at(-1) ?? 0)} ms (worst); ${store.acknowledged} acknowledged so far`,
      );
      expect(times.at(-1)).toBeLessThan(RECOVERED_MS);
    },
    ROUNDS * ROUND_MS,
  );

  it('is told to find out within a minute when a process has vanished without a word', async () => {
    const shown = await database.query(
      `select current_setting('tcp_keepalives_idle')::int + current_setting('tcp_keepalives_interval')::int
         * current_setting('tcp_keepalives_count')::int as idle, current_setting('tcp_user_timeout') as sending`,
    );
    expect(shown).toEqual([{ idle: 60, sending: '60000' }]);
  });

  /** What readiness says now, and that it is said in time. */
  const said = async (health: StoreHealth): Promise<string> => {
    const begun = performance.now();
    const state = await health.state();
    expect(performance.now() - begun).toBeLessThan(2_000);
    return state;
  };

  it('readiness tells within two seconds whether the log can append', async () => {
    const health = new StoreHealth(database, store.log);
    await waitFor('the store', async () => (await said(health)) === 'connected');
    proxy.freeze();
    await waitFor('the freeze to be told', async () => (await said(health)) !== 'connected');
    expect(await said(health)).toMatch(/no answer/);
    proxy.heal();
    await waitFor('the return to be told', async () => (await said(health)) === 'connected');
    await server.halt('fast');
    await waitFor('the absence to be told', async () => (await said(health)) !== 'connected');
    await waitFor('the reason', async () => /ECONNREFUSED|ECONNRESET/.test(await said(health)));
    await server.resume();
    await waitFor('the return to be told', async () => (await said(health)) === 'connected');
    await runSql(server.url, 'alter system set default_transaction_read_only = on');
    await runSql(server.url, 'select pg_reload_conf()');
    await waitFor('that it is read-only', async () =>
      /read-only: point DATABASE_URL/.test(await said(health)),
    );
    await runSql(server.url, 'alter system reset default_transaction_read_only');
    await runSql(server.url, 'select pg_reload_conf()');
    await waitFor('that it takes writes', async () => (await said(health)) === 'connected');
  }, 60_000);

  it('readiness tells that the log has lost a right, though rows can be written', async () => {
    const health = new StoreHealth(database, store.log);
    await runSql(server.url, 'alter table room_events rename to room_events_elsewhere');
    expect(await store.recovered(300)).toBe(Infinity);
    expect(await said(health)).toMatch(/does not let the log append.*room_events/);
    await runSql(server.url, 'alter table room_events_elsewhere rename to room_events');
    expect(await store.recovered(RECOVERED_MS)).toBeLessThan(RECOVERED_MS);
    expect(await said(health)).toBe('connected');
  });

  it('refuses at once what would pile up, and answers the rest in time', async () => {
    proxy.freeze();
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: 6_000 }, () => store.post()));
    expect(new Set(answers)).toEqual(new Set(['unavailable']));
    expect(performance.now() - begun).toBeLessThan(12_000);
    proxy.heal();
    expect(await store.recovered(RECOVERED_MS)).toBeLessThan(RECOVERED_MS);
  }, 40_000);
});
