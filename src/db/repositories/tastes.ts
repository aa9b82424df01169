import type {
  Rating,
  TasteEntry,
  TasteKind,
  TasteRepository,
  TasteVolume,
} from '../../core/recommendations/taste-repository.ts';
import { int, type Database, type Row } from '../database.ts';
import { AT_LENGTH } from '../limits.ts';

/** Ratings read at once. */
const PAGE = 20_000;
/** Half stars from which a review speaks for its film: 3½ of 5. */
const FAVOURABLE = 7;

/** What people said, a row for each person and film they speak about, reviews before lists. */
const SAID = `select person_id, movie_id, rating, created_at as at from reviews
    -- What those who left for good still say is not about their taste any more.
    where person_id not in (select id from people where left_at is not null)
  union all select person_id, movie_id, null, coalesce(watched_at, added_at) from watchlist w
    where not exists (select 1 from reviews r where r.movie_id = w.movie_id and r.person_id = w.person_id)`;

export class SqlTasteRepository implements TasteRepository {
  constructor(
    private readonly database: Database,
    private readonly page = PAGE,
  ) {}

  async histories(personIds: readonly string[]): Promise<Map<string, TasteEntry[]>> {
    const histories = new Map<string, TasteEntry[]>();
    if (personIds.length === 0) return histories;
    const rows = await this.database.query(
      `with asked as (select value::uuid as id from json_array_elements_text($1::text::json))
       select person_id, movie_id, kind, rating, extract(epoch from at)::float8 as at from (
         select person_id, movie_id, 'rated' as kind, rating, created_at as at from reviews
           where person_id in (select id from asked)
         union all select person_id, movie_id, case when watched_at is null then 'wanted' else 'watched' end, null,
           coalesce(watched_at, added_at) from watchlist where person_id in (select id from asked)
         union all select l.person_id, r.movie_id, 'agreed', null, l.at
           from review_likes l join reviews r on r.id = l.review_id
           where l.person_id in (select id from asked) and r.person_id <> l.person_id and r.rating >= $2
         union all select person_id, movie_id, 'dismissed', null, at from dismissals
           where person_id in (select id from asked)
       ) said order by at, movie_id`,
      [JSON.stringify(personIds), FAVOURABLE],
    );
    for (const row of rows) {
      const person = row['person_id'] as string;
      const entry: TasteEntry = {
        movieId: row['movie_id'] as string,
        kind: row['kind'] as TasteKind,
        rating: row['rating'] as number | null,
        at: Number(row['at']),
      };
      const entries = histories.get(person);
      if (entries) entries.push(entry);
      else histories.set(person, [entry]);
    }
    return histories;
  }

  async speakersOf(roomId: string, limit: number): Promise<{ id: string; name: string }[]> {
    const rows = await this.database.query(
      `select p.id, p.name from members m join people p on p.id = m.person_id
       join lateral (
         select max(at) as last from (
           (select created_at as at from reviews where person_id = m.person_id order by created_at desc limit 1)
           union all
           (select added_at from watchlist where person_id = m.person_id order by added_at desc limit 1)
           union all (select max(at) from review_likes where person_id = m.person_id)
         ) said
       ) spoke on spoke.last is not null
       where m.room_id = $1 order by spoke.last desc, p.id limit $2`,
      [roomId, limit],
    );
    return rows.map((row) => ({ id: row['id'] as string, name: row['name'] as string }));
  }

  async dismiss(personId: string, movieId: string): Promise<void> {
    await this.database.query(
      'insert into dismissals (person_id, movie_id) values ($1, $2) on conflict do nothing',
      [personId, movieId],
    );
  }

  async undismiss(personId: string, movieId: string): Promise<void> {
    await this.database.query('delete from dismissals where person_id = $1 and movie_id = $2', [
      personId,
      movieId,
    ]);
  }

  async *ratings(): AsyncIterable<Rating[]> {
    let after: Row | undefined;
    do {
      const rows: Row[] = await this.database.query(
        `select person_id::text as rater, movie_id, rating, extract(epoch from at)::float8 as at from (${SAID}) said
         where $1::text is null or (person_id, movie_id) > ($1::uuid, $2) order by person_id, movie_id limit $3`,
        [(after?.['rater'] as string | undefined) ?? null, (after?.['movie_id'] as string) ?? '', this.page],
        AT_LENGTH,
      );
      if (rows.length > 0) yield rows.map((row) => toRating(row, 'here'));
      after = rows.length === this.page ? rows[rows.length - 1] : undefined;
    } while (after);
    do {
      const rows: Row[] = await this.database.query(
        `select source, rater, movie_id, rating, extract(epoch from at)::float8 as at from imported_ratings
         where $1::text is null or (source, rater, movie_id) > ($1, $2, $3)
         order by source, rater, movie_id limit $4`,
        [
          (after?.['source'] as string | undefined) ?? null,
          (after?.['rater'] as string) ?? '',
          (after?.['movie_id'] as string) ?? '',
          this.page,
        ],
        AT_LENGTH,
      );
      if (rows.length > 0) yield rows.map((row) => toRating(row, row['source'] as string));
      after = rows.length === this.page ? rows[rows.length - 1] : undefined;
    } while (after);
  }

  async volume(since: Date): Promise<TasteVolume> {
    const [row] = await this.database.query(
      `select
         (select count(*) from reviews) + (select count(*) from watchlist w where not exists
           (select 1 from reviews r where r.movie_id = w.movie_id and r.person_id = w.person_id)) as own,
         (select count(*) from reviews where created_at > $1::text::timestamptz or edited_at > $1::text::timestamptz)
           + (select count(*) from watchlist
              where added_at > $1::text::timestamptz or watched_at > $1::text::timestamptz) as since,
         (select count(*) from imported_ratings) as imported`,
      [since.toISOString()],
      AT_LENGTH,
    );
    return { own: int(row?.['own']), ownSince: int(row?.['since']), imported: int(row?.['imported']) };
  }
}

const toRating = (row: Row, source: string): Rating => ({
  rater: `${source}:${row['rater'] as string}`,
  movieId: row['movie_id'] as string,
  rating: row['rating'] as number | null,
  at: row['at'] === null ? null : Number(row['at']),
});
