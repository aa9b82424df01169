import type { Answer } from '../../protocol/frames.ts';
import { parseGenre, parseYears, type FilmFilter, type Films, type Recommended } from '../catalogue/films.ts';
import { GENRES } from '../catalogue/genres.ts';
import { titleFor, type Movie } from '../catalogue/movie.ts';
import { Problem } from '../errors.ts';
import type { Logger } from '../ports/logger.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { RoomRepository } from '../rooms/room-repository.ts';
import type { LinkRepository } from '../delivery/link-repository.ts';
import type { CommandContext } from './command-runner.ts';

export interface FilmCommandDeps {
  films: Films;
  rooms: RoomRepository;
  links: LinkRepository;
  limiter: RateLimiter;
  logger: Logger;
}

/** Cards in one answer: what fits on a screen and in every platform's limits. */
const CARDS = 5;

/** `/movie recommend`: like a film, for a room (like its film), or what everybody should have seen. */
export async function recommend(
  deps: FilmCommandDeps,
  options: Record<string, string>,
  context: CommandContext,
): Promise<Answer> {
  const { locale } = context;
  const { films } = deps;
  const filter = filterOf(options, locale);
  const liked = options['like'] === undefined ? null : films.meant(options['like'], locale);
  if (options['like'] !== undefined && !liked) return nothingFound(films, options['like'], locale);
  const room = options['for'] === 'me' ? null : await roomOf(deps, context);
  const start = liked ?? (room?.movieId ? films.find(room.movieId) : undefined);
  const found = start ? films.similar(start.id, CARDS, locale, filter) : films.popular(CARDS, locale, filter);
  if (found.length === 0) {
    throw new Problem(
      'not_found',
      locale === 'ko' ? '조건에 맞는 영화가 없어요. 장르나 연도를 넓혀 보세요.' : 'No film fits all of that. Try a wider genre or year.',
    );
  }
  return { to: 'channel', text: headline(start, locale), cards: cards(films, found, locale) };
}

function headline(start: Movie | undefined, locale: 'en' | 'ko'): string {
  if (!start) {
    return locale === 'ko' ? '많은 사람이 사랑한 영화예요.' : 'Films loved by many.';
  }
  const title = titleFor(start, locale);
  return locale === 'ko' ? `**${title}** 같은 영화예요.` : `Films like **${title}**.`;
}

/** `/movie search`: films by title, person or plot; never a dead end. */
export function search(deps: FilmCommandDeps, options: Record<string, string>, context: CommandContext): Answer {
  const { locale } = context;
  const query = options['query'] ?? '';
  const found = deps.films.search(query, { limit: CARDS, locale });
  if (found.length === 0) return nothingFound(deps.films, query, locale);
  return { to: 'channel', text: '', cards: found.map((movie) => deps.films.card(movie, locale)) };
}

/** `/movie info`: one film's card. */
export function info(deps: FilmCommandDeps, options: Record<string, string>, context: CommandContext): Answer {
  const { locale } = context;
  const title = options['title'] ?? '';
  const movie = deps.films.meant(title, locale);
  if (!movie) return nothingFound(deps.films, title, locale);
  return { to: 'channel', text: '', cards: [deps.films.card(movie, locale)] };
}

function nothingFound(films: Films, query: string, locale: 'en' | 'ko'): Answer {
  const near = films.didYouMean(query);
  const asked = query.replaceAll(/[`*_~|\\]/g, '');
  const text =
    locale === 'ko'
      ? `“${asked}”에 맞는 영화를 찾지 못했어요.${near ? ` 혹시 **${near}**?` : ''} 대신 이런 영화는 어때요?`
      : `No film found for “${asked}”.${near ? ` Did you mean **${near}**?` : ''} Perhaps one of these?`;
  return { to: 'sender', text, cards: cards(films, films.popular(3, locale), locale) };
}

const cards = (films: Films, found: readonly Recommended[], locale: 'en' | 'ko'): Answer['cards'] =>
  found.map(({ movie, because }) => films.card(movie, locale, because));

function filterOf(options: Record<string, string>, locale: 'en' | 'ko'): FilmFilter {
  const filter: FilmFilter = {};
  if (options['genre'] !== undefined) {
    const genre = parseGenre(options['genre']);
    if (genre === null) {
      const known = Object.values(GENRES).map((name) => name[locale]);
      throw new Problem(
        'invalid_input',
        locale === 'ko' ? `그런 장르는 없어요. 이 중에서 골라 주세요: ${known.join(', ')}` : `There is no such genre. Known: ${known.join(', ')}.`,
      );
    }
    filter.genre = genre;
  }
  if (options['year'] !== undefined) {
    const years = parseYears(options['year']);
    if (years === null) {
      throw new Problem(
        'invalid_input',
        locale === 'ko' ? '연도는 1994 또는 1990-1999처럼 적어 주세요.' : 'Give a year as 1994, or a span as 1990-1999.',
      );
    }
    Object.assign(filter, years);
  }
  return filter;
}

async function roomOf(deps: FilmCommandDeps, context: CommandContext): Promise<{ movieId: string | null } | null> {
  if (context.room !== undefined) return deps.rooms.bySlug(context.room);
  if (!context.channel) return null;
  const link = await deps.links.byChannel(context.channel);
  return link && deps.rooms.byId(link.roomId);
}
