import { z } from 'zod';
import type { FilmPerson } from '../../../../core/catalogue/film-people.ts';
import { filmsAfter } from '../../../../core/catalogue/ranked-films.ts';
import { Problem } from '../../../../core/errors.ts';
import { onePage, placeOf } from '../film-cursor.ts';
import { route, type Route } from '../route.ts';
import { count, credit, filmCard, locale } from '../schemas.ts';

const role = credit.shape.role;
const names = z.object({ en: z.string(), ko: z.string() });
const person = z.object({ id: z.string(), name: z.string(), names, films: z.int() }).openapi('FilmPerson');

const named = ({ id, name, nameKo }: FilmPerson, language: 'en' | 'ko') => ({
  id,
  name: language === 'ko' && nameKo !== '' ? nameKo : name,
  names: { en: name, ko: nameKo },
});

export const filmPeopleRoutes: Route[] = [
  route({
    method: 'get',
    path: '/film-people',
    tag: 'Films',
    summary: 'People who made films, by the beginnings of their names in either language',
    signedIn: false,
    query: z.object({
      q: z.string().min(1).max(100),
      limit: count(50, 10),
      locale: locale.default('en'),
    }),
    answer: {
      status: 200,
      schema: z.object({ people: z.array(person) }),
      description: 'People, those of the best-known films first',
    },
    handle: ({ core, query }) =>
      Promise.resolve({
        people: core.films.people
          .search(query.q, query.limit)
          .map((found) => ({ ...named(found, query.locale), films: found.parts.length })),
      }),
  }),
  route({
    method: 'get',
    path: '/film-people/{id}',
    tag: 'Films',
    summary: 'Somebody who made films: what they are called, and their films, best known first',
    signedIn: false,
    params: z.object({ id: z.string().max(200).openapi({ example: 'bong-joon-ho' }) }),
    query: z.object({
      role: role.optional(),
      locale: locale.default('en'),
      limit: count(50, 20),
      cursor: z.string().max(400).optional(),
    }),
    answer: {
      status: 200,
      schema: z.object({
        id: z.string(),
        name: z.string(),
        names,
        roles: z.partialRecord(role, z.int()).openapi({ description: 'How many films in each role' }),
        films: z.array(z.object({ movie: filmCard, roles: z.array(role), character: z.string().optional() })),
        cursor: z.string().nullable(),
      }),
      description: 'A page of the films; ask for the next one with its cursor',
    },
    handle({ core, params, query }) {
      const found = core.films.people.find(params.id);
      if (!found)
        throw new Problem('not_found', 'There is nobody of this id; GET /film-people?q=NAME finds people.');
      const roles: Partial<Record<z.infer<typeof role>, number>> = {};
      for (const part of found.parts) for (const each of part.roles) roles[each] = (roles[each] ?? 0) + 1;
      const parts = new Map(found.parts.map((part) => [part.movie.id, part]));
      const all = found.parts.map(({ movie }) => movie);
      const { films, cursor } = onePage(
        filmsAfter(all, placeOf(query.cursor)),
        query.limit,
        ({ id }) => query.role === undefined || parts.get(id)?.roles.includes(query.role) === true,
      );
      return Promise.resolve({
        ...named(found, query.locale),
        roles,
        films: films.map((film) => {
          const part = parts.get(film.id);
          return {
            movie: core.films.card(film, query.locale),
            roles: part?.roles ?? [],
            ...(part?.character === undefined ? {} : { character: part.character }),
          };
        }),
        cursor,
      });
    },
  }),
];
