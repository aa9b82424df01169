import { setTimeout as pause } from 'node:timers/promises';
import type { ServerFrame } from '../../src/protocol/frames.ts';
import type { Chance } from '../support/chance.ts';
import { waitFor } from '../support/wait-for.ts';
import { WebClient } from '../support/web-client.ts';

let marks = 0;

/** One socket of somebody in one room. */
export class Tab {
  constructor(
    readonly client: WebClient,
    readonly slug: string,
    private readonly proof: { password?: string },
    private readonly isNameless = false,
  ) {}

  /** A reader without a name. */
  static async nameless(url: string, slug: string): Promise<Tab> {
    // A token that is never shown is nobody's.
    return new Tab(await WebClient.guest(url, 'nobody yet'), slug, {}, true);
  }

  /** Whose it is; null for a reader without a name. */
  get person(): string | null {
    return this.isNameless ? null : this.client.person.id;
  }

  async open(): Promise<void> {
    await this.client.connect({ auth: !this.isNameless });
    if (!this.isNameless) return;
    const before = this.client.frames.length;
    this.client.send({ op: 'auth', anonymous: true });
    await this.client.next('ready', before);
  }

  async sit(): Promise<void> {
    await this.open();
    await this.client.join(this.slug, this.proof);
  }

  /** Goes out and comes in again and again, also with a new socket where the last one was closed, until that is over. */
  async beRestless(isOver: () => boolean, chance: Chance): Promise<void> {
    while (!isOver()) {
      if (this.client.closed) await this.open();
      const before = this.client.frames.length;
      const times = chance.between(1, 3);
      for (let time = 0; time < times; time++) {
        if (chance.below(4) > 0) this.client.send({ op: 'leave', room: this.slug });
        const from = chance.below(2) === 0 ? {} : { after: 0 };
        this.client.send({ op: 'join', room: this.slug, ...this.proof, ...from });
      }
      await this.#answered(before, times);
      await pause(chance.below(40));
    }
  }

  /** Tries to come in once more. */
  async tryAgain(): Promise<void> {
    if (this.client.closed) await this.open();
    const before = this.client.frames.length;
    this.client.send({ op: 'join', room: this.slug, ...this.proof });
    await this.#answered(before, 1);
  }

  /** Waits until everything has come that was on its way, and says how many frames that makes. */
  async settled(): Promise<number> {
    const mark = `mark-${++marks}`;
    this.client.send({ op: 'leave', room: mark });
    return waitFor('what is on its way', () => {
      if (this.client.closed) return this.client.frames.length;
      const at = this.client.frames.findLastIndex((frame) => frame.op === 'left' && frame.room === mark);
      return at >= 0 && at + 1;
    });
  }

  /** What of the room was told since then. */
  told(since: number): ServerFrame[] {
    return this.client.frames
      .slice(since)
      .filter(
        (frame) => 'room' in frame && frame.room === this.slug && !['error', 'left'].includes(frame.op),
      );
  }

  async #answered(before: number, joins: number): Promise<void> {
    const isAnswer = (frame: ServerFrame): boolean =>
      (frame.op === 'joined' || frame.op === 'error') && frame.room === this.slug;
    await waitFor(
      'joins to be answered',
      () => this.client.closed ?? this.client.frames.slice(before).filter(isAnswer).length >= joins,
    );
  }
}
