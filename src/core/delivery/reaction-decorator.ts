import type { MessageRepository } from '../messages/message-repository.ts';
import type { Logger } from '../ports/logger.ts';
import { DeliveryFault, type ChatAdapter } from './chat-adapter.ts';
import type { Decorator } from './decoration-lane.ts';
import type { DecorationRepository, Fenced } from './decoration-repository.ts';
import { isThere, type Link } from './link.ts';
import type { LinkRepository } from './link-repository.ts';
import { Superseded } from './persistence.ts';

export interface ReactionDecoratorDeps {
  links: LinkRepository;
  messages: MessageRepository;
  decorations: DecorationRepository;
  adapter: ChatAdapter;
  logger: Logger;
  link(): Link;
}

interface Difference {
  emoji: string;
  remoteId: string;
  present: boolean;
}

/**
 * Shows one reaction of ours for everybody who reacts elsewhere, and takes it off when nobody does any more. What we have
 * shown is remembered, so that only differences are sent, and nothing is taken off that was never ours.
 */
export class ReactionDecorator implements Decorator {
  /** What was just tried, and what the platform will not take on the message being looked after. */
  #tried: Difference | null = null;
  readonly #hopeless = new Set<string>();

  constructor(
    private readonly deps: ReactionDecoratorDeps,
    private readonly under: Fenced,
  ) {}

  async step(seq: number): Promise<number | null> {
    const { adapter, decorations } = this.deps;
    const difference = await this.#difference(seq);
    this.#tried = difference;
    if (!difference) return null;
    const { emoji, remoteId, present } = difference;
    // Before it is asked for: a process that dies with the call leaves word that it may be there.
    if (present) hold(await decorations.noteReaction(this.under, seq, { emoji, remoteId, sure: false }));
    try {
      await adapter.setReaction(this.deps.link(), remoteId, emoji, present);
    } catch (error) {
      // It surely did not come: if it is undone while we wait, there is nothing to take off.
      if (present && error instanceof DeliveryFault && error.kind === 'wait') {
        hold(await decorations.forgetReactions(this.under, seq, emoji));
      }
      throw error;
    }
    if (present) hold(await decorations.noteReaction(this.under, seq, { emoji, remoteId, sure: true }));
    else hold(await decorations.forgetReactions(this.under, seq, emoji));
    return adapter.reactions.everyMs;
  }

  async refused(seq: number, { message: reason }: DeliveryFault): Promise<void> {
    if (!this.#tried) return;
    const { emoji, present } = this.#tried;
    this.deps.logger.info({ link: this.under.linkId, seq, present, reason }, 'a platform refuses a reaction');
    this.#hopeless.add(emoji);
    hold(await this.deps.decorations.forgetReactions(this.under, seq, emoji));
  }

  done(): void {
    this.#hopeless.clear();
  }

  /** One thing that stands otherwise there than in the room: what is too much first. */
  async #difference(seq: number): Promise<Difference | null> {
    const { links, messages, decorations, adapter } = this.deps;
    const link = this.deps.link();
    const shown = await decorations.shownOn(link.id, seq);
    const [first] = await links.copiesOf(link.id, seq);
    const stands =
      first !== undefined && isThere(first) && (await messages.some(link.roomId, [seq])).has(seq);
    if (!stands || shown.some(({ remoteId }) => remoteId !== first.remoteId)) {
      // They went with the message that carried them.
      if (shown.length > 0) hold(await decorations.forgetReactions(this.under, seq));
      return stands && shown.length > 0 ? this.#difference(seq) : null;
    }
    const { remoteId } = first;
    const standing = await links.reactionsOf(link.roomId, seq);
    const wanted = new Set(standing.filter((each) => each.linkId !== link.id).map((each) => each.emoji));
    const surplus = shown.find(({ emoji }) => !wanted.has(emoji));
    if (surplus) return { emoji: surplus.emoji, remoteId, present: false };
    const sure = new Set(shown.filter((each) => each.sure).map((each) => each.emoji));
    if (sure.size >= adapter.reactions.most) return null;
    const missing = [...wanted].find((emoji) => !sure.has(emoji) && !this.#hopeless.has(emoji));
    return missing === undefined ? null : { emoji: missing, remoteId, present: true };
  }
}

function hold(noted: boolean): void {
  if (!noted) throw new Superseded();
}
