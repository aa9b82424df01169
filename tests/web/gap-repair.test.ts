import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { freshPostgresUrl } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { MatineeProcess } from '../support/matinee-process.ts';
import type { Server } from '../support/postgres-server.ts';
import { findRedis, startRedis } from '../support/redis-server.ts';
import { api, WebClient } from '../support/web-client.ts';
import { waitFor } from '../support/wait-for.ts';

const redisProgram = findRedis();
const available = inject('postgresUrl') !== null && redisProgram !== null;

describe('a room over two processes whose Redis fails', () => {
  const test = it.skipIf(!available);
  const processes: MatineeProcess[] = [];
  let redisPort: number;
  let redis: Server;
  let directory: string;
  let speakers: WebClient[];
  let listener: WebClient;
  let slug: string;

  beforeAll(async () => {
    if (!available) return;
    directory = await mkdtemp(join(tmpdir(), 'matinee-gap-'));
    redisPort = await freePort();
    redis = await startRedis(redisProgram ?? '', redisPort);
    const environment = {
      DATABASE_URL: await freshPostgresUrl(),
      REDIS_URL: redis.url,
      MATINEE_SECRET: 'a-secret-for-tests-only',
      DATA_DIR: directory,
      PORT: '0',
      LOG_LEVEL: 'warn',
      MATINEE_RATE_LIMIT: 'on',
    };
    for (let i = 0; i < 2; i++) processes.push(new MatineeProcess(environment));
    for (const process of processes) await process.start();
    const [here, there] = processes.map((process) => process.url);
    listener = await WebClient.guest(here ?? '', 'Listener');
    await listener.connect();
    slug = `room-${uuid()}`;
    await api(here ?? '', '/rooms', { token: listener.token, body: { slug, title: 'A room' } });
    await listener.join(slug);
    // Several, so that each stays within the limits.
    speakers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => WebClient.guest(there ?? '', `Speaker ${i}`)),
    );
    for (const speaker of speakers) {
      await speaker.connect();
      await speaker.join(slug);
    }
    await waitFor('all to be there', () => listener.events.at(-1)?.seq === 10);
  }, 90_000);
  afterAll(async () => {
    for (const client of [listener, ...(speakers ?? [])]) client?.terminate();
    await Promise.all(processes.map((process) => process.end()));
    await redis?.stop();
    if (directory) await rm(directory, { recursive: true, force: true });
  });

  /** Says some lines at the other process, one after the other; how long each took to be stored, in ms, slowest last. */
  async function say(lines: number): Promise<{ last: number; took: number[] }> {
    const took: number[] = [];
    let last = 0;
    for (let i = 0; i < lines; i++) {
      const begun = performance.now();
      last = Math.max(last, (await speakers[i % speakers.length]?.post(slug, `line ${i}`)) ?? 0);
      took.push(performance.now() - begun);
    }
    return { last, took: took.sort((a, b) => a - b) };
  }

  /** The listener has everything up to a number: each once, in order, none left out. */
  async function hasAll(last: number): Promise<void> {
    await waitFor('the last line', () => listener.events.at(-1)?.seq === last, 15_000);
    expect(listener.events.map((event) => event.seq)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
  }

  test('shows every line at the other process while all is well', async () => {
    const { last } = await say(20);
    await hasAll(last);
  });

  test('takes lines while Redis is gone, shows them, and goes on when it is back empty', async () => {
    await redis.stop();
    const { last } = await say(30);
    await hasAll(last); // the log is asked every two seconds
    const [here] = processes;
    expect((await here?.readiness())?.['bus']).not.toBe('connected');
    redis = await startRedis(redisProgram ?? '', redisPort);
    for (const process of processes) {
      await waitFor(
        'Redis to be seen',
        async () => (await process.readiness())['bus'] === 'connected',
        20_000,
      );
    }
    await hasAll((await say(20)).last);
  });

  test('opens another room while Redis is gone', async () => {
    await redis.stop();
    const [speaker] = speakers;
    const other = `room-${uuid()}`;
    await api(listener.base, '/rooms', { token: listener.token, body: { slug: other, title: 'Another' } });
    const begun = performance.now();
    await listener.join(other);
    expect(performance.now() - begun).toBeLessThan(3_000);
    await speaker?.join(other);
    const seq = await speaker?.post(other, 'is somebody here?');
    await waitFor('the line', () =>
      listener.events.some((event) => event.room === other && event.seq === seq),
    );
    redis = await startRedis(redisProgram ?? '', redisPort);
    for (const process of processes) {
      await waitFor(
        'Redis to be seen',
        async () => (await process.readiness())['bus'] === 'connected',
        20_000,
      );
    }
    listener.frames.splice(
      0,
      listener.frames.length,
      ...listener.frames.filter((frame) => frame.op !== 'event' || frame.room === slug),
    );
    listener.send({ op: 'leave', room: other });
  });

  test('takes lines without delay while Redis is frozen, says so, and loses nothing', async () => {
    process.kill(redis.pid, 'SIGSTOP');
    let frozen: { last: number; took: number[] };
    try {
      frozen = await say(50);
      const [, there] = processes;
      await waitFor(
        'the freeze to be reported',
        async () => (await there?.readiness())?.['bus'] !== 'connected',
      );
      await hasAll(frozen.last);
    } finally {
      process.kill(redis.pid, 'SIGCONT');
    }
    expect(frozen.took[Math.floor(frozen.took.length * 0.9)]).toBeLessThan(500);
    expect(frozen.took.at(-1)).toBeLessThan(2_000);
    for (const process of processes) {
      await waitFor(
        'Redis to be seen',
        async () => (await process.readiness())['bus'] === 'connected',
        20_000,
      );
    }
    await hasAll((await say(10)).last);
  });
});
