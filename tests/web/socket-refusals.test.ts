import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Serving } from '../support/serving.ts';
import { api, type WebClient } from '../support/web-client.ts';
import { waitFor } from '../support/wait-for.ts';

let serving: Serving;

beforeAll(async () => {
  serving = await Serving.start();
});
afterEach(() => serving?.hangUp());
afterAll(() => serving?.end());

const code = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'done',
    (error: Error) => error.message,
  );
const errorsOf = (client: WebClient): string[] =>
  client.frames.flatMap((frame) => (frame.op === 'error' ? [frame.code] : []));
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('what is refused on a socket', () => {
  it('gives the same id the same number, and refuses it for something else', async () => {
    const ana = await serving.guest('Ana');
    const slug = await serving.room(ana);
    await ana.join(slug);
    const id = uuid();
    const seq = await ana.post(slug, 'once', { id });
    const [same, another] = [await serving.tabOf(ana), await serving.tabOf(ana)];
    await same.join(slug);
    await another.join(slug);
    expect(await same.post(slug, 'once', { id })).toBe(seq);
    expect(await code(another.post(slug, 'something else', { id }))).toBe('id_reused');
    expect((await ana.history(slug)).map((message) => message.text)).toEqual(['once']);
  });

  it('refuses empty and too long lines, replies to nothing, and lines outside a room, each with its code', async () => {
    const ana = await serving.guest('Ana');
    const [slug, other] = [await serving.room(ana), await serving.room(ana)];
    await ana.join(slug);
    const elsewhere = await ana.join(other).then(() => ana.post(other, 'in the other room'));
    const deleted = await ana.post(slug, 'taken back');
    await ana.ask({ op: 'delete', id: uuid(), room: slug, seq: deleted });
    const outcomes: [string, () => Promise<number>][] = [
      ['text_empty', () => ana.post(slug, '')],
      ['text_empty', () => ana.post(slug, ' \n\t ')],
      ['text_empty', () => ana.post(slug, '\u3164\u200b\u2800')],
      ['text_too_long', () => ana.post(slug, 'x'.repeat(4001))],
      ['text_too_long', () => ana.post(slug, 'x'.repeat(60_000))],
      ['reply_not_found', () => ana.post(slug, 'to nothing', { replyTo: 999 })],
      ['reply_not_found', () => ana.post(slug, 'to what was taken back', { replyTo: deleted })],
      ['message_not_found', () => ana.ask({ op: 'edit', id: uuid(), room: slug, seq: 999, text: 'x' })],
      ['message_not_found', () => ana.ask({ op: 'react', id: uuid(), room: slug, seq: 999, emoji: '🎬' })],
      [
        'invalid_input',
        () => ana.ask({ op: 'react', id: uuid(), room: other, seq: elsewhere, emoji: 'not an emoji' }),
      ],
      ['not_joined', () => ana.post('a-room-i-am-not-in', 'hello?')],
    ];
    for (const [expected, ask] of outcomes) expect(await code(ask())).toBe(expected);
    expect(await ana.history(slug)).toEqual([]);
    expect(await code(ana.post(slug, 'x'.repeat(4000)))).toBe('done');
  });

  it('refuses to join a room that is not there, or that is not open to the person', async () => {
    const [ana, bora] = [await serving.guest('Ana'), await serving.guest('보라')];
    const hidden = await serving.room(ana, { visibility: 'private' });
    const full = await serving.room(ana, { capacity: 1 });
    for (const [slug, expected] of [
      ['no-such-room', 'room_not_found'],
      [hidden, 'room_not_found'],
      [full, 'room_full'],
      ['../etc/passwd', 'invalid_input'],
      ['a\u0000b', 'invalid_input'],
    ] as const) {
      const before = errorsOf(bora).length;
      bora.send({ op: 'join', room: slug });
      await waitFor('a refusal', () => errorsOf(bora).length > before);
      expect(errorsOf(bora).at(-1)).toBe(expected);
    }
    expect(bora.closed).toBeUndefined();
  });

  it('lets an anonymous reader read an open room, and nothing else', async () => {
    const ana = await serving.guest('Ana');
    const [open, hidden] = [await serving.room(ana), await serving.room(ana, { visibility: 'private' })];
    await ana.join(open);
    const reader = await serving.anonymous();
    expect((await reader.join(open)).me.role).toBe('reader');
    expect(await code(reader.post(open, 'me too'))).toBe('not_signed_in');
    const writing = { op: 'command', id: uuid(), room: open, text: 'watchlist add parasite' } as const;
    expect(await code(reader.ask(writing))).toBe('not_signed_in');
    reader.send({ op: 'join', room: hidden });
    await waitFor('a refusal', () => errorsOf(reader).includes('room_not_found'));
    await ana.post(open, 'hello reader');
    await waitFor('the line', () => reader.events.some((event) => event.kind === 'message.posted'));
    expect((await api<{ members: unknown[] }>(serving.url, `/rooms/${open}/members`)).members).toHaveLength(
      1,
    );
  });

  it('stops an anonymous reader when the room is closed to the public', async () => {
    const ana = await serving.guest('Ana');
    for (const patch of [{ visibility: 'private' }, { password: 'peaches' }]) {
      const slug = await serving.room(ana);
      await ana.join(slug);
      const reader = await serving.anonymous();
      await reader.join(slug);
      await api(serving.url, `/rooms/${slug}`, { method: 'PATCH', token: ana.token, body: patch });
      await reader.next('left');
      const heard = reader.events.length;
      const seq = await ana.post(slug, 'among us');
      await waitFor('the line', () => ana.events.some((event) => event.seq === seq && event.room === slug));
      expect(reader.events).toHaveLength(heard);
    }
  });

  it('tells everybody in it that a room was deleted', async () => {
    const ana = await serving.guest('Ana');
    const slug = await serving.room(ana);
    await ana.join(slug);
    await api(serving.url, `/rooms/${slug}`, { method: 'DELETE', token: ana.token });
    expect(await ana.next('left')).toEqual({ op: 'left', room: slug });
    expect(errorsOf(ana)).toEqual(['room_not_found']);
    expect(await code(ana.post(slug, 'hello?'))).toBe('not_joined');
  });

  it('closes the socket of who is banned, and keeps them out', async () => {
    const [ana, bora] = [await serving.guest('Ana'), await serving.guest('보라')];
    const slug = await serving.room(ana);
    await ana.join(slug);
    await bora.join(slug);
    await serving.moderate(ana, slug, bora, 'ban');
    await waitFor('the end', () => bora.closed);
    expect([errorsOf(bora), bora.closed?.code]).toEqual([['banned'], 4403]);
    const again = await serving.tabOf(bora);
    again.send({ op: 'join', room: slug });
    await waitFor('a refusal', () => errorsOf(again).includes('banned'));
  });

  it('puts out who is kicked; they may come back', async () => {
    const [ana, bora] = [await serving.guest('Ana'), await serving.guest('보라')];
    const slug = await serving.room(ana);
    await ana.join(slug);
    await bora.join(slug);
    await serving.moderate(ana, slug, bora, 'kick');
    expect(await bora.next('left')).toEqual({ op: 'left', room: slug });
    expect(await code(bora.post(slug, 'still here?'))).toBe('not_joined');
    await waitFor('the event', () => ana.events.some((event) => event.kind === 'member.kicked'));
    expect((await bora.join(slug)).me.role).toBe('member');
  });

  it('refuses the next frame of a moderator who was demoted, on the open socket', async () => {
    const [ana, bora] = [await serving.guest('Ana'), await serving.guest('보라')];
    const slug = await serving.room(ana);
    await ana.join(slug);
    await bora.join(slug);
    await serving.moderate(ana, slug, bora, 'promote');
    const [one, two] = [await ana.post(slug, 'one'), await ana.post(slug, 'two')];
    expect(await code(bora.ask({ op: 'delete', id: uuid(), room: slug, seq: one }))).toBe('done');
    await serving.moderate(ana, slug, bora, 'demote');
    expect(await code(bora.ask({ op: 'delete', id: uuid(), room: slug, seq: two }))).toBe('not_allowed');
  });

  it('holds one socket to twenty rooms', async () => {
    const ana = await serving.guest('Ana');
    const rooms = await Promise.all(upTo(21).map(() => serving.room(ana)));
    for (const slug of rooms.slice(0, 20)) await ana.join(slug);
    ana.send({ op: 'join', room: rooms[20] ?? '' });
    await waitFor('a refusal', () => errorsOf(ana).includes('too_many_rooms'));
    expect((await ana.join(rooms[3] ?? '')).room).toBe(rooms[3]);
  });

  it('lets in with the password, and only with it', async () => {
    const [ana, bora] = [await serving.guest('Ana'), await serving.guest('보라')];
    const slug = await serving.room(ana, { password: '복숭아 peaches' });
    for (const [proof, expected] of [
      [{}, 'password_required'],
      [{ password: 'wrong' }, 'password_wrong'],
    ] as const) {
      bora.send({ op: 'join', room: slug, ...proof });
      await waitFor(expected, () => errorsOf(bora).at(-1) === expected);
    }
    expect((await bora.join(slug, { password: '복숭아 peaches'.normalize('NFD') })).me.role).toBe('member');
    const back = await serving.tabOf(bora);
    expect((await back.join(slug)).me.role).toBe('member');
  });
});
