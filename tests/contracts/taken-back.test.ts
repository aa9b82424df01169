import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryBus } from '../../src/bus/memory-bus.ts';
import type { Action } from '../../src/core/rooms/change.ts';
import { RETELLINGS } from '../../src/core/rooms/retelling.ts';
import type { Actor, Room } from '../../src/core/rooms/room.ts';
import type { Database } from '../../src/db/database.ts';
import { retellOlder } from '../../src/db/retell-older.ts';
import { SqlMessageRepository } from '../../src/db/repositories/messages.ts';
import { SqlRoomLog } from '../../src/db/room-log.ts';
import type { AttachmentView, EventFrame, ReviewInRoom } from '../../src/protocol/frames.ts';
import { engines } from '../support/databases.ts';
import { aChange, anActor, aRoom } from '../support/factories.ts';
import { quietLogger } from '../support/quiet-logger.ts';
import { storedAnywhere } from '../support/whole-database.ts';

let planted = 0;
/** A word that stands nowhere else. */
const word = (): string => `planted${++planted}x${uuid().slice(-6)}`;

const REVIEW: ReviewInRoom = {
  reviewId: '',
  movieId: 'parasite-2019',
  rating: 4,
  film: { title: { en: 'Parasite', ko: '기생충' }, genreKeys: ['Thriller'] },
};

