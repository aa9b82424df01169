import type { EventFrame } from '../../protocol/frames.ts';
import type { MessageRepository } from '../messages/message-repository.ts';
import type { Logger } from '../ports/logger.ts';
import type { RoomLog } from '../rooms/room-log.ts';
import { plainText } from '../markup/plain-text.ts';
import { parseMarkdown } from '../markup/matinee-markdown.ts';
import { backoff } from './backoff.ts';
import { DeliveryFault, type ChatAdapter, type OutgoingLine } from './chat-adapter.ts';
import type { Link } from './link.ts';
import type { Delivered, LinkRepository } from './link-repository.ts';

const PAGE = 50;
/** More missed events than this are not posted one by one: a line says how many, and where to read them. */
const CATCH_UP_LIMIT = 500;
const QUOTE_LENGTH = 120;

export interface CourierDeps {
  log: RoomLog;
  links: LinkRepository;
  messages: MessageRepository;
  adapter: ChatAdapter;
  logger: Logger;
  /** Told after each message that arrived or will not. */
  onDelivered(link: Link, seq: number, state: 'sent' | 'failed', detail?: string): void;
  /** Told when the link stops working, and when it works again. */
  onBroken(link: Link, reason: string): Promise<void>;
  onMended(link: Link): Promise<void>;
  /** Where a room can be read on the web. */
  roomUrl(roomId: string): Promise<string>;
}

/** What people in the other channels are told about a link. */
function linkNews({ kind, data }: EventFrame<'link.broken' | 'link.mended'>): string {
  const place = `${data.platform === 'discord' ? 'Discord' : 'Slack'} #${data.channel}`;
  return kind === 'link.broken'
    ? `${place} cannot be reached just now: ${data.reason}\n${place} 채널에 지금은 전할 수 없어요. 다시 연결되면 밀린 이야기를 이어서 전할게요.`
    : `${place} can be reached again; what was said meanwhile follows.\n${place} 채널이 다시 연결됐어요. 그동안의 이야기를 전할게요.`;
}

type Step = Omit<Delivered, 'linkId' | 'fence' | 'seq'>;

/** The lease was lost: somebody else carries on. */
class Superseded extends Error {}

/**
 * Reads a room's log for one link and brings each event to its channel, strictly in order, moving the link's cursor with
 * every one. Works under a lease; everything it writes carries the lease's fence.
 */
export class Courier {
  #stopped = false;
  #wake: (() => void) | undefined;
  #again = true;
  /** Set at the start: whether the event after the cursor may have been posted by a courier that died. */
  #doubtful = true;

  constructor(
    private readonly deps: CourierDeps,
    private link: Link,
    private readonly fence: number,
  ) {}

  /** There may be something new. */
  wake(): void {
    this.#again = true;
    this.#wake?.();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  /** Works until stopped or superseded. Never throws. */
  async run(): Promise<void> {
    const { logger } = this.deps;
    while (!this.#stopped) {
      try {
        if (!(await this.#deliverPage())) await this.#idle();
      } catch (error) {
        if (error instanceof Superseded) {
          logger.info({ link: this.link.id }, 'another process carries this link on');
          return;
        }
        logger.error({ err: error, link: this.link.id }, 'a courier stumbled');
        await this.#pause(1000 + backoff(3));
      }
    }
  }

  /** @returns false when there was nothing to do */
  async #deliverPage(): Promise<boolean> {
    this.#again = false;
    const { log } = this.deps;
    const head = (await log.heads([this.link.roomId])).get(this.link.roomId);
    if (head === undefined || head <= this.link.cursor) return false;
    if (head - this.link.cursor > CATCH_UP_LIMIT) await this.#skip(head);
    const page = await log.read(this.link.roomId, this.link.cursor, PAGE);
    for (const event of page) {
      if (this.#stopped) return true;
      await this.#deliver(JSON.parse(event.frame) as EventFrame);
    }
    return page.length > 0;
  }

  /** Brings one event over, however long it takes, and moves the cursor. */
  async #deliver(event: EventFrame): Promise<void> {
    let attempt = 0;
    while (!this.#stopped) {
      try {
        const step = await this.#carryOut(event);
        await this.#advance(event.seq, step);
        if (step.copies) this.deps.onDelivered(this.link, event.seq, 'sent');
        if (this.link.state === 'broken') {
          this.link = { ...this.link, state: 'active', reason: null };
          await this.deps.onMended(this.link);
        }
        return;
      } catch (error) {
        if (!(error instanceof DeliveryFault)) throw error;
        if (error.kind === 'refused') {
          await this.#advance(event.seq, event.kind === 'message.posted' ? { failed: error.message } : {});
          this.deps.logger.warn(
            { link: this.link.id, seq: event.seq, reason: error.message },
            'the platform refuses a message',
          );
          if (event.kind === 'message.posted')
            this.deps.onDelivered(this.link, event.seq, 'failed', error.message);
          return;
        }
        this.#doubtful = true;
        if (error.kind === 'broken') await this.#report(error.message);
        const wait =
          error.kind === 'wait'
            ? (error.retryAfter ?? 1000)
            : error.kind === 'broken'
              ? 5_000 + backoff(attempt, 1000, 60_000)
              : 50 + backoff(attempt, 250, 15_000);
        attempt++;
        await this.#pause(wait);
      }
    }
  }

  async #report(reason: string): Promise<void> {
    if (this.link.state === 'broken') return;
    this.link = { ...this.link, state: 'broken', reason };
    this.deps.logger.warn({ link: this.link.id, reason }, 'a link is broken');
    await this.deps.onBroken(this.link, reason);
  }

  async #carryOut(event: EventFrame): Promise<Step> {
    const { adapter, links } = this.deps;
    switch (event.kind) {
      case 'message.posted': {
        const copies = await links.copiesOf(this.link.id, event.seq);
        if (copies.length > 0) return {};
        return this.#post(event);
      }
      case 'message.edited': {
        const { seq } = event.data;
        const copies = (await links.copiesOf(this.link.id, seq)).filter((copy) => !copy.origin);
        if (copies.length === 0) return {};
        const line = await this.#lineOf(seq);
        if (!line) return {};
        const remoteIds = await adapter.edit(
          this.link,
          copies.map((copy) => copy.remoteId),
          line,
        );
        return { copies: { seq, remoteIds } };
      }
      case 'message.deleted': {
        const { seq } = event.data;
        const copies = await links.copiesOf(this.link.id, seq);
        const origin = copies.some((copy) => copy.origin);
        if (copies.length === 0 || (origin && event.actor.via === this.link.platform)) return {};
        await adapter.remove(
          this.link,
          copies.map((copy) => copy.remoteId),
          origin,
        );
        return { removed: seq };
      }
      case 'reaction.added':
      case 'reaction.removed': {
        const { seq, emoji } = event.data;
        const [first] = await links.copiesOf(this.link.id, seq);
        if (!first) return {};
        // Ours stands for everybody who reacted somewhere else.
        const standing = await links.reactionsOf(this.link.roomId, seq);
        const present = standing.some((r) => r.emoji === emoji && r.linkId !== this.link.id);
        await adapter.setReaction(this.link, first.remoteId, emoji, present);
        return {};
      }
      case 'link.broken':
      case 'link.mended':
        if (event.data.platform !== this.link.platform || event.data.channel !== this.link.channelName) {
          await this.#notify(linkNews(event));
        }
        return {};
      default:
        return {};
    }
  }

