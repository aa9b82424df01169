import { hash, verify } from '@node-rs/argon2';
import { Problem } from '../core/errors.ts';
import type { PasswordHasher } from '../core/identity/password-hasher.ts';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Of a password that nobody knows, at that cost: what a guess is held against where there is none. */
const NOBODYS =
  '$argon2id$v=19$m=19456,t=2,p=1$xrC3zvhpAO1hkV2k9BUI1Q$CwAVN8IjrOg8SG5IHDe17R878I3e30XTnpjYDUAUikc';
const AT_ONCE = 2;
/** More than this do not wait: about half a second of work for those two. */
const MOST_WAITING = 32;

/** argon2id, at most two at a time: guessing passwords must not take the processor from everybody else. */
export class Argon2Hasher implements PasswordHasher {
  #running = 0;
  readonly #queue: (() => void)[] = [];

  /** Passwords that wait for their turn. */
  get waiting(): number {
    return this.#queue.length;
  }

  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password.normalize('NFC'), COST));
  }

  verify(hashed: string | null, password: string): Promise<boolean> {
    return this.#inTurn(
      async () => (await verify(hashed ?? NOBODYS, password.normalize('NFC'))) && hashed !== null,
    );
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#queue.length >= MOST_WAITING) {
      throw new Problem(
        'unavailable',
        'Too many passwords are being checked just now. Try again in a moment.',
        {
          retryAfter: 1000,
        },
      );
    }
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
      this.#queue.shift()?.();
    }
  }
}
