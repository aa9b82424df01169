import { BilingualProblem } from '../commands/problem-text.ts';
import { cleanText } from '../markup/clean-text.ts';
import type { Page } from '../pages/cursor.ts';
import type { PageOf } from '../reviews/review-repository.ts';

/** A film somebody wants to see, or has seen since. */
export interface WatchlistEntry {
  movieId: string;
  note: string;
  addedAt: Date;
  watchedAt: Date | null;
}

export const NOTE_LENGTH = 500;

/** @throws BilingualProblem `text_too_long` */
export function parseNote(input: string): string {
  const note = cleanText(input).trim();
  if (note.length > NOTE_LENGTH) {
    throw new BilingualProblem('text_too_long', {
      en: `A note has at most ${NOTE_LENGTH} characters; this one has ${note.length}.`,
      ko: `메모는 ${NOTE_LENGTH}자까지 쓸 수 있어요. 지금은 ${note.length}자예요.`,
    });
  }
  return note;
}

export interface WatchlistRepository {
  /** Newest first. @throws Problem `cursor_invalid` */
  page(personId: string, page: Omit<PageOf, 'viewerId'>): Promise<Page<WatchlistEntry>>;
  entry(personId: string, movieId: string): Promise<WatchlistEntry | null>;
  /** Adds a film or changes what is given of it; what is not given stays as it is. */
  put(
    personId: string,
    movieId: string,
    change: { note?: string | undefined; watched?: boolean | undefined },
  ): Promise<WatchlistEntry>;
  /** False when it was not on it. */
  remove(personId: string, movieId: string): Promise<boolean>;
  /** Notes that a film on the list was seen; a film that is not on it stays off it. */
  markWatched(personId: string, movieId: string): Promise<void>;
}
