import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutgoingLine } from '../../src/core/delivery/chat-adapter.ts';
import type { Link } from '../../src/core/delivery/link.ts';
import type { Database } from '../../src/db/database.ts';
import { PlatformInMemory } from '../support/channel-in-memory.ts';
import { engines } from '../support/databases.ts';
import { DeliveryStage } from '../support/delivery-stage.ts';
import { anActor } from '../support/factories.ts';

/** A platform that keeps how each line was shown when it was posted or edited. */
class PlatformOfPolls extends PlatformInMemory {
  readonly shown: OutgoingLine['poll'][] = [];

  override post(link: Link, line: OutgoingLine): Promise<string[]> {
    this.shown.push(line.poll);
    return super.post(link, line);
  }
  override edit(link: Link, remoteIds: string[], line: OutgoingLine): Promise<string[]> {
    this.shown.push(line.poll);
    return super.edit(link, remoteIds, line);
  }
}

describe.each(engines)('a poll on its way to a channel on $name', ({ available, open }) => {
  let database: Database;
  let stage: DeliveryStage;
  let platform: PlatformOfPolls;
  let link: Link;

  beforeAll(async () => {
    if (available) database = await open();
  });
  afterAll(() => database?.close());
  beforeEach(async () => {
    if (!available) return;
    stage = await DeliveryStage.set(database);
    platform = new PlatformOfPolls();
    link = await stage.link();
  });
  afterEach(() => stage?.strike());
  const test = it.skipIf(!available);
  const ask = (): Promise<number> =>
    stage.act({ kind: 'open-poll', question: 'What next?', options: [{ text: 'A' }, { text: 'B' }] });
  const vote = async (seq: number, option: number): Promise<number> =>
    stage.act({ kind: 'vote', seq, option, again: 'takes back' }, await anActor(database));

  test('is posted once, and edited as votes come and when it is closed', async () => {
    await stage.courier(link, platform);
    const seq = await ask();
    await stage.decorated(link);
    await vote(seq, 1);
    await stage.decorated(link);
    await stage.act({ kind: 'close-poll', seq });
    await stage.decorated(link);
    expect(platform.channel(link).texts).toEqual(['What next?']);
    expect(platform.shown.map((poll) => [poll?.counts, poll?.closed])).toEqual([
      [[0, 0], false],
      [[0, 1], false],
      [[0, 1], true],
    ]);
  });

  test('shows all the votes that came meanwhile with one edit', async () => {
    const first = await stage.courier(link, platform);
    const seq = await ask();
    await stage.decorated(link);
    await first.stop();
    for (let index = 0; index < 12; index++) await vote(seq, index % 3 === 0 ? 0 : 1);
    await stage.courier(link, platform);
    await stage.decorated(link);
    expect(platform.shown.map((poll) => poll?.counts)).toEqual([
      [0, 0],
      [4, 8],
    ]);
  });

  test('is posted with the votes there are when its channel was away meanwhile', async () => {
    const seq = await ask();
    await vote(seq, 0);
    await stage.courier(link, platform);
    await stage.decorated(link);
    expect(platform.shown.map((poll) => poll?.counts)).toEqual([[1, 0]]);
  });

  test('goes from the channel when it is deleted', async () => {
    await stage.courier(link, platform);
    const seq = await ask();
    await vote(seq, 0);
    await stage.act({ kind: 'delete', seq });
    await stage.decorated(link);
    expect(platform.channel(link).texts).toEqual([]);
  });
});
