import type { Movie } from './movie.ts';

/** Where a page ended: the next one begins behind it, whatever has come and gone meanwhile. */
export interface Place {
  renown: number;
  id: string;
}

/** How widely a film is known; only the order matters. */
const renownOf = (movie: Pick<Movie, 'voteCount' | 'popularity'>): number =>
  Math.max(movie.voteCount, movie.popularity, 0);

const inOrder = (a: Place, b: Place): number =>
  b.renown - a.renown || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Best known first; films equally known by id. */
export const byRenown = (a: Movie, b: Movie): number =>
  renownOf(b) - renownOf(a) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Films of a list in order of renown that come behind a place; the list is searched by halves, so late pages cost no more. */
export function* filmsAfter(ranked: readonly Movie[], after: Place | null): Generator<Movie> {
  let low = 0;
  let high = after === null ? 0 : ranked.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const film = ranked[middle]!;
    if (inOrder({ renown: renownOf(film), id: film.id }, after!) <= 0) low = middle + 1;
    else high = middle;
  }
  for (; low < ranked.length; low++) yield ranked[low]!;
}

/** A place as it goes through an address. */
export const cursorOf = (movie: Movie): string =>
  Buffer.from(JSON.stringify([renownOf(movie), movie.id])).toString('base64url');

/** The place a cursor names; null when it is none of ours. */
export function placeOfCursor(cursor: string): Place | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(parts) || parts.length !== 2) return null;
    const [renown, id] = parts as unknown[];
    return typeof renown === 'number' && typeof id === 'string' ? { renown, id } : null;
  } catch {
    return null;
  }
}
