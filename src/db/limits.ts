/** How long we wait for the store, in milliseconds. No wait for it is without a limit. */
export interface Limits {
  /** For a connection to be made. */
  connectMs: number;
  /** For the first connection of a process: a server that sleeps may have to wake. */
  firstConnectMs: number;
  /** For one of the pool's connections to be free. */
  waitMs: number;
  /** For a statement, or a whole transaction, from its first byte to its last answer. The server gives up a little earlier. */
  answerMs: number;
  /** For the embedded engine, which does one thing after the other and cannot be away. */
  embeddedMs: number;
}

export const LIMITS: Limits = {
  connectMs: 3_000,
  firstConnectMs: 10_000,
  waitMs: 3_000,
  answerMs: 4_000,
  embeddedMs: 15_000,
};

/** For statements that read or write a great deal at once, outside of anybody's waiting: imports, fitting, all films. */
export const AT_LENGTH = { answerMs: 120_000 } as const;
/** For a migration: as long as it takes, and not for ever. */
export const MIGRATION = { answerMs: 6 * 3_600_000 } as const;

/** Fails when `promise` has not come to an end in time; what comes of it later is left alone. */
export async function within<T>(ms: number, promise: Promise<T>, fail: () => unknown): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(fail() as Error), ms);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