  async #post(event: EventFrame<'message.posted'>): Promise<Step> {
    const { adapter, links } = this.deps;
    const line = await this.#lineOf(event.seq);
    if (!line) return {}; // deleted meanwhile: nobody here has seen it
    let remoteIds: string[] | null = null;
    if (this.#doubtful) {
      remoteIds = await adapter.findPosted(
        this.link,
        line,
        async (id) => (await links.copyAt(this.link.id, id)) !== null,
      );
    }
    remoteIds ??= await adapter.post(this.link, line);
    this.#doubtful = false;
    return { copies: { seq: event.seq, remoteIds } };
  }

  /** The message as it is now; null when it was deleted. */
  async #lineOf(seq: number): Promise<OutgoingLine | null> {
    const { links, messages } = this.deps;
    const message = (await messages.some(this.link.roomId, [seq])).get(seq);
    if (!message) return null;
    const line: OutgoingLine = {
      key: `${this.link.roomId}:${seq}`,
      author: {
        name: message.author.name,
        via: message.author.via,
        ...(message.author.avatar === undefined ? {} : { avatar: message.author.avatar }),
      },
      text: message.text,
      attachments: message.attachments ?? [],
    };
    if (message.quote) {
      const [there] = await links.copiesOf(this.link.id, message.quote.seq);
      const quoted = plainText(parseMarkdown(message.quote.text)).replaceAll(/\s+/g, ' ');
      line.replyTo = {
        name: message.quote.name,
        text: quoted.length > QUOTE_LENGTH ? `${quoted.slice(0, QUOTE_LENGTH - 1).trimEnd()}…` : quoted,
        ...(there === undefined ? {} : { remoteId: there.remoteId }),
      };
    }
    return line;
  }

  async #skip(head: number): Promise<void> {
    const skipped = head - CATCH_UP_LIMIT / 2 - this.link.cursor;
    const url = await this.deps.roomUrl(this.link.roomId);
    await this.#notify(
      `${skipped} events happened while this channel was away. Read them at ${url}\n이 채널이 떨어져 있는 동안 ${skipped}건이 지나갔어요. 여기서 읽을 수 있어요: ${url}`,
    );
    await this.#advance(this.link.cursor + skipped, {});
  }

  async #notify(text: string): Promise<void> {
    try {
      await this.deps.adapter.notify(this.link, text);
    } catch (error) {
      if (!(error instanceof DeliveryFault)) throw error;
      this.deps.logger.warn({ link: this.link.id, reason: error.message }, 'a notice could not be posted');
    }
  }

  async #advance(seq: number, step: Step): Promise<void> {
    const moved = await this.deps.links.advance({ linkId: this.link.id, fence: this.fence, seq, ...step });
    if (!moved) throw new Superseded();
    this.link = { ...this.link, cursor: seq };
  }

  #idle(): Promise<void> {
    if (this.#again || this.#stopped) return Promise.resolve();
    return this.#pause(2_000, true);
  }

  #pause(ms: number, wakeable = false): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#wake = () => {
        if (wakeable || this.#stopped) done();
      };
    });
  }
}
