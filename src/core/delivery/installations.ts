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

/** What the key is for that installations are sealed with. */
export const SEALED_FOR = 'slack installations';

/** What operators are told of installations that were stored under another secret, and how to mend it. */
export const unreadableInstallations = (count: number, publicUrl: string): string =>
  `${count} ${count === 1 ? 'workspace' : 'workspaces'} cannot be served: the tokens were sealed under another MATINEE_SECRET; set the former secret again, or install the app anew at ${publicUrl}/slack/install`;
