import { z } from 'zod';
import { cursorAfter, cursorMoment, keysOf, pageOf, type Page } from '../../core/pages/cursor.ts';
import type { CommentRepository, NewComment, ReviewComment } from '../../core/reviews/comment.ts';
import { moment, type Database, type Queries, type Row } from '../database.ts';
import { shownPerson } from './shown-person.ts';

const SELECT = `select c.*, to_char(c.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as moment,
  p.name, p.avatar, p.tag from review_comments c join people p on p.id = c.person_id`;

export class SqlCommentRepository implements CommentRepository {
  constructor(private readonly database: Database) {}

  async page(
    reviewId: string,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<Page<ReviewComment>> {
    const keys = keysOf(cursor, 'comments', z.tuple([cursorMoment, z.uuid()]));
    const rows = await this.database.query(
      `${SELECT} where c.review_id = $1 ${keys ? 'and (c.created_at, c.id) > ($3::timestamptz, $4::uuid)' : ''}
       order by c.created_at, c.id limit $2`,
      [reviewId, limit + 1, ...(keys ?? [])],
    );
    return pageOf(rows, limit, toComment, (row) =>
      cursorAfter('comments', [row['moment'] as string, row['id'] as string]),
    );
  }

  async byId(id: string): Promise<ReviewComment | null> {
    const [row] = await this.database.query(`${SELECT} where c.id = $1`, [id]);
    return row ? toComment(row) : null;
  }

  add(comment: NewComment): Promise<'added' | 'no review' | 'no parent'> {
    const { id, reviewId, parentId, personId, text } = comment;
    return this.database.transaction(async (tx) => {
      // The review's row is held first by whoever changes its comments, so that none of them waits in a ring.
      if (!(await holdReview(tx, reviewId))) return 'no review';
      if (parentId !== null) {
        const [parent] = await tx.query(
          'select 1 from review_comments where id = $1 and review_id = $2 and not deleted',
          [parentId, reviewId],
        );
        if (!parent) return 'no parent';
      }
      await tx.query(
        'insert into review_comments (id, review_id, parent_id, person_id, text) values ($1, $2, $3, $4, $5)',
        [id, reviewId, parentId, personId, text],
      );
      await tx.query('update reviews set comments = comments + 1 where id = $1', [reviewId]);
      return 'added';
    });
  }

  async edit(id: string, personId: string, text: string): Promise<boolean> {
    const edited = await this.database.query(
      `update review_comments set text = $3, edited_at = case when text = $3 then edited_at else now() end
       where id = $1 and person_id = $2 and not deleted returning 1`,
      [id, personId, text],
    );
    return edited.length > 0;
  }

  delete(id: string, personId: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [found] = await tx.query('select review_id from review_comments where id = $1', [id]);
      const reviewId = found?.['review_id'] as string | undefined;
      if (reviewId === undefined || !(await holdReview(tx, reviewId))) return false;
      const [deleted] = await tx.query(
        `update review_comments set deleted = true, text = '' where id = $1 and person_id = $2 and not deleted
         returning id`,
        [id, personId],
      );
      if (!deleted) return false;
      await tx.query('update reviews set comments = comments - 1 where id = $1', [reviewId]);
      await sweep(tx, id);
      return true;
    });
  }
}

async function holdReview(tx: Queries, id: string): Promise<boolean> {
  return (await tx.query('select 1 from reviews where id = $1 for update', [id])).length > 0;
}

/** A deleted comment without replies goes; so does what it replied to, where that only waited for it. */
async function sweep(tx: Queries, id: string): Promise<void> {
  for (let next: string | null = id; next !== null;) {
    const [gone]: Row[] = await tx.query(
      `delete from review_comments c where c.id = $1 and c.deleted
         and not exists (select 1 from review_comments r where r.parent_id = c.id) returning c.parent_id`,
      [next],
    );
    next = (gone?.['parent_id'] as string | null | undefined) ?? null;
  }
}

function toComment(row: Row): ReviewComment {
  const deleted = row['deleted'] as boolean;
  return {
    id: row['id'] as string,
    reviewId: row['review_id'] as string,
    parentId: row['parent_id'] as string | null,
    author: deleted ? null : shownPerson(row['person_id'], row),
    text: row['text'] as string,
    at: moment(row['created_at']),
    editedAt: deleted || row['edited_at'] === null ? null : moment(row['edited_at']),
  };
}
