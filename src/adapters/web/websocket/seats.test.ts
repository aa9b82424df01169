import { expect, it } from 'vitest';
import type { Core } from '../../../core/core.ts';
import { encodeEvents } from '../../../core/rooms/event-batch.ts';
import type { Room } from '../../../core/rooms/room.ts';
import type { Standing } from '../../../core/rooms/room-repository.ts';
import type { EventKind } from '../../../protocol/frames.ts';
import type { RoomLog } from '../../../core/rooms/room-log.ts';
import { quietLogger } from '../../../../tests/support/quiet-logger.ts';
import { Connection } from './connection.ts';
import type { FeedHub } from './feed-hub.ts';
import { RoomFeed } from './room-feed.ts';
import { Seats } from './seats.ts';

const ANA = { id: 'ana', name: 'Ana', avatar: null, locale: null };
const ROOM: Room = {
  id: 'room',
  slug: 'a-room',
  title: 'A room',
  topic: '',
  movieId: null,
  visibility: 'public',
  passwordHash: null,
  capacity: null,
  ownerId: 'owner',
  seq: 5,
  epoch: 'epoch',
};
const standing = (seq: number, more: Partial<Standing> = {}): Standing => ({
  room: { ...ROOM, seq },
  role: 'member',
  banned: false,
  ...more,
});
const told = (
  seq: number,
  kind: EventKind,
  data: object,
): { seq: number; kind: EventKind; frame: string } => ({
  seq,
  kind,
  frame: JSON.stringify({ op: 'event', room: 'a-room', seq, kind, data }),
});
const post = (seq: number): ReturnType<typeof told> => told(seq, 'message.posted', { text: 'x' });

/** One room on a process that has told everything up to 5, and somebody with a socket to it. */
function aProcess(person: typeof ANA | null, look: () => Standing | null) {
  const core: Core = Object.assign({} as Core, {
    rooms: { standing: () => Promise.resolve(look()) },
    presence: { enter: () => undefined, leave: () => undefined, count: () => Promise.resolve(1) },
    meter: { count: () => undefined, watch: () => undefined },
    bus: { publish: () => undefined },
    logger: quietLogger(),
  });
  const log: Pick<RoomLog, 'read'> = { read: () => Promise.resolve([]) };
  const hub: Pick<FeedHub, 'open' | 'release'> = {
    open: () => Promise.resolve(feed),
    release: () => undefined,
  };
  const seats = new Seats(core, () => hub as FeedHub);
  const feed: RoomFeed = new RoomFeed(
    ROOM.id,
    ROOM.slug,
    ROOM.epoch,
    log as RoomLog,
    {
      onControl: (of, event) => seats.review(of, event),
      onSignal: () => seats.end(feed),
      onPending: (of) => of.flush(),
      onDelivered: () => undefined,
    },
    quietLogger(),
  );
  feed.seq = 5;
  const written: Buffer[] = [];
  const socket = {
    readyState: 1,
    OPEN: 1,
    close: () => undefined,
    terminate: () => undefined,
    _socket: { writableLength: 0, write: (bytes: Buffer) => written.push(bytes) },
  };
  const connection = new Connection(
    'socket',
    'address',
    socket as object as ConstructorParameters<typeof Connection>[2],
    () => undefined,
    () => undefined,
  );
  connection.person = person;
  const sit = (): Promise<void> =>
    seats.take(connection, ROOM, person ? 'member' : 'reader', {}).finally(() => seats.close());
  /** Whether it reads, and the numbers of the events it was given. */
  const state = (): { seated: boolean; given: number[] } => {
    connection.flush();
    const given = [
      ...Buffer.concat(written)
        .toString('latin1')
        .matchAll(/"op":"event","room":"a-room","seq":(\d+)/g),
    ];
    return { seated: connection.rooms.has('a-room'), given: given.map(([, seq]) => Number(seq)) };
  };
  return { feed, sit, state };
}

it('a kick that comes late leaves somebody alone who has come back meanwhile, and one after that does not', async () => {
  const { feed, sit, state } = aProcess(ANA, () => standing(8));
  await sit();
  feed.take(
    encodeEvents([
      post(6),
      told(7, 'member.kicked', { person: ANA }),
      told(8, 'member.joined', { person: ANA }),
    ]),
  );
  expect(state()).toEqual({ seated: true, given: [6, 7, 8] });
  feed.take(encodeEvents([told(9, 'member.kicked', { person: ANA }), post(10)]));
  expect(state()).toEqual({ seated: false, given: [6, 7, 8, 9] });
});

it.each([
  ['turns private', { visibility: 'private' }],
  ['gets a password', { hasPassword: true }],
  ['gets a password from a process of an older version', {}],
])(
  'a reader without a name reads nothing that is said after a room %s, and nobody is asked',
  async (_what, data) => {
    let looks = 0;
    const { feed, sit, state } = aProcess(null, () => {
      looks++;
      return standing(5, { role: null });
    });
    await sit();
    feed.take(encodeEvents([post(6), told(7, 'room.changed', data), post(8)]));
    expect(state()).toEqual({ seated: false, given: [6, 7] });
    expect(looks).toBe(1);
  },
);

it('a change of the title, or a room that opens, puts nobody out; a room that closes leaves its members', async () => {
  const [nameless, member] = [
    aProcess(null, () => standing(5, { role: null })),
    aProcess(ANA, () => standing(5)),
  ];
  await nameless.sit();
  nameless.feed.take(
    encodeEvents([
      told(6, 'room.changed', { title: 'Another' }),
      told(7, 'room.changed', { visibility: 'unlisted' }),
      told(8, 'room.changed', { hasPassword: false }),
    ]),
  );
  expect(nameless.state()).toEqual({ seated: true, given: [6, 7, 8] });
  await member.sit();
  member.feed.take(
    encodeEvents([told(6, 'room.changed', { visibility: 'private', hasPassword: true }), post(7)]),
  );
  expect(member.state()).toEqual({ seated: true, given: [6, 7] });
});

it('a right that was read before it was taken away is read again before the seat is given', async () => {
  const looks = [standing(5), standing(6, { role: null, banned: true })];
  const { feed, sit, state } = aProcess(ANA, () => {
    const now = looks.shift() ?? null;
    // Told while the answer is under way.
    if (looks.length === 1) feed.take(encodeEvents([told(6, 'member.banned', { person: ANA })]));
    return now;
  });
  await expect(sit()).rejects.toMatchObject({ code: 'banned' });
  expect(state()).toEqual({ seated: false, given: [] });
});

it('what others do costs nobody a second look, so that many who come at once all get their seats', async () => {
  let looks = 0;
  const { feed, sit, state } = aProcess(ANA, () => {
    feed.take(encodeEvents([told(6 + looks++, 'member.joined', { person: { id: 'another' } })]));
    return standing(5);
  });
  await sit();
  expect([state().seated, looks]).toEqual([true, 1]);
});

it('nobody sits down in a room that was ended while their right was read', async () => {
  const { feed, sit, state } = aProcess(ANA, () => {
    feed.take(Buffer.from('S{"type":"ended"}'));
    return standing(5);
  });
  await expect(sit()).rejects.toMatchObject({ code: 'room_not_found' });
  expect(state().seated).toBe(false);
});
