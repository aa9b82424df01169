/**
 * What appending lines costs, beside what it cost before a migration: two databases on one Postgres of our own, one with all
 * migrations and one with those before the named one, asked in turns.
 *
 *     npm run bench:store -- --before 0017 --pairs 400
 */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { appendPosts, type Post } from '../../src/db/append-posts.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { findPostgres, startPostgres } from '../../tests/support/postgres-server.ts';

const ROOMS = 50;
const MEMBERS = 20;
/** Each way of appending: so many calls of so many lines are one measurement. */
const WAYS = [
  { what: 'one line a call', calls: 20, lines: 1 },
  { what: '20 lines a call', calls: 5, lines: 20 },
  { what: '200 lines a call', calls: 1, lines: 200 },
];

const { values } = parseArgs({
  options: { before: { type: 'string', default: '0017' }, pairs: { type: 'string', default: '200' } },
});

interface Store {
  database: Database;
  rooms: { id: string; people: string[] }[];
}

async function store(server: string, name: string, before?: string): Promise<Store> {
  const client = new Client(server);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const database = openPostgres(server.replace(/\/postgres$/, `/${name}`));
  const all = resolve(import.meta.dirname, '../../migrations');
  const some = await mkdtemp(join(tmpdir(), 'matinee-bench-'));
  for (const file of await readdir(all))
    if (before === undefined || file < before) await cp(join(all, file), join(some, file));
  await migrate(database, some);
  await rm(some, { recursive: true });
  const rooms: Store['rooms'] = [];
  for (let at = 0; at < ROOMS; at++) {
    const people = Array.from({ length: MEMBERS }, () => uuid());
    const id = uuid();
    await database.transaction(async (tx) => {
      for (const person of people)
        await tx.query('insert into people (id, name) values ($1, $2)', [person, person]);
      await tx.query('insert into rooms (id, slug, title, owner_id, epoch) values ($1, $2, $3, $4, $5)', [
        id,
        id,
        'A room',
        people[0] ?? '',
        uuid(),
      ]);
      for (const person of people)
        await tx.query('insert into members (room_id, person_id) values ($1, $2)', [id, person]);
    });
    rooms.push({ id, people });
  }
  return { database, rooms };
}

function lines(rooms: Store['rooms'], count: number, round: number): { change: Post; digest: string }[] {
  return Array.from({ length: count }, (_, at) => {
    const room = rooms[(round + at) % ROOMS];
    const id = room?.people[(round * 7 + at) % MEMBERS] ?? '';
    const text = `Line ${round} ${at}: the stairs are the best part of it, and the rain. `.repeat(
      1 + (at % 3),
    );
    return {
      digest: 'abcdefghijkl',
      change: {
        roomId: room?.id ?? '',
        key: uuid(),
        actor: { id, name: 'Somebody', via: 'web' },
        action: { kind: 'post', text },
      },
    };
  });
}

async function time(
  { database, rooms }: Store,
  calls: number,
  count: number,
  round: number,
): Promise<number> {
  const asked = Array.from({ length: calls }, (_, call) => lines(rooms, count, round * calls + call));
  const begun = performance.now();
  for (const posts of asked) {
    const stored = await appendPosts(database, posts, new Date());
    if (stored.includes(undefined)) throw new Error('a line was not stored');
  }
  return performance.now() - begun;
}

const quantile = (numbers: number[], share: number): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) * share)] ?? 0;

const bin = findPostgres();
if (bin === null) {
  console.log('Skipped: there is no Postgres on this machine.');
} else {
  const server = await startPostgres(bin);
  const then = await store(server.url, 'bench_then', values.before);
  const now = await store(server.url, 'bench_now');
  for (const { what, calls, lines: count } of WAYS) {
    const ratios: number[] = [];
    const [times, before]: [number[], number[]] = [[], []];
    for (let pair = -10; pair < Number(values.pairs); pair++) {
      // In turns, and each first as often: neither has the warmer machine.
      const order = pair % 2 === 0 ? [then, now] : [now, then];
      const took = new Map<Store, number>();
      for (const each of order) took.set(each, await time(each, calls, count, pair + 10));
      if (pair < 0) continue;
      const [a, b] = [took.get(then) ?? 1, took.get(now) ?? 1];
      ratios.push(b / a);
      before.push(a / calls);
      times.push(b / calls);
    }
    const ms = (numbers: number[]): string => quantile(numbers, 0.5).toFixed(3);
    console.log(
      `${what}: ${quantile(ratios, 0.5).toFixed(3)} of before (quartiles ${quantile(ratios, 0.25).toFixed(3)} to ${quantile(ratios, 0.75).toFixed(3)}, ${ratios.length} pairs); ${ms(times)} ms, before ${ms(before)} ms`,
    );
  }
  await now.database.close();
  await then.database.close();
  await server.stop();
}
