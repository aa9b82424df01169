import type { MessageView } from '../../../src/protocol/frames.ts';
import { taggedName } from '../../../src/protocol/tagged-name.ts';
import type { DrawnElement } from '../elements/drawn-element.ts';
import type { RoomContext } from '../elements/room-context.ts';
import { plainText } from '../markup/markup.ts';

/** Lines that come within this many milliseconds are announced together. */
const TOGETHER = 1200;

/** Tells a screen reader of new lines, those that come together in one sentence. */
export class Announcer {
  /** What it is told next. */
  said = '';
  #news: MessageView[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #room: DrawnElement;
  #ctx: () => RoomContext;

  /** @param room drawn anew when there is something to tell */
  constructor(room: DrawnElement, ctx: () => RoomContext) {
    this.#room = room;
    this.#ctx = ctx;
  }

  hear(message: MessageView): void {
    // Said anew, though it may be the same words.
    if (!this.#news.length) this.said = '';
    this.#news.push(message);
    this.#timer ??= setTimeout(() => {
      const { length } = this.#news;
      const { author, text } = this.#news[0] ?? message;
      const { words } = this.#ctx();
      this.said =
        length > 1
          ? words!.newLines(length)
          : words!.announce(taggedName(author), plainText(text, this.#room));
      this.stop();
      this.#room.requestUpdate();
    }, TOGETHER);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#news = [];
  }
}
