import type { Movie } from './movie.ts';
import { personKey } from './person-key.ts';

const MOST_TITLES = 40;
const MOST_KEYWORDS = 40;
/** Sources whose words were chosen for this catalogue, and stay whatever others say. */
const OWN = ['shipped', 'csv'];

/** Whether a film's words are of our own choosing. */
const isOurs = (film: Movie): boolean =>
  film.sources === undefined || film.sources.some((source) => OWN.includes(source));

/**
 * One film out of what is known and what a source tells anew. The id stays. Titles, people, plot and genres we chose
 * ourselves stay too, and the source adds what we lack: numbers, further titles, cast and keywords, poster, trailer.
 */
export function mergeFilms(known: Movie, found: Movie): Movie {
  const sources = unique([...(known.sources ?? ['shipped']), ...(found.sources ?? [])]);
  if (!isOurs(known)) return { ...kept(known, found), id: known.id, sources };
  const cast = withMore(known, found);
  return {
    ...kept(known, found),
    id: known.id,
    title: known.title || found.title,
    originalTitle: known.originalTitle || found.originalTitle,
    titleKo: known.titleKo || found.titleKo,
    alternativeTitles: unique([
      ...known.alternativeTitles,
      found.title,
      found.originalTitle,
      found.titleKo,
      ...found.alternativeTitles,
    ])
      .filter((title) => title !== '' && ![known.title, known.originalTitle, known.titleKo].includes(title))
      .slice(0, MOST_TITLES),
    year: known.year ?? found.year,
    language: known.language || found.language,
    genres: known.genres.length > 0 ? known.genres : found.genres,
    keywords: unique([...known.keywords, ...found.keywords]).slice(0, MOST_KEYWORDS),
    ...(known.directors.length > 0
      ? { directors: known.directors, directorsKo: known.directorsKo }
      : { directors: found.directors, directorsKo: found.directorsKo }),
    ...cast,
    overview: {
      en: known.overview.en || found.overview.en,
      ko: known.overview.ko || found.overview.ko,
    },
    runtime: known.runtime ?? found.runtime,
    sources,
  };
}

/** What was found, without losing what only we knew. */
function kept(known: Movie, found: Movie): Movie {
  const voted = found.voteCount > 0 ? found : known;
  const merged: Movie = {
    ...found,
    voteCount: voted.voteCount,
    voteAverage: voted.voteAverage,
    popularity: found.popularity > 0 ? found.popularity : known.popularity,
    posterUrl: found.posterUrl ?? known.posterUrl,
  };
  const tmdbId = found.tmdbId ?? known.tmdbId;
  const people = found.people ?? known.people;
  const trailer = found.trailer ?? known.trailer;
  if (tmdbId !== undefined) merged.tmdbId = tmdbId;
  if (people !== undefined) merged.people = people;
  if (trailer !== undefined) merged.trailer = trailer;
  return merged;
}

function withMore(known: Movie, found: Movie): Pick<Movie, 'cast' | 'castKo'> {
  const there = new Set(known.cast.map(personKey));
  const more = found.cast.flatMap((name, index) =>
    there.has(personKey(name)) ? [] : [{ name, nameKo: found.castKo[index] ?? '' }],
  );
  const castKo = [...known.castKo];
  // Names in Hangul stand at the same places as the others, so the first gap ends the list.
  if (castKo.length === known.cast.length)
    for (const { nameKo } of more) {
      if (nameKo === '') break;
      castKo.push(nameKo);
    }
  return { cast: [...known.cast, ...more.map(({ name }) => name)], castKo };
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];
