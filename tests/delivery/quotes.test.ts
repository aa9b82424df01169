import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Films } from '../../src/core/catalogue/films.ts';
import { Departures } from '../../src/core/departures/departures.ts';
import { leaveForGood } from '../../src/core/departures/leave-for-good.ts';
import type { Link } from '../../src/core/delivery/link.ts';
import type { Actor } from '../../src/core/rooms/room.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlLeases } from '../../src/db/leases.ts';
import { SqlDepartureRepository } from '../../src/db/repositories/departures.ts';
import { SqlCommentRepository } from '../../src/db/repositories/review-comments.ts';
import { SqlReviewRepository } from '../../src/db/repositories/reviews.ts';
import { PlatformInMemory, somebody } from '../support/channel-in-memory.ts';
import { engines } from '../support/databases.ts';
import { DeliveryStage } from '../support/delivery-stage.ts';
import { anActor } from '../support/factories.ts';
import { waitFor } from '../support/wait-for.ts';

describe.each(engines)('what stands in a channel of what was taken back, on $name', ({ available, open }) => {
  let database: Database;
  let stage: DeliveryStage;
  let platform: PlatformInMemory;
  let theo: Actor;

  beforeAll(async () => {
    if (available) database = await open();
  });
  afterAll(() => database?.close());
  beforeEach(async () => {
    if (!available) return;
    stage = await DeliveryStage.set(database);
    platform = new PlatformInMemory();
    theo = await anActor(database, `theo${uuid().slice(-8)}`);
    await stage.act({ kind: 'join' }, theo);
  });
  afterEach(() => stage?.strike());
  const test = it.skipIf(!available);

  const quotes = (link: Link): (string | undefined)[] =>
    platform.channel(link).messages.map(({ quote }) => quote?.text);

  test('is quoted by answers as it is now: an edit changes the quote, a deletion takes it away', async () => {
    // Said before the channel was there: what answers them cannot point at them, and quotes.
    const [one, two, other] = await stage.sayAll(['the butler did it', 'the cook did it', 'stairs']);
    const link = await stage.link();
    await stage.courier(link, platform);
    for (const replyTo of [one, two, other]) await stage.say('oh', { replyTo: replyTo! });
    await stage.delivered(link);
    expect(quotes(link)).toEqual(['the butler did it', 'the cook did it', 'stairs']);
    await stage.act({ kind: 'delete', seq: one! });
    await stage.act({ kind: 'edit', seq: two!, text: 'nobody did it' });
    await stage.decorated(link);
    expect(quotes(link)).toEqual([undefined, 'nobody did it', 'stairs']);
    expect(platform.channel(link).texts).toEqual(['oh', 'oh', 'oh']);
    expect(platform.count('edit')).toBe(2);
  });

  test('is mended where it was taken back while nobody carried the link, and once', async () => {
    const [one] = await stage.sayAll(['the butler did it']);
    const link = await stage.link();
    const first = await stage.courier(link, platform);
    await stage.say('oh', { replyTo: one! });
    await stage.decorated(link);
    await first.stop();
    await stage.act({ kind: 'delete', seq: one! });
    const second = await stage.courier(link, platform);
    await stage.decorated(link);
    expect(quotes(link)).toEqual([undefined]);
    await second.stop();
    await stage.courier(link, platform);
    await stage.decorated(link);
    expect(platform.count('edit')).toBe(1);
  });

  test('holds up no line while the platform makes us wait with it', async () => {
    const [one] = await stage.sayAll(['the butler did it']);
    const link = await stage.link();
    await stage.courier(link, platform);
    await stage.say('oh', { replyTo: one! });
    await stage.delivered(link);
    platform.fail('edit', 'wait', { times: 10_000, retryAfter: 60_000 });
    await stage.act({ kind: 'delete', seq: one! });
    await waitFor('the first try', () => platform.count('edit') > 0);
    await stage.say('and now?');
    await stage.delivered(link);
    expect(platform.channel(link).texts).toEqual(['oh', 'and now?']);
  });

  test('is left alone where an answer shows what it answers by itself', async () => {
    const link = await stage.link();
    await stage.courier(link, platform);
    const one = await stage.say('the butler did it');
    await stage.delivered(link);
    await stage.say('oh', { replyTo: one });
    await stage.delivered(link);
    await stage.act({ kind: 'edit', seq: one, text: 'nobody did it' });
    await stage.decorated(link);
    expect(platform.count('edit')).toBe(1); // the line itself
  });

  test.each(['delete', 'anonymise'] as const)(
    'goes with somebody who leaves for good (%s): their copies, and their name above answers, beside the talk',
    async (lines) => {
      const before = await stage.act({ kind: 'post', text: 'stairs' }, theo);
      const link = await stage.link();
      await stage.courier(link, platform);
      for (let i = 0; i < 5; i++) await stage.act({ kind: 'post', text: `line ${i}` }, theo);
      await stage.say('oh', { replyTo: before });
      await stage.say('stays');
      await stage.delivered(link);
      platform.fail('remove', 'wait', { times: 3, retryAfter: 10 });
      const departures = new SqlDepartureRepository(database);
      await leaveForGood({ departures, bus: stage.bus }, theo.id, lines);
      const worker = new Departures(
        {
          departures,
          films: new Films([]),
          reviews: new SqlReviewRepository(database),
          comments: new SqlCommentRepository(database),
          rooms: stage.rooms,
          log: stage.log,
          bus: stage.bus,
          leases: new SqlLeases(database, uuid()),
          logger: stage.logger,
        },
        { look: 20, again: 0 },
      );
      await worker.start();
      await waitFor(
        'the departure',
        async () => (await database.query('select 1 from departures')).length === 0,
      );
      await worker.stop();
      await stage.decorated(link);
      const { messages } = platform.channel(link);
      expect(messages.map(({ text }) => text)).toEqual(['oh', 'stays']);
      const quote = lines === 'delete' ? null : { name: 'Someone who left', text: 'stairs' };
      expect(messages[0]?.quote).toEqual(quote);
      expect(JSON.stringify(messages)).not.toContain(theo.name);
      // Nobody took them for a moderator's act: in the room they stand.
      if (lines === 'anonymise') expect(await stage.history()).toHaveLength(8);
    },
  );

  test('is taken for nobody else’s: what people say there themselves stays', async () => {
    const link = await stage.link();
    await stage.courier(link, platform);
    platform.channel(link).say(somebody('mina'), 'mine');
    const seq = await stage.say('ours');
    await stage.delivered(link);
    await stage.act({ kind: 'delete', seq });
    await stage.decorated(link);
    expect(platform.channel(link).texts).toEqual(['mine']);
  });
});
