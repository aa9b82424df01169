import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { maskedFrame, RawSocket } from '../support/raw-socket.ts';
import { Serving } from '../support/serving.ts';
import type { WebClient } from '../support/web-client.ts';
import { waitFor } from '../support/wait-for.ts';

let serving: Serving;
let owner: WebClient;
let slug: string;
const clients: { close?(): void; destroy?(): void }[] = [];

beforeAll(async () => {
  serving = await Serving.start();
  owner = await serving.guest('Olga');
  slug = await serving.room(owner);
  await owner.join(slug);
  await owner.post(slug, 'the only line');
});
afterEach(() => {
  for (const client of clients.splice(0)) (client.destroy ?? client.close)?.call(client);
});
afterAll(() => serving?.end());

async function guest(name = 'Ana'): Promise<WebClient> {
  const client = await serving.guest(name);
  clients.push(client);
  return client;
}

async function raw(headers: Record<string, string> = {}): Promise<{ socket: RawSocket; answer: string }> {
  const opened = await RawSocket.open(serving.url, headers);
  clients.push(opened.socket);
  return opened;
}

const errorsOf = (client: WebClient): string[] =>
  client.frames.flatMap((frame) => (frame.op === 'error' ? [frame.code] : []));

/** Sends something whose answer shows that everything before it was dealt with. */
async function settled(client: WebClient): Promise<void> {
  const room = `nowhere-${uuid()}`;
  client.send({ op: 'leave', room });
  await waitFor(
    'an answer or the end',
    () => client.closed ?? client.frames.some((frame) => frame.op === 'left' && frame.room === room),
  );
}

