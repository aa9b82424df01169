/** Hashes room passwords with a memory-hard function. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Whether a password is the one that was hashed. Against null none is, and finding that out takes as long. */
  verify(hash: string | null, password: string): Promise<boolean>;
}
