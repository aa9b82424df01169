import type { Movie } from '../../../core/catalogue/movie.ts';
import { cursorOf, placeOfCursor, type Place } from '../../../core/catalogue/ranked-films.ts';
import { Problem } from '../../../core/errors.ts';

/** Where a page begins. @throws Problem `invalid_input` for a cursor that is none of ours */
export function placeOf(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  const place = placeOfCursor(cursor);
  if (place === null)
    throw new Problem('invalid_input', 'query, cursor: give the cursor of the page before, as it came.');
  return place;
}

/** The next films that fit, and the cursor of the page behind them: null when there is none. */
export function onePage(
  films: Iterable<Movie>,
  limit: number,
  fits: (film: Movie) => boolean = () => true,
): { films: Movie[]; cursor: string | null } {
  const page: Movie[] = [];
  for (const film of films) {
    if (!fits(film)) continue;
    const last = page[limit - 1];
    if (last) return { films: page, cursor: cursorOf(last) };
    page.push(film);
  }
  return { films: page, cursor: null };
}
