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
import { echo, literal } from './literal.ts';
import { BilingualProblem } from './problem-text.ts';

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
  const filter = filterOf(options);
  const liked = options['like'] === undefined ? null : films.meant(options['like'], locale);
  if (options['like'] !== undefined && !liked) return nothingFound(films, options['like'], locale);
  const room = await roomFor(deps, options['for'], context);
  const start = liked ?? (room?.movieId ? films.find(room.movieId) : undefined);
  const found = start ? films.similar(start.id, CARDS, locale, filter) : films.popular(CARDS, locale, filter);
  if (found.length === 0) {
    throw new BilingualProblem('not_found', {
      en: 'No film fits all of that. Try a wider genre or year.',
      ko: '조건에 맞는 영화가 없어요. 장르나 연도를 넓혀 보세요.',
    });
  }
  return { to: 'channel', text: headline(start, locale), cards: cards(films, found, locale) };
}

function headline(start: Movie | undefined, locale: 'en' | 'ko'): string {
  if (!start) {
    return locale === 'ko' ? '많은 사람이 사랑한 영화예요.' : 'Films loved by many.';
  }
  const title = literal(titleFor(start, locale));
  return locale === 'ko' ? `**${title}** 같은 영화예요.` : `Films like **${title}**.`;
}

/** `/movie search`: films by title, person or plot; never a dead end. */
export function search(
  deps: FilmCommandDeps,
  options: Record<string, string>,
  context: CommandContext,
): Answer {
  const { locale } = context;
  const query = options['query'] ?? '';
  const found = deps.films.search(query, { limit: CARDS, locale });
  if (found.length === 0) return nothingFound(deps.films, query, locale);
  return { to: 'channel', text: '', cards: found.map((movie) => deps.films.card(movie, locale)) };
}

/** `/movie info`: one film's card. */
export function info(
  deps: FilmCommandDeps,
  options: Record<string, string>,
  context: CommandContext,
): Answer {
  const { locale } = context;
  const title = options['title'] ?? '';
  const movie = deps.films.meant(title, locale);
  if (!movie) return nothingFound(deps.films, title, locale);
  return { to: 'channel', text: '', cards: [deps.films.card(movie, locale)] };
}

function nothingFound(films: Films, query: string, locale: 'en' | 'ko'): Answer {
  const asked = echo(query);
  const found = films.didYouMean(query);
  const near = found === null ? null : literal(found);
  const text =
    locale === 'ko'
      ? `“${asked}”에 맞는 영화를 찾지 못했어요.${near ? ` 혹시 **${near}**?` : ''} 대신 이런 영화는 어때요?`
      : `No film found for “${asked}”.${near ? ` Did you mean **${near}**?` : ''} Perhaps one of these?`;
  return { to: 'sender', text, cards: cards(films, films.popular(3, locale), locale) };
}

const cards = (films: Films, found: readonly Recommended[], locale: 'en' | 'ko'): Answer['cards'] =>
  found.map(({ movie, because }) => films.card(movie, locale, because));

function filterOf(options: Record<string, string>): FilmFilter {
  const filter: FilmFilter = {};
  if (options['genre'] !== undefined) {
    const genre = parseGenre(options['genre']);
    if (genre === null) {
      const known = (locale: 'en' | 'ko'): string =>
        Object.values(GENRES)
          .map((name) => name[locale])
          .join(', ');
      throw new BilingualProblem('invalid_input', {
        en: `There is no such genre. Known: ${known('en')}.`,
        ko: `그런 장르는 없어요. 이 중에서 골라 주세요: ${known('ko')}`,
      });
    }
    filter.genre = genre;
  }
  if (options['year'] !== undefined) {
    const years = parseYears(options['year']);
    if (years === null) {
      throw new BilingualProblem('invalid_input', {
        en: 'Give a year as 1994, or a span as 1990-1999.',
        ko: '연도는 1994 또는 1990-1999처럼 적어 주세요.',
      });
    }
    Object.assign(filter, years);
  }
  return filter;
}

/** The room films are looked for: the one it is asked in, unless they are for the person alone. */
async function roomFor(
  deps: FilmCommandDeps,
  whom: string | undefined,
  context: CommandContext,
): Promise<{ movieId: string | null } | null> {
  if (whom === 'me') return null;
  if (whom !== undefined && whom !== 'room') {
    throw new BilingualProblem('invalid_input', {
      en: '“for” is “me” or “room”.',
      ko: '대상은 ‘나’ 또는 ‘방’이에요.',
    });
  }
  const room = await roomOf(deps, context);
  if (!room && whom === 'room') throw new Problem('link_not_found', 'This channel is not linked to a room.');
  return room;
}

async function roomOf(
  deps: FilmCommandDeps,
  context: CommandContext,
): Promise<{ movieId: string | null } | null> {
  if (context.room !== undefined) return deps.rooms.bySlug(context.room);
  if (!context.channel) return null;
  const link = await deps.links.byChannel(context.channel);
  return link && deps.rooms.byId(link.roomId);
}
