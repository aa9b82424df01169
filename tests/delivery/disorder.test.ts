import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemoteMessage } from '../../src/core/delivery/chat-adapter.ts';
import { Inbox, type InboxDeps } from '../../src/core/delivery/inbox.ts';
import type { ChannelRef, Link } from '../../src/core/delivery/link.ts';
import { MemoryBus } from '../../src/bus/memory-bus.ts';
import { noRateLimits } from '../../src/bus/rate-limits.ts';
import type { Database } from '../../src/db/database.ts';
import type { MessageView } from '../../src/protocol/frames.ts';
import { somebody } from '../support/channel-in-memory.ts';
import { engines } from '../support/databases.ts';
import { DeliveryStage } from '../support/delivery-stage.ts';
import { quietLogger } from '../support/quiet-logger.ts';
import { RoomInMemory } from '../support/room-in-memory.ts';

const [ana, bora, chris] = [somebody('Ana'), somebody('보라'), somebody('Chris')];
const START = Date.now();
/** Long enough for all events of a run to have come, and short enough for thousands of runs. */
const PATIENCE = { parent: 8, doubt: 60_000 };

type Happening = (inbox: Inbox, channel: ChannelRef) => Promise<void>;

function message(remoteId: string, second: number, more: Partial<RemoteMessage> = {}): RemoteMessage {
  return {
    remoteId,
    ours: false,
    relayed: true,
    author: ana,
    text: remoteId,
    attachments: [],
    at: new Date(START + second * 1000),
    edited: false,
    reactions: [],
    ...more,
  };
}

const parent = { replyTo: { remoteId: 'P', at: new Date(START) } };
const edition = (of: RemoteMessage, text: string, second: number): RemoteMessage => ({
  ...of,
  text,
  edited: true,
  editedAt: new Date(START + second * 1000),
});
const P = message('P', 0);
const R = message('R', 1, { author: bora, ...parent });

const posted =
  (what: RemoteMessage): Happening =>
  (inbox, channel) =>
    inbox.posted(channel, what);
const edited =
  (what: RemoteMessage, text: string, second: number): Happening =>
  (inbox, channel) =>
    inbox.edited(channel, edition(what, text, second));
const deleted =
  (what: RemoteMessage): Happening =>
  (inbox, channel) =>
    inbox.deleted(channel, what.remoteId);
const reacted =
  (what: RemoteMessage, emoji: string): Happening =>
  (inbox, channel) =>
    inbox.reacted(channel, what.remoteId, chris, emoji, true);

/** What happened about one or two messages, in its order. */
const HAPPENINGS: Record<string, Happening[]> = {
  'a message that is edited twice, and a reply': [
    posted(P),
    edited(P, 'P, second try', 2),
    edited(P, 'P', 3),
    reacted(P, '🎬'),
    posted(R),
    reacted(R, '👍'),
  ],
  'a message that is deleted after its reply': [
    posted(P),
    edited(P, 'P, second try', 2),
    reacted(P, '🎬'),
    posted(R),
    reacted(R, '👍'),
    deleted(P),
  ],
  'a reply that is edited twice': [
    posted(P),
    posted(R),
    edited(R, 'R, second try', 2),
    edited(R, 'R, third try', 3),
    reacted(R, '👍'),
    reacted(P, '🎬'),
  ],
  'a reply that is edited and deleted': [
    posted(P),
    reacted(P, '🎬'),
    posted(R),
    edited(R, 'R, second try', 2),
    reacted(R, '👍'),
    deleted(R),
  ],
};

interface Seen {
  remoteId: string | undefined;
  text: string;
  repliesTo: string | undefined;
  reactions: string[];
}

/** A room as people see it, in whichever order its messages were taken in. */
function seen(messages: MessageView[], remoteIdOf: (seq: number) => string | undefined): Seen[] {
  return messages
    .map((each) => ({
      remoteId: remoteIdOf(each.seq),
      text: each.text,
      repliesTo: each.quote && remoteIdOf(each.quote.seq),
      reactions: (each.reactions ?? []).map(({ emoji, count }) => `${emoji} ${count}`).sort(),
    }))
    .sort((a, b) => (a.remoteId ?? '').localeCompare(b.remoteId ?? ''));
}

/** Nobody sends any here. */
const noPictures: InboxDeps['media'] = {
  take: () => Promise.reject(new Error('there are no pictures here')),
  keep: () => Promise.reject(new Error('nor other files')),
  sources: () => Promise.resolve(new Map()),
  copiesOf: () => Promise.resolve([]),
};

