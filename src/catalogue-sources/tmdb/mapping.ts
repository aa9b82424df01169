import { v5 as uuidOf } from 'uuid';
import { GENRES } from '../../core/catalogue/genres.ts';
import type { PosterPlace } from '../../core/catalogue/import-store.ts';
import type { Bilingual, Credit, CreditRole, Movie } from '../../core/catalogue/movie.ts';
import { cleanName, cleanText, firstGraphemes } from '../../core/markup/clean-text.ts';
import type { Details } from './shapes.ts';

const MOST_CAST = 12;
const MOST_KEYWORDS = 30;
const MOST_TITLES = 40;
const LONGEST_OVERVIEW = 2_000;

const ROLES: Record<string, CreditRole> = {
  Director: 'director',
  Screenplay: 'writer',
  Writer: 'writer',
  'Director of Photography': 'cinematographer',
  'Original Music Composer': 'composer',
};
const ORDER: CreditRole[] = ['director', 'writer', 'cinematographer', 'composer'];

/** A film as it was found, and where its poster lies. */
export interface Found {
  movie: Movie;
  poster: PosterPlace | null;
}

/**
 * A film of TMDB as the catalogue knows films. English comes from the answer itself (asked for in `en-US`), Korean from
 * its translations; where one is missing it stays empty, and readers are shown the other.
 * @param posterBase address under which posters lie, e.g. `https://image.tmdb.org/t/p/w500`
 */
export function movieOf(details: Details, posterBase: string | null): Found {
  const { title, original_title, original_language } = details;
  const korean = translation(details, 'ko', 'KR');
  const english = translation(details, 'en', 'US');
  const titleEn = cleanName(englishTitle(details, english?.title ?? '')) || cleanName(title);
  const titleKo = cleanName(korean?.title || (original_language === 'ko' ? original_title : ''));
  const people = peopleOf(details);
  const directors = people.filter(({ role }) => role === 'director');
  const cast = people.filter(({ role }) => role === 'cast');
  const poster = posterOf(details, posterBase);
  const trailer = trailerOf(details);
  const movie: Movie = {
    id: `tmdb-${details.id}`,
    title: titleEn,
    originalTitle: cleanName(original_title) || titleEn,
    titleKo,
    alternativeTitles: otherTitles(details, [titleEn, original_title, titleKo]),
    year: yearOf(details.release_date),
    language: /^[a-z]{2}$/.test(original_language) ? (LANGUAGES[original_language] ?? original_language) : '',
    genres: unique((details.genres ?? []).map(({ name }) => name)).filter((name) => name in GENRES),
    keywords: unique(
      (details.keywords?.keywords ?? []).map(({ name }) => cleanName(name).toLowerCase()).filter(Boolean),
    ).slice(0, MOST_KEYWORDS),
    directors: directors.map(({ name }) => name),
    directorsKo: whileKnown(directors),
    cast: cast.map(({ name }) => name),
    castKo: whileKnown(cast),
    overview: { en: plot(english?.overview || details.overview), ko: plot(korean?.overview ?? '') },
    runtime: details.runtime > 0 ? Math.round(details.runtime) : null,
    voteCount: Math.max(0, Math.round(details.vote_count)),
    voteAverage: Math.min(10, Math.max(0, details.vote_average)),
    popularity: Math.max(0, details.popularity),
    posterUrl: poster === null ? null : `/posters/${poster.id}`,
    tmdbId: details.id,
    people,
    ...(trailer ? { trailer } : {}),
    sources: ['tmdb'],
  };
  return { movie, poster };
}

/** TMDB writes `cn` for Cantonese and `xx` for no language. */
const LANGUAGES: Record<string, string> = { cn: 'zh', xx: '' };

function translation(details: Details, language: string, country: string) {
  const those = (details.translations?.translations ?? []).filter(({ iso_639_1 }) => iso_639_1 === language);
  return (those.find(({ iso_3166_1 }) => iso_3166_1 === country) ?? those[0])?.data;
}

