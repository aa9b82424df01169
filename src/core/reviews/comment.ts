import { v7 as uuid } from 'uuid';
import type { PersonView } from '../../protocol/frames.ts';
import { Problem } from '../errors.ts';
import { isBlank } from '../markup/clean-text.ts';
import type { Page } from '../pages/cursor.ts';
import { COMMENT_LENGTH, parseReviewText } from './review.ts';

/** What somebody says about a review, or in reply to another comment on it. */
export interface ReviewComment {
  id: string;
  reviewId: string;
  parentId: string | null;
  /** Null once it was deleted and only keeps the place of what its replies answer. */
  author: PersonView | null;
  text: string;
  at: Date;
  editedAt: Date | null;
}

export interface NewComment {
  id: string;
  reviewId: string;
  parentId: string | null;
  personId: string;
  text: string;
}

export interface CommentRepository {
  /** Oldest first. @throws Problem `cursor_invalid` */
  page(reviewId: string, page: { limit: number; cursor?: string | undefined }): Promise<Page<ReviewComment>>;
  byId(id: string): Promise<ReviewComment | null>;
  /** What could not be found, where it was not added. */
  add(comment: NewComment): Promise<'added' | 'no review' | 'no parent'>;
  /** False where there is no such comment of this person that stands. */
  edit(id: string, personId: string, text: string): Promise<boolean>;
  /** Takes it away; where it has replies, it keeps its place without author and text. False as with `edit`. */
  delete(id: string, personId: string): Promise<boolean>;
}

/** @throws Problem `text_empty` or `text_too_long` */
function parseComment(input: string): string {
  const text = parseReviewText(input, COMMENT_LENGTH);
  if (isBlank(text)) throw new Problem('text_empty', 'The comment is empty. Write something first.');
  return text;
}

/** Says something about a review. @throws Problem `review_not_found` or `comment_not_found` (the parent) */
export async function commentOn(
  comments: CommentRepository,
  wanted: { reviewId: string; parentId?: string | undefined; personId: string; text: string },
): Promise<ReviewComment> {
  const { reviewId, parentId = null, personId } = wanted;
  const id = uuid();
  const added = await comments.add({ id, reviewId, parentId, personId, text: parseComment(wanted.text) });
  if (added === 'no review') throw noSuchReview();
  if (added === 'no parent') throw noSuchComment();
  const comment = await comments.byId(id);
  if (!comment) throw noSuchReview();
  return comment;
}

/** @throws Problem `comment_not_found`, also for somebody else's */
export async function editComment(
  comments: CommentRepository,
  id: string,
  personId: string,
  text: string,
): Promise<ReviewComment> {
  const edited = await comments.edit(id, personId, parseComment(text));
  const comment = edited ? await comments.byId(id) : null;
  if (!comment) throw noSuchComment();
  return comment;
}

/** @throws Problem `comment_not_found`, also for somebody else's */
export async function deleteComment(
  comments: CommentRepository,
  id: string,
  personId: string,
): Promise<void> {
  if (!(await comments.delete(id, personId))) throw noSuchComment();
}

export const noSuchReview = (): Problem =>
  new Problem('review_not_found', 'There is no such review, or it was deleted.');

const noSuchComment = (): Problem =>
  new Problem('comment_not_found', 'There is no such comment, or it was deleted, or it is not yours.');
