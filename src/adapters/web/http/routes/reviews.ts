import { z } from 'zod';
import { actorOf } from '../../../../core/identity/actor.ts';
import { noSuchReview } from '../../../../core/reviews/comment.ts';
import { REVIEW_LENGTH } from '../../../../core/reviews/review.ts';
import { reviewView } from '../../../../core/reviews/review-view.ts';
import { withdrawReview, writeReview } from '../../../../core/reviews/write-review.ts';
import { route, signedIn, type Route } from '../route.ts';
import { count, cursor, locale, movieParam, nextCursor, review } from '../schemas.ts';

const reviewParam = z.object({ id: z.uuid() });
const written = z.strictObject({
  rating: z.number().min(0.5).max(5).multipleOf(0.5).openapi({ example: 4.5 }),
  text: z
    .string()
    .max(REVIEW_LENGTH * 2)
    .optional(),
  spoiler: z.boolean().optional(),
  share: z.boolean().optional().openapi({
    description:
      'true: show it in the rooms about the film you are a member of; false: take it back from them; absent: as it is',
  }),
});

export const reviewRoutes: Route[] = [
  route({
    method: 'put',
    path: '/movies/{id}/review',
    tag: 'Reviews',
    summary: 'Write your review of a film, or change it: one for each person and film',
    signedIn: true,
    params: movieParam,
    body: written,
    answer: {
      status: 200,
      schema: review.extend({ rooms: z.int() }),
      description: 'The review, and how many rooms show it',
    },
    async handle({ core, params, body, person }) {
      const who = signedIn(person);
      await core.limiter.take('act', who.id);
      const { review: stored, rooms } = await writeReview(core, actorOf(who, 'web'), params.id, body);
      return { ...reviewView(stored), rooms };
    },
  }),
  route({
    method: 'delete',
    path: '/movies/{id}/review',
    tag: 'Reviews',
    summary: 'Delete your review of a film, with its likes, comments and cards in rooms',
    signedIn: true,
    params: movieParam,
    answer: { status: 204, description: 'There is no review of yours now' },
    async handle({ core, params, person }) {
      const who = signedIn(person);
      await core.limiter.take('act', who.id);
      await withdrawReview(core, actorOf(who, 'web'), params.id);
    },
  }),
  route({
    method: 'get',
    path: '/movies/{id}/reviews',
    tag: 'Reviews',
    summary: 'What people said about a film',
    signedIn: false,
    params: movieParam,
    query: z.object({
      sort: z.enum(['newest', 'helpful', 'rating']).default('newest'),
      cursor,
      limit: count(50, 20),
    }),
    answer: {
      status: 200,
      schema: z.object({
        reviews: z.array(review),
        cursor: nextCursor,
        rating: z.object({ mean: z.number(), count: z.int() }).nullable(),
        mine: review.nullable(),
      }),
      description:
        'Reviews in order, where the next page begins, what people here gave the film (plain mean), and your own',
    },
    async handle({ core, params, query, person }) {
      const film = core.films.get(params.id);
      const viewerId = person?.id ?? null;
      const { sort, ...page } = query;
      const { items, cursor: next } = await core.reviews.ofMovie(film.id, sort, { ...page, viewerId });
      const mine = viewerId === null ? null : await core.reviews.of(film.id, viewerId);
      const { count: rated = 0, sum = 0 } = core.films.ratings.tally(film.id) ?? {};
      return {
        reviews: items.map((each) => reviewView(each)),
        cursor: next,
        rating: rated === 0 ? null : { mean: sum / 2 / rated, count: rated },
        mine: mine && reviewView(mine),
      };
    },
  }),
  route({
    method: 'get',
    path: '/reviews/{id}',
    tag: 'Reviews',
    summary: 'One review',
    signedIn: false,
    params: reviewParam,
    query: z.object({ locale: locale.default('en') }),
    answer: { status: 200, schema: review, description: 'The review, with its film' },
    async handle({ core, params, query, person }) {
      const found = await core.reviews.byId(params.id, person?.id ?? null);
      if (!found) throw noSuchReview();
      return reviewView(found, { films: core.films, locale: query.locale });
    },
  }),
  ...(['put', 'delete'] as const).map((method) =>
    route({
      method,
      path: '/reviews/{id}/like',
      tag: 'Reviews',
      summary: method === 'put' ? 'Like a review; twice is once' : 'No longer like a review',
      signedIn: true,
      params: reviewParam,
      answer: {
        status: 200,
        schema: z.object({ likes: z.int(), liked: z.boolean() }),
        description: 'How many like it now',
      },
      async handle({ core, params, person }) {
        const who = signedIn(person);
        await core.limiter.take('act', who.id);
        const liked = method === 'put';
        const likes = await core.reviews.like(params.id, who.id, liked);
        if (likes === null) throw noSuchReview();
        return { likes, liked };
      },
    }),
  ),
];
