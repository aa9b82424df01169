import { z } from 'zod';
import { parseLanguage, parseRuntime } from '../../../core/catalogue/film-filter.ts';
import { parseGenre, parseYears, type FilmFilter } from '../../../core/catalogue/films.ts';
import type { Core } from '../../../core/core.ts';
import { Problem } from '../../../core/errors.ts';
import type { Recommended } from '../../../core/recommendations/recommender.ts';
import { filmCard, locale } from './schemas.ts';

/** What a list of films can be narrowed to, in a query string. */
export const filters = z.object({
  genre: z.string().max(60).optional(),
  year: z.string().max(20).optional(),
  locale: locale.default('en'),
});

/** What recommendations can be narrowed to besides. */
export const moreFilters = filters.extend({
  runtime: z.string().max(20).optional(),
  language: z.string().max(40).optional(),
});

/** @throws Problem `invalid_input` */
export function filterOf(query: Partial<z.infer<typeof moreFilters>>): FilmFilter {
  return {
    ...(query.genre === undefined
      ? {}
      : { genre: known(parseGenre(query.genre), 'genre: there is no such genre.') }),
    ...(query.year === undefined
      ? {}
      : known(parseYears(query.year), 'year: give 1994, or a span as 1990-1999.')),
    ...(query.runtime === undefined
      ? {}
      : known(parseRuntime(query.runtime), 'runtime: give minutes as 120 (at most), or a span as 90-120.')),
    ...(query.language === undefined
      ? {}
      : {
          language: known(
            parseLanguage(query.language),
            'language: give a code as ko, or a name as Korean or 한국어.',
          ),
        }),
  };
}

function known<T>(parsed: T | null, mend: string): T {
  if (parsed === null) throw new Problem('invalid_input', `query, ${mend}`);
  return parsed;
}

/** A recommended film as the API shows it. */
export const recommended = z.object({
  movie: filmCard,
  score: z.number(),
  because: z.array(z.string()),
});

export const presentRecommended = (
  core: Core,
  items: readonly Recommended[],
  language: 'en' | 'ko',
): z.infer<typeof recommended>[] =>
  items.map(({ movie, score, because }) => ({
    movie: core.films.card(movie, language, because),
    score,
    because,
  }));
