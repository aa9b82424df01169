import type { RemoteMessage } from './chat-adapter.ts';
import { compareLine, type ShownLine } from './compare-line.ts';
import type { Errand } from './errand.ts';
import type { Inbox, InboxDeps } from './inbox.ts';
import { isOlderRemote, type KnownCopy, type Link } from './link.ts';
import { takeUnknown } from './take-missed.ts';

/** How far back a channel is compared with what we know of it: so long, and at least so many messages. */
const RECENT_MS = 7 * 24 * 3_600_000;
const RECENT_MESSAGES = 2_000;
/** So many copies are held in memory at a time. */
const KNOWN = 400;
/** So many deletions are taken in at once: a line that is said meanwhile waits for them. */
const GONE_AT_ONCE = 20;

export type ReconcileDeps = Pick<InboxDeps, 'links' | 'messages'>;

/**
 * Compares what we know of a channel with how it stands, stretch after stretch from the newest back, and takes in the
 * difference: edits, reactions, deletions, and what was said and not heard of. Nothing is taken for deleted because a list
 * does not show it: it is asked for, and the platform has to say that there is no such message.
 * @throws DeliveryFault when the channel cannot be read, Ended
 */
export async function reconcileChannel(
  inbox: Inbox,
  deps: ReconcileDeps,
  errand: Errand,
  link: Link,
): Promise<void> {
  await new Reconciliation(inbox, deps, errand, link).run();
}

class Reconciliation {
  /** Replies that were not seen yet: the threads they may be in begin further back. */
  readonly #replies = new Map<string, KnownCopy>();

  constructor(
    private readonly inbox: Inbox,
    private readonly deps: ReconcileDeps,
    private readonly errand: Errand,
    private readonly link: Link,
  ) {}

