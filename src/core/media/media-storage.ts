/** Where bytes lie, under names of our own. */
export interface MediaStorage {
  /** Stores all of it or nothing. @throws Problem `unavailable` when there is no room for it */
  put(id: string, bytes: Buffer): Promise<void>;
  get(id: string): Promise<Buffer | null>;

  /** Takes it out again; what is not there is no fault. */
  remove(id: string): Promise<void>;
}
