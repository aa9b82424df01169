/** The app in one workspace that installed it itself. */
export interface Installed {
  teamId: string;
  botUserId: string;
  botId: string;
  token: string;
}

/**
 * Where the app was installed, the same for all processes. Nothing here is remembered by a process: what another one
 * stores or removes holds here at once.
 */
export interface Installations {
  /** Stores one, in place of what was there for its workspace; no other is touched. */
  save(installed: Installed): Promise<void>;
  /** @returns `unreadable` for one that was stored under another secret: it is there, and of no use; null for none */
  find(teamId: string): Promise<Installed | 'unreadable' | null>;
  /**
   * Removes one, unless by now it is another.
   * @param token the one that is no longer good; null where it cannot be read
   */
  remove(teamId: string, token: string | null): Promise<void>;
}

/** How many installations there are, and how many of them were stored under another secret than this process has. */
export interface InstallationCount {
  all: number;
  unreadable: number;
}

/** Installations as the process that keeps them sees them. */
export interface InstallationStore extends Installations {
  /** Stores one where there is none yet, or none that can be read. @returns whether it was stored */
  saveIfMissing(installed: Installed): Promise<boolean>;
  count(): Promise<InstallationCount>;
  /** Does work that all processes do one after the other. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}