const noLateFiles: InboxDeps['lateFiles'] = {
  note: () => Promise.resolve(),
  claim: () => Promise.resolve(null),
  nextIn: () => Promise.resolve(null),
  has: () => Promise.resolve(false),
  forget: () => Promise.resolve(),
  forgetBut: () => Promise.resolve(),
};

/** What comes of it when platforms tell these things in this order, in a room of its own. */
async function outcome(happenings: readonly Happening[]): Promise<Seen[]> {
  const room = new RoomInMemory(new Date(START - 1000));
  const system = { id: 'matinee', name: 'Matinee', via: 'web' as const };
  const inbox = new Inbox(
    {
      links: room.links,
      log: room,
      people: room.people,
      messages: room,
      media: noPictures,
      limiter: noRateLimits,
      lateFiles: noLateFiles,
      bus: new MemoryBus(),
      leases: { take: () => Promise.resolve(null) },
      logger: quietLogger(),
      system,
      adapters: new Map(),
    },
    PATIENCE,
  );
  await Promise.all(happenings.map((happen) => happen(inbox, room.link)));
  await settled();
  inbox.close();
  return seen(room.messages, (seq) => room.remoteIdOf(seq));
}

/** Until replies have given up waiting for a parent that never comes. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, PATIENCE.parent * 3));
}

function* permutations<T>(things: readonly T[]): Generator<T[]> {
  if (things.length === 0) yield [];
  for (const [index, thing] of things.entries()) {
    for (const rest of permutations(things.toSpliced(index, 1))) yield [thing, ...rest];
  }
}

/** Each of them one to four times, in any order. */
const repeatedAndShuffled = (happenings: readonly Happening[]): fc.Arbitrary<Happening[]> =>
  fc
    .array(fc.integer({ min: 1, max: 4 }), { minLength: happenings.length, maxLength: happenings.length })
    .chain((times) => {
      const all = happenings.flatMap((each, index) => Array<Happening>(times[index] ?? 1).fill(each));
      return fc.shuffledSubarray(all, { minLength: all.length });
    });

describe.each(Object.entries(HAPPENINGS))('%s', (_name, happenings) => {
  it('looks the same in the end in whichever of all orders it is told', async () => {
    const expected = await outcome(happenings);
    expect(expected.length).toBeGreaterThan(0);
    const orders = [...permutations(happenings)];
    const outcomes = await Promise.all(orders.map(outcome));
    const wrong = outcomes.flatMap((each, index) => {
      if (JSON.stringify(each) === JSON.stringify(expected)) return [];
      return [{ order: orders[index]?.map((one) => happenings.indexOf(one)), each }];
    });
    expect({ wrong: wrong.length, first: wrong[0], expected }).toEqual({
      wrong: 0,
      first: undefined,
      expected,
    });
  });

  it('looks the same in the end however often each of it is told', async () => {
    const expected = await outcome(happenings);
    await fc.assert(
      fc.asyncProperty(repeatedAndShuffled(happenings), async (told) => {
        expect(await outcome(told)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});

describe.each(engines)('on $name', ({ available, open }) => {
  let database: Database;
  beforeAll(async () => {
    if (available) database = await open();
  });
  afterAll(() => database?.close());

  it.skipIf(!available)('the same holds: a room looks the same in the end', async () => {
    const onDatabase = async (told: readonly Happening[]): Promise<Seen[]> => {
      const stage = await DeliveryStage.set(database);
      const link: Link = await stage.link();
      // Made before all of it happened.
      await database.query('update links set created_at = $2 where id = $1', [
        link.id,
        new Date(START - 1000).toISOString(),
      ]);
      const inbox = stage.inbox({ patience: PATIENCE });
      await Promise.all(told.map((happen) => happen(inbox, link)));
      await settled();
      // Nothing is under way any more once the channel's next turn is over.
      await inbox.deleted(link, 'nothing');
      await stage.strike();
      const names = new Map(
        (await stage.links.copiesBefore(link.id, null, 100)).map((copy) => [copy.seq, copy.remoteId]),
      );
      return seen(await stage.history(), (seq) => names.get(seq));
    };
    for (const happenings of Object.values(HAPPENINGS)) {
      const expected = await onDatabase(happenings);
      await fc.assert(
        fc.asyncProperty(repeatedAndShuffled(happenings), async (told) => {
          expect(await onDatabase(told)).toEqual(expected);
        }),
        { numRuns: 3 },
      );
    }
  });
});