/** Without an English title TMDB gives the original one; then one used in an English-speaking country is better. */
function englishTitle(details: Details, translated: string): string {
  if (translated !== '') return translated;
  if (details.title !== details.original_title || details.original_language === 'en') return details.title;
  const used = details.alternative_titles?.titles.find(({ iso_3166_1 }) => ['US', 'GB'].includes(iso_3166_1));
  return used?.title ?? details.title;
}

function otherTitles(details: Details, main: readonly string[]): string[] {
  const all = [
    ...(details.alternative_titles?.titles ?? []).map(({ title }) => title),
    ...(details.translations?.translations ?? []).map(({ data }) => data.title),
    details.title,
  ];
  return unique(all.map(cleanName))
    .filter((title) => title !== '' && !main.includes(title))
    .slice(0, MOST_TITLES);
}

function peopleOf({ credits }: Details): Credit[] {
  const credit = (
    { id, name, original_name }: { id: number; name: string; original_name: string },
    role: CreditRole,
  ): Credit[] => {
    const clean = cleanName(name);
    const nameKo = [original_name, name].map(cleanName).find((each) => /\p{Script=Hangul}/u.test(each));
    return clean === '' ? [] : [{ tmdbId: id, name: clean, ...(nameKo ? { nameKo } : {}), role }];
  };
  const crew = (credits?.crew ?? []).flatMap((member) => {
    const role = ROLES[member.job];
    return role ? credit(member, role) : [];
  });
  const made = ORDER.flatMap((role) => crew.filter((each) => each.role === role));
  const once = [...new Map(made.map((each) => [`${each.role} ${each.tmdbId}`, each])).values()];
  const cast = (credits?.cast ?? [])
    .toSorted((a, b) => (a.order ?? 1e6) - (b.order ?? 1e6))
    .slice(0, MOST_CAST)
    .flatMap((member) => {
      const character = cleanName(member.character);
      return credit(member, 'cast').map((each) => ({ ...each, ...(character ? { character } : {}) }));
    });
  return [...once, ...cast];
}

/** Names in Hangul up to the first that is unknown: they stand at the same places as the others. */
function whileKnown(people: readonly Credit[]): string[] {
  const end = people.findIndex(({ nameKo }) => nameKo === undefined);
  return people.slice(0, end === -1 ? people.length : end).map(({ nameKo }) => nameKo ?? '');
}

function trailerOf({ videos }: Details): Partial<Bilingual> | null {
  const good = (videos?.results ?? [])
    .filter(({ site, type, key }) => site === 'YouTube' && type === 'Trailer' && /^[\w-]{5,20}$/.test(key))
    .toSorted((a, b) => Number(b.official ?? false) - Number(a.official ?? false));
  const trailer: Partial<Bilingual> = {};
  for (const { iso_639_1, key } of good) {
    const language = iso_639_1 === 'ko' ? 'ko' : 'en';
    trailer[language] ??= `https://www.youtube.com/watch?v=${key}`;
  }
  return good.length > 0 ? trailer : null;
}

/** Makes ids of posters: the same poster, the same id. */
const POSTERS = 'f2c6a4d0-8a57-4c58-9c07-0f4f1c3d5b6e';

function posterOf({ poster_path }: Details, base: string | null): PosterPlace | null {
  if (base === null || !poster_path || !/^\/[\w-]+\.(?:jpe?g|png|webp)$/.test(poster_path)) return null;
  const source = base + poster_path;
  return { id: uuidOf(source, POSTERS), source };
}

function yearOf(date: string): number | null {
  const year = Number(/^(\d{4})-\d{2}-\d{2}$/.exec(date)?.[1]);
  return year >= 1870 && year <= 2200 ? year : null;
}

const plot = (text: string): string => firstGraphemes(cleanText(text).trim(), LONGEST_OVERVIEW);
const unique = (values: readonly string[]): string[] => [...new Set(values)];
