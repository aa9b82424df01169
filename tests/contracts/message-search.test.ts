import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryBus } from '../../src/bus/memory-bus.ts';
import { LOOKED_THROUGH, wordsOf } from '../../src/core/messages/search-messages.ts';
import type { Actor, Room } from '../../src/core/rooms/room.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlMessageRepository } from '../../src/db/repositories/messages.ts';
import { SqlRoomLog } from '../../src/db/room-log.ts';
import { engines } from '../support/databases.ts';
import { aChange, anActor, aRoom } from '../support/factories.ts';
import { quietLogger } from '../support/quiet-logger.ts';

const STAYS = 'The ending of *Parasite* stays with me';
const KOREAN = '기생충의 결말은 몇 번을 봐도 놀라워요';
const AGREED = 'What an ENDING, 100% agreed';
const SIGNS = 'snake_case and C:\\films';

describe.each(engines)('looking for what was said, on $name', ({ available, open }) => {
  let database: Database;
  let log: SqlRoomLog;
  let messages: SqlMessageRepository;
  let room: Room;
  let mina: Actor;

  beforeAll(async () => {
    if (!available) return;
    database = await open();
    log = new SqlRoomLog(database, new MemoryBus(), quietLogger());
    messages = new SqlMessageRepository(database);
    mina = await anActor(database, 'Mina 미나');
    room = await aRoom(database, mina);
    const jun = await anActor(database, 'Jun');
    for (const [who, text] of [
      [mina, STAYS],
      [jun, KOREAN],
      [jun, AGREED],
      [mina, SIGNS],
    ] as const)
      await say(who, text);
    const elsewhere = await aRoom(database, mina);
    await log.append(aChange(elsewhere, mina, { kind: 'post', text: 'an ending in another room' }));
  });
  afterAll(() => database?.close());
  const test = it.skipIf(!available);

  const say = async (who: Actor, text: string): Promise<number> =>
    (await log.append(aChange(room, who, { kind: 'post', text }))).seq;
  const find = (query: string, before: number | null = null, limit = 20) =>
    messages.find(room.id, wordsOf(query), before, limit, mina.id);
  const found = async (query: string): Promise<string[]> =>
    (await find(query)).messages.map(({ text }) => text);

  test.each<[string, string, string[]]>([
    ['a word in either case, newest first', 'ending', [AGREED, STAYS]],
    ['a Korean word before its particle', '결말', [KOREAN]],
    ['a Korean word typed in pieces, as on a Mac', '결말'.normalize('NFD'), [KOREAN]],
    ['all of several words, in any order', 'me parasite', [STAYS]],
    ['who said it', '미나', [SIGNS, STAYS]],
    ['who said it and a word of theirs', 'jun 결말', [KOREAN]],
    ['a per cent sign, which stands for itself', '100%', [AGREED]],
    ['an underscore, which stands for itself', 'e_c', [SIGNS]],
    ['a backslash', 'C:\\', [SIGNS]],
    ['nothing that was said elsewhere', 'another', []],
    ['nothing where one of the words is missing', 'ending popcorn', []],
  ])('finds by %s', async (_what, query, texts) => {
    expect(await found(query)).toEqual(texts);
  });

  test('shows what it finds as the talk does, edits told and deleted lines gone', async () => {
    const seq = await say(mina, 'nobody will fnid this');
    await log.append(aChange(room, mina, { kind: 'edit', seq, text: 'somebody will find this' }));
    await log.append(aChange(room, mina, { kind: 'react', seq, emoji: '🎬' }));
    const { messages: lines } = await find('find this');
    expect(lines).toMatchObject([
      { seq, author: { name: 'Mina 미나' }, reactions: [{ emoji: '🎬', count: 1, me: true }] },
    ]);
    await log.append(aChange(room, mina, { kind: 'delete', seq }));
    expect(await found('find this')).toEqual([]);
  });

  test('goes back page by page, then stretch by stretch, to the beginning', async () => {
    const first = await say(mina, 'the oldest popcorn');
    await database.query(
      `insert into messages (room_id, seq, author_id, via, text, at)
       select $1, n, $2, 'web', case when n % 2000 = 0 then 'more popcorn' else 'talk' end, now()
       from generate_series($3::bigint, $4::bigint) n`,
      [room.id, mina.id, first + 1, first + LOOKED_THROUGH + 100],
    );
    const seqs: number[] = [];
    const pages: number[] = [];
    let before: number | null = null;
    do {
      const page: Awaited<ReturnType<typeof find>> = await find('popcorn', before, 2);
      seqs.push(...page.messages.map(({ seq }) => seq));
      pages.push(page.messages.length);
      before = page.before;
    } while (before !== null);
    expect(seqs).toEqual([...seqs].sort((a, b) => b - a));
    expect(seqs.length).toBeGreaterThan(2);
    expect(seqs.at(-1)).toBe(first);
    expect(pages.length).toBeLessThanOrEqual(4);
  });
});
