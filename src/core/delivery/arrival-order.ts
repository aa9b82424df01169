import { Recently } from './recently.ts';

/** Tells by what came before whether something comes in the wrong order. Names are unique over all channels. */
export class ArrivalOrder {
  readonly #gone: Recently<true>;
  readonly #editions: Recently<number>;
  readonly #reactions: Recently<boolean>;

  /**
   * @param disorder how long things may overtake each other, ms
   * @param flicker within this time a reaction on and off may have come the wrong way round, ms
   */
  constructor(disorder: number, flicker: number) {
    this.#gone = new Recently(disorder);
    this.#editions = new Recently(disorder);
    this.#reactions = new Recently(flicker);
  }

  /** A message was deleted that is not known yet. */
  deleted(message: string): void {
    this.#gone.set(message, true);
  }

  wasDeleted(message: string): boolean {
    return this.#gone.get(message) ?? false;
  }

  /** A message was edited at that time. */
  edited(message: string, at: Date): void {
    this.#editions.set(message, Math.max(this.#editions.get(message) ?? -Infinity, at.getTime()));
  }

  /** Whether a newer edition of the message is known to have come. */
  isOutdated(message: string, editedAt: Date): boolean {
    return editedAt.getTime() < (this.#editions.get(message) ?? -Infinity);
  }

  /** @returns whether the same reaction was the other way a moment ago */
  reacted(reaction: string, present: boolean): boolean {
    const before = this.#reactions.get(reaction);
    this.#reactions.set(reaction, present);
    return before === !present;
  }
}
