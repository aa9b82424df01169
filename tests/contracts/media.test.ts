import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryBus } from '../../src/bus/memory-bus.ts';
import type { Problem } from '../../src/core/errors.ts';
import { KeepTidy } from '../../src/core/media/keep-tidy.ts';
import { Library } from '../../src/core/media/library.ts';
import { MediaGrants } from '../../src/core/media/media-grants.ts';
import type { PictureEncoder } from '../../src/core/media/picture-encoder.ts';
import type { Actor, Room } from '../../src/core/rooms/room.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlLeases } from '../../src/db/leases.ts';
import { SqlMediaLedger } from '../../src/db/repositories/media-ledger.ts';
import { SqlPictureRepository } from '../../src/db/repositories/pictures.ts';
import { SqlRoomRepository } from '../../src/db/repositories/rooms.ts';
import { SqlRoomLog } from '../../src/db/room-log.ts';
import { DiskStorage } from '../../src/media-storage/disk-storage.ts';
import type { AttachmentView } from '../../src/protocol/frames.ts';
import { engines } from '../support/databases.ts';
import { aChange, anActor, aRoom } from '../support/factories.ts';
import { quietLogger } from '../support/quiet-logger.ts';

const HOUR = 3_600_000;

/** Takes everything as it is, with a thumbnail. */
const encoder: PictureEncoder = {
  encode: (bytes) => Promise.resolve({ bytes, type: 'image/png', width: 900, height: 600 }),
  thumbnail: (picture) => Promise.resolve({ ...picture, type: 'image/webp' }),
};

