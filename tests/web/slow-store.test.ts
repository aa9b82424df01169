import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ServerFrame } from '../../src/protocol/frames.ts';
import { freshPostgresUrl } from '../support/databases.ts';
import { MatineeProcess } from '../support/matinee-process.ts';
import { restClient } from '../support/rest.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';
import { WebClient } from '../support/web-client.ts';

const available = inject('postgresUrl') !== null;
/** How many come back at once; `STORM=2000` is as many as a deployment of ours sees. */
const STORM = Number(process.env['STORM'] ?? 300);
/** Milliseconds; a client has five seconds to say who it is. */
const LONGER_THAN_THE_DEADLINE = 6_000;
/** Milliseconds; the store is given four seconds for an answer. */
const A_SLOW_ANSWER = 2_500;

describe('a store that is slow, or away', () => {
  const test = it.skipIf(!available);
  let directory: string;
  let link: TcpProxy;
  let matinee: MatineeProcess;
  const rest = restClient(() => matinee.url);

  beforeAll(async () => {
    if (!available) return;
    directory = await mkdtemp(join(tmpdir(), 'matinee-slow-'));
    const store = await freshPostgresUrl();
    link = await TcpProxy.before(store);
    matinee = new MatineeProcess({
      DATABASE_URL: link.url(store),
      MATINEE_SECRET: 'a-secret-for-tests-only',
      DATA_DIR: directory,
      PORT: '0',
      LOG_LEVEL: 'error',
      MATINEE_RATE_LIMIT: 'off',
    });
    await matinee.start();
  }, 90_000);
  afterEach(() => link?.heal());
  afterAll(async () => {
    await matinee?.end();
    await link?.close();
    if (directory) await rm(directory, { recursive: true, force: true });
  });

  test('signs somebody in whose person took a while to find, also when the time to say who one is has passed', async () => {
    const ana = await WebClient.guest(matinee.url, 'Ana');
    await ana.connect({ auth: false });
    // The store is given less time than a client has; together they take longer.
    await new Promise((resolve) => setTimeout(resolve, LONGER_THAN_THE_DEADLINE - A_SLOW_ANSWER));
    link.hold();
    ana.send({ op: 'auth', token: ana.token });
    await new Promise((resolve) => setTimeout(resolve, A_SLOW_ANSWER));
    link.heal();
    const ready = await waitFor('the answer', () => ana.frames[0] ?? ana.closed, 15_000);
    expect(ready).toMatchObject({ op: 'ready', person: { id: ana.person.id } });
    ana.close();
  });

  test('is never told as a token that is not valid: 1013 on a socket, 503 by REST, and the same token is good again', async () => {
    const ana = await WebClient.guest(matinee.url, 'Ana');
    link.refuse();
    await ana.connect({ auth: false });
    ana.send({ op: 'auth', token: ana.token });
    const ended = await waitFor('the end', () => ana.closed, 15_000);
    expect(ended.code).toBe(1013);
    expect(ana.frames).toEqual([expect.objectContaining({ op: 'error', code: 'unavailable' })]);
    const me = await rest('/me', { token: ana.token });
    expect([me.status, (me.body as { code: string }).code]).toEqual([503, 'unavailable']);
    expect(Number(me.headers.get('retry-after'))).toBeGreaterThan(0);
    link.heal();
    await waitFor(
      'the store to be back',
      async () => (await rest('/me', { token: ana.token })).status === 200,
      15_000,
    );
    await ana.connect();
    ana.close();
  });

  test(
    `has everybody back as who they were, of ${STORM} who come at once while it stands still for six seconds`,
    { timeout: 180_000 },
    async () => {
      const guests: WebClient[] = [];
      while (guests.length < STORM) {
        const some = Array.from({ length: Math.min(50, STORM - guests.length) }, (_, i) =>
          WebClient.guest(matinee.url, `Guest ${guests.length + i}`),
        );
        guests.push(...(await Promise.all(some)));
      }
      link.hold();
      setTimeout(() => link.heal(), LONGER_THAN_THE_DEADLINE);
      const outcomes = await Promise.all(guests.map(comeBack));
      expect(outcomes.filter(({ codes }) => codes.includes(4401))).toEqual([]);
      expect(outcomes.map(({ person }) => person)).toEqual(guests.map(({ person }) => person.id));
    },
  );
});

/** What a client does: the same token, again after a while where the line ends. */
async function comeBack(guest: WebClient): Promise<{ person: string | undefined; codes: number[] }> {
  const codes: number[] = [];
  for (let attempt = 0; attempt < 12; attempt++) {
    const person = await new Promise<string | undefined>((resolve) => {
      const socket = new WebSocket(`${guest.base.replace(/^http/, 'ws')}/api/v1/socket`, 'matinee.v1');
      socket.on('open', () => socket.send(JSON.stringify({ op: 'auth', token: guest.token })));
      socket.on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString()) as ServerFrame;
        if (frame.op !== 'ready') return;
        resolve(frame.person?.id);
        socket.terminate();
      });
      socket.on('error', () => resolve(undefined));
      socket.on('close', (code) => {
        codes.push(code);
        resolve(undefined);
      });
    });
    if (person !== undefined || codes.includes(4401)) return { person, codes };
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(8000, 500 * 2 ** attempt)));
  }
  return { person: undefined, codes };
}
