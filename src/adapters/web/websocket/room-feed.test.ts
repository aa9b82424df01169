import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEvents } from '../../../core/rooms/event-batch.ts';
import type { EventKind } from '../../../protocol/frames.ts';
import type { LoggedEvent, RoomLog } from '../../../core/rooms/room-log.ts';
import { quietLogger } from '../../../../tests/support/quiet-logger.ts';
import { waitFor } from '../../../../tests/support/wait-for.ts';
import { RoomFeed, type CatchUp, type FeedObserver } from './room-feed.ts';

/** A log in memory; each read takes a few turns of the microtask queue. */
class LogInMemory implements Pick<RoomLog, 'read'> {
  readonly events: LoggedEvent[] = [];
  reads = 0;

  add(count: number, length = 0): LoggedEvent[] {
    const from = this.events.length;
    for (let i = 0; i < count; i++) {
      const seq = this.events.length + 1;
      const frame = JSON.stringify({
        op: 'event',
        seq,
        kind: 'message.posted',
        data: { text: 'x'.repeat(length) },
      });
      this.events.push({ seq, kind: 'message.posted', frame });
    }
    return this.events.slice(from);
  }

  /** One event of some kind. */
  tell(kind: EventKind, data: object): LoggedEvent {
    const seq = this.events.length + 1;
    const event = { seq, kind, frame: JSON.stringify({ op: 'event', seq, kind, data }) };
    this.events.push(event);
    return event;
  }

  async read(_room: string, after: number, limit: number): Promise<LoggedEvent[]> {
    this.reads++;
    const page = this.events.slice(after, after + limit);
    await turns(3);
    return page;
  }
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve();
}

function aFeed(
  log: LogInMemory,
  onPending = (feed: RoomFeed): void => feed.flush(),
  onControl: FeedObserver['onControl'] = () => undefined,
): RoomFeed {
  const observer: FeedObserver = {
    onControl,
    onSignal: () => undefined,
    onPending,
    onDelivered: () => undefined,
  };
  return new RoomFeed(
    'room',
    'slug',
    'epoch',
    log as Pick<RoomLog, 'read'> as RoomLog,
    observer,
    quietLogger(),
  );
}

/** The numbers in a buffer of frames as a reader is given them. */
const numbersIn = (frames: Buffer): number[] =>
  [...frames.toString('latin1').matchAll(/"op":"event","seq":(\d+)/g)].map(([, seq]) => Number(seq));

/** A reader that resumes after what it knows; `known` fills with what it is given, in order. */
async function resume(
  feed: RoomFeed,
  after: number,
): Promise<{ known: number[]; missed: CatchUp | undefined }> {
  const known: number[] = [];
  let missed: CatchUp | undefined;
  await feed.catchUp(after, (caught) => {
    missed = caught;
    if (!caught.reset) known.push(...numbersIn(Buffer.concat(caught.lines)));
    feed.readers.add({ receive: (frames) => known.push(...numbersIn(frames)) });
  });
  return { known, missed };
}