describe.each(engines)('media on $name', ({ available, open }) => {
  const test = it.skipIf(!available);
  let database: Database;
  let directory: string;
  let log: SqlRoomLog;
  let library: Library;
  let storage: DiskStorage;
  let ana: Actor;
  let room: Room;

  beforeAll(async () => {
    if (!available) return;
    database = await open();
    directory = await mkdtemp(join(tmpdir(), 'matinee-media-'));
    storage = new DiskStorage(directory);
    log = new SqlRoomLog(database, new MemoryBus(), quietLogger());
    const grants = new MediaGrants('the secret of this test');
    library = new Library(encoder, storage, new SqlPictureRepository(database), grants);
    ana = await anActor(database, 'Ana');
    room = await aRoom(database, ana);
  });
  afterAll(async () => {
    await database?.close();
    if (directory) await rm(directory, { recursive: true });
  });

  const upload = (by = ana, to = room): Promise<AttachmentView> =>
    library.take(Buffer.from('a picture'), { roomId: to.id, personId: by.id });
  const act = async (action: Parameters<typeof aChange>[2], by = ana, where = room): Promise<number> =>
    (await log.append(aChange(where, by, action))).seq;
  const say = (...attachments: AttachmentView[]): Promise<number> =>
    act({ kind: 'post', text: 'look', attachments });
  const files = async (): Promise<string[]> =>
    (await readdir(directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  const idsOf = ({ id, thumbnailUrl = '' }: AttachmentView): string[] => [
    id,
    thumbnailUrl.replace('/media/', ''),
  ];
  const tidying = (more: Partial<ConstructorParameters<typeof KeepTidy>[0]> = {}): KeepTidy => {
    const ledger = new SqlMediaLedger(database);
    const leases = new SqlLeases(database, uuid());
    return new KeepTidy({ ledger, storage, leases, logger: quietLogger(), ...more }, { again: () => 0 });
  };
  /** Tidies once, and lets go of the right to. */
  const tidy = async (...more: Parameters<typeof tidying>): Promise<void> => {
    const keeper = tidying(...more);
    await keeper.tidy();
    await keeper.stop();
  };
  /** As if it had been brought so long ago. */
  const age = (picture: AttachmentView, ms: number): Promise<unknown> =>
    database.query(
      `update pictures set created_at = now() - $2::bigint * interval '1 millisecond' where id = $1`,
      [picture.id, ms],
    );
  const refusal = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'done',
      (error: Problem) => error.code,
    );

  /** Everything that takes a picture's message away, or the picture out of it. */
  const endings: [string, (seq: number, where: Room) => Promise<unknown>][] = [
    ['its author deletes the message', (seq) => act({ kind: 'delete', seq })],
    [
      'its platform says it is gone',
      (seq) => act({ kind: 'delete', seq, onPlatform: true }, { ...ana, via: 'slack' }),
    ],
    [
      'somebody marks the message deleted by hand',
      (seq) =>
        database.query('update messages set deleted = true where room_id = $1 and seq = $2', [room.id, seq]),
    ],
    [
      'the message is taken out of the table',
      (seq) => database.query('delete from messages where room_id = $1 and seq = $2', [room.id, seq]),
    ],
  ];
  test.each(endings)('a picture is gone, with its files, when %s', async (_when, end) => {
    const picture = await upload();
    const seq = await say(picture);
    expect(await library.open(picture.id, null, undefined)).not.toBeNull();
    await end(seq, room);
    for (const id of idsOf(picture)) expect(await library.open(id, null, undefined)).toBeNull();
    await tidy();
    for (const id of idsOf(picture)) expect(await files()).not.toContain(id);
    expect(await database.query('select id from doomed_media where due <= now()')).toEqual([]);
  });

  test.each(endings)('so is a file that is no picture, kept as it came, when %s', async (_when, end) => {
    const page = Buffer.from('<!doctype html><script>alert(1)</script>');
    const by = { roomId: room.id, personId: ana.id, name: '../evil.html' };
    const file = await library.keep(page, by);
    expect(file).toMatchObject({ kind: 'file', name: 'evil.html', type: 'text/plain', size: page.length });
    const seq = await say(file);
    expect((await library.read(file.id))?.bytes).toEqual(page);
    await end(seq, room);
    expect(await library.open(file.id, null, undefined)).toBeNull();
    await tidy();
    expect(await files()).not.toContain(file.id);
  });

  test('a file of a closed room is had by those who read a linked channel, as long as it is linked', async () => {
    const grants = new MediaGrants('the secret of this test');
    const closed = await aRoom(database, ana);
    await database.query(`update rooms set visibility = 'private' where id = $1`, [closed.id]);
    const link = uuid();
    const channel = {
      platform: 'discord',
      tenantId: 'guild',
      channelId: `channel ${link}`,
      channelName: 'movies',
    } as const;
    await act({ kind: 'add-link', link: { id: link, ...channel }, invited: false }, ana, closed);
    const bring = (): Promise<AttachmentView> =>
      library.keep(Buffer.from('words'), { roomId: closed.id, personId: ana.id });
    const [file, other] = [await bring(), await bring()];
    const grantOf = (linkId: string, of = file): string =>
      new URL(grants.onLink(linkId, of).url, 'http://here').searchParams.get('grant') ?? '';
    const opens = async (grant: string): Promise<boolean> =>
      (await library.open(file.id, null, grant)) !== null;

    expect(await opens(grantOf(link))).toBe(false); // nobody has said it yet
    await act({ kind: 'post', text: 'look', attachments: [file, other] }, ana, closed);
    expect(await opens(grantOf(link))).toBe(true);
    expect(await opens(grantOf(link, other))).toBe(false);
    expect(await opens(grantOf(uuid()))).toBe(false);
    expect(await opens(grantOf(link).replace(/.$/, (last) => (last === 'A' ? 'E' : 'A')))).toBe(false);
    expect(await opens(grantOf(link).replace('.0.', '.zzzzzz.'))).toBe(false);
    await act(
      { kind: 'remove-link', linkId: link, platform: 'discord', channel: 'movies', onPlatform: false },
      ana,
      closed,
    );
    expect(await opens(grantOf(link))).toBe(false);
  });

  test('a file of a closed room is had by whoever may read it, and by nobody else', async () => {
    const closed = await aRoom(database, ana);
    await database.query(`update rooms set visibility = 'private' where id = $1`, [closed.id]);
    const file = await library.keep(Buffer.from('words'), { roomId: closed.id, personId: ana.id });
    await act({ kind: 'post', text: '', attachments: [file] }, ana, closed);
    const stranger = await anActor(database, '보라');
    expect(await library.open(file.id, ana.id, undefined)).not.toBeNull();
    for (const who of [null, stranger.id]) expect(await library.open(file.id, who, undefined)).toBeNull();
  });

  test('nothing is kept that is empty or above the limit', async () => {
    const by = { roomId: room.id, personId: ana.id };
    const before = await files();
    expect(await refusal(library.keep(Buffer.alloc(0), by))).toBe('invalid_input');
    expect(await refusal(library.keep(Buffer.alloc(25 * 1024 * 1024 + 1), by))).toBe('too_large');
    expect(await files()).toEqual(before);
  });

  test('pictures are gone with their room, said or not', async () => {
    const other = await aRoom(database, ana);
    const [said, unsaid] = [await upload(ana, other), await upload(ana, other)];
    await act({ kind: 'post', text: '', attachments: [said] }, ana, other);
    await new SqlRoomRepository(database).delete(other.id);
    await tidy();
    for (const id of [said, unsaid].flatMap(idsOf)) {
      expect(await library.open(id, null, undefined)).toBeNull();
      expect(await files()).not.toContain(id);
    }
  });

  test('a picture stands in one message: a second one is refused, also in the same breath', async () => {
    const picture = await upload();
    const [first, second] = await Promise.all([refusal(say(picture)), refusal(say(picture))]);
    expect([first, second].sort()).toEqual(['attachment_not_found', 'done']);
    expect(await refusal(say(picture))).toBe('attachment_not_found');
    const bora = await anActor(database, '보라');
    const post = { kind: 'post' as const, text: 'mine', attachments: [await upload()] };
    expect(await refusal(act(post, bora))).toBe('attachment_not_found');
  });

  test('the same post again still has one effect', async () => {
    const picture = await upload();
    const post = aChange(room, ana, { kind: 'post', text: 'once', attachments: [picture] }, uuid());
    const { seq } = await log.append(post);
    expect(await log.append(post)).toEqual({ seq, changed: false });
  });

  test('an upload that nobody says goes after an hour, one that was said stays', async () => {
    const [young, old, said] = [await upload(), await upload(), await upload()];
    await say(said);
    await age(old, HOUR + 1000);
    await age(said, HOUR * 100);
    await tidy();
    const left = await files();
    for (const id of [young, said].flatMap(idsOf)) expect(left).toContain(id);
    for (const id of idsOf(old)) expect(left).not.toContain(id);
    expect(await refusal(say(old))).toBe('attachment_not_found');
  });

  test('what a crash left between the store and the note of it is taken out, and nothing that was noted', async () => {
    const halves = new Library(
      encoder,
      storage,
      new (class extends SqlPictureRepository {
        override add(): Promise<void> {
          return Promise.reject(new Error('the process is killed here'));
        }
      })(database),
      new MediaGrants('the secret of this test'),
    );
    const kept = storage.remove.bind(storage);
    storage.remove = () => Promise.reject(new Error('and does not clear up'));
    const before = await files();
    await expect(halves.take(Buffer.from('half'), { roomId: room.id, personId: ana.id })).rejects.toThrow(
      'killed',
    );
    storage.remove = kept;
    const left = (await files()).filter((id) => !before.includes(id));
    expect(left).toHaveLength(2);
    const whole = await upload();
    await database.query('update doomed_media set due = now()');
    await tidy();
    for (const id of left) expect(await files()).not.toContain(id);
    for (const id of idsOf(whole)) expect(await files()).toContain(id);
  });

  test('a file that cannot be taken out is tried again until it is', async () => {
    const picture = await upload();
    await act({ kind: 'delete', seq: await say(picture) });
    const stuck = { list: storage.list.bind(storage), remove: () => Promise.reject(new Error('read-only')) };
    await tidy({ storage: stuck });
    expect(await files()).toContain(picture.id);
    await tidy();
    expect(await files()).not.toContain(picture.id);
  });

  test('files that nothing knows are found and taken out, young ones and posters are left', async () => {
    const [stray, young, poster] = [uuid(), uuid(), uuid()].map((id) => `${id.slice(0, -2)}ab`) as [
      string,
      string,
      string,
    ];
    for (const id of [stray, young, poster]) await storage.put(id, Buffer.from('x'));
    const old = new Date(Date.now() - 2 * HOUR);
    for (const id of [stray, poster]) await utimes(join(directory, 'ab', id), old, old);
    await database.query('insert into posters (id, source) values ($1::text::uuid, $2)', [
      poster,
      `https://x/${poster}`,
    ]);
    const keeper = tidying();
    await keeper.searchPart(0xab);
    await keeper.tidy();
    await keeper.stop();
    const left = (await storage.list(0xab)).map(({ id }) => id);
    expect(left).not.toContain(stray);
    expect(left).toEqual(expect.arrayContaining([young, poster]));
  });

  test('a known picture whose file is lost is told of, and not forgotten', async () => {
    const picture = await upload();
    await say(picture);
    await age(picture, 2 * HOUR);
    await storage.remove(picture.id);
    const told: unknown[] = [];
    const logger = { ...quietLogger(), warn: (facts: unknown) => void told.push(facts) };
    const keeper = tidying({ logger });
    await keeper.searchPart(parseInt(picture.id.slice(-2), 16));
    expect(told).toEqual([{ files: 1, first: picture.id }]);
    expect(await library.open(picture.id, null, undefined)).not.toBeNull();
    expect(await library.read(picture.id)).toBeNull();
  });

  test('two processes do not tidy at once', async () => {
    const [one, two] = [tidying(), tidying()];
    await one.tidy();
    const picture = await upload();
    await act({ kind: 'delete', seq: await say(picture) });
    await two.tidy();
    expect(await files()).toContain(picture.id);
    await one.stop();
    await two.tidy();
    await two.stop();
    expect(await files()).not.toContain(picture.id);
  });
});
