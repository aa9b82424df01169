import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import type { Via } from '../../protocol/frames.ts';
import { cursorAfter, cursorMoment, keysOf, pageOf, type Page } from '../../core/pages/cursor.ts';
import type { FilmTally } from '../../core/reviews/film-ratings.ts';
import type { Review } from '../../core/reviews/review.ts';
import type {
  PageOf,
  ReviewRepository,
  ReviewSort,
  WantedReview,
} from '../../core/reviews/review-repository.ts';
import { int, moment, type Database, type Queries, type Row } from '../database.ts';
import { shownPerson } from './shown-person.ts';

/** `$1` is who asks. The moment is told to the microsecond, so that a cursor stands exactly where a page ended. */
const COLUMNS = `r.*, to_char(r.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as moment,
  p.name, p.avatar, p.tag, exists (
    select 1 from review_likes l where l.review_id = r.id and l.person_id = $1::uuid) as liked`;

/** What each order sorts by before time and id, all descending; each has an index. */
const FIRST_KEY: Record<ReviewSort, 'likes' | 'rating' | null> = {
  newest: null,
  helpful: 'likes',
  rating: 'rating',
};
const BY_TIME = z.tuple([cursorMoment, z.uuid()]);
const BY_NUMBER = z.tuple([z.int(), cursorMoment, z.uuid()]);

export class SqlReviewRepository implements ReviewRepository {
  constructor(private readonly database: Database) {}

  put(wanted: WantedReview): Promise<{ id: string; changed: boolean; tally: FilmTally }> {
    const { movieId, personId, rating, text, spoiler, via } = wanted;
    return this.database.transaction(async (tx) => {
      await lockTally(tx, movieId);
      const [old] = await tx.query('select * from reviews where movie_id = $1 and person_id = $2', [
        movieId,
        personId,
      ]);
      const before = old && { rating: int(old['rating']), text: old['text'], spoiler: old['spoiler'] };
      if (old && before?.rating === rating && before.text === text && before.spoiler === spoiler) {
        return { id: old['id'] as string, changed: false, tally: await changeTally(tx, movieId, 0, 0) };
      }
      const id = (old?.['id'] as string | undefined) ?? uuid();
      if (old) {
        // A version for whoever keeps a copy: it rises by a millisecond at least with every change.
        await tx.query(
          `update reviews set rating = $2, text = $3, spoiler = $4, via = $5, edited_at =
             greatest(now(), coalesce(edited_at, created_at) + interval '1 millisecond') where id = $1`,
          [id, rating, text, spoiler, via],
        );
      } else {
        await tx.query(
          `insert into reviews (id, movie_id, person_id, rating, text, spoiler, via)
           values ($1, $2, $3, $4, $5, $6, $7)`,
          [id, movieId, personId, rating, text, spoiler, via],
        );
      }
      const tally = await changeTally(tx, movieId, old ? 0 : 1, rating - (before?.rating ?? 0));
      return { id, changed: true, tally };
    });
  }

  delete(id: string): Promise<FilmTally | null> {
    return this.database.transaction(async (tx) => {
      const [found] = await tx.query('select movie_id from reviews where id = $1', [id]);
      if (!found) return null;
      const movieId = found['movie_id'] as string;
      await lockTally(tx, movieId);
      const [gone] = await tx.query('delete from reviews where id = $1 returning rating', [id]);
      return gone ? changeTally(tx, movieId, -1, -int(gone['rating'])) : null;
    });
  }

  async byId(id: string, viewerId: string | null): Promise<Review | null> {
    const [row] = await this.database.query(
      `select ${COLUMNS} from reviews r join people p on p.id = r.person_id where r.id = $2`,
      [viewerId, id],
    );
    return row ? toReview(row) : null;
  }

  async of(movieId: string, personId: string): Promise<Review | null> {
    const [row] = await this.database.query(
      `select ${COLUMNS} from reviews r join people p on p.id = r.person_id
       where r.movie_id = $2 and r.person_id = $1::uuid`,
      [personId, movieId],
    );
    return row ? toReview(row) : null;
  }

  async ofMovie(movieId: string, sort: ReviewSort, page: PageOf): Promise<Page<Review>> {
    const list = `reviews ${sort}`;
    const first = FIRST_KEY[sort];
    const { viewerId, limit, cursor } = page;
    const keys = first === null ? keysOf(cursor, list, BY_TIME) : keysOf(cursor, list, BY_NUMBER);
    const order = [...(first === null ? [] : [first]), 'created_at', 'id'].map((key) => `r.${key}`);
    const rows = await this.database.query(
      `select ${COLUMNS} from reviews r join people p on p.id = r.person_id where r.movie_id = $2
       ${keys ? `and (${order.join(', ')}) < (${keys.map((key, at) => after(key, at + 4)).join(', ')})` : ''}
       order by ${order.map((key) => `${key} desc`).join(', ')} limit $3`,
      [viewerId, movieId, limit + 1, ...(keys ?? [])],
    );
    const cursorOf = (row: Row): string =>
      cursorAfter(list, [...(first === null ? [] : [int(row[first])]), ...timeKeys(row)]);
    return pageOf(rows, limit, toReview, cursorOf);
  }

