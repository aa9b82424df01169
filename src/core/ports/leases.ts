/** A right that one process holds at a time. */
export interface Lease {
  /** Rises with every new holder: whoever writes under a lease gives it along. */
  readonly fence: number;
  /** Prolongs it; false when somebody else holds it by now, or when it was let go. */
  renew(): Promise<boolean>;
  /** Lets go, so that another process need not wait for it to run out. */
  release(): Promise<void>;
}

export interface Leases {
  /**
   * Takes the right if nobody holds it.
   * @param ttlMs how long it lasts unless renewed
   * @returns null when somebody else holds it
   */
  take(name: string, ttlMs: number): Promise<Lease | null>;
}
