import type { ByteRange } from './media-library.ts';

/** A stored file, and when it came, in ms. */
export interface StoredFile {
  id: string;
  at: number;
}

/** Into so many parts a store's files are divided, by the last two hexadecimal digits of their names. */
export const STORE_PARTS = 256;

/** Where bytes lie, under names of our own. */
export interface MediaStorage {
  /** Stores all of it or nothing. @throws Problem `unavailable` when there is no room for it */
  put(id: string, bytes: Buffer): Promise<void>;
  get(id: string): Promise<Buffer | null>;
  /** The same bit by bit, all of it or a range. Whoever stops reading lets go of it. */
  stream(id: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | null>;

  /** Takes it out again; what is not there is no fault. */
  remove(id: string): Promise<void>;

  /** What lies in one part of the store. @param part from 0, below `STORE_PARTS` */
  list(part: number): Promise<StoredFile[]>;
}
