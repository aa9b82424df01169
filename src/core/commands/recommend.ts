import type { Answer } from '../../protocol/frames.ts';
import { parseLanguage, parseRuntime } from '../catalogue/film-filter.ts';
import { parseGenre, parseYears, type FilmFilter } from '../catalogue/films.ts';
import { GENRES } from '../catalogue/genres.ts';
import { titleFor, type Bilingual, type Movie } from '../catalogue/movie.ts';
import type { LinkRepository } from '../delivery/link-repository.ts';
import { Problem } from '../errors.ts';
import type { Grounds, Recommended, RecommendedList } from '../recommendations/recommender.ts';
import { findRoom } from '../rooms/find-room.ts';
import type { Room } from '../rooms/room.ts';
import type { RoomRepository } from '../rooms/room-repository.ts';
import type { CommandContext } from './command-runner.ts';
import type { FilmCommandDeps } from './film-commands.ts';
import { literal } from './literal.ts';
import { BilingualProblem } from './problem-text.ts';
import { forFilm } from './which-film.ts';

export interface RecommendDeps extends FilmCommandDeps {
  rooms: RoomRepository;
  links: LinkRepository;
}

/** Cards in one answer: what fits on a screen and in every platform's limits. */
const CARDS = 5;

/** `/movie recommend`: like a film, for the people of a room, or for the one who asks. */
export async function recommend(
  deps: RecommendDeps,
  options: Record<string, string>,
  context: CommandContext,
): Promise<Answer> {
  const { locale, person } = context;
  const { recommender } = deps;
  const wish = { limit: CARDS, locale, filter: filterOf(options) };
  if (options['like'] !== undefined) {
    return forFilm(deps, { name: 'recommend', options }, 'like', context, (liked) =>
      answer(deps, recommender.like(liked.id, wish), 'channel', likeFilm(liked, locale), locale),
    );
  }
  const room = await roomFor(deps, options['for'], context);
  if (!room) {
    const list = await recommender.forPerson(person.id, wish);
    return answer(deps, list.items, 'sender', FOR_ME[list.grounds][locale], locale);
  }
  const { role } = await deps.rooms.membership(room.id, person.id);
  const list = await recommender.forRoom(room, wish, { askerId: person.id, naming: role !== null });
  return answer(deps, list.items, 'channel', forRoom(deps, room, list, locale), locale);
}

function answer(
  { films }: FilmCommandDeps,
  items: readonly Recommended[],
  to: Answer['to'],
  text: string,
  locale: 'en' | 'ko',
): Answer {
  if (items.length === 0) {
    throw new BilingualProblem('not_found', {
      en: 'No film fits all of that. Try a wider genre, year, runtime or language.',
      ko: '조건에 맞는 영화가 없어요. 장르나 연도, 상영 시간, 언어를 넓혀 보세요.',
    });
  }
  return { to, text, cards: items.map(({ movie, because }) => films.card(movie, locale, because)) };
}

const POPULAR: Bilingual = { en: 'Films loved by many.', ko: '많은 사람이 사랑한 영화예요.' };
const FOR_ME: Record<Grounds, Bilingual> = {
  taste: { en: 'Films for you.', ko: '취향에 맞을 만한 영화예요.' },
  film: POPULAR,
  everybody: {
    en: 'Films loved by many. Rate a few films, and the next ones are for you.',
    ko: '많은 사람이 사랑한 영화예요. 영화 몇 편에 별점을 주시면 취향에 맞춰 추천해 드려요.',
  },
};

function likeFilm(film: Movie, locale: 'en' | 'ko'): string {
  const title = literal(titleFor(film, locale));
  return locale === 'ko' ? `**${title}** 같은 영화예요.` : `Films like **${title}**.`;
}

function forRoom(
  { films }: FilmCommandDeps,
  room: Room,
  { grounds }: RecommendedList,
  locale: 'en' | 'ko',
): string {
  if (grounds === 'taste')
    return locale === 'ko' ? '이 방 분들께 맞을 만한 영화예요.' : 'Films for the people here.';
  const film = room.movieId === null ? undefined : films.find(room.movieId);
  return grounds === 'film' && film ? likeFilm(film, locale) : POPULAR[locale];
}

function filterOf(options: Record<string, string>): FilmFilter {
  const { genre, year, runtime, language } = options;
  return {
    ...(genre === undefined ? {} : { genre: known(parseGenre(genre), noSuchGenre()) }),
    ...(year === undefined ? {} : known(parseYears(year), NO_YEAR)),
    ...(runtime === undefined ? {} : known(parseRuntime(runtime), NO_RUNTIME)),
    ...(language === undefined ? {} : { language: known(parseLanguage(language), NO_LANGUAGE) }),
  };
}

function known<T>(parsed: T | null, mend: Bilingual): T {
  if (parsed === null) throw new BilingualProblem('invalid_input', mend);
  return parsed;
}

function noSuchGenre(): Bilingual {
  const list = (locale: 'en' | 'ko'): string =>
    Object.values(GENRES)
      .map((name) => name[locale])
      .join(', ');
  return {
    en: `There is no such genre. Known: ${list('en')}.`,
    ko: `그런 장르는 없어요. 이 중에서 골라 주세요: ${list('ko')}`,
  };
}

const NO_YEAR: Bilingual = {
  en: 'Give a year as 1994, or a span as 1990-1999.',
  ko: '연도는 1994 또는 1990-1999처럼 적어 주세요.',
};
const NO_RUNTIME: Bilingual = {
  en: 'Give a runtime in minutes as 120 (at most), or a span as 90-120.',
  ko: '상영 시간은 120(분 이하) 또는 90-120처럼 적어 주세요.',
};
const NO_LANGUAGE: Bilingual = {
  en: 'Give a language by name as Korean, or by code as ko.',
  ko: '언어는 한국어처럼 이름으로, 또는 ko처럼 코드로 적어 주세요.',
};

/** The room films are looked for: the one it is asked in, unless they are for the person alone. */
async function roomFor(
  deps: RecommendDeps,
  whom: string | undefined,
  context: CommandContext,
): Promise<Room | null> {
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

async function roomOf(deps: RecommendDeps, context: CommandContext): Promise<Room | null> {
  if (context.room !== undefined) return (await findRoom(deps, context.room, context.person.id)).room;
  if (!context.channel) return null;
  const link = await deps.links.byChannel(context.channel);
  return link && deps.rooms.byId(link.roomId);
}
