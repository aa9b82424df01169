import { z } from 'zod';
import { leaveForGood } from '../../../../core/departures/leave-for-good.ts';
import { Problem } from '../../../../core/errors.ts';
import { actorOf } from '../../../../core/identity/actor.ts';
import { welcomeGuest } from '../../../../core/identity/guest.ts';
import { parsePersonName, type Person } from '../../../../core/identity/person.ts';
import { route, signedIn, type Route } from '../route.ts';
import { locale, person } from '../schemas.ts';

function present(who: Person): z.infer<typeof person> {
  const { via: _via, ...view } = actorOf(who, 'web');
  return view;
}

export const peopleRoutes: Route[] = [
  route({
    method: 'post',
    path: '/guests',
    tag: 'People',
    summary: 'Come in under a name; the token is all that makes you this person again',
    signedIn: false,
    body: z.strictObject({
      name: z.string().max(400).openapi({ example: 'Jun' }),
      locale: locale.optional(),
    }),
    answer: {
      status: 201,
      schema: z.object({ token: z.string(), person }),
      description: 'The guest and their token',
    },
    async handle({ core, body, address }) {
      await core.limiter.take('guest', address);
      const { token, person: guest } = await welcomeGuest(core, body);
      return { token, person: present(guest) };
    },
  }),
  route({
    method: 'get',
    path: '/me',
    tag: 'People',
    summary: 'Who the token says you are',
    signedIn: true,
    answer: { status: 200, schema: person, description: 'You' },
    handle: ({ person: who }) => Promise.resolve(present(signedIn(who))),
  }),
  route({
    method: 'patch',
    path: '/me',
    tag: 'People',
    summary: 'Change your name, picture or language',
    signedIn: true,
    body: z.strictObject({
      name: z.string().max(400).optional(),
      avatar: z
        .url({ protocol: /^https?$/ })
        .max(1000)
        .transform((address) => new URL(address).href)
        .nullable()
        .optional(),
      locale: locale.optional(),
    }),
    answer: { status: 200, schema: person, description: 'You as you are now' },
    async handle({ core, body, person: who }) {
      const { name, ...rest } = body;
      const change = name === undefined ? rest : { ...rest, name: parsePersonName(name) };
      const changed = await core.people.rename(signedIn(who).id, change);
      if (!changed) throw new Problem('person_not_found', 'You are no longer here.');
      return present(changed);
    },
  }),
  route({
    method: 'delete',
    path: '/me',
    tag: 'People',
    summary: 'Leave for good: what you said is deleted, or stays as said by someone who left',
    signedIn: true,
    query: z.object({ lines: z.enum(['delete', 'anonymise']).default('anonymise') }),
    answer: {
      status: 202,
      schema: z.object({ lines: z.enum(['delete', 'anonymise']) }),
      description:
        'You are nobody here any more, and your token is not valid; what you said follows in the background',
    },
    async handle({ core, query, person: who }) {
      const { id } = signedIn(who);
      await core.limiter.take('act', id);
      await leaveForGood(core, id, query.lines);
      return { lines: query.lines };
    },
  }),
];
