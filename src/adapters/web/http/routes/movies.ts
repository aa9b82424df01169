import { z } from 'zod';
import type { FilmFilter } from '../../../../core/catalogue/films.ts';
import type { Movie } from '../../../../core/catalogue/movie.ts';
import type { Recommended } from '../../../../core/recommendations/recommender.ts';
import { filterOf, filters } from '../film-query.ts';
import { route, type Route } from '../route.ts';
import { present, presentDetail } from '../presenters/film.ts';
import { count, locale, movie, movieDetail } from '../schemas.ts';

export const movieRoutes: Route[] = [
  route({
    method: 'get',
    path: '/movies',
    tag: 'Films',
    summary: 'Films by title, person or plot; no hit is answered with suggestions',
    signedIn: false,
    query: filters.extend({ q: z.string().max(200).default(''), limit: count(50, 10) }),
    answer: {
      status: 200,
      schema: z.object({
        movies: z.array(movie),
        suggestions: z.array(movie).optional(),
        didYouMean: z.string().optional(),
      }),
      description: 'Films, best first',
    },
    async handle({ core, query, person }) {
      const { films, recommender } = core;
      const filter = filterOf(query);
      const language = query.locale;
      const wish = { limit: query.limit, locale: language, filter };
      const shown = (found: readonly Recommended[]) =>
        found.map((each) => present(core, each.movie, language));
      if (query.q.trim() === '') return { movies: shown(recommender.popular(wish)) };
      const found = films
        .search(query.q, { limit: 50, locale: language, ...(filter.genre ? { genre: filter.genre } : {}) })
        .filter((film) => inYears(film, filter))
        .slice(0, query.limit);
      if (found.length > 0) return { movies: found.map((film) => present(core, film, language)) };
      const near = films.didYouMean(query.q);
      const instead = person
        ? (await recommender.forPerson(person.id, wish)).items
        : recommender.popular(wish);
      return { movies: [], suggestions: shown(instead), ...(near ? { didYouMean: near } : {}) };
    },
  }),
  route({
    method: 'get',
    path: '/movies/{id}',
    tag: 'Films',
    summary: 'One film: people with their parts, titles and plot in both languages, trailer',
    signedIn: false,
    params: z.object({ id: z.string().max(200) }),
    query: z.object({ locale: locale.default('en') }),
    answer: { status: 200, schema: movieDetail, description: 'The film' },
    handle: ({ core, params, query }) =>
      Promise.resolve(presentDetail(core, core.films.get(params.id), query.locale)),
  }),
];

function inYears(film: Movie, { yearFrom, yearTo }: FilmFilter): boolean {
  if (yearFrom === undefined || yearTo === undefined) return true;
  return film.year !== null && film.year >= yearFrom && film.year <= yearTo;
}
