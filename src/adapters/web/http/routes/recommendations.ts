import { z } from 'zod';
import { route, signedIn, type Route } from '../route.ts';
import { filterOf, moreFilters, presentRecommended, recommended } from '../film-query.ts';
import { certainty, count, filmCard } from '../schemas.ts';
import { noSuchFilm } from '../../../../core/catalogue/films.ts';
import { reading } from '../../../../core/rooms/find-room.ts';
import { parseSlug } from '../../../../core/rooms/room.ts';

const movieParam = z.object({ movieId: z.string().max(200) });
const list = z.object({ items: z.array(recommended) });
const listOrQuestion = list.extend({
  match: certainty.optional().openapi({ description: 'Whether a film was named by `like` or `q`' }),
  near: z.array(filmCard).optional().openapi({
    description: 'Where it is not sure which film was named: those that come near; nothing is recommended',
  }),
});

export const recommendationRoutes: Route[] = [
  route({
    method: 'get',
    path: '/movies/{id}/similar',
    tag: 'Films',
    summary: 'Films like one, each with what they share',
    signedIn: false,
    params: z.object({ id: z.string().max(200) }),
    query: moreFilters.extend({ limit: count(50, 10) }),
    answer: { status: 200, schema: list, description: 'Films, most alike first' },
    handle({ core, params, query }) {
      const { locale, limit } = query;
      const film = core.films.get(params.id);
      const items = core.recommender.like(film.id, { locale, limit, filter: filterOf(query) });
      return Promise.resolve({ items: presentRecommended(core, items, locale) });
    },
  }),
  route({
    method: 'get',
    path: '/recommendations',
    tag: 'Films',
    summary: 'Films like one, for the people of a room, or for you',
    signedIn: false,
    query: moreFilters.extend({
      like: z.string().max(200).optional().openapi({ description: 'A film’s id, or its title' }),
      q: z.string().max(200).optional().openapi({ description: 'The same as `like`, as it was typed' }),
      room: z.string().max(64).optional(),
      limit: count(50, 10),
    }),
    answer: { status: 200, schema: listOrQuestion, description: 'Films, best first, each with its because' },
    async handle({ core, query, person }) {
      const { locale, limit } = query;
      const wish = { locale, limit, filter: filterOf(query) };
      const { recommender } = core;
      const present = (items: Parameters<typeof presentRecommended>[1]) => ({
        items: presentRecommended(core, items, locale),
      });
      const named = query.like ?? query.q;
      if (named !== undefined) {
        const { match, film, near } = core.films.meant(named, locale);
        if (film) return { ...present(recommender.like(film.id, wish)), match };
        // `like` is an id or a title: what is neither, and near none, is no film.
        if (query.like !== undefined && match === 'none') throw noSuchFilm();
        return { items: [], match, near: near.map((each) => core.films.card(each, locale)) };
      }
      if (query.room !== undefined) {
        return reading(core, parseSlug(query.room), person?.id ?? null, async (room, role) => {
          // Whose tastes a room has is for those in it.
          const member = role !== 'reader';
          const whom = { askerId: member ? (person?.id ?? null) : null, naming: member };
          return present((await recommender.forRoom(room, wish, whom)).items);
        });
      }
      if (person === null) return present(recommender.popular(wish));
      return present((await recommender.forPerson(person.id, wish)).items);
    },
  }),
  route({
    method: 'put',
    path: '/me/dismissed/{movieId}',
    tag: 'Films',
    summary: 'Never recommend me this film',
    signedIn: true,
    params: movieParam,
    answer: { status: 204, description: 'It will not come again' },
    async handle({ core, params, person }) {
      await core.tastes.dismiss(signedIn(person).id, core.films.get(params.movieId).id);
    },
  }),
  route({
    method: 'delete',
    path: '/me/dismissed/{movieId}',
    tag: 'Films',
    summary: 'You may recommend me this film again',
    signedIn: true,
    params: movieParam,
    answer: { status: 204, description: 'It may come again' },
    async handle({ core, params, person }) {
      await core.tastes.undismiss(signedIn(person).id, params.movieId);
    },
  }),
];
