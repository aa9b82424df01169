import type { MessageRepository } from '../messages/message-repository.ts';
import type { Logger } from '../ports/logger.ts';
import type { RoomLog } from '../rooms/room-log.ts';
import type { ChatAdapter, DeliveryFault } from './chat-adapter.ts';
import { composeLine } from './compose-line.ts';
import type { Decorator } from './decoration-lane.ts';
import type { DecorationRepository, Fenced } from './decoration-repository.ts';
import type { LineTurns } from './line-turns.ts';
import type { Link } from './link.ts';
import type { LinkRepository } from './link-repository.ts';
import { Superseded } from './persistence.ts';
import type { Recently } from './recently.ts';

export interface CardDecoratorDeps {
  log: RoomLog;
  links: LinkRepository;
  messages: MessageRepository;
  decorations: DecorationRepository;
  adapter: ChatAdapter;
  logger: Logger;
  turns: LineTurns;
  /** Number of the last event of the room that each line of the channel was composed after, by its name. */
  composed: Recently<number>;
  /** Between two updates, ms. */
  everyMs: number;
  link(): Link;
}

/** Brings the cards of polls and reviews up to date: one edit shows every vote there is by then. */
export class CardDecorator implements Decorator {
  #updated = false;

  constructor(
    private readonly deps: CardDecoratorDeps,
    private readonly under: Fenced,
  ) {}

  async step(seq: number, asOf: number): Promise<number | null> {
    if (this.#updated) return null;
    const { log, links, decorations, adapter, turns, composed, everyMs } = this.deps;
    // Words of the same message are changed in the other lane: not at the same time.
    const done = await turns.take(seq, async () => {
      if ((composed.get(String(seq)) ?? 0) >= asOf) return null;
      const link = this.deps.link();
      const head = (await log.heads([link.roomId])).get(link.roomId) ?? asOf;
      const copies = (await links.copiesOf(link.id, seq)).filter((copy) => !copy.origin);
      const shown = copies.length > 0 && copies.every((copy) => copy.state !== 'gone');
      const line = shown ? await composeLine(this.deps, link, seq) : null;
      if (!line) return null;
      const before = copies.map((copy) => copy.remoteId);
      const now = await adapter.edit(link, before, line, async (remoteIds) => {
        if (!(await links.markLeaving(link.id, this.under.fence, remoteIds))) throw new Superseded();
      });
      if (now.join(' ') !== before.join(' ') && !(await decorations.replaceCopies(this.under, seq, now))) {
        throw new Superseded();
      }
      composed.set(String(seq), Math.max(head, asOf));
      return everyMs;
    });
    this.#updated = done !== null;
    return done;
  }

  refused(seq: number, { message: reason }: DeliveryFault): Promise<void> {
    this.deps.logger.info({ link: this.under.linkId, seq, reason }, 'a platform refuses to update a card');
    this.#updated = true;
    return Promise.resolve();
  }

  done(): void {
    this.#updated = false;
  }
}
