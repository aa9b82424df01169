import type { MessageView } from '../../../src/protocol/frames.ts';
import type { BrowserStorage } from '../client/browser-storage.ts';

/** How far somebody has read in one room, kept over reloads: where the unread line stands and how much is below it. */
export class ReadingMark {
  /** First line that was not read before; undefined when all was. */
  from: number | undefined;
  unread = 0;
  /** Whether the newest lines are before somebody's eyes: then they are read as they come. */
  attending = false;
  #storage: BrowserStorage;
  #key: string;

  constructor(storage: BrowserStorage, key: string) {
    this.#storage = storage;
    this.#key = key;
  }

  /** Draws the unread line into what was there before somebody came. */
  open(messages: readonly MessageView[], me: string | undefined): void {
    const read = this.#storage.get<number>(this.#key);
    if (read === undefined || this.from !== undefined) return;
    const unread = messages.filter(({ seq, author }) => seq > read && author.id !== me);
    this.from = unread[0]?.seq;
    this.unread = unread.length;
  }

  /** One more that nobody has looked at. */
  miss(seq: number): void {
    if (++this.unread === 1) this.from = seq;
  }

  attend(attending: boolean): void {
    if (attending && !this.attending && this.unread === 0) this.from = undefined;
    this.attending = attending;
  }

  /** Notes that everything up to `seq` was read. False if it was before. */
  reach(seq: number): boolean {
    if (seq <= (this.#storage.get<number>(this.#key) ?? 0)) return false;
    this.#storage.set(this.#key, seq);
    return true;
  }
}
