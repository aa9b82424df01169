import { z } from 'zod';
import type { FilmFilter } from '../../../../core/catalogue/films.ts';
import { titleFor, type Movie } from '../../../../core/catalogue/movie.ts';
import type { Recommended } from '../../../../core/recommendations/recommender.ts';
import { filterOf, filters } from '../film-query.ts';
import { route, type Route } from '../route.ts';
import { present, presentDetail } from '../presenters/film.ts';
import { certainty, count, locale, movie, movieDetail } from '../schemas.ts';

export const movieRoutes: Route[] = [
  route({
    method: 'get',
    path: '/movies',
    tag: 'Films',
    summary:
      'Films by title, person or plot, and whether the first is the one that was named (`match`); no hit is answered with suggestions',
    signedIn: false,
    query: filters.extend({ q: z.string().max(200).default(''), limit: count(50, 10) }),
    answer: {
      status: 200,
      schema: z.object({
        movies: z.array(movie),
        suggestions: z.array(movie).optional(),
        didYouMean: z.string().optional(),
        match: certainty.optional(),
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
      const { match, movies, near } = films.look(query.q, {
        limit: query.limit,
        locale: language,
        ...(filter.genre ? { genre: filter.genre } : {}),
        only: (film) => inYears(film, filter) && (!filter.genre || film.genres.includes(filter.genre)),
      });
      if (movies.length > 0) return { movies: movies.map((film) => present(core, film, language)), match };
      const instead = person
        ? (await recommender.forPerson(person.id, wish)).items
        : recommender.popular(wish);
      const nearest = near[0] && titleFor(near[0], language);
      const others = instead.map((each) => each.movie).filter((film) => !near.includes(film));
      return {
        movies: [],
        match,
        suggestions: [...near, ...others].map((film) => present(core, film, language)),
        ...(nearest === undefined ? {} : { didYouMean: nearest }),
      };
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
