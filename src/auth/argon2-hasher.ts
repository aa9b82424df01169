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

/**
 * argon2id, at most two at a time: guessing passwords must not take the processor from everybody else. Who sets a password
 * has been let through, and waits for no guess: it may be how somebody ends the guessing.
 */
export class Argon2Hasher implements PasswordHasher {
  #running = 0;
  readonly #settings: (() => void)[] = [];
  readonly #guesses: (() => void)[] = [];

  /** Passwords that wait for their turn. */
  get waiting(): number {
    return this.#settings.length + this.#guesses.length;
  }

  hash(password: string): Promise<string> {
    return this.#inTurn(this.#settings, () => hash(password.normalize('NFC'), COST));
  }

  verify(hashed: string | null, password: string): Promise<boolean> {
    return this.#inTurn(
      this.#guesses,
      async () => (await verify(hashed ?? NOBODYS, password.normalize('NFC'))) && hashed !== null,
    );
  }

  async #inTurn<T>(queue: (() => void)[], work: () => Promise<T>): Promise<T> {
    if (this.#running < AT_ONCE) this.#running++;
    else if (queue.length < MOST_WAITING) await new Promise<void>((resolve) => queue.push(resolve));
    else {
      throw new Problem(
        'unavailable',
        'Too many passwords are being checked just now. Try again in a moment.',
        { retryAfter: 1000 },
      );
    }
    try {
      return await work();
    } finally {
      // Whoever is next has this place: nobody comes in between.
      const next = this.#settings.shift() ?? this.#guesses.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
