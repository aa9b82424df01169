import { z } from 'zod';
import { parseGenre, parseYears, type FilmFilter } from '../../../../core/catalogue/films.ts';
import type { Movie } from '../../../../core/catalogue/movie.ts';
import type { Core } from '../../../../core/core.ts';
import { Problem } from '../../../../core/errors.ts';
import { route, type Route } from '../route.ts';
import { present, presentDetail } from '../presenters/film.ts';
import { count, filmCard, locale, movie, movieDetail } from '../schemas.ts';
import { readableRoom } from './rooms.ts';

const filters = z.object({
  genre: z.string().max(60).optional(),
  year: z.string().max(20).optional(),
  locale: locale.default('en'),
});
const recommended = z.object({ movie: filmCard, score: z.number(), because: z.array(z.string()) });

function filterOf(query: { genre?: string; year?: string }): FilmFilter {
  const filter: FilmFilter = {};
  if (query.genre !== undefined) {
    const genre = parseGenre(query.genre);
    if (genre === null) throw new Problem('invalid_input', 'query, genre: there is no such genre.');
    filter.genre = genre;
  }
  if (query.year !== undefined) {
    const years = parseYears(query.year);
    if (years === null) throw new Problem('invalid_input', 'query, year: give 1994, or a span as 1990-1999.');
    Object.assign(filter, years);
  }
  return filter;
}

function items(core: Core, found: ReturnType<Core['films']['similar']>, language: 'en' | 'ko') {
  return found.map(({ movie: film, score, because }) => ({
    movie: core.films.card(film, language, because),
    score,
    because: because === '' ? [] : [because],
  }));
}

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
    handle({ core, query }) {
      const { films } = core;
      const filter = filterOf(query);
      const language = query.locale;
      if (query.q.trim() === '') {
        const found = films.popular(query.limit, language, filter);
        return Promise.resolve({ movies: found.map((each) => present(core, each.movie, language)) });
      }
      const found = films
        .search(query.q, { limit: 50, locale: language, ...(filter.genre ? { genre: filter.genre } : {}) })
        .filter((film) => inYears(film, filter))
        .slice(0, query.limit);
      if (found.length > 0)
        return Promise.resolve({ movies: found.map((film) => present(core, film, language)) });
      const near = films.didYouMean(query.q);
      const suggestions = films
        .popular(query.limit, language, filter)
        .map((each) => present(core, each.movie, language));
      return Promise.resolve({ movies: [], suggestions, ...(near ? { didYouMean: near } : {}) });
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
  route({
    method: 'get',
    path: '/movies/{id}/similar',
    tag: 'Films',
    summary: 'Films like one, each with what they share',
    signedIn: false,
    params: z.object({ id: z.string().max(200) }),
    query: filters.extend({ limit: count(50, 10) }),
    answer: {
      status: 200,
      schema: z.object({ items: z.array(recommended) }),
      description: 'Films, most alike first',
    },
    handle({ core, params, query }) {
      const film = core.films.get(params.id);
      const found = core.films.similar(film.id, query.limit, query.locale, filterOf(query));
      return Promise.resolve({ items: items(core, found, query.locale) });
    },
  }),
  route({
    method: 'get',
    path: '/recommendations',
    tag: 'Films',
    summary: 'Films like one, for a room, or for you',
    signedIn: false,
    query: filters.extend({
      like: z.string().max(200).optional(),
      room: z.string().max(64).optional(),
      limit: count(50, 10),
    }),
    answer: {
      status: 200,
      schema: z.object({ items: z.array(recommended) }),
      description: 'Films, each with its because',
    },
    async handle({ core, query, person }) {
      const filter = filterOf(query);
      let start: Movie | undefined;
      if (query.like !== undefined) start = core.films.get(query.like);
      else if (query.room !== undefined) {
        const { room } = await readableRoom(core, query.room, person);
        if (room.movieId !== null) start = core.films.find(room.movieId);
      }
      const found = start
        ? core.films.similar(start.id, query.limit, query.locale, filter)
        : core.films.popular(query.limit, query.locale, filter);
      return { items: items(core, found, query.locale) };
    },
  }),
];

function inYears(film: Movie, { yearFrom, yearTo }: FilmFilter): boolean {
  if (yearFrom === undefined || yearTo === undefined) return true;
  return film.year !== null && film.year >= yearFrom && film.year <= yearTo;
}
