import { z } from 'zod';
import { Problem } from '../../../../core/errors.ts';
import { follow } from '../../../../core/follows/follow.ts';
import { actorOf } from '../../../../core/identity/actor.ts';
import { reviewView } from '../../../../core/reviews/review-view.ts';
import { route, signedIn, type Route } from '../route.ts';
import { count, cursor, locale, nextCursor, person, review } from '../schemas.ts';

const idParam = z.object({ id: z.uuid() });
const paged = z.object({ cursor, limit: count(50, 20), locale: locale.default('en') });

export const followRoutes: Route[] = [
  ...(['put', 'delete'] as const).map((method) =>
    route({
      method,
      path: '/people/{id}/follow',
      tag: 'People',
      summary:
        method === 'put' ? 'Follow somebody: their reviews show in your feed' : 'No longer follow somebody',
      signedIn: true,
      params: idParam,
      answer: { status: 204, description: method === 'put' ? 'You follow them' : 'You do not follow them' },
      async handle({ core, params, person: asking }) {
        const who = signedIn(asking);
        await core.limiter.take('act', who.id);
        if (method === 'put') await follow(core, who.id, params.id);
        else await core.follows.unfollow(who.id, params.id);
      },
    }),
  ),
  route({
    method: 'get',
    path: '/me/feed',
    tag: 'People',
    summary: 'What the people you follow reviewed, newest first',
    signedIn: true,
    query: paged,
    answer: {
      status: 200,
      schema: z.object({ reviews: z.array(review), cursor: nextCursor }),
      description: 'Reviews with their films, and where the next page begins',
    },
    async handle({ core, query, person: asking }) {
      const { id: viewerId } = signedIn(asking);
      const { items, cursor: next } = await core.reviews.feed(viewerId, { ...query, viewerId });
      const shown = { films: core.films, locale: query.locale };
      return { reviews: items.map((each) => reviewView(each, shown)), cursor: next };
    },
  }),
  route({
    method: 'get',
    path: '/people/{id}/reviews',
    tag: 'People',
    summary: 'What somebody reviewed, newest first',
    signedIn: false,
    params: idParam,
    query: paged,
    answer: {
      status: 200,
      schema: z.object({
        person,
        followers: z.int(),
        following: z.boolean(),
        reviews: z.array(review),
        cursor: nextCursor,
      }),
      description: 'Who they are, how many follow them and whether you do, and their reviews',
    },
    async handle({ core, params, query, person: asking }) {
      const viewerId = asking?.id ?? null;
      const found = await core.people.byId(params.id);
      if (!found) throw new Problem('person_not_found', 'There is no such person.');
      const standing = await core.follows.standing(found.id, viewerId);
      const { items, cursor: next } = await core.reviews.ofPerson(found.id, { ...query, viewerId });
      const { via: _via, ...who } = actorOf(found, 'web');
      const shown = { films: core.films, locale: query.locale };
      return {
        person: who,
        ...standing,
        reviews: items.map((each) => reviewView(each, shown)),
        cursor: next,
      };
    },
  }),
];
