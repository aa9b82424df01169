import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/core/errors.ts';
import type { Page } from '../../src/core/pages/cursor.ts';
import type { Review } from '../../src/core/reviews/review.ts';
import type { ReviewSort, WantedReview } from '../../src/core/reviews/review-repository.ts';
import type { Actor } from '../../src/core/rooms/room.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlFollowRepository } from '../../src/db/repositories/follows.ts';
import { SqlCommentRepository } from '../../src/db/repositories/review-comments.ts';
import { SqlReviewRepository } from '../../src/db/repositories/reviews.ts';
import { SqlWatchlistRepository } from '../../src/db/repositories/watchlist.ts';
import { engines } from '../support/databases.ts';
import { anActor } from '../support/factories.ts';

const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'done',
    (error: Problem) => error.code,
  );

describe.each(engines)('reviews on $name', ({ name, available, open }) => {
  let database: Database;
  let reviews: SqlReviewRepository;
  let comments: SqlCommentRepository;

  beforeAll(async () => {
    if (!available) return;
    database = await open();
    reviews = new SqlReviewRepository(database);
    comments = new SqlCommentRepository(database);
  });
  afterAll(() => database?.close());
  const test = it.skipIf(!available);

  const somebody = (): Promise<Actor> => anActor(database);
  const film = (): string => `film-${uuid()}`;
  async function put(movieId: string, more: Partial<WantedReview> = {}) {
    const personId = more.personId ?? (await somebody()).id;
    return reviews.put({ movieId, personId, rating: 8, text: '', spoiler: false, via: 'web', ...more });
  }
  const tallyOf = async (movieId: string) =>
    (await reviews.tallies()).find((each) => each.movieId === movieId);
  /** All items of a list, read page by page. */
  async function all<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await read(cursor);
      items.push(...page.items);
      if (page.cursor === null) return items;
      ({ cursor } = page);
    }
  }

  test('one person has one review of a film; writing again changes it, the same again changes nothing', async () => {
    const [movieId, ana] = [film(), await somebody()];
    const first = await put(movieId, { personId: ana.id, rating: 9, text: 'stairs' });
    const again = await put(movieId, { personId: ana.id, rating: 9, text: 'stairs' });
    expect([again.id, again.changed]).toEqual([first.id, false]);
    expect((await reviews.of(movieId, ana.id))?.editedAt).toBeNull();
    const changed = await put(movieId, { personId: ana.id, rating: 7, text: 'stairs!', spoiler: true });
    expect([changed.id, changed.changed]).toEqual([first.id, true]);
    expect(await reviews.of(movieId, ana.id)).toMatchObject({
      rating: 7,
      text: 'stairs!',
      spoiler: true,
      editedAt: expect.any(Date) as unknown,
      author: { id: ana.id, name: ana.name, via: 'web' },
    });
    expect((await reviews.ofMovie(movieId, 'newest', { limit: 10, viewerId: null })).items).toHaveLength(1);
  });

  test('a film’s tally is that of its reviews, however many write, change and delete at once', async () => {
    const movieId = film();
    const people = await Promise.all(Array.from({ length: 12 }, somebody));
    await Promise.all(
      people.flatMap(({ id: personId }, index) =>
        [1, 4, 7].map((more) => put(movieId, { personId, rating: ((index + more) % 10) + 1 })),
      ),
    );
    const gone = await reviews.of(movieId, people[0]?.id ?? '');
    await Promise.all([
      reviews.delete(gone?.id ?? ''),
      reviews.delete(gone?.id ?? ''),
      put(movieId, { personId: people[1]?.id ?? '', rating: 10 }),
    ]);
    const standing = await all((cursor) =>
      reviews.ofMovie(movieId, 'rating', { limit: 5, cursor, viewerId: null }),
    );
    expect(standing).toHaveLength(11);
    expect(await tallyOf(movieId)).toMatchObject({
      count: 11,
      sum: standing.reduce((sum, review) => sum + review.rating, 0),
    });
  });

  test('the version of a tally rises with every change, and only then', async () => {
    const [movieId, ana] = [film(), await somebody()];
    const versions: number[] = [];
    for (const rating of [8, 8, 9])
      versions.push((await put(movieId, { personId: ana.id, rating })).tally.version);
    expect(versions).toEqual([1, 1, 2]);
  });

  test('a like counts once, also when it is given many times at once; so does taking it back', async () => {
    const [{ id }, ana, bora] = [await put(film()), await somebody(), await somebody()];
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => reviews.like(id, index % 2 ? ana.id : bora.id, true)),
    );
    expect(await reviews.byId(id, ana.id)).toMatchObject({ likes: 2, liked: true });
    await Promise.all(Array.from({ length: 10 }, () => reviews.like(id, ana.id, false)));
    expect(await reviews.byId(id, ana.id)).toMatchObject({ likes: 1, liked: false });
    expect(await reviews.like(id, bora.id, true)).toBe(1);
    expect(await reviews.like(uuid(), bora.id, true)).toBeNull();
  });

  test('likes and unlikes in a storm leave the counter at what stands', async () => {
    const { id } = await put(film());
    const people = await Promise.all(Array.from({ length: 6 }, somebody));
    await Promise.all(
      Array.from({ length: 90 }, (_, index) =>
        reviews.like(id, people[index % 6]?.id ?? '', Math.floor(index / 6) % 2 === 0),
      ),
    );
    const [row] = await database.query(
      `select r.likes, (select count(*) from review_likes l where l.review_id = r.id) as standing
       from reviews r where r.id = $1`,
      [id],
    );
    expect(Number(row?.['likes'])).toBe(Number(row?.['standing']));
  });

  test.each<ReviewSort>(['newest', 'helpful', 'rating'])(
    'pages sorted by %s show every review once and in order, though new ones come meanwhile',
    async (sort) => {
      const movieId = film();
      const fan = await somebody();
      for (let i = 0; i < 23; i++) {
        const { id } = await put(movieId, { rating: (i % 4) + 5 });
        if (i % 3 === 0) await reviews.like(id, fan.id, true);
        if (i % 6 === 0) await reviews.like(id, (await somebody()).id, true);
      }
      const before = await all((cursor) =>
        reviews.ofMovie(movieId, sort, { limit: 100, cursor, viewerId: null }),
      );
      let pages = 0;
      const paged = await all(async (cursor) => {
        if (pages++ === 1) await put(movieId, { rating: 1 });
        return reviews.ofMovie(movieId, sort, { limit: 5, cursor, viewerId: fan.id });
      });
      const known = new Set(before.map((review) => review.id));
      expect(paged.filter((review) => known.has(review.id)).map((review) => review.id)).toEqual(
        before.map((review) => review.id),
      );
      const key = (review: Review): number[] => [
        sort === 'helpful' ? review.likes : sort === 'rating' ? review.rating : 0,
        review.at.getTime(),
      ];
      const order = before.map(key);
      expect(order).toEqual(
        [...order].sort((a, b) => (b[0] ?? 0) - (a[0] ?? 0) || (b[1] ?? 0) - (a[1] ?? 0)),
      );
    },
  );

  test('reviews written in the same moment are paged once each', async () => {
    const movieId = film();
    for (let i = 0; i < 7; i++) await put(movieId);
    await database.query(
      "update reviews set created_at = '2026-03-01T10:00:00.123456Z' where movie_id = $1",
      [movieId],
    );
    const paged = await all((cursor) =>
      reviews.ofMovie(movieId, 'newest', { limit: 2, cursor, viewerId: null }),
    );
    expect(new Set(paged.map((review) => review.id)).size).toBe(7);
    expect(paged).toHaveLength(7);
  });

  test.each(['', 'x', 'e30', 'W10', 'null', '../../', 'AAAA'])('the cursor %j is refused', async (cursor) => {
    expect(await code(reviews.ofMovie(film(), 'newest', { limit: 5, cursor, viewerId: null }))).toBe(
      'cursor_invalid',
    );
  });

  test('a cursor of another order or list is refused', async () => {
    const [movieId, ana] = [film(), await somebody()];
    for (let i = 0; i < 3; i++) await put(movieId);
    const { cursor } = await reviews.ofMovie(movieId, 'newest', { limit: 1, viewerId: null });
    const page = { limit: 1, cursor: cursor ?? '', viewerId: null };
    expect(await code(reviews.ofMovie(movieId, 'newest', page))).toBe('done');
    expect(await code(reviews.ofMovie(movieId, 'helpful', page))).toBe('cursor_invalid');
    expect(await code(reviews.ofPerson(ana.id, page))).toBe('cursor_invalid');
    expect(await code(reviews.feed(ana.id, page))).toBe('cursor_invalid');
    expect(await code(comments.page(uuid(), page))).toBe('cursor_invalid');
  });

  test('a feed shows what the people one follows reviewed, newest first, page by page', async () => {
    const follows = new SqlFollowRepository(database);
    const [me, ana, bora, stranger] = await Promise.all([somebody(), somebody(), somebody(), somebody()]);
    for (const { id } of [ana, bora]) expect(await follows.follow(me.id, id, 2)).toBe(true);
    expect(await follows.follow(me.id, ana.id, 2)).toBe(true);
    expect(await follows.follow(me.id, stranger.id, 2)).toBe(false);
    const ids: string[] = [];
    for (let i = 0; i < 9; i++) {
      const { id } = await put(film(), { personId: [ana, bora, stranger][i % 3]?.id ?? '' });
      if (i % 3 < 2) ids.unshift(id);
    }
    const feed = await all((cursor) => reviews.feed(me.id, { limit: 2, cursor, viewerId: me.id }));
    expect(feed.map((review) => review.id)).toEqual(ids);
    expect(await follows.standing(ana.id, me.id)).toEqual({ followers: 1, following: true });
    await follows.unfollow(me.id, bora.id);
    const less = await reviews.feed(me.id, { limit: 50, viewerId: me.id });
    expect(new Set(less.items.map((review) => review.author.id))).toEqual(new Set([ana.id]));
    const { items } = await reviews.ofPerson(stranger.id, { limit: 2, viewerId: null });
    expect(items.map((review) => review.author.id)).toEqual([stranger.id, stranger.id]);
  });

  describe('comments', () => {
    const say = async (reviewId: string, personId: string, text: string, parentId: string | null = null) => {
      const id = uuid();
      expect(await comments.add({ id, reviewId, parentId, personId, text })).toBe('added');
      return id;
    };
    const standing = async (reviewId: string): Promise<[string, string | null][]> =>
      (await comments.page(reviewId, { limit: 100 })).items.map((each) => [
        each.text,
        each.author?.id ?? null,
      ]);
    const counted = async (reviewId: string) => (await reviews.byId(reviewId, null))?.comments;

    test('are paged oldest first, with whom they answer', async () => {
      const [{ id }, ana] = [await put(film()), await somebody()];
      const first = await say(id, ana.id, 'one');
      await say(id, ana.id, 'two', first);
      await say(id, ana.id, 'three');
      const paged = await all((cursor) => comments.page(id, { limit: 2, cursor }));
      expect(paged.map(({ text, parentId }) => [text, parentId])).toEqual([
        ['one', null],
        ['two', first],
        ['three', null],
      ]);
      expect(await counted(id)).toBe(3);
    });

    test('are changed and deleted by their author alone', async () => {
      const [{ id }, ana, bora] = [await put(film()), await somebody(), await somebody()];
      const mine = await say(id, ana.id, 'mine');
      expect([await comments.edit(mine, bora.id, 'hers'), await comments.delete(mine, bora.id)]).toEqual([
        false,
        false,
      ]);
      expect(await comments.edit(mine, ana.id, 'still mine')).toBe(true);
      expect(await comments.byId(mine)).toMatchObject({
        text: 'still mine',
        editedAt: expect.any(Date) as unknown,
      });
      expect([await comments.delete(mine, ana.id), await comments.delete(mine, ana.id)]).toEqual([
        true,
        false,
      ]);
      expect([await standing(id), await counted(id)]).toEqual([[], 0]);
    });

    test('with replies keep their place when deleted, and go with the last reply', async () => {
      const [{ id }, ana, bora] = [await put(film()), await somebody(), await somebody()];
      const root = await say(id, ana.id, 'root');
      const reply = await say(id, bora.id, 'reply', root);
      const deep = await say(id, ana.id, 'deep', reply);
      await comments.delete(root, ana.id);
      await comments.delete(reply, bora.id);
      expect(await standing(id)).toEqual([
        ['', null],
        ['', null],
        ['deep', ana.id],
      ]);
      expect(await comments.edit(root, ana.id, 'back')).toBe(false);
      expect(
        await comments.add({ id: uuid(), reviewId: id, parentId: root, personId: ana.id, text: 'x' }),
      ).toBe('no parent');
      expect(await counted(id)).toBe(1);
      await comments.delete(deep, ana.id);
      expect([await standing(id), await counted(id)]).toEqual([[], 0]);
    });

    test('are refused for a review that is not there and a parent of another review', async () => {
      const [one, other, ana] = [await put(film()), await put(film()), await somebody()];
      const elsewhere = await say(other.id, ana.id, 'elsewhere');
      const add = (reviewId: string, parentId: string | null) =>
        comments.add({ id: uuid(), reviewId, parentId, personId: ana.id, text: 'x' });
      expect([await add(uuid(), null), await add(one.id, elsewhere), await add(one.id, uuid())]).toEqual([
        'no review',
        'no parent',
        'no parent',
      ]);
    });

    test('that come and go at once are counted as they stand', async () => {
      const [{ id }, ana] = [await put(film()), await somebody()];
      const root = await say(id, ana.id, 'root');
      const ids = Array.from({ length: 12 }, () => uuid());
      await Promise.all(
        ids.map((each) =>
          comments.add({ id: each, reviewId: id, parentId: root, personId: ana.id, text: 'x' }),
        ),
      );
      await Promise.all([
        ...ids.slice(0, 6).flatMap((each) => [comments.delete(each, ana.id), comments.delete(each, ana.id)]),
        comments.delete(root, ana.id),
        comments.add({ id: uuid(), reviewId: id, parentId: ids[8] ?? '', personId: ana.id, text: 'y' }),
      ]);
      const left = (await standing(id)).filter(([, author]) => author !== null).length;
      expect([left, await counted(id)]).toEqual([7, 7]);
    });

    test('and likes go with their review', async () => {
      const [movieId, ana] = [film(), await somebody()];
      const { id } = await put(movieId);
      const root = await say(id, ana.id, 'root');
      await say(id, ana.id, 'reply', root);
      await reviews.like(id, ana.id, true);
      expect(await reviews.delete(id)).toMatchObject({ count: 0, sum: 0 });
      expect([await reviews.byId(id, null), await comments.byId(root)]).toEqual([null, null]);
      expect(await reviews.delete(id)).toBeNull();
    });
  });

  test('a watchlist keeps films with their notes, newest first, until they are taken off', async () => {
    const watchlist = new SqlWatchlistRepository(database);
    const ana = await somebody();
    const films = ['b', 'a', 'c', 'd', 'e'];
    for (const each of films) await watchlist.put(ana.id, each, { note: `note on ${each}` });
    await database.query(
      `update watchlist set added_at = case movie_id when 'e' then '2026-03-03T10:00Z'::timestamptz
         when 'd' then '2026-03-02T10:00Z' else '2026-03-01T10:00Z' end where person_id = $1`,
      [ana.id],
    );
    const paged = await all((cursor) => watchlist.page(ana.id, { limit: 2, cursor }));
    expect(paged.map((entry) => entry.movieId)).toEqual(['e', 'd', 'a', 'b', 'c']);
    await watchlist.put(ana.id, 'a', { watched: true });
    const seen = await watchlist.entry(ana.id, 'a');
    expect(seen).toMatchObject({ note: 'note on a', watchedAt: expect.any(Date) as unknown });
    expect((await watchlist.put(ana.id, 'a', { watched: true, note: '' })).watchedAt).toEqual(
      seen?.watchedAt,
    );
    expect(await watchlist.put(ana.id, 'a', { watched: false })).toMatchObject({ note: '', watchedAt: null });
    await watchlist.markWatched(ana.id, 'b');
    await watchlist.markWatched(ana.id, 'not on it');
    expect((await watchlist.entry(ana.id, 'b'))?.watchedAt).not.toBeNull();
    expect(await watchlist.entry(ana.id, 'not on it')).toBeNull();
    expect([await watchlist.remove(ana.id, 'b'), await watchlist.remove(ana.id, 'b')]).toEqual([true, false]);
  });

  it.skipIf(!available || name !== 'Postgres')(
    'a page deep in a long list touches as few rows as the first one',
    async () => {
      const [movieId, fan] = [film(), await somebody()];
      await database.query(
        `with made as (
         insert into people (id, name) select gen_random_uuid(), 'reader' from generate_series(1, 20000) returning id)
       insert into reviews (id, movie_id, person_id, rating, via, likes, created_at)
       select gen_random_uuid(), $1, id, 1 + (random() * 9)::int, 'web', (random() * 50)::int,
         now() - random() * interval '1000 days' from made`,
        [movieId],
      );
      await database.query(
        `insert into watchlist (person_id, movie_id, added_at)
       select $1, 'film ' || n, now() - n * interval '1 minute' from generate_series(1, 20000) n`,
        [fan.id],
      );
      await database.query('analyze');
      const watchlist = new SqlWatchlistRepository(spied(database, (plan) => plans.push(plan)));
      const spiedReviews = new SqlReviewRepository(spied(database, (plan) => plans.push(plan)));
      const plans: number[] = [];
      const lists: ((cursor: string | undefined) => Promise<Page<unknown>>)[] = [
        ...(['newest', 'helpful', 'rating'] as const).map(
          (sort) => (cursor: string | undefined) =>
            spiedReviews.ofMovie(movieId, sort, { limit: 20, cursor, viewerId: fan.id }),
        ),
        (cursor) => watchlist.page(fan.id, { limit: 20, cursor }),
      ];
      for (const read of lists) {
        let { cursor } = await read(undefined);
        for (let page = 0; page < 60; page++) ({ cursor } = await read(cursor ?? ''));
        const [first = 0, ...deeper] = plans.splice(0);
        expect(first).toBeLessThan(400);
        expect(Math.max(...deeper)).toBeLessThan(first + 100);
      }
    },
  );
});

/** A database that also explains each page it reads: how many rows its plan touched. */
function spied(database: Database, tell: (rows: number) => void): Database {
  return {
    ...database,
    query: async (text, params) => {
      const [row] = await database.query(`explain (analyze, format json) ${text}`, params);
      const [{ Plan }] = row?.['QUERY PLAN'] as [{ Plan: Plan }];
      tell(touched(Plan));
      return database.query(text, params);
    },
  };
}

interface Plan {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

const touched = (plan: Plan): number =>
  plan['Actual Rows'] * plan['Actual Loops'] +
  (plan['Rows Removed by Filter'] ?? 0) +
  (plan.Plans ?? []).reduce((sum, inner) => sum + touched(inner), 0);
