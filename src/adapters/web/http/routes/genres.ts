import { z } from 'zod';
import { parseGenre } from '../../../../core/catalogue/films.ts';
import { GENRES, genreName } from '../../../../core/catalogue/genres.ts';
import { Problem } from '../../../../core/errors.ts';
import { filmsAfter } from '../../../../core/catalogue/ranked-films.ts';
import { onePage, placeOf } from '../film-cursor.ts';
import { present } from '../presenters/film.ts';
import { route, type Route } from '../route.ts';
import { count, locale, movie } from '../schemas.ts';

const keyOf = (genre: string): string => genre.toLowerCase().replaceAll(' ', '-');
const genre = { key: z.string(), name: z.string(), films: z.int() };

export const genreRoutes: Route[] = [
  route({
    method: 'get',
    path: '/genres',
    tag: 'Films',
    summary: 'Every genre, with how many films there are of it',
    signedIn: false,
    query: z.object({ locale: locale.default('en') }),
    answer: {
      status: 200,
      schema: z.object({ genres: z.array(z.object(genre)) }),
      description: 'Genres, in the order of their English names',
    },
    handle: ({ core, query }) =>
      Promise.resolve({
        genres: Object.keys(GENRES).map((name) => ({
          key: keyOf(name),
          name: genreName(name, query.locale),
          films: core.films.inGenre(name),
        })),
      }),
  }),
  route({
    method: 'get',
    path: '/genres/{key}',
    tag: 'Films',
    summary: 'Films of a genre, best known first',
    signedIn: false,
    params: z.object({ key: z.string().max(60).openapi({ example: 'science-fiction' }) }),
    query: z.object({
      locale: locale.default('en'),
      limit: count(50, 20),
      cursor: z.string().max(400).optional(),
    }),
    answer: {
      status: 200,
      schema: z.object({ ...genre, movies: z.array(movie), cursor: z.string().nullable() }),
      description: 'A page; ask for the next one with its cursor',
    },
    handle({ core, params, query }) {
      const name = parseGenre(params.key);
      if (name === null) throw new Problem('not_found', 'There is no such genre; GET /genres lists them.');
      const rest = filmsAfter(core.films.ranked, placeOf(query.cursor));
      const { films, cursor } = onePage(rest, query.limit, (film) => film.genres.includes(name));
      return Promise.resolve({
        key: keyOf(name),
        name: genreName(name, query.locale),
        films: core.films.inGenre(name),
        movies: films.map((film) => present(core, film, query.locale)),
        cursor,
      });
    },
  }),
];