describe.each(engines)('what is taken back on $name', ({ available, open }) => {
  let database: Database;
  let log: SqlRoomLog;
  let messages: SqlMessageRepository;
  let ana: Actor;
  let bora: Actor;
  let room: Room;

  beforeAll(async () => {
    if (!available) return;
    database = await open();
    log = new SqlRoomLog(database, new MemoryBus(), quietLogger());
    messages = new SqlMessageRepository(database);
    [ana, bora] = [await anActor(database, 'Ana'), await anActor(database, '보라')];
    room = await aRoom(database, ana, { movieId: REVIEW.movieId });
  });
  afterAll(() => database?.close());

  const test = it.skipIf(!available);
  const act = async (action: Action, by = ana, key?: string): Promise<number> =>
    (await log.append(aChange(room, by, action, key))).seq;
  const told = async (after = 0): Promise<EventFrame[]> =>
    (await log.read(room.id, after, 1000)).map((event) => JSON.parse(event.frame) as EventFrame);
  const tellingOf = async (seq: number): Promise<EventFrame> => (await told(seq - 1))[0]!;
  const picture = async (alt: string, name: string): Promise<AttachmentView> => {
    const id = uuid();
    await database.query(
      `insert into pictures (id, room_id, person_id, type, width, height, name, alt)
       values ($1, $2, $3, 'image/png', 1, 1, $4, $5)`,
      [id, room.id, ana.id, name, alt],
    );
    return { id, url: `/media/${word()}`, type: 'image/png', width: 1, height: 1, alt, name };
  };

  test('is in no row of any table once a line is deleted, whichever way it was said and changed', async () => {
    const words = Array.from({ length: 40 }, word);
    const next = (): string => words.pop() ?? word();
    const said = [...words];
    const attachment = await picture(next(), next());
    said.push(attachment.url);
    const line = await act({ kind: 'post', text: next(), attachments: [attachment] });
    await act({ kind: 'edit', seq: line, text: next() });
    await act({ kind: 'edit', seq: line, text: next() });
    await act({ kind: 'react', seq: line, emoji: '🎬' }, bora);
    const answer = await act({ kind: 'post', text: next(), replyTo: line }, bora);
    const poll = await act({
      kind: 'open-poll',
      question: next(),
      options: [{ text: next() }, { text: next() }],
    });
    await act({ kind: 'vote', seq: poll, option: 1, again: 'keeps' }, bora);
    await act({ kind: 'close-poll', seq: poll });
    const review = { ...REVIEW, reviewId: uuid() };
    const show = (text: string, version: number): Promise<number> =>
      act({ kind: 'show-review', review, text, version, onlyWhere: 'about' });
    const card = await show(next(), 1);
    await show(next(), 2);
    const other = { ...REVIEW, reviewId: uuid() };
    await act({ kind: 'show-review', review: other, text: next(), version: 1, onlyWhere: 'about' });
    expect(new Set(await storedAnywhere(database, said)).size).toBeGreaterThan(8);

    await act({ kind: 'delete', seq: line });
    await act({ kind: 'delete', seq: answer }); // the room's owner, of what somebody else said
    await act({ kind: 'delete', seq: poll });
    await act({ kind: 'delete', seq: card });
    await act({ kind: 'hide-review', reviewId: other.reviewId });
    expect(await storedAnywhere(database, said)).toEqual([]);
    expect(await database.query('select 1 from poll_votes where room_id = $1', [room.id])).toEqual([]);
  });

  test('keeps the number, kind, time and person of each event', async () => {
    const seq = await act({ kind: 'post', text: word(), attachments: [await picture(word(), word())] });
    const edit = await act({ kind: 'edit', seq, text: word() });
    const before = await told(seq - 1);
    await act({ kind: 'delete', seq });
    const after = (await told(seq - 1)).slice(0, before.length);
    const bare = ({ data: _data, ...head }: EventFrame): unknown => head;
    expect(after.map(bare)).toEqual(before.map(bare));
    expect((await tellingOf(seq)).data).toEqual({ text: '', deleted: true });
    expect((await tellingOf(edit)).data).toEqual({ seq, text: '', deleted: true });
  });

  test('leaves one wording of a line that was edited: the newest', async () => {
    const [first, second, third] = [word(), word(), word()];
    const attachments = [await picture('a staircase', 'stairs.png')];
    const seq = await act({ kind: 'post', text: first, attachments });
    const edit = await act({ kind: 'edit', seq, text: second });
    expect((await tellingOf(seq)).data).toEqual({ text: second, attachments });
    const last = await act({ kind: 'edit', seq, text: third });
    expect(await storedAnywhere(database, [first, second])).toEqual([]);
    expect((await tellingOf(seq)).data).toEqual({ text: third, attachments });
    expect((await tellingOf(edit)).data).toEqual({ seq, text: '', superseded: true });
    expect((await tellingOf(last)).data).toEqual({ seq, text: third, attachments });
  });

  test('is gone too when it was said, changed and deleted in one batch', async () => {
    const words = [word(), word(), word()];
    const { seq: head } = room;
    await act({ kind: 'join' }, bora);
    const start = (await log.heads([room.id])).get(room.id) ?? head;
    const seq = start + 1;
    await Promise.all([
      act({ kind: 'post', text: words[0] ?? '' }),
      act({ kind: 'edit', seq, text: words[1] ?? '' }),
      act({ kind: 'edit', seq, text: words[2] ?? '' }),
      act({ kind: 'delete', seq }),
    ]);
    expect((await tellingOf(seq)).data).toEqual({ text: '', deleted: true });
    expect(await storedAnywhere(database, words)).toEqual([]);
  });

  test('is not confirmed to who guesses it: the same id is a repeat, whatever comes under it', async () => {
    const [text, key] = [word(), uuid()];
    const seq = await act({ kind: 'post', text }, ana, key);
    await act({ kind: 'delete', seq });
    const again = await log.append(aChange(room, ana, { kind: 'post', text }, key));
    const guessed = await log.append(aChange(room, ana, { kind: 'post', text: word() }, key));
    expect([again, guessed]).toEqual([
      { seq, changed: false },
      { seq, changed: false },
    ]);
    const [row] = await database.query('select digest from room_events where room_id = $1 and seq = $2', [
      room.id,
      seq,
    ]);
    expect(row?.['digest']).toBe('');
  });

  test('goes with the title and topic that others took the place of, and with the reason of a lifted ban', async () => {
    const [title, topic, reason] = [word(), word(), word()];
    const first = await act({ kind: 'change-room', patch: { title, topic, visibility: 'unlisted' } });
    const ban = await act({ kind: 'ban', person: { id: bora.id, name: bora.name }, reason });
    await act({ kind: 'change-room', patch: { title: 'Another' } });
    expect((await tellingOf(first)).data).toEqual({ topic, visibility: 'unlisted' });
    await act({ kind: 'change-room', patch: { topic: '', visibility: 'public' } });
    await act({ kind: 'unban', person: { id: bora.id, name: bora.name } });
    expect(await storedAnywhere(database, [title, topic, reason])).toEqual([]);
    expect((await tellingOf(first)).data).toEqual({ visibility: 'unlisted' });
    expect((await tellingOf(ban)).data).toEqual({ person: { id: bora.id, name: bora.name } });
  });

  test('is taken out of a log that was written before logs forgot', async () => {
    const old = await aRoom(database, ana);
    const say = async (action: Action): Promise<number> => (await log.append(aChange(old, ana, action))).seq;
    const [gone, kept, edited] = [word(), word(), word()];
    const line = await say({ kind: 'post', text: 'line' });
    const change = await say({ kind: 'edit', seq: line, text: 'changed' });
    const poll = await say({
      kind: 'open-poll',
      question: 'Which?',
      options: [{ text: 'a' }, { text: 'b' }],
    });
    const vote = await say({ kind: 'vote', seq: poll, option: 1, again: 'keeps' });
    const other = await say({ kind: 'post', text: kept });
    const once = await say({ kind: 'edit', seq: other, text: edited });
    const named = await say({ kind: 'change-room', patch: { topic: 'once' } });
    await say({ kind: 'change-room', patch: { topic: 'now' } });
    await say({ kind: 'delete', seq: line });
    await say({ kind: 'delete', seq: poll });
    // As it stood before: nothing marked, and every frame as it was first told.
    const put = (seq: number, data: unknown): Promise<unknown> =>
      database.query(
        `update room_events set frame = left(frame, strpos(frame, ',"data":') + 7) || $3 || '}', digest = 'old'
         where room_id = $1 and seq = $2`,
        [old.id, seq, JSON.stringify(data)],
      );
    await put(line, { text: gone });
    await put(change, { seq: line, text: gone });
    await put(poll, { question: gone, options: [{ text: gone }] });
    await put(vote, { seq: poll, option: 1, counts: [0, 1] });
    await put(other, { text: kept });
    await put(once, { seq: other, text: edited });
    await put(named, { topic: gone, capacity: 9 });
    await database.query('update room_events set about = null where room_id = $1', [old.id]);

    while ((await retellOlder(database)) > 0);
    expect(await storedAnywhere(database, [gone, kept])).toEqual([]);
    const frames = (await log.read(old.id, 0, 100)).map((event) => JSON.parse(event.frame) as EventFrame);
    const at = (seq: number): unknown => frames[seq - 1]?.data;
    expect(at(line)).toEqual({ text: '', deleted: true });
    expect(at(vote)).toEqual({ seq: poll, option: null, counts: [], deleted: true });
    expect(at(other)).toEqual({ text: edited });
    expect(at(once)).toEqual({ seq: other, text: edited });
    expect(at(named)).toEqual({ capacity: 9 });
    await say({ kind: 'delete', seq: other });
    expect(await storedAnywhere(database, [edited])).toEqual([]);
  });

  test('costs an edit the same, however often the line was edited before', async () => {
    const seq = await act({ kind: 'post', text: '0' });
    for (let i = 1; i <= 30; i++) await act({ kind: 'edit', seq, text: `${i}` });
    const live = await database.query('select seq from room_events where room_id = $1 and about = $2', [
      room.id,
      seq,
    ]);
    expect(live).toHaveLength(1);
    expect((await messages.some(room.id, [seq])).get(seq)?.text).toBe('30');
  });

  test('has a way for every kind of event that there is', async () => {
    const kinds = new Set(
      (await database.query('select distinct kind from room_events')).map((row) => row['kind']),
    );
    expect(kinds.size).toBeGreaterThan(8);
    for (const kind of kinds) expect(RETELLINGS).toHaveProperty([kind as string]);
  });
});
