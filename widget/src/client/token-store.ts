import type { PersonView } from '../../../src/protocol/frames.ts';
import type { BrowserStorage } from './browser-storage.ts';

/** Who this browser is on one server. */
export interface Identity {
  token: string;
  /** Absent until the server has told us, when the host page handed over a token. */
  person?: PersonView;
}

/** Keeps the token of one server, in this browser only: never in a URL, an attribute or a log. */
export class TokenStore {
  #storage: BrowserStorage;
  #key: string;

  constructor(storage: BrowserStorage, server: string) {
    this.#storage = storage;
    this.#key = `matinee:me:${server}`;
  }

  get identity(): Identity | undefined {
    return this.#storage.get<Identity>(this.#key);
  }

  keep(identity: Identity): void {
    this.#storage.set(this.#key, identity);
  }

  forget(): void {
    this.#storage.delete(this.#key);
  }
}
