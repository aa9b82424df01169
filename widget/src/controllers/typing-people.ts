import type { PersonView } from '../../../src/protocol/frames.ts';
import { taggedName } from '../../../src/protocol/tagged-name.ts';
import type { DrawnElement } from '../elements/drawn-element.ts';
import type { LaterWords } from '../locales/later.ts';

const SHOWN_FOR = 6000;
const SAID_EVERY = 3000;

/** Who is writing at the moment: each is shown until they send, or for six seconds after they were last heard of. */
export class TypingPeople {
  people: PersonView[] = [];
  #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #saidAt = 0;
  readonly room: DrawnElement;

  /** @param room drawn anew when somebody begins or ends */
  constructor(room: DrawnElement) {
    this.room = room;
  }

  hear(person: PersonView): void {
    this.forget(person.id);
    this.people = [...this.people, person];
    this.#timers.set(
      person.id,
      setTimeout(() => this.forget(person.id), SHOWN_FOR),
    );
  }

  forget(id: string): void {
    clearTimeout(this.#timers.get(id));
    if (!this.#timers.delete(id)) return;
    this.people = this.people.filter((person) => person.id !== id);
    this.room.requestUpdate();
  }

  /** Who they are, in words. */
  said(words: LaterWords): string {
    const names = this.people.map(taggedName);
    return names.length ? words.typing(names.slice(0, 2), names.length - 2) : '';
  }

  /** Whether it is time to say again that this reader is writing: at most every three seconds. */
  due(): boolean {
    const now = Date.now();
    if (now - this.#saidAt < SAID_EVERY) return false;
    this.#saidAt = now;
    return true;
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}
