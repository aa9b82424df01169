/** Words that nobody reads without the key they were sealed with. */
export interface Sealed {
  /** Names the key; tells nothing of it. */
  keyId: string;
  text: string;
}

/** Seals what is stored and is nobody's to read there: tokens of others that were entrusted to us. */
export interface Sealer {
  /** Names the key that is used now. */
  readonly keyId: string;
  /** @param about what the words belong to: sealed words cannot be put in another's place */
  seal(about: string, words: string): Sealed;
  /** @returns null when they were sealed with another key or about something else, or were changed */
  open(about: string, sealed: Sealed): string | null;
}
