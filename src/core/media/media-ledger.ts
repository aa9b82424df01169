import type { StoredFile } from './media-storage.ts';

/** A file to be taken out of the store, and how often that has failed. */
export interface DoomedFile {
  id: string;
  attempts: number;
}

/** What the store of media should hold, and what it should let go of. */
export interface MediaLedger {
  /** Files whose time has come, oldest first; those that belong to a picture by now are struck off instead. */
  due(limit: number): Promise<DoomedFile[]>;
  /** They are out of the store. */
  done(ids: readonly string[]): Promise<void>;
  /** It could not be taken out; it is due again after so many ms. */
  later(file: DoomedFile, ms: number): Promise<void>;
  /** Lets go of pictures that nobody has said within so many ms. @returns how many */
  dropUnsaid(olderMs: number, limit: number): Promise<number>;
  /** Which of these files belong to nothing. */
  strays(files: readonly StoredFile[]): Promise<string[]>;
  /** Dooms files. */
  doom(ids: readonly string[]): Promise<void>;
  /** Files that should lie in one part of the store for so many ms already: what is missing of them cannot be shown. */
  expected(part: number, olderMs: number): Promise<string[]>;
}
