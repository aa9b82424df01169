import type { FilmScores } from './film-scores.ts';
import type { Reason } from './reason.ts';
import type { Taste, TasteFilm } from './taste.ts';

/** Liked films that are tried as reasons, the latest. */
const MOST_TRIED = 30;
/** Least bond to a liked film that is worth naming. */
const LEAST_BOND = 0.5;
/** A second film is named where its bond comes that near to the first's. */
const SECOND_SHARE = 0.6;
/** Least likeness by ratings, relative to a film's nearest, that counts as a bond. */
const LEAST_TOGETHER = 0.25;
/** What sharing each kind of fact is worth as a bond; what is not here proves little. */
const BONDS: Partial<Record<Reason['kind'], (reason: Reason) => number>> = {
  director: () => 2,
  cast: (reason) => (reason.kind === 'cast' ? reason.names.length : 0),
  keywords: (reason) => (reason.kind === 'keywords' ? 0.5 * reason.keywords.length : 0),
  genres: (reason) => (reason.kind === 'genres' ? 0.3 * reason.genres.length : 0),
};

interface Bond {
  film: TasteFilm;
  strength: number;
  shared: Reason[];
}

/**
 * Why a film is recommended to somebody: the films they liked or want that it is bound to, by what they share or by who
 * likes both, and what that is. Where it is bound to none, that their kind of people like it, or that everybody does.
 */
export function tasteReasons(scores: FilmScores, taste: Taste, movieId: string, byModel: boolean): Reason[] {
  const bonds = taste.films
    .filter(({ liked }) => liked)
    .slice(-MOST_TRIED)
    .map((film) => bondOf(scores, film, movieId))
    .filter(({ strength }) => strength >= LEAST_BOND)
    .sort((a, b) => b.strength - a.strength);
  const [first] = bonds;
  if (!first) return [{ kind: byModel ? 'kindred' : 'popular' }];
  if (first.film.kind === 'wanted') return [{ kind: 'wanted', movieId: first.film.movieId }, ...first.shared];
  const [fact] = first.shared;
  // What is said of two films must be true of both.
  const second = bonds
    .slice(1)
    .find(
      ({ film, strength, shared }) =>
        film.kind === 'rated' &&
        strength >= SECOND_SHARE * first.strength &&
        JSON.stringify(shared[0]) === JSON.stringify(fact),
    );
  const movieIds = [first, ...(second ? [second] : [])].map(({ film }) => film.movieId);
  return [{ kind: 'liked', movieIds }, ...(second && fact ? [fact] : first.shared)];
}

function bondOf(scores: FilmScores, film: TasteFilm, movieId: string): Bond {
  const together = scores.together(film.movieId, movieId);
  const bound = together >= LEAST_TOGETHER;
  // Beside people who like both, sharing a genre is not worth a word.
  const shared = scores.content
    .reasons(film.movieId, movieId)
    .filter(({ kind }) => kind in BONDS && !(bound && kind === 'genres'));
  const facts = shared.reduce((sum, reason) => sum + (BONDS[reason.kind]?.(reason) ?? 0), 0);
  return { film, shared, strength: facts + (bound ? 2 * together : 0) };
}
