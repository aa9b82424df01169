import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuid } from 'uuid';
import type { Rating } from '../../src/core/recommendations/taste-repository.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlTasteRepository } from '../../src/db/repositories/tastes.ts';
import { engines } from '../support/databases.ts';
import { anActor, aRoom, imported, likes, reviewed, wanted, watched } from '../support/factories.ts';

const LONG_AGO = new Date('2001-01-01');

describe.each(engines)('what people think of films, on $name', ({ available, open }) => {
  let database: Database;
  let tastes: SqlTasteRepository;

  beforeAll(async () => {
    if (!available) return;
    database = await open();
    // Small pages, so that reading on is tried too.
    tastes = new SqlTasteRepository(database, 3);
  });
  afterAll(() => database?.close());
  const test = it.skipIf(!available);

  const everything = async (): Promise<Rating[]> => {
    const all: Rating[] = [];
    for await (const page of tastes.ratings()) all.push(...page);
    return all;
  };
  const kinds = async (personId: string): Promise<[string, string, number | null][]> =>
    ((await tastes.histories([personId])).get(personId) ?? []).map((entry) => [
      entry.movieId,
      entry.kind,
      entry.rating,
    ]);

  test('tell reviews, films watched and wanted, and films dismissed, oldest first', async () => {
    const ana = await anActor(database);
    await reviewed(database, ana, 'heat', 9, '2024-03-01');
    await wanted(database, ana, 'ran', '2024-01-01');
    await watched(database, ana, 'alien', '2024-02-01');
    await tastes.dismiss(ana.id, 'cats');
    await tastes.dismiss(ana.id, 'cats');
    expect(await kinds(ana.id)).toEqual([
      ['ran', 'wanted', null],
      ['alien', 'watched', null],
      ['heat', 'rated', 9],
      ['cats', 'dismissed', null],
    ]);
    await tastes.undismiss(ana.id, 'cats');
    expect((await kinds(ana.id)).map(([, kind]) => kind)).not.toContain('dismissed');
  });

  test('count a liked review as agreement where it is somebody else’s, and speaks for its film', async () => {
    const [ana, bora] = [await anActor(database), await anActor(database)];
    await likes(database, ana, await reviewed(database, bora, 'heat', 9));
    await likes(database, ana, await reviewed(database, bora, 'cats', 3));
    await likes(database, ana, await reviewed(database, ana, 'ran', 10));
    expect(await kinds(ana.id)).toEqual(
      expect.arrayContaining([
        ['heat', 'agreed', null],
        ['ran', 'rated', 10],
      ]),
    );
    expect(await kinds(ana.id)).toHaveLength(2);
  });

  test('are told for several people at once; who said nothing is absent', async () => {
    const [ana, bora, silent] = [await anActor(database), await anActor(database), await anActor(database)];
    await reviewed(database, ana, 'heat', 9);
    await wanted(database, bora, 'heat');
    const histories = await tastes.histories([ana.id, bora.id, silent.id]);
    expect([...histories.keys()].sort()).toEqual([ana.id, bora.id].sort());
    expect(await tastes.histories([])).toEqual(new Map());
  });

  test('name the members of a room who spoke about films, the latest first, and nobody from outside', async () => {
    const [owner, ana, bora, outside] = [
      await anActor(database, 'Owner'),
      await anActor(database, 'Ana'),
      await anActor(database, '보라'),
      await anActor(database),
    ];
    const room = await aRoom(database, owner);
    for (const who of [ana, bora])
      await database.query('insert into members (room_id, person_id) values ($1, $2)', [room.id, who.id]);
    await reviewed(database, ana, 'heat', 9, '2024-01-01');
    await wanted(database, bora, 'ran', '2024-02-01');
    await reviewed(database, outside, 'heat', 9, '2024-03-01');
    expect((await tastes.speakersOf(room.id, 10)).map(({ name }) => name)).toEqual(['보라', 'Ana']);
    expect(await tastes.speakersOf(room.id, 1)).toHaveLength(1);
  });

  test('are all there to learn from: one row for a rater and film, our own and imported', async () => {
    const ana = await anActor(database);
    await reviewed(database, ana, 'seven', 8, '2024-01-01');
    await wanted(database, ana, 'seven', '2024-02-01');
    await watched(database, ana, 'zodiac', '2024-02-02');
    await imported(database, [
      ['movielens', '1', 'seven', 7, '2003-01-01'],
      ['movielens', '1', 'zodiac', 10, null],
      ['movielens', '2', 'seven', 2, '2003-01-02'],
      ['other', '1', 'seven', 6, null],
    ]);
    const all = await everything();
    expect(new Set(all.map(({ rater, movieId }) => `${rater} ${movieId}`)).size).toBe(all.length);
    expect(all.filter(({ rater }) => rater === `here:${ana.id}`)).toEqual([
      { rater: `here:${ana.id}`, movieId: 'seven', rating: 8, at: Date.parse('2024-01-01') / 1000 },
      { rater: `here:${ana.id}`, movieId: 'zodiac', rating: null, at: Date.parse('2024-02-02') / 1000 },
    ]);
    expect(all.filter(({ rater }) => !rater.startsWith('here:'))).toEqual([
      { rater: 'movielens:1', movieId: 'seven', rating: 7, at: Date.parse('2003-01-01') / 1000 },
      { rater: 'movielens:1', movieId: 'zodiac', rating: 10, at: null },
      { rater: 'movielens:2', movieId: 'seven', rating: 2, at: Date.parse('2003-01-02') / 1000 },
      { rater: 'other:1', movieId: 'seven', rating: 6, at: null },
    ]);
    const { own, ownSince, imported: elsewhere } = await tastes.volume(LONG_AGO);
    expect([own + elsewhere, elsewhere, ownSince]).toEqual([all.length, 4, expect.any(Number)]);
  });

  test('tell how much was said since a moment, a changed review included', async () => {
    const ana = await anActor(database);
    const id = await reviewed(database, ana, uuid(), 8, '2024-01-01');
    const later = new Date(Date.now() + 60_000);
    expect((await tastes.volume(later)).ownSince).toBe(0);
    const { ownSince } = await tastes.volume(LONG_AGO);
    await database.query(`update reviews set edited_at = now() + interval '1 hour' where id = $1`, [id]);
    expect((await tastes.volume(later)).ownSince).toBe(1);
    expect((await tastes.volume(LONG_AGO)).ownSince).toBe(ownSince);
  });
});