const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe('a room’s feed', () => {
  it('gives a reader that resumes every event once, at whatever moment the next one comes', async () => {
    for (let delay = 0; delay < 25; delay++) {
      const log = new LogInMemory();
      const feed = aFeed(log);
      feed.seq = log.add(700).length;
      const resuming = resume(feed, 50);
      await turns(delay);
      feed.take(encodeEvents(log.add(2)));
      const { known } = await resuming;
      feed.take(encodeEvents(log.add(1)));
      expect(known, `event after ${delay} turns`).toEqual(upTo(703, 51));
    }
  });

  it('hands over every event once and in order, however they come over the bus', async () => {
    const arrivals = fc.array(
      fc.tuple(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 0, max: 6 }),
      ),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(arrivals, async (batches) => {
        const log = new LogInMemory();
        const feed = aFeed(log);
        const { known } = await resume(feed, 0);
        log.add(48);
        for (const [from, count, pause] of batches) {
          feed.take(encodeEvents(log.events.slice(from - 1, from - 1 + count)));
          await turns(pause);
        }
        await feed.fill();
        await feed.fill();
        expect(known).toEqual(upTo(48));
      }),
    );
  });

  it('puts in order what two processes tell the other way round, without asking the log', async () => {
    const log = new LogInMemory();
    const feed = aFeed(log);
    const { known } = await resume(feed, 0);
    const [one, two, three] = log.add(3).map((event) => encodeEvents([event]));
    for (const batch of [three, two, one]) feed.take(batch ?? Buffer.alloc(0));
    expect(known).toEqual([1, 2, 3]);
    expect(log.reads).toBe(0);
  });

  it('asks the log for what the bus lost, and hands over what came behind it', async () => {
    const log = new LogInMemory();
    const feed = aFeed(log);
    const { known } = await resume(feed, 0);
    const [, ...later] = log.add(4);
    for (const event of later) feed.take(encodeEvents([event]));
    expect(known).toEqual([]);
    await waitFor('the log to be asked', () => known.length === 4);
    expect(known).toEqual([1, 2, 3, 4]);
    expect(log.reads).toBe(1);
  });

  it('asks the log once for many readers that come back together', async () => {
    const log = new LogInMemory();
    const feed = aFeed(log);
    feed.take(encodeEvents(log.add(200)));
    const back = await Promise.all(Array.from({ length: 50 }, () => resume(feed, 120)));
    expect(back.map(({ known }) => known.length)).toEqual(Array(50).fill(80));
    expect(log.reads).toBe(0);
  });

  it('reads the log once for all who come back to a process that has just started, however far each was', async () => {
    const log = new LogInMemory();
    log.add(400);
    const feed = aFeed(log);
    feed.seq = 400;
    const knew = Array.from({ length: 419 }, (_, i) => 20 + (i % 300));
    const back = await Promise.all(knew.map((after) => resume(feed, after)));
    expect(back.map(({ known }) => known)).toEqual(
      knew.map((after) => Array.from({ length: 400 - after }, (_, i) => after + 1 + i)),
    );
    // One way back for the first, one for the one who was further away.
    expect(log.reads).toBeLessThanOrEqual(2);
    await resume(feed, 21);
    expect(log.reads).toBeLessThanOrEqual(2);
  });

  it('lets those who missed little come back though somebody with them missed too much', async () => {
    const log = new LogInMemory();
    log.add(900, 1_000);
    const feed = aFeed(log);
    feed.seq = 900;
    const [far, near] = await Promise.all([resume(feed, 1), resume(feed, 880)]);
    expect(far.missed).toEqual({ reset: true });
    expect(near.known).toHaveLength(20);
  });

  it('tells everybody when the log cannot be read, and reads again for who comes then', async () => {
    const log = new LogInMemory();
    log.add(50);
    const feed = aFeed(log);
    feed.seq = 50;
    const read = log.read.bind(log);
    log.read = () => Promise.reject(new Error('away'));
    const back = await Promise.allSettled([resume(feed, 10), resume(feed, 20)]);
    expect(back.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    log.read = read;
    expect((await resume(feed, 10)).known).toHaveLength(40);
  });

  it('asks for a fresh start where too much was missed, counted in events or in bytes, or what is known is not', async () => {
    const many = new LogInMemory();
    const long = aFeed(many);
    long.seq = many.add(1001).length;
    expect((await resume(long, 0)).missed).toEqual({ reset: true });
    expect((await resume(long, 1)).known).toHaveLength(1000);
    expect((await resume(long, 1002)).missed).toEqual({ reset: true });

    const large = new LogInMemory();
    const heavy = aFeed(large);
    heavy.seq = large.add(60, 10_000).length;
    expect((await resume(heavy, 0)).missed).toEqual({ reset: true });
    expect((await resume(heavy, 20)).known).toEqual(upTo(60, 21));
  });

  it('goes to the log for what a reader knows before the bus has told it', async () => {
    const log = new LogInMemory();
    const feed = aFeed(log);
    feed.seq = log.add(5).length;
    log.add(2);
    expect(await resume(feed, 7)).toEqual({ known: [], missed: { reset: false, lines: [] } });
    expect(feed.seq).toBe(7);
  });

  describe('when something is taken back', () => {
    const SECRET = 'what nobody is to read any more';
    const textOf = (missed: CatchUp | undefined): string =>
      missed && !missed.reset ? Buffer.concat(missed.lines).toString() : 'nothing';

    it.each(['over the bus', 'from the log'])(
      'hands it to nobody who comes back later, told %s',
      async (way) => {
        const log = new LogInMemory();
        const feed = aFeed(log);
        feed.take(encodeEvents([log.tell('message.posted', { text: SECRET }), ...log.add(5)]));
        feed.take(encodeEvents([log.tell('message.edited', { seq: 1, text: `${SECRET}, changed` })]));
        expect(textOf((await resume(feed, 0)).missed)).toContain(SECRET);
        const gone = log.tell('message.deleted', { seq: 1 });
        if (way === 'over the bus') feed.take(encodeEvents([gone]));
        else await feed.fill();
        const { known, missed } = await resume(feed, 0);
        expect(known).toEqual(upTo(8));
        expect(textOf(missed)).not.toContain(SECRET);
        expect(textOf(missed)).toContain('{"text":"","deleted":true}');
      },
    );

    it('hands it to nobody who was coming back meanwhile, at whatever moment', async () => {
      for (let delay = 0; delay < 25; delay++) {
        const log = new LogInMemory();
        const feed = aFeed(log);
        log.tell('message.posted', { text: SECRET });
        feed.seq = 1 + log.add(699).length;
        let missed: CatchUp | undefined;
        const resuming = feed.catchUp(0, (caught) => (missed = caught));
        await turns(delay);
        const late = missed !== undefined;
        feed.take(encodeEvents([log.tell('message.deleted', { seq: 1 })]));
        await resuming;
        const told = textOf(missed).includes(SECRET);
        expect(told, `deleted after ${delay} turns, handed over ${late ? 'before' : 'after'}`).toBe(late);
      }
    });

    it('does not send it any more where it still waited to be sent', () => {
      const log = new LogInMemory();
      const sent: string[] = [];
      const feed = aFeed(log, () => undefined);
      feed.readers.add({ receive: (frames) => sent.push(frames.toString()) });
      feed.take(encodeEvents([log.tell('message.posted', { text: SECRET })]));
      feed.take(encodeEvents([log.tell('message.deleted', { seq: 1 })]));
      feed.flush();
      expect(sent.join('')).toContain('message.deleted');
      expect(sent.join('')).not.toContain(SECRET);
    });

    it('takes it out also when a process of an earlier version tells of it, whose batches have no mark', async () => {
      const log = new LogInMemory();
      const feed = aFeed(log);
      feed.take(encodeEvents([log.tell('message.posted', { text: SECRET })]));
      feed.take(Buffer.from(`E2 -\n${log.tell('message.deleted', { seq: 1 }).frame}`));
      expect(textOf((await resume(feed, 0)).missed)).not.toContain(SECRET);
    });
  });

  it.each(['bus', 'log'])(
    'hands nothing that comes after it to who was put out, out of one batch of the %s',
    async (way) => {
      const log = new LogInMemory();
      const given: number[] = [];
      const reader = { receive: (frames: Buffer) => void given.push(...numbersIn(frames)) };
      const feed = aFeed(log, undefined, (from) => from.readers.delete(reader));
      feed.readers.add(reader);
      const events = [
        ...log.add(1),
        log.tell('member.banned', { person: { id: 'theirs' } }),
        ...log.add(1),
        log.tell('member.joined', { person: { id: 'another' } }),
      ];
      if (way === 'bus') feed.take(encodeEvents(events));
      else await feed.fill();
      expect(feed.seq).toBe(4);
      expect(given).toEqual([1, 2]);
      expect(feed.rightsTaken).toBe(2);
    },
  );
});

describe('somebody who left for good', () => {
  it('is not named to who comes back while the log still has their name', async () => {
    const log = new LogInMemory();
    const named = { op: 'event', actor: { id: 'b0b0', name: 'Bora', via: 'web' } };
    const add = (kind: EventKind, data: object, actor: object): LoggedEvent => {
      const seq = log.events.length + 1;
      const event = { seq, kind, frame: JSON.stringify({ ...named, seq, kind, actor, data }) };
      log.events.push(event);
      return event;
    };
    for (let i = 0; i < 5; i++) add('message.posted', { text: 'hello' }, named.actor);
    const left = { id: 'b0b0', name: 'Someone who left', left: true };
    add('member.left', { person: left }, { ...left, via: 'web' });
    log.add(3);
    const feed = aFeed(log);
    feed.seq = log.events.length;
    let missed = '';
    await feed.catchUp(0, (caught) => {
      missed = caught.reset ? 'reset' : caught.lines.join('\n');
    });
    expect(missed).not.toContain('Bora');
    expect(missed.match(/Someone who left/g)).toHaveLength(7);
  });
});
