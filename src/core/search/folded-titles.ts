import type { Movie } from '../catalogue/movie.ts';
import { foldWords } from './fold.ts';
import type { NameKind } from './names.ts';

/** One of a film's titles and its words. */
export interface FoldedTitle {
  kind: NameKind;
  title: string;
  words: string[];
}

/** The titles of a film that have words, each once and folded once. */
export function foldTitles(
  movie: Pick<Movie, 'title' | 'titleKo' | 'originalTitle' | 'alternativeTitles'>,
): FoldedTitle[] {
  const folded: FoldedTitle[] = [];
  fold(folded, 'title', movie.title);
  fold(folded, 'korean', movie.titleKo);
  fold(folded, 'original', movie.originalTitle);
  for (const title of movie.alternativeTitles) fold(folded, 'alternative', title);
  return folded;
}

function fold(folded: FoldedTitle[], kind: NameKind, title: string): void {
  if (title === '' || folded.some((other) => other.title === title)) return;
  const words = foldWords(title);
  if (words.length > 0) folded.push({ kind, title, words });
}
