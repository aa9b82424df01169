import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restClient } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import { waitFor } from '../support/wait-for.ts';
import type { WebClient } from '../support/web-client.ts';

let serving: Serving;
let ana: WebClient;
let room: string;
const ask = restClient(() => serving.url);

beforeAll(async () => {
  serving = await Serving.start({ MATINEE_RATE_LIMIT: 'on' });
  ana = await serving.guest('Ana');
  room = await serving.room(ana);
  await ana.join(room);
}, 90_000);
afterAll(async () => {
  serving?.hangUp();
  await serving?.end();
});

/** How long others wait meanwhile, at most. */
async function slowest(during: () => Promise<unknown>): Promise<number> {
  let worst = 0;
  let going = true;
  const others = (async () => {
    while (going) {
      const begun = Date.now();
      await fetch(`${serving.url}/healthz`);
      worst = Math.max(worst, Date.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  await during();
  going = false;
  await others;
  return worst;
}

describe('bodies and bytes', () => {
  it('25 what unpacks a thousandfold, or is no JSON, is not unpacked', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(Buffer.alloc(20_000_000, 'a'));
    const answer = await ask('/guests', {
      method: 'POST',
      raw: new Uint8Array(bomb),
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    });
    expect([400, 413, 415]).toContain(answer.status);
    for (const raw of ['a[__proto__][b]=1', 'a[]='.repeat(1_000)])
      expect(
        (
          await ask('/guests', {
            method: 'POST',
            raw,
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
          })
        ).status,
      ).toBe(415);
    const large = await ask('/guests', {
      method: 'POST',
      raw: JSON.stringify({ name: 'x'.repeat(101 * 1024) }),
      headers: { 'content-type': 'application/json' },
    });
    expect(large.status).toBe(413);
  });

  it('24 depth, numbers and names that programs stumble over are refused, and leave no trace', async () => {
    for (const raw of [
      '['.repeat(40_000),
      `{"name":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
      '{"name":"x","__proto__":{"admin":true}}',
      '{"name":"x","constructor":{"prototype":{"admin":true}}}',
      '{"name":1e999}',
      '{"name":"\\ud800"',
      `{${Array.from({ length: 5_000 }, (_, at) => `"k${at}":1`).join()}}`,
    ]) {
      const answer = await ask('/guests', {
        method: 'POST',
        raw,
        headers: { 'content-type': 'application/json' },
      });
      expect([400, 413, 201]).toContain(answer.status);
      if (answer.status === 201) expect(raw).toContain('__proto__');
    }
    expect((await ask('/rooms')).status).toBe(200);
  });

  it('27 a request that never ends is ended, and many of them keep nobody else waiting', async () => {
    const { hostname, port } = new URL(serving.url);
    const sockets = Array.from({ length: 150 }, () => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined); // the server hangs up, which is the point
      socket.resume();
      socket.write('GET /api/v1/rooms HTTP/1.1\r\nHost: x\r\nX-Slow: ');
      return socket;
    });
    let ended = 0;
    for (const socket of sockets) socket.on('close', () => ended++);
    expect(await slowest(() => ask('/rooms'))).toBeLessThan(3_000);
    await waitFor('the server to hang up', () => ended === sockets.length, 25_000);
  }, 40_000);
});

describe('floods', () => {
  it('28 thousands of joins, typings and readings end at a limit, and others are served', async () => {
    const flood = await serving.guest('Flood');
    const worst = await slowest(async () => {
      for (let at = 0; at < 2_000; at++) flood.send({ op: 'join', room: `room-${at}` });
      for (let at = 0; at < 2_000; at++) flood.send({ op: 'typing', room });
      await waitFor('the flood to be ended', () => flood.closed?.code === 4429);
    });
    expect(worst).toBeLessThan(3_000);
    expect(await ana.post(room, 'still here')).toBeGreaterThan(0);
  });
});
