import type { PlatformId } from './link.ts';

/** A file of a platform's message that has not come yet. */
export interface LateFile {
  linkId: string;
  /** The platform's message that carries it. */
  remoteId: string;
  /** The platform's own name of the file, as in `RemoteAttachment`. */
  source: string;
  /** How often it was asked for since it was noted. */
  attempts: number;
}

/** The files that are still to come, in the store, so that no process has to live for them. */
export interface LateFileRepository {
  /** Notes one, to be asked for after so many ms; one that is known is put off so far. */
  note(file: Omit<LateFile, 'attempts'>, ms: number): Promise<void>;
  /**
   * One whose time has come, of these platforms. It is put off for `holdMs`, so that no other process asks for it at once,
   * and counts as asked for once more.
   */
  claim(platforms: readonly PlatformId[], holdMs: number): Promise<LateFile | null>;
  /** In how many ms the next is due, at least 0; null when there is none. */
  nextIn(platforms: readonly PlatformId[]): Promise<number | null>;
  has(file: Omit<LateFile, 'attempts'>): Promise<boolean>;
  /** What else is still to come of a message was taken out of it. @param sources those that stand in it */
  forgetBut(linkId: string, remoteId: string, sources: readonly string[]): Promise<void>;
  /** It came, or never will. */
  forget(file: Omit<LateFile, 'attempts'>): Promise<void>;
}
