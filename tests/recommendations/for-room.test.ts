import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Films } from '../../src/core/catalogue/films.ts';
import { Recommender, type RecommendedList } from '../../src/core/recommendations/recommender.ts';
import type { Actor, Room } from '../../src/core/rooms/room.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openPglite } from '../../src/db/pglite.ts';
import { SqlTasteRepository } from '../../src/db/repositories/tastes.ts';
import { shippedFilms } from '../support/command-stage.ts';
import { anActor, aRoom, reviewed, wanted } from '../support/factories.ts';

const WISH = { limit: 8, locale: 'en' as const };

describe('films for the people of a room', () => {
  let database: Database;
  let films: Films;
  let tastes: SqlTasteRepository;
  let recommender: Recommender;
  let crimes: string[];
  let cartoons: string[];

  beforeAll(async () => {
    database = await openPglite();
    await migrate(database, join(import.meta.dirname, '../../migrations'));
    films = await shippedFilms();
    tastes = new SqlTasteRepository(database);
    recommender = new Recommender({ films, tastes, models: { model: null } });
    const ofGenre = (genre: string): string[] =>
      films.content.popular({ genre, limit: 30 }).map(({ id }) => id);
    [crimes, cartoons] = [ofGenre('Crime'), ofGenre('Animation')];
  });
  afterAll(() => database.close());

  /** A room with its people; the first is the owner. */
  async function roomOf(
    names: readonly string[],
    movieId: string | null = null,
  ): Promise<[Room, ...Actor[]]> {
    const people: Actor[] = [];
    for (const name of names) people.push(await anActor(database, name));
    const room = await aRoom(database, people[0] as Actor, { movieId });
    for (const { id } of people.slice(1))
      await database.query('insert into members (room_id, person_id) values ($1, $2)', [room.id, id]);
    return [room, ...people];
  }
  const love = async (who: Actor, loved: readonly string[]): Promise<void> => {
    for (const film of loved) await reviewed(database, who, film, 9);
  };
  const forRoom = (room: Room, asker: Actor | null, naming = true): Promise<RecommendedList> =>
    recommender.forRoom(room, WISH, { askerId: asker?.id ?? null, naming });
  const ids = ({ items }: RecommendedList): string[] => items.map(({ movie }) => movie.id);
  const ofGenre = (list: RecommendedList, genre: string): number =>
    list.items.filter(({ movie }) => movie.genres.includes(genre)).length;

  it('have something for each of two people of different tastes', async () => {
    const [room, ana, bora] = await roomOf(['Ana', '보라']);
    await love(ana as Actor, crimes.slice(0, 5));
    await love(bora as Actor, cartoons.slice(0, 5));
    const list = await forRoom(room, ana as Actor);
    expect(list.grounds).toBe('taste');
    expect(ofGenre(list, 'Crime')).toBeGreaterThan(0);
    expect(ofGenre(list, 'Animation')).toBeGreaterThan(0);
    const said = list.items.map(({ because }) => because.join(' '));
    expect(said.some((text) => text.includes('Ana'))).toBe(true);
    expect(said.some((text) => text.includes('보라'))).toBe(true);
    for (const text of said) expect(text).not.toBe('');
  });

  it('name nobody to those outside', async () => {
    const [room, ana, bora] = await roomOf(['Ana', '보라']);
    await love(ana as Actor, crimes.slice(0, 5));
    await love(bora as Actor, cartoons.slice(0, 5));
    for (const { because } of (await forRoom(room, null, false)).items) {
      expect(because.join(' ')).not.toMatch(/Ana|보라/);
      expect(because.join(' ')).toMatch(/^Fits (everyone|\d of the 2 people) here/);
    }
  });

  it('are nothing that one of them dismissed, that the one who asks has seen, or that half of them have seen', async () => {
    const [room, ana, bora, carl, dora] = await roomOf(['Ana', '보라', 'Carl', 'Dora']);
    for (const who of [ana, bora, carl, dora]) await love(who as Actor, crimes.slice(10, 13));
    const before = ids(await forRoom(room, ana as Actor));
    const [dismissed = '', seenByAna = '', seenByTwo = '', seenByOne = ''] = before;
    await tastes.dismiss((bora as Actor).id, dismissed);
    await love(ana as Actor, [seenByAna]);
    for (const who of [bora, carl]) await love(who as Actor, [seenByTwo]);
    await love(dora as Actor, [seenByOne]);
    const after = ids(
      await recommender.forRoom(room, { ...WISH, limit: 50 }, { askerId: (ana as Actor).id, naming: true }),
    );
    for (const gone of [dismissed, seenByAna, seenByTwo, ...crimes.slice(10, 13)])
      expect(after).not.toContain(gone);
    expect(after).toContain(seenByOne);
  });

  it('hold what somebody has on their watchlist', async () => {
    const [room, ana, bora] = await roomOf(['Ana', '보라']);
    await love(ana as Actor, crimes.slice(0, 3));
    await wanted(database, bora as Actor, cartoons[3] ?? '');
    expect(ids(await forRoom(room, ana as Actor))).toContain(cartoons[3]);
  });

  it('count whoever asks, and do not change for people who left', async () => {
    const [room, owner] = await roomOf(['Olga']);
    const guest = await anActor(database, 'Guest');
    await love(guest, cartoons.slice(0, 6));
    expect((await forRoom(room, owner as Actor)).grounds).toBe('everybody');
    const list = await forRoom(room, guest);
    expect([list.grounds, ofGenre(list, 'Animation') > 2]).toEqual(['taste', true]);
  });

  it('are like the room’s film while nobody there has said anything, else what everybody loves', async () => {
    const [room, owner] = await roomOf(['Olga'], 'parasite-2019');
    const list = await forRoom(room, owner as Actor);
    expect(list.grounds).toBe('film');
    expect(ids(list)).toEqual(recommender.like('parasite-2019', WISH).map(({ movie }) => movie.id));
    const [bare] = await roomOf(['Olga']);
    expect((await forRoom(bare, null)).grounds).toBe('everybody');
  });

  it('are chosen in a moment for a room of many, of whom those count who spoke last', async () => {
    const [room, ...people] = await roomOf(Array.from({ length: 40 }, (_, i) => `Person ${i}`));
    for (const [index, who] of people.entries())
      await love(who, (index % 2 ? crimes : cartoons).slice(index % 9, (index % 9) + 6));
    await forRoom(room, null);
    const begun = performance.now();
    const list = await forRoom(room, null, false);
    expect(performance.now() - begun).toBeLessThan(500);
    expect(list.items).toHaveLength(WISH.limit);
    for (const { because } of list.items)
      expect(because.join(' ')).toMatch(/ 20 people here|everyone here \(20\)/);
  });
});
