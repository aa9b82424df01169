import { z } from 'zod';
import type { Core } from '../../../../core/core.ts';
import type { Person } from '../../../../core/identity/person.ts';
import { NOTE_LENGTH, parseNote, type WatchlistEntry } from '../../../../core/watchlist/watchlist.ts';
import { route, signedIn, type Route } from '../route.ts';
import { count, cursor, locale, nextCursor, watchlistEntry } from '../schemas.ts';

const param = z.object({ movieId: z.string().max(200) });

function present(core: Core, entry: WatchlistEntry, language: 'en' | 'ko'): z.infer<typeof watchlistEntry> {
  const { movieId, note, addedAt, watchedAt } = entry;
  const film = core.films.find(movieId);
  return {
    movieId,
    ...(film ? { movie: core.films.card(film, language) } : {}),
    note,
    addedAt: addedAt.toISOString(),
    ...(watchedAt === null ? {} : { watchedAt: watchedAt.toISOString() }),
  };
}

async function acting(core: Core, person: Person | null): Promise<Person> {
  const who = signedIn(person);
  await core.limiter.take('act', who.id);
  return who;
}

export const watchlistRoutes: Route[] = [
  route({
    method: 'get',
    path: '/me/watchlist',
    tag: 'Watchlist',
    summary: 'Films you want to see, newest first',
    signedIn: true,
    query: z.object({ cursor, limit: count(100, 20), locale: locale.default('en') }),
    answer: {
      status: 200,
      schema: z.object({ items: z.array(watchlistEntry), cursor: nextCursor }),
      description: 'Films with their notes, and where the next page begins',
    },
    async handle({ core, query, person }) {
      const { items, cursor: next } = await core.watchlist.page(signedIn(person).id, query);
      return { items: items.map((entry) => present(core, entry, query.locale)), cursor: next };
    },
  }),
  route({
    method: 'put',
    path: '/me/watchlist/{movieId}',
    tag: 'Watchlist',
    summary: 'Put a film on your watchlist, or change its note, or say that you have seen it',
    signedIn: true,
    params: param,
    query: z.object({ locale: locale.default('en') }),
    body: z.strictObject({
      note: z
        .string()
        .max(NOTE_LENGTH * 2)
        .optional(),
      watched: z.boolean().optional(),
    }),
    answer: { status: 200, schema: watchlistEntry, description: 'The film as it stands on your list' },
    async handle({ core, params, query, body, person }) {
      const who = await acting(core, person);
      const film = core.films.get(params.movieId);
      const note = body.note === undefined ? undefined : parseNote(body.note);
      const entry = await core.watchlist.put(who.id, film.id, { note, watched: body.watched });
      return present(core, entry, query.locale);
    },
  }),
  route({
    method: 'delete',
    path: '/me/watchlist/{movieId}',
    tag: 'Watchlist',
    summary: 'Take a film off your watchlist',
    signedIn: true,
    params: param,
    answer: { status: 204, description: 'It is not on it' },
    async handle({ core, params, person }) {
      const who = await acting(core, person);
      await core.watchlist.remove(who.id, params.movieId);
    },
  }),
];
