import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Link } from '../../src/core/delivery/link.ts';
import type { MessageRepository } from '../../src/core/messages/message-repository.ts';
import type { Logger } from '../../src/core/ports/logger.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlMessageRepository } from '../../src/db/repositories/messages.ts';
import { PlatformInMemory } from '../support/channel-in-memory.ts';
import { engines } from '../support/databases.ts';
import { DeliveryStage } from '../support/delivery-stage.ts';
import { waitFor } from '../support/wait-for.ts';

/** Messages whose look-up can be made to fail, or to give something that cannot be shown. */
class TroubledMessages extends SqlMessageRepository {
  trouble: (seqs: readonly number[]) => Error | null = () => null;
  poison: number | null = null;

  override async some(...args: Parameters<MessageRepository['some']>): ReturnType<MessageRepository['some']> {
    const error = this.trouble(args[1]);
    if (error) throw error;
    const found = await super.some(...args);
    const message = this.poison === null ? undefined : found.get(this.poison);
    if (message) {
      const stumble = (): never => {
        throw new TypeError('this cannot be shown');
      };
      Object.defineProperty(message, 'text', { get: stumble, enumerable: true });
    }
    return found;
  }
}

class LogRecorder implements Logger {
  readonly warnings: { facts: object; text: string }[] = [];
  debug = (): void => undefined;
  info = (): void => undefined;
  warn = (facts: object, text: string): void => void this.warnings.push({ facts, text });
  error = this.warn;
  child = (): Logger => this;
}

describe.each(engines)('a line that cannot be brought over, on $name', ({ available, open }) => {
  let database: Database;
  let stage: DeliveryStage;
  let platform: PlatformInMemory;
  let messages: TroubledMessages;
  let link: Link;

  beforeAll(async () => {
    if (available) database = await open();
  });
  afterAll(() => database?.close());
  beforeEach(async () => {
    if (!available) return;
    stage = await DeliveryStage.set(database);
    platform = new PlatformInMemory();
    messages = new TroubledMessages(database);
    link = await stage.link();
  });
  afterEach(() => stage?.strike());
  const test = it.skipIf(!available);
  const texts = (): string[] => platform.channel(link).texts;

  test('because the store blinks, however often, comes when the store is back', async () => {
    const faults = [
      new Error('the store is away'),
      new TypeError("Cannot read properties of null (reading 'write')"),
      Object.assign(new Error('terminating connection'), { code: '57P01' }),
    ];
    let failures = 0;
    messages.trouble = () => (failures < 12 ? (faults[failures++ % faults.length] ?? null) : null);
    const { delivered } = await stage.courier(link, platform, { messages });
    await stage.sayAll(['one', 'two']);
    await stage.delivered(link);
    expect(texts()).toEqual(['one', 'two']);
    expect(delivered.map(({ state }) => state)).toEqual(['sent', 'sent']);
    expect(failures).toBe(12);
  });

  test('because our own code stumbles over it each time, is given up, said to be lost, and holds up nobody', async () => {
    const [poison = 0] = await stage.sayAll(['poison', 'after']);
    messages.poison = poison;
    const { delivered } = await stage.courier(link, platform, { messages });
    await stage.delivered(link);
    expect(texts()).toEqual(['after']);
    expect(delivered[0]).toMatchObject({ seq: poison, state: 'failed' });
    const { notices } = platform.channel(link);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('cannot be shown here');
    expect(notices[0]).toContain('보여 드릴 수 없어요');
    expect(notices[0]).toContain('https://matinee.example/r/room');
  });

  test('because the store can never tell what it is, is given up too', async () => {
    const [poison = 0] = await stage.sayAll(['poison', 'after']);
    messages.trouble = (seqs) =>
      seqs.includes(poison) ? Object.assign(new Error('invalid byte sequence'), { code: '22021' }) : null;
    await stage.courier(link, platform, { messages });
    await stage.delivered(link);
    expect(texts()).toEqual(['after']);
  });

  test('because what stands in the log cannot be read, is given up too', async () => {
    const [poison = 0] = await stage.sayAll(['poison', 'after']);
    await database.query('update room_events set frame = $3 where room_id = $1 and seq = $2', [
      stage.room.id,
      poison,
      '{"kind":',
    ]);
    await stage.courier(link, platform, { pace: { catchUpLimit: 1 } });
    await stage.delivered(link);
    expect(texts()).toContain('after');
  });

  test('because many are refused, fills the channel with one notice', async () => {
    platform.fail('post', 'refused', { times: 20 });
    await stage.courier(link, platform);
    await stage.sayAll(Array.from({ length: 20 }, (_, index) => `line ${index}`));
    await stage.say('at last');
    await stage.delivered(link);
    expect(texts()).toEqual(['at last']);
    expect(platform.channel(link).notices).toHaveLength(1);
  });

  test('is not held up by a notice that is refused as well', async () => {
    platform.fail('post', 'refused');
    platform.fail('notify', 'broken', { times: 100 });
    await stage.courier(link, platform);
    await stage.sayAll(['one', 'two']);
    await stage.delivered(link);
    expect(texts()).toEqual(['two']);
    expect((await stage.stored(link)).state).toBe('active');
  });

  test('because nothing was answered in time, is looked for when that call has surely ended', async () => {
    platform.fail('post', 'retry', { when: 'after', retryAfter: 300 });
    const at: number[] = [];
    platform.answer = () => Promise.resolve(void at.push(performance.now()));
    await stage.courier(link, platform);
    await stage.say('one');
    await stage.delivered(link);
    expect(texts()).toEqual(['one']);
    expect(platform.calls.map(({ call }) => call)).toEqual(['findPosted', 'post', 'findPosted']);
    expect((at[2] ?? 0) - (at[1] ?? 0)).toBeGreaterThanOrEqual(295);
  });

  test('is said in the log once for each fault, with link, kind, reason and age', async () => {
    const logger = new LogRecorder();
    platform.fail('post', 'retry', { times: 30 });
    await stage.courier(link, platform, { logger });
    await stage.say('one');
    await stage.delivered(link);
    const said = logger.warnings.filter(({ text }) => text === 'a delivery fails and is tried again');
    expect(said).toHaveLength(1);
    expect(said[0]?.facts).toMatchObject({
      link: link.id,
      lane: 'lines',
      kind: 'retry',
      reason: 'The platform is in trouble (503).',
      ageMs: expect.any(Number),
    });
    await waitFor('the line', () => texts().length === 1);
  });
});
