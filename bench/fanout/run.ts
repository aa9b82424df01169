/**
 * `npm run bench:fanout`: our server, two processes on Redis and Postgres, beside the servers somebody might pick instead,
 * interleaved in one run by the load generator at `BENCH_DIR` (default `../shared/bench`), which stays where it is: a copy
 * is completed and driven in a temporary folder. Prints the generator's tables, and then our ratios to Socket.IO + Redis.
 * Rate limits are off by configuration; authentication, storing and ordering are on.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findPostgres, startPostgres } from '../../tests/support/postgres-server.ts';

const root = resolve(import.meta.dirname, '../..');
const source = resolve(process.env['BENCH_DIR'] ?? join(root, '../shared/bench'));
const { values: options } = parseArgs({
  options: {
    reps: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    scenarios: { type: 'string', default: 'mid,big,many' },
    peers: {
      type: 'string',
      default: 'socketio-redis-2,socketio-redis-pg-2,ws-redis-2,pg-batch-room-tick-2',
    },
    modes: { type: 'string', default: 'closed' },
    out: { type: 'string' },
  },
});

interface Phase {
  deliveredPerSec: number;
  p99: number;
  cpuUsPerDelivered: number;
  lost: number;
  dups: number;
  reordered: number;
  splitRooms: number;
}
interface Cell {
  peer: string;
  scenario: string;
  rep: number;
  error?: string;
  phases?: { closed?: Phase; open?: Phase };
}

const OURS = 'matinee-2';
const BASELINE = 'socketio-redis-2';
const GOALS: Record<string, number> = { mid: 2.0, big: 1.2, many: 1.1 };

if (!existsSync(join(source, 'run.mjs'))) {
  console.log(`Skipped: there is no load generator at ${source}; set BENCH_DIR to its folder.`);
  process.exit(0);
}
const bin = findPostgres();
if (bin === null) throw new Error('Postgres is not installed');
const work = mkdtempSync(join(tmpdir(), 'matinee-fanout-'));
const postgres = await startPostgres(bin);
try {
  cpSync(source, work, { recursive: true, filter: (path) => !path.includes('node_modules') });
  run('npm', ['install', '--no-audit', '--no-fund', '--omit=optional', '--silent'], work);
  cpSync(join(import.meta.dirname, 'driver.mjs'), join(work, 'drivers/matinee.mjs'));
  writeFileSync(join(work, 'peers.mjs'), `${readFileSync(join(work, 'peers.mjs'), 'utf8')}\n${ourPeer()}\n`);
  if (!process.env['MATINEE_BENCH_SERVER'])
    run(process.execPath, [join(root, 'scripts/build.mjs'), '--if-needed'], root);
  const out = resolve(options.out ?? join(work, 'out/run.json'));
  const args = [
    'run.mjs',
    '--peers',
    `${options.peers},${OURS}`,
    '--scenarios',
    options.scenarios,
    '--reps',
    options.reps,
  ];
  run(
    process.execPath,
    [...args, '--seconds', options.seconds, '--modes', options.modes, '--out', out],
    work,
  );
  report((JSON.parse(readFileSync(out, 'utf8')) as { rows: Cell[] }).rows);
} finally {
  await postgres.stop();
  rmSync(work, { recursive: true, force: true });
}

function ourPeer(): string {
  const server = JSON.stringify(process.env['MATINEE_BENCH_SERVER'] ?? join(root, 'dist/matinee.js'));
  return `peers['${OURS}'] = { driver: 'matinee', procs: 2, needs: ['redis', 'pg'], start: (port, i, base, tmp) => ({
  cmd: process.execPath, args: [...(process.env.MATINEE_BENCH_NODE_ARGS ?? '').split(' ').filter(Boolean), ${server}, 'serve', '--roles', 'web', '--no-sandbox'], warmMs: 3000,
  env: { PORT: String(port), DATA_DIR: join(tmp, 'm' + port), REDIS_URL: 'redis://127.0.0.1:56379', DATABASE_URL: process.env.PG_URL,
    MATINEE_SECRET: 'a-secret-for-benchmarks-only', MATINEE_RATE_LIMIT: 'off', LOG_LEVEL: 'warn', NODE_ENV: 'production' },
}) };`;
}

function run(command: string, args: string[], cwd: string): void {
  const env = { ...process.env, PG_URL: postgres.url, PG_PID: String(postgres.pid) };
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'], env });
  if (status !== 0) throw new Error(`${command} ${args[0]} ended with ${status}`);
}

/** Ratios of our deliveries per second to the baseline's, repetition by repetition: min / median / max. */
function report(rows: Cell[]): void {
  console.log(
    `\n### Deliveries/s of ${OURS} (durable, one order) to ${BASELINE} (stores nothing), pair by pair\n`,
  );
  console.log(
    '| scenario | ratio min / median / max | goal | CPU per delivery, ratio | lost | doubled | reordered | split rooms |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const scenario of options.scenarios.split(',')) {
    const cells = (peer: string): Cell[] =>
      rows.filter((row) => row.peer === peer && row.scenario === scenario);
    const pairs = cells(OURS).flatMap((ours) => {
      const theirs = cells(BASELINE).find((row) => row.rep === ours.rep);
      const [a, b] = [ours.phases?.closed, theirs?.phases?.closed];
      return a && b ? [{ a, b }] : [];
    });
    for (const cell of cells(OURS)) if (cell.error) console.log(`| ${scenario} | failed: ${cell.error} |`);
    if (pairs.length === 0) continue;
    const three = (values: number[]): string => {
      const sorted = [...values].sort((x, y) => x - y);
      return [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)]
        .map((value) => value?.toFixed(2))
        .join(' / ');
    };
    const sum = (key: 'lost' | 'dups' | 'reordered' | 'splitRooms'): number =>
      pairs.reduce((n, { a }) => n + a[key], 0);
    const ratio = three(pairs.map(({ a, b }) => a.deliveredPerSec / b.deliveredPerSec));
    const cpu = three(pairs.map(({ a, b }) => a.cpuUsPerDelivered / b.cpuUsPerDelivered));
    console.log(
      `| ${scenario} | ${ratio} | ≥ ${GOALS[scenario] ?? '-'} | ${cpu} | ${sum('lost')} | ${sum('dups')} | ${sum('reordered')} | ${sum('splitRooms')} |`,
    );
  }
}
