import { z } from 'zod';
import {
  commentOn,
  deleteComment,
  editComment,
  noSuchReview,
  type ReviewComment,
} from '../../../../core/reviews/comment.ts';
import { COMMENT_LENGTH } from '../../../../core/reviews/review.ts';
import { route, signedIn, type Route } from '../route.ts';
import { comment, count, cursor, nextCursor } from '../schemas.ts';

const idParam = z.object({ id: z.uuid() });
const text = z.string().max(COMMENT_LENGTH * 2);

function present({ author, editedAt, at, parentId, ...rest }: ReviewComment): z.infer<typeof comment> {
  return {
    ...rest,
    at: at.toISOString(),
    deleted: author === null,
    ...(author === null ? {} : { author }),
    ...(parentId === null ? {} : { parentId }),
    ...(editedAt === null ? {} : { editedAt: editedAt.toISOString() }),
  };
}

export const commentRoutes: Route[] = [
  route({
    method: 'get',
    path: '/reviews/{id}/comments',
    tag: 'Reviews',
    summary: 'Comments on a review, oldest first; replies name what they answer',
    signedIn: false,
    params: idParam,
    query: z.object({ cursor, limit: count(100, 50) }),
    answer: {
      status: 200,
      schema: z.object({ comments: z.array(comment), cursor: nextCursor }),
      description: 'Comments, and where the next page begins. A deleted one with replies keeps its place',
    },
    async handle({ core, params, query }) {
      const { items, cursor: next } = await core.comments.page(params.id, query);
      if (items.length === 0 && !(await core.reviews.byId(params.id, null))) throw noSuchReview();
      return { comments: items.map(present), cursor: next };
    },
  }),
  route({
    method: 'post',
    path: '/reviews/{id}/comments',
    tag: 'Reviews',
    summary: 'Comment on a review, or reply to a comment on it',
    signedIn: true,
    params: idParam,
    body: z.strictObject({ text, parentId: z.uuid().optional() }),
    answer: { status: 201, schema: comment, description: 'The comment' },
    async handle({ core, params, body, person }) {
      const who = signedIn(person);
      await core.limiter.take('act', who.id);
      return present(await commentOn(core.comments, { reviewId: params.id, personId: who.id, ...body }));
    },
  }),
  route({
    method: 'patch',
    path: '/comments/{id}',
    tag: 'Reviews',
    summary: 'Change your comment',
    signedIn: true,
    params: idParam,
    body: z.strictObject({ text }),
    answer: { status: 200, schema: comment, description: 'The comment as it is now' },
    async handle({ core, params, body, person }) {
      const who = signedIn(person);
      await core.limiter.take('act', who.id);
      return present(await editComment(core.comments, params.id, who.id, body.text));
    },
  }),
  route({
    method: 'delete',
    path: '/comments/{id}',
    tag: 'Reviews',
    summary: 'Delete your comment',
    signedIn: true,
    params: idParam,
    answer: { status: 204, description: 'It is gone' },
    async handle({ core, params, person }) {
      const who = signedIn(person);
      await core.limiter.take('act', who.id);
      await deleteComment(core.comments, params.id, who.id);
    },
  }),
];