  async ofPerson(personId: string, { limit, cursor, viewerId }: PageOf): Promise<Page<Review>> {
    const keys = keysOf(cursor, 'reviews of', BY_TIME);
    const rows = await this.database.query(
      `select ${COLUMNS} from reviews r join people p on p.id = r.person_id where r.person_id = $2
       ${keys ? 'and (r.created_at, r.id) < ($4::timestamptz, $5::uuid)' : ''}
       order by r.created_at desc, r.id desc limit $3`,
      [viewerId, personId, limit + 1, ...(keys ?? [])],
    );
    return pageOf(rows, limit, toReview, (row) => cursorAfter('reviews of', timeKeys(row)));
  }

  async feed(personId: string, { limit, cursor, viewerId }: PageOf): Promise<Page<Review>> {
    const keys = keysOf(cursor, 'feed', BY_TIME);
    // The newest of each person, each from its index: what a page costs depends on how many one follows, not on its number.
    const rows = await this.database.query(
      `select ${COLUMNS} from follows f cross join lateral (
         select * from reviews n where n.person_id = f.followed_id
         ${keys ? 'and (n.created_at, n.id) < ($4::timestamptz, $5::uuid)' : ''}
         order by n.created_at desc, n.id desc limit $3) r
       join people p on p.id = r.person_id where f.person_id = $2
       order by r.created_at desc, r.id desc limit $3`,
      [viewerId, personId, limit + 1, ...(keys ?? [])],
    );
    return pageOf(rows, limit, toReview, (row) => cursorAfter('feed', timeKeys(row)));
  }

  async like(id: string, personId: string, liked: boolean): Promise<number | null> {
    // One statement: the row that is new, or gone, is the one that counts.
    const change = liked
      ? `insert into review_likes (review_id, person_id) select id, $2::uuid from reviews where id = $1::uuid for key share
         on conflict do nothing returning 1`
      : 'delete from review_likes where review_id = $1::uuid and person_id = $2::uuid returning 1';
    const [changed] = await this.database.query(
      `with changed as (${change}) update reviews set likes = likes ${liked ? '+' : '-'} 1
       where id = $1::uuid and exists (select 1 from changed) returning likes`,
      [id, personId],
    );
    const [row] = changed
      ? [changed]
      : await this.database.query('select likes from reviews where id = $1', [id]);
    return row ? int(row['likes']) : null;
  }

  async tallies(): Promise<FilmTally[]> {
    return (await this.database.query('select * from film_ratings where count > 0')).map(toTally);
  }

  async roomsAbout(movieId: string, personId: string): Promise<string[]> {
    const rows = await this.database.query(
      `select r.id from rooms r join members m on m.room_id = r.id and m.person_id = $2::uuid
       where r.movie_id = $1 and not exists (
         select 1 from bans b where b.room_id = r.id and b.person_id = $2::uuid) order by r.id`,
      [movieId, personId],
    );
    return rows.map((row) => row['id'] as string);
  }

  async cards(id: string): Promise<{ roomId: string; seq: number }[]> {
    const rows = await this.database.query('select room_id, seq from review_cards where review_id = $1', [
      id,
    ]);
    return rows.map((row) => ({ roomId: row['room_id'] as string, seq: int(row['seq']) }));
  }
}

/** Whoever changes reviews of one film goes one after the other: so no tally is ever counted from an old reading. */
async function lockTally(tx: Queries, movieId: string): Promise<void> {
  await tx.query('insert into film_ratings (movie_id) values ($1) on conflict do nothing', [movieId]);
  await tx.query('select 1 from film_ratings where movie_id = $1 for update', [movieId]);
}

async function changeTally(tx: Queries, movieId: string, more: number, stars: number): Promise<FilmTally> {
  const [row] = await tx.query(
    `update film_ratings set count = count + $2, sum = sum + $3,
       version = version + case when $2 <> 0 or $3 <> 0 then 1 else 0 end
     where movie_id = $1 returning *`,
    [movieId, more, stars],
  );
  if (!row) throw new Error(`film ${movieId} has no tally`);
  return toTally(row);
}

const after = (key: string | number, parameter: number): string => {
  if (typeof key === 'number') return `$${parameter}::integer`;
  return `$${parameter}::${key.endsWith('Z') ? 'timestamptz' : 'uuid'}`;
};

const timeKeys = (row: Row): [string, string] => [row['moment'] as string, row['id'] as string];

const toTally = (row: Row): FilmTally => ({
  movieId: row['movie_id'] as string,
  count: int(row['count']),
  sum: int(row['sum']),
  version: int(row['version']),
});

function toReview(row: Row): Review {
  return {
    id: row['id'] as string,
    movieId: row['movie_id'] as string,
    author: {
      ...shownPerson(row['person_id'], row),
      via: row['via'] as Via,
    },
    rating: int(row['rating']),
    text: row['text'] as string,
    spoiler: row['spoiler'] as boolean,
    likes: int(row['likes']),
    comments: int(row['comments']),
    liked: row['liked'] as boolean,
    at: moment(row['created_at']),
    editedAt: row['edited_at'] === null ? null : moment(row['edited_at']),
  };
}
