import type { MediaGrants } from '../media/media-grants.ts';
import type { MessageRepository } from '../messages/message-repository.ts';
import type { Logger } from '../ports/logger.ts';
import type { RoomLog } from '../rooms/room-log.ts';
import type { ChatAdapter, DeliveryFault } from './chat-adapter.ts';
import { isDeparted } from '../departures/forget-person.ts';
import { composeLine } from './compose-line.ts';
import type { Decorator } from './decoration-lane.ts';
import type { DecorationRepository, Fenced } from './decoration-repository.ts';
import type { LineTurns } from './line-turns.ts';
import type { Copy, Link } from './link.ts';
import type { LinkRepository } from './link-repository.ts';
import { Superseded } from './persistence.ts';
import type { Recently } from './recently.ts';

export interface CopyDecoratorDeps {
  log: RoomLog;
  links: LinkRepository;
  messages: MessageRepository;
  mediaGrants: Pick<MediaGrants, 'onLink'>;
  decorations: DecorationRepository;
  adapter: ChatAdapter;
  logger: Logger;
  turns: LineTurns;
  /** Number of the last event of the room that each line of the channel was composed after, by its name. */
  composed: Recently<number>;
  /** Between two updates, ms. */
  everyMs: number;
  /** Only what is quoted is mended here: lines that quote nothing are left alone. */
  quotes: boolean;
  link(): Link;
}

/**
 * Makes what we posted of a message what it is now: cards of polls and reviews, where one edit shows every vote there is by
 * then, and what is quoted above an answer. Copies of what was deleted go, and so do those under the name of somebody who left
 * for good, for no platform lets us change the name of what was posted.
 */
export class CopyDecorator implements Decorator {
  #updated = false;

  constructor(
    private readonly deps: CopyDecoratorDeps,
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
      if (copies.length === 0) return null;
      const line = await composeLine(this.deps, link, seq);
      if (!line || isDeparted(line.author.name, line.author.tag)) return this.#takeAway(seq, copies);
      if (copies.some((copy) => copy.state === 'gone')) return null;
      const [first] = copies;
      if (this.deps.quotes && first && !(await adapter.showsQuote(link, first.remoteId))) return null;
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

  async #takeAway(seq: number, copies: readonly Copy[]): Promise<number> {
    const { links, decorations, adapter, everyMs } = this.deps;
    const left = copies.filter((copy) => copy.state !== 'gone').map((copy) => copy.remoteId);
    // Its deletion there is ours, and no moderator's act.
    if (!(await links.markLeaving(this.under.linkId, this.under.fence, left))) throw new Superseded();
    if (left.length > 0) await adapter.remove(this.deps.link(), left, false);
    if (!(await decorations.replaceCopies(this.under, seq, []))) throw new Superseded();
    return everyMs;
  }

  refused(seq: number, { message: reason }: DeliveryFault): Promise<void> {
    this.deps.logger.info(
      { link: this.under.linkId, seq, reason },
      'a platform refuses to change what we posted',
    );
    this.#updated = true;
    return Promise.resolve();
  }

  done(): void {
    this.#updated = false;
  }
}