describe('a frame that is not understood', () => {
  it('as JSON is answered, and ends the socket', async () => {
    for (const sent of ['', '{', 'not json', '{"op":"typing",}', '\ufeff{}', Buffer.from('{"op":"auth"}')]) {
      const ana = await guest();
      ana.raw(sent);
      await waitFor('the end', () => ana.closed);
      expect([errorsOf(ana), ana.closed?.code]).toEqual([['bad_frame'], 4400]);
    }
  });

  it('as a request is answered with what is wrong, to its id, and the socket stays', async () => {
    const bad: [unknown, string][] = [
      [{ op: 'post', id: 'p1', room: slug }, 'text'],
      [{ op: 'post', id: 7, room: slug, text: 'x' }, 'id'],
      [{ op: 'edit', id: 'p1', room: slug, seq: '1', text: 'x' }, 'seq'],
      [{ op: 'dance', id: 'p1' }, 'There is no such "op"'],
    ];
    const ana = await guest();
    await ana.join(slug);
    for (const [frame] of bad) ana.raw(JSON.stringify(frame));
    await settled(ana);
    const errors = ana.frames.filter((frame) => frame.op === 'error');
    expect(errors.map((error) => error.code)).toEqual(Array(bad.length).fill('bad_frame'));
    expect(errors.map((error) => error.id)).toEqual(['p1', undefined, 'p1', 'p1']);
    errors.forEach((error, i) => expect(error.detail).toContain(bad[i]?.[1]));
    expect(ana.closed).toBeUndefined();
    await ana.ask({ op: 'react', id: uuid(), room: slug, seq: 1, emoji: '🎬' });
    await ana.ask({ op: 'unreact', id: uuid(), room: slug, seq: 1, emoji: '🎬' });
  });

  it('five times ends the socket, and nothing that follows counts', async () => {
    const ana = await guest();
    await ana.join(slug);
    for (let i = 0; i < 5; i++) ana.raw('{"op":"dance"}');
    ana.send({ op: 'post', id: uuid(), room: slug, text: 'smuggled in behind' });
    await waitFor('the end', () => ana.closed);
    expect([errorsOf(ana), ana.closed?.code]).toEqual([Array(5).fill('bad_frame'), 4400]);
    expect((await owner.history(slug)).map((message) => message.text)).toEqual(['the only line']);
  });

  it('is told apart by type, range and depth', async () => {
    const post = { op: 'post', id: 'p', room: slug, text: 'x' };
    const bad = [
      null,
      1,
      'text',
      [],
      [post],
      {},
      { op: null },
      { op: ['post'] },
      { op: '__proto__' },
      { op: 'constructor' },
      { op: 'hasOwnProperty' },
      { ...post, id: '' },
      { ...post, id: 'x'.repeat(65) },
      { ...post, id: 'a\u0000b' },
      { ...post, id: '\ud800' },
      { ...post, id: 'a b' },
      { ...post, room: 7 },
      { ...post, room: 'x'.repeat(201) },
      { ...post, text: { toString: 'x' } },
      { ...post, replyTo: 0 },
      { ...post, replyTo: 1.5 },
      { ...post, attachments: 'all' },
      { ...post, attachments: Array(5).fill('x') },
      { ...post, attachments: ['a\u0000'] },
      { op: 'edit', id: 'e', room: slug, seq: -1, text: 'x' },
      { op: 'edit', id: 'e', room: slug, seq: 2 ** 60, text: 'x' },
      { op: 'join', room: slug, after: -1 },
      { op: 'join', room: slug, after: '0' },
      { op: 'react', id: 'r', room: slug, seq: 1, emoji: 'x'.repeat(81) },
    ].map((frame) => JSON.stringify(frame));
    bad.push(
      '{"op":"post","id":"p","room":"x","text":"x","replyTo":1e999}',
      `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
      `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
      `{"op":"post","op":"dance"}`,
    );
    for (let from = 0; from < bad.length; from += 4) {
      const some = bad.slice(from, from + 4);
      const ana = await guest();
      await ana.join(slug);
      for (const frame of some) ana.raw(frame);
      await settled(ana);
      expect(errorsOf(ana), some.join('\n').slice(0, 500)).toEqual(Array(some.length).fill('bad_frame'));
      expect(ana.closed).toBeUndefined();
    }
  });

  it('leaves no trace on any object', async () => {
    const ana = await guest();
    const poison = '"__proto__":{"admin":true,"role":"owner"},"constructor":{"prototype":{"admin":true}}';
    ana.raw(`{"op":"leave","room":"nowhere",${poison}}`);
    ana.raw(`{${poison},"op":"join","room":"${slug}"}`);
    expect((await ana.next('joined')).me).toEqual({ role: 'member' });
    const answer = await (await fetch(`${serving.url}/api/v1/rooms/${slug}`)).text();
    expect(answer).not.toContain('admin');
    expect((JSON.parse(answer) as { role: string }).role).toBe('reader');
  });

  it('takes what text may hold, and never what a database may not', async () => {
    const ana = await guest();
    const room = await serving.room(ana);
    await ana.join(room);
    await ana.post(room, 'a\u0000b');
    await ana.post(room, 'lone \ud800 surrogate');
    await ana.post(room, "'; drop table messages;--");
    await ana.post(room, '{"__proto__":{"admin":true}} %s %n ${x} {{x}}');
    expect((await ana.history(room)).map((message) => message.text)).toEqual([
      'ab',
      'lone  surrogate',
      "'; drop table messages;--",
      '{"__proto__":{"admin":true}} %s %n ${x} {{x}}',
    ]);
  });

  it('never ends the process, never changes the room: whatever JSON comes', async () => {
    const anything = fc.jsonValue({ maxDepth: 3 });
    const noText = fc.oneof(
      fc.integer(),
      fc.constantFrom(null, '', ' ', '\u3164', true),
      fc.array(anything, { maxLength: 3 }),
    );
    const almost = fc.record(
      {
        op: fc.oneof(
          fc.constantFrom(
            'auth',
            'join',
            'leave',
            'post',
            'edit',
            'delete',
            'react',
            'unreact',
            'vote',
            'close-poll',
            'command',
            'typing',
            'read',
          ),
          anything,
        ),
        id: fc.oneof(fc.uuid(), anything),
        room: fc.oneof(fc.constant(slug), anything),
        text: noText,
        seq: fc.oneof(
          fc.constantFrom(2, 999, 0, -1, 1e999),
          anything.filter((value) => value !== 1),
        ),
        emoji: fc.oneof(fc.constant('🎬'), anything),
        after: fc.oneof(fc.nat(), anything),
        epoch: anything,
        replyTo: anything,
        attachments: anything,
        token: anything,
        password: anything,
      },
      { requiredKeys: ['op'] },
    );
    const before = JSON.stringify(await owner.history(slug));
    const pid = serving.process.pid;
    let ana = await guest('Fuzz');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(anything, almost, almost), { minLength: 1, maxLength: 4 }),
        async (frames) => {
          if (ana.closed) {
            ana = ana.at(serving.url);
            clients.push(ana);
            await ana.connect();
          }
          const since = ana.frames.length;
          for (const frame of frames) ana.raw(JSON.stringify(frame));
          await settled(ana);
          const said = ana.frames.slice(since).flatMap((frame) => (frame.op === 'error' ? [frame.code] : []));
          expect(said).not.toContain('internal');
          expect(said).not.toContain('unavailable');
        },
      ),
      { numRuns: 100 },
    );
    process.kill(pid, 0); // throws when it is gone
    expect(JSON.stringify(await owner.history(slug))).toBe(before);
    expect(serving.process.log).not.toMatch(/a frame failed|not stored/);
  });
});