  async run(): Promise<void> {
    const { links } = this.deps;
    const oldest = await links.oldestOfNewest(this.link.id, RECENT_MESSAGES);
    const since = Math.max(Date.now() - RECENT_MS, this.link.createdAt.getTime());
    for (let before: string | null = null; ;) {
      const { from, at, more } = await this.#compareBefore(before);
      if (!more || from === null || from === before) break;
      const isKnown = oldest !== null && isOlderRemote(oldest, from);
      if (!isKnown && at < since) break;
      before = from;
      if (this.#replies.size > KNOWN) await this.#askForReplies();
    }
    await this.#askForReplies();
  }

  /** @returns from where on everything is compared, when that was said, and whether there is more */
  async #compareBefore(before: string | null): Promise<{ from: string | null; at: number; more: boolean }> {
    const { links } = this.deps;
    // Before the channel is read: what we learn while it is read cannot be missing there.
    const asOf = this.inbox.news;
    const known = await links.copiesBefore(this.link.id, before, KNOWN);
    const knownFrom = known.length < KNOWN ? null : (known.at(-1)?.remoteId ?? null);
    const reactions = await links.reactionsThrough(this.link.id, [...new Set(known.map(({ seq }) => seq))]);
    const stretch = await this.errand.ask((adapter) => adapter.stretch(this.link, before, knownFrom));
    const from = newer(knownFrom, stretch.from);
    await this.#compare(stretch.messages, known, reactions, asOf);

    const shown = new Set(stretch.messages.map(({ remoteId }) => remoteId));
    const missing = known.filter(
      ({ stands, remoteId }) =>
        stands && !shown.has(remoteId) && (from === null || !isOlderRemote(remoteId, from)),
    );
    for (const copy of missing) if (copy.replies) this.#replies.set(copy.remoteId, copy);
    await this.#askFor(
      missing.filter((copy) => !copy.replies),
      reactions,
    );
    const times = [...stretch.messages, ...(knownFrom === null ? [] : known.slice(-1))].map(({ at }) => at);
    const at = Math.min(...times.map((time) => time.getTime()), Date.now());
    return { from, at, more: stretch.more || from !== stretch.from };
  }

  /** Takes in how messages stand. */
  async #compare(
    messages: readonly RemoteMessage[],
    known: readonly KnownCopy[],
    reactions: ReadonlyMap<number, ShownLine['reactions']>,
    asOf: number,
  ): Promise<void> {
    const copies = new Map(known.map((copy) => [copy.remoteId, copy]));
    const lines = new Map<number, ShownLine>();
    for (const message of messages) {
      this.errand.check();
      this.#replies.delete(message.remoteId);
      const copy = copies.get(message.remoteId) ?? (await this.#copyOf(message));
      if (!copy?.stands) continue;
      const line = lines.get(copy.seq);
      if (line) line.shown.push(message);
      else {
        const { seq, parts } = copy;
        lines.set(seq, { copy, shown: [message], parts, reactions: reactions.get(seq) ?? [], asOf });
      }
    }
    for (const line of lines.values()) {
      await this.errand.unless(compareLine(this.inbox, this.link, line));
      // Its other parts lie in another stretch, or are gone: what is missing can be told only from all of them.
      const { copy, shown, parts } = line;
      if (shown.length < parts && line.reactions.length > 0) this.inbox.doubt(this.link, copy.remoteId);
    }
  }

  /** The copy of a message that was not among those we had before us: in a thread, or said since; else it is taken in. */
  async #copyOf(message: RemoteMessage): Promise<KnownCopy | null> {
    const { links, messages } = this.deps;
    const find = () => links.copyAt(this.link.id, message.remoteId);
    const known = await find();
    if (!known) await takeUnknown(this.inbox, this.deps, this.errand, this.link, message);
    const copy = known ?? (await find());
    if (!copy) return null;
    const parts = (await links.copiesOf(this.link.id, copy.seq)).length;
    const stands = (await messages.some(this.link.roomId, [copy.seq])).has(copy.seq);
    return { ...copy, parts, stands, replies: message.replyTo !== undefined, at: message.at };
  }

  async #askForReplies(): Promise<void> {
    while (this.#replies.size > 0) {
      const next = [...this.#replies.values()].slice(0, GONE_AT_ONCE);
      const reactions = await this.#reactionsTo(next);
      for (const copy of next) {
        // Perhaps seen along with another by now.
        if (!this.#replies.delete(copy.remoteId)) continue;
        await this.#askFor([copy], reactions);
      }
    }
  }

  /**
   * Asks for messages that should have been shown and were not.
   * @param reactions who had reacted to them before they were missed
   */
  async #askFor(
    missing: readonly KnownCopy[],
    reactions: ReadonlyMap<number, ShownLine['reactions']>,
  ): Promise<void> {
    const gone: KnownCopy[] = [];
    for (const copy of missing) {
      const asOf = this.inbox.news;
      const found = await this.errand.ask((adapter) => adapter.lookUp(this.link, copy.remoteId));
      const itself = found.filter(({ remoteId }) => remoteId === copy.remoteId);
      if (itself.length === 0) gone.push(copy);
      else await this.#compare(itself, [copy], reactions, asOf);
      const waiting = found.flatMap(({ remoteId }) => this.#replies.get(remoteId) ?? []);
      const along = found.filter(({ remoteId }) => this.#replies.has(remoteId));
      if (along.length > 0) await this.#compare(along, waiting, await this.#reactionsTo(waiting), asOf);
      if (gone.length >= GONE_AT_ONCE) await this.#takeGone(gone.splice(0));
    }
    if (gone.length > 0) await this.#takeGone(gone);
  }

  #reactionsTo(copies: readonly KnownCopy[]): Promise<Map<number, { emoji: string; personId: string }[]>> {
    return this.deps.links.reactionsThrough(
      this.link.id,
      copies.map(({ seq }) => seq),
    );
  }

  /** In the message's place of writing it was taken back; a copy of ours was taken away by who moderates the channel. */
  async #takeGone(gone: readonly KnownCopy[]): Promise<void> {
    this.errand.check();
    await this.errand.unless(
      this.inbox.inTurn(this.link, async (fresh) => {
        await Promise.all(gone.map(({ remoteId }) => this.inbox.takeDeleted(fresh, remoteId)));
      }),
    );
  }
}

function newer(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return isOlderRemote(a, b) ? b : a;
}
