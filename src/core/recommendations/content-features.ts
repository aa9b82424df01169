import type { Movie } from '../catalogue/movie.ts';
import { foldWords } from '../search/fold.ts';
import { stem } from '../search/stem.ts';

/** What the content model reads of a film. */
export type DescribedMovie = Pick<
  Movie,
  | 'id'
  | 'title'
  | 'originalTitle'
  | 'titleKo'
  | 'year'
  | 'language'
  | 'genres'
  | 'keywords'
  | 'directors'
  | 'directorsKo'
  | 'cast'
  | 'castKo'
  | 'overview'
  | 'voteCount'
  | 'popularity'
>;

/** Fields of a film that are compared as weighted sets. */
export const CONTENT_FIELDS = [
  'genres',
  'keywords',
  'director',
  'cast',
  'overview',
  'title',
  'language',
] as const;
export type ContentField = (typeof CONTENT_FIELDS)[number];

/** Terms of one field of a film, each once. */
export function termsOf(movie: DescribedMovie, field: ContentField): string[] {
  switch (field) {
    case 'genres':
      return unique(movie.genres);
    case 'keywords':
      return unique(movie.keywords);
    case 'director':
      return unique(movie.directors);
    case 'cast':
      return unique(movie.cast);
    case 'overview':
      return unique(
        foldWords(movie.overview.en || movie.overview.ko)
          .filter((word) => word.length > 2 && !STOP_WORDS.has(word))
          .map(stem),
      );
    case 'title':
      return unique(foldWords(movie.title).filter((word) => word.length > 2 && !STOP_WORDS.has(word)));
    case 'language':
      return movie.language === '' ? [] : [movie.language];
  }
}

function unique(terms: string[]): string[] {
  return [...new Set(terms)];
}

const STOP_WORDS = new Set(
  (
    'the and for with his her him she they their them from that this when who whom what which where while into after before ' +
    'has have had but are was were not one two new out all its been about more than can only over own must will also other ' +
    'another then there through between both during each some such being most just now get gets himself herself find finds'
  ).split(' '),
);
