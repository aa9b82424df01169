import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Link } from '../../src/core/delivery/link.ts';
import type { Action } from '../../src/core/rooms/change.ts';
import type { Actor } from '../../src/core/rooms/room.ts';
import type { Database } from '../../src/db/database.ts';
import { PlatformInMemory } from '../support/channel-in-memory.ts';
import { engines } from '../support/databases.ts';
import { DeliveryStage } from '../support/delivery-stage.ts';
import { anActor } from '../support/factories.ts';

const FILM = 'parasite-2019';

describe.each(engines)('a review shown in a room on $name', ({ available, open }) => {
  let database: Database;
  let stage: DeliveryStage;
  let platform: PlatformInMemory;
  let link: Link;
  const reviewId = uuid();

  beforeAll(async () => {
    if (available) database = await open();
  });
  afterAll(() => database?.close());
  beforeEach(async () => {
    if (!available) return;
    stage = await DeliveryStage.set(database);
    platform = new PlatformInMemory();
    link = await stage.link();
    await stage.act({ kind: 'change-room', patch: { movieId: FILM } });
  });
  afterEach(() => stage?.strike());
  const test = it.skipIf(!available);

  const card = (
    text: string,
    version: number,
    more: { onlyWhere?: 'shown'; movieId?: string } = {},
  ): Action => ({
    kind: 'show-review',
    review: {
      reviewId,
      movieId: more.movieId ?? FILM,
      rating: 4.5,
      film: { title: { en: 'Parasite', ko: '기생충' }, genreKeys: [] },
    },
    text,
    version,
    onlyWhere: more.onlyWhere ?? 'about',
  });
  const texts = (): string[] => platform.channel(link).texts;
  const refused = (action: Action, by?: Actor): Promise<unknown> =>
    stage.act(action, by).then(
      () => 'done',
      (error: { code?: string }) => error.code,
    );

  test('reaches the channel once, also when nobody heard that it did', async () => {
    platform.fail('post', 'retry', { when: 'after' });
    const { delivered } = await stage.courier(link, platform);
    const seq = await stage.act(card('stairs', 1));
    await stage.decorated(link);
    expect([texts(), platform.count('post')]).toEqual([['stairs'], 1]);
    expect(delivered).toEqual([{ seq, state: 'sent', detail: undefined }]);
  });

  test('follows its review there and goes with it', async () => {
    await stage.courier(link, platform);
    await stage.act(card('first', 1));
    await stage.decorated(link);
    await stage.act(card('second', 2));
    await stage.decorated(link);
    expect(texts()).toEqual(['second']);
    await stage.act({ kind: 'hide-review', reviewId });
    await stage.decorated(link);
    expect(texts()).toEqual([]);
    await stage.act(card('third', 3));
    await stage.decorated(link);
    expect(texts()).toEqual(['third']);
  });

  test('never goes back to an older wording, and is not said twice', async () => {
    const [first, again, older] = [
      await stage.act(card('newer', 5)),
      await stage.act(card('newer', 5)),
      await stage.act(card('older', 4)),
    ];
    expect([again, older]).toEqual([first, first]);
    expect((await stage.history()).map((message) => message.text)).toEqual(['newer']);
  });

  test('is told as failed where the platform will never take it', async () => {
    platform.fail('post', 'refused', { about: /stairs/ });
    const { delivered } = await stage.courier(link, platform);
    await stage.act(card('stairs', 1));
    await stage.decorated(link);
    expect(delivered.map(({ state }) => state)).toEqual(['failed']);
    expect((await stage.history())[0]?.deliveries).toMatchObject([{ state: 'failed' }]);
  });

  test('stands only in rooms about its film, and nowhere it was not asked for', async () => {
    expect(await refused(card('elsewhere', 1, { movieId: 'burning-2018' }))).toBe('conflict');
    await stage.act(card('not yet', 1, { onlyWhere: 'shown' }));
    expect(await stage.history()).toEqual([]);
  });

  test('that a moderator took down stays down, whatever its author does with it', async () => {
    const bora = await anActor(database, '보라');
    await stage.act({ kind: 'join' }, bora);
    const seq = await stage.act(card('hers', 1), bora);
    await stage.act({ kind: 'delete', seq });
    await stage.act({ kind: 'hide-review', reviewId }, bora);
    await stage.act(card('hers again', 2), bora);
    expect(await stage.history()).toEqual([]);
  });

  test('is not shown by the banned, and is not taken back by others', async () => {
    const bora = await anActor(database, '보라');
    await stage.act({ kind: 'join' }, bora);
    await stage.act(card('hers', 1), bora);
    await stage.act({ kind: 'hide-review', reviewId });
    expect((await stage.history()).map((message) => message.text)).toEqual(['hers']);
    await stage.act({ kind: 'ban', person: { id: bora.id, name: bora.name } });
    expect(await refused(card('hers, changed', 2), bora)).toBe('banned');
    // One's own words may always be taken back.
    expect(await refused({ kind: 'hide-review', reviewId }, bora)).toBe('done');
    expect(await stage.history()).toEqual([]);
  });
});
