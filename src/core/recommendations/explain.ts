import { genreName } from '../catalogue/genres.ts';
import { koreanKeyword } from '../catalogue/keyword-names.ts';
import { withParticle } from './particle.ts';
import type { Reason } from './reason.ts';

export type ReaderLocale = 'en' | 'ko';

/** How the reader knows a film; undefined when it is no longer in the catalogue. */
export type TitleOf = (movieId: string) => string | undefined;

/**
 * The reasons as one or two short sentences for a reader, the most telling first; none when there is nothing to say.
 * Films named in a reason are looked up with `titleOf`; a reason about films without a title is passed over.
 */
export function explain(
  reasons: readonly Reason[],
  locale: ReaderLocale,
  titleOf: TitleOf,
  most = 2,
): string[] {
  const sentences: string[] = [];
  for (const reason of reasons) {
    const sentence = explainReason(reason, locale, titleOf);
    if (sentence !== null) sentences.push(sentence);
    if (sentences.length === most) break;
  }
  return sentences;
}

/** One reason as a sentence, or null where it cannot be said: its film is unknown, its keywords have no Korean name. */
function explainReason(reason: Reason, locale: ReaderLocale, titleOf: TitleOf): string | null {
  return locale === 'ko' ? inKorean(reason, titleOf) : inEnglish(reason, titleOf);
}

function inEnglish(reason: Reason, titleOf: TitleOf): string | null {
  switch (reason.kind) {
    case 'director':
      return `Also directed by ${reason.name}.`;
    case 'cast':
      return `Also with ${listed(reason.names)}.`;
    case 'keywords':
      return `Also about: ${reason.keywords.join(', ')}.`;
    case 'genres':
      return `The same kind of film: ${reason.genres.join(', ')}.`;
    case 'era':
      return `Also from the ${reason.decade}s.`;
    case 'language':
      return `Also in ${languageName(reason.language, 'en')}.`;
    case 'liked': {
      const titles = titlesOf(reason.movieIds, titleOf).map((title) => `“${title}”`);
      return titles.length === 0 ? null : `Because you liked ${listed(titles)}.`;
    }
    case 'wanted': {
      const title = titleOf(reason.movieId);
      return title === undefined ? null : `Like “${title}” on your watchlist.`;
    }
    case 'kindred':
      return 'People with tastes like yours like this.';
    case 'alsoLiked': {
      const title = titleOf(reason.movieId);
      return title === undefined ? null : `People who like “${title}” like this too.`;
    }
    case 'popular':
      return 'Loved by many.';
    case 'trending':
      return 'Much liked lately.';
    case 'room':
      return inRoom(reason);
  }
}

function inKorean(reason: Reason, titleOf: TitleOf): string | null {
  switch (reason.kind) {
    case 'director':
      return `${reason.nameKo ?? reason.name} 감독의 다른 작품이에요.`;
    case 'cast':
      return `${(reason.namesKo ?? reason.names).join('·')} 배우가 여기에도 나와요.`;
    case 'keywords': {
      // One without a Korean name would stand in the sentence like a stone.
      const named = reason.keywords.flatMap((keyword) => koreanKeyword(keyword) ?? []);
      const quoted = named.map((name) => `‘${name}’`).join(', ');
      return named.length === 0 ? null : `${quoted} 같은 소재를 함께 다뤄요.`;
    }
    case 'genres':
      return `같은 ${reason.genres.map((genre) => genreName(genre, 'ko')).join('·')} 영화예요.`;
    case 'era':
      return `같은 ${reason.decade}년대 영화예요.`;
    case 'language':
      return `같은 ${languageName(reason.language, 'ko')} 영화예요.`;
    case 'liked': {
      const titles = titlesOf(reason.movieIds, titleOf).map((title) => `‘${title}’`);
      return titles.length === 0 ? null : `좋아하신 ${withParticle(titles.join(', '), '와/과')} 비슷해요.`;
    }
    case 'wanted': {
      const title = titleOf(reason.movieId);
      return title === undefined ? null : `보고 싶어 하신 ${withParticle(`‘${title}’`, '와/과')} 비슷해요.`;
    }
    case 'kindred':
      return '취향이 비슷한 분들이 좋아한 영화예요.';
    case 'alsoLiked': {
      const title = titleOf(reason.movieId);
      return title === undefined
        ? null
        : `${withParticle(`‘${title}’`, '을/를')} 좋아한 분들이 이 영화도 좋아했어요.`;
    }
    case 'popular':
      return '많은 분들이 좋아하는 영화예요.';
    case 'trending':
      return '요즘 많은 분들이 좋아하는 영화예요.';
    case 'room':
      return inRoomKorean(reason);
  }
}

type RoomReason = Extract<Reason, { kind: 'room' }>;

function inRoom({ fits, of, names }: RoomReason): string {
  if (fits === of && of > 1) return `Fits everyone here (${of}).`;
  if (names.length === fits) return `For ${listed(names)}.`;
  const best = names.length === 0 ? '' : `, ${listed(names)} most of all`;
  return `Fits ${fits} of the ${of} people here${best}.`;
}

function inRoomKorean({ fits, of, names }: RoomReason): string {
  if (fits === of && of > 1) return `여기 계신 ${of}분 모두의 취향에 맞아요.`;
  const people = names.map((name) => `${name} 님`).join(', ');
  if (names.length === fits) return `${people}의 취향에 맞아요.`;
  const best = names.length === 0 ? '' : ` 특히 ${people}께 잘 맞아요.`;
  return `여기 계신 ${of}분 중 ${fits}분의 취향에 맞아요.${best}`;
}

const titlesOf = (movieIds: readonly string[], titleOf: TitleOf): string[] =>
  movieIds.flatMap((id) => titleOf(id) ?? []);

function listed(names: readonly string[]): string {
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

function languageName(code: string, locale: ReaderLocale): string {
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(code) ?? code;
  } catch {
    // Not a well-formed language code: better shown than lost.
    return code;
  }
}
