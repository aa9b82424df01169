import type { ChatAdapter, RemoteMessage } from './chat-adapter.ts';
import { DeliveryFault } from './chat-adapter.ts';
import { compareLine } from './compare-line.ts';
import type { Inbox, InboxDeps } from './inbox.ts';
import { isThere, type Link } from './link.ts';

/** Single messages of which it is not known how they stand: each is looked up, soon, and once for many doubts. */
export class Doubts {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #closed = false;

  /** @param reread before a look-up that failed is tried again, ms */
  constructor(
    private readonly inbox: Inbox,
    private readonly deps: Pick<InboxDeps, 'links' | 'adapters' | 'logger'>,
    private readonly reread: number,
  ) {}

  /** @param ms before it is looked up */
  ask(link: Link, remoteId: string, ms: number): void {
    const name = `${link.id} ${remoteId}`;
    if (this.#closed || this.#timers.has(name)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      void this.#settle(link, remoteId);
    }, ms);
    timer.unref();
    this.#timers.set(name, timer);
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  async #settle(link: Link, remoteId: string): Promise<void> {
    const adapter = this.deps.adapters.get(link.platform);
    if (!adapter || this.#closed) return;
    try {
      await this.#lookUp(adapter, link, remoteId);
    } catch (error) {
      if (error instanceof DeliveryFault) {
        this.deps.logger.warn({ link: link.id, reason: error.message }, 'a message could not be looked up');
        // The whole channel is compared once it can be reached again.
        if (error.kind === 'broken') return;
        return this.ask(link, remoteId, error.retryAfter ?? this.reread);
      }
      this.deps.logger.warn({ err: error, link: link.id }, 'a message could not be looked up');
      this.ask(link, remoteId, this.reread);
    }
  }

  async #lookUp(adapter: ChatAdapter, link: Link, remoteId: string): Promise<void> {
    const { links } = this.deps;
    const asOf = this.inbox.news;
    const copy = await links.copyAt(link.id, remoteId);
    if (!copy) return;
    const parts = await links.copiesOf(link.id, copy.seq);
    const reactions = await links.reactionsThrough(link.id, [copy.seq]);
    const shown: RemoteMessage[] = [];
    for (const part of parts.filter(isThere)) {
      const found = await adapter.lookUp(link, part.remoteId);
      const itself = found.filter((message) => message.remoteId === part.remoteId);
      if (itself.length === 0) {
        return this.inbox.inTurn(link, (fresh) => this.inbox.takeDeleted(fresh, part.remoteId));
      }
      shown.push(...itself);
    }
    const known = reactions.get(copy.seq) ?? [];
    await compareLine(this.inbox, link, { copy, shown, parts: parts.length, reactions: known, asOf });
  }
}