describe('bytes that are no frames', () => {
  it.each([
    ['a frame of more than 64 KiB', 1009, () => maskedFrame(0x81, Buffer.alloc(65_537, 'x'))],
    [
      'fragments of more than 64 KiB together',
      1009,
      () => Buffer.concat([0x01, 0x80].map((first) => maskedFrame(first, Buffer.alloc(40_000, 'x')))),
    ],
    ['text that is no UTF-8', 1007, () => maskedFrame(0x81, Buffer.from([0x22, 0xc3, 0x28, 0x22]))],
    ['reserved bits', 1002, () => maskedFrame(0xf1, Buffer.from('{}'))],
    ['compression that was not agreed on', 1002, () => maskedFrame(0xc1, Buffer.from('{}'))],
    ['a frame without a mask', 1002, () => Buffer.concat([Buffer.from([0x81, 2]), Buffer.from('{}')])],
    ['a kind of frame that does not exist', 1002, () => maskedFrame(0x83, Buffer.from('{}'))],
  ])('%s: the socket is closed with %i', async (_what, code, bytes) => {
    const { socket } = await raw();
    socket.write(bytes());
    await waitFor('the end', () => socket.closeCode);
    expect(socket.closeCode).toBe(code);
  });

  it('a frame that announces 100 MiB is refused before it comes', async () => {
    const { socket } = await raw();
    const head = Buffer.alloc(14);
    head.set([0x81, 0xff]);
    head.writeUInt32BE(100 * 1024 * 1024, 6);
    socket.write(head);
    await waitFor('the end', () => socket.closeCode);
    expect(socket.closeCode).toBe(1009);
  });

  it('many empty fragments cost nothing', async () => {
    const { socket } = await raw();
    socket.write(maskedFrame(0x01, Buffer.alloc(0)));
    socket.write(Buffer.concat(Array.from({ length: 20_000 }, () => maskedFrame(0x00, Buffer.alloc(0)))));
    await waitFor('the end', () => socket.closeCode);
    expect((await fetch(`${serving.url}/healthz`)).status).toBe(200);
  });

  it('a socket that never signs in is closed', async () => {
    const { socket } = await raw();
    await waitFor('the end', () => socket.closeCode, 12_000);
    expect(socket.closeCode).toBe(4400);
  });
});

describe('where a socket is opened from', () => {
  it.each([
    'null',
    'https://evil.example',
    'http://localhost.evil.example',
    'http://localhost@evil.example',
    'http://127.0.0.1.evil.example',
    'https://evil.example#http://localhost',
    'file://',
    'http://localhost:99999',
    'javascript:alert(1)',
    '',
  ])('foreign origin %j: refused before the upgrade', async (origin) => {
    const { answer, socket } = await raw({ origin });
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    await waitFor('the end', () => socket.ended);
  });

  it('localhost on any port, the public address, and no browser at all: taken', async () => {
    const { port } = new URL(serving.url);
    for (const origin of [
      'http://localhost:5173',
      'https://localhost',
      'http://127.0.0.1:8080',
      'http://[::1]:3000',
      `http://localhost:${port}`,
      undefined,
    ]) {
      const { answer } = await raw(origin === undefined ? {} : { origin });
      expect(answer, origin).toMatch(/^HTTP\/1\.1 101 /);
      expect(answer.toLowerCase()).toContain('sec-websocket-protocol: matinee.v1');
    }
  });

  it('another path: not found', async () => {
    const response = await fetch(`${serving.url}/api/v1/socket`);
    expect(response.status).toBe(404);
    const { answer } = await RawSocket.open(serving.url, {}, '/elsewhere');
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });
});
