import type {
  DeliveryView,
  EventData,
  EventFrame,
  MessageView,
  PollView,
  ReactionView,
} from '../../../src/protocol/frames.ts';
import type { HistoryPage } from '../client/rest-client.ts';

/** What new lines carry, whatever they show. */
type Posted = Partial<EventData['message.posted'] & EventData['poll.posted']>;

/** More lines than this are let go at the old end while the reader is at the new one. */
const KEEP = 600;

/**
 * A room's messages as they stand after the event `head`. Events are taken exactly once and in order; whatever
 * does not follow `head` directly is either known already or tells of a gap.
 */
export class RoomLog {
  /** Ascending by seq. Replaced, never changed in place, so that a view can tell by identity. */
  messages: readonly MessageView[] = [];
  head = 0;
  epoch: string | undefined;
  /** Where the next older page ends; null at the beginning of the room, undefined before the first page. */
  before: number | null | undefined;

  /** Starts from a newest page which stands for the log up to `head`. */
  start(page: HistoryPage, head: number): void {
    this.messages = page.messages;
    this.before = page.before;
    this.head = head;
  }

  /** Puts an older page in front. */
  prepend(page: HistoryPage): void {
    const first = this.messages[0]?.seq ?? Infinity;
    this.messages = [...page.messages.filter((message) => message.seq < first), ...this.messages];
    this.before = page.before;
  }

  /** @param me id of the reading person, for their own reactions */
  apply(event: EventFrame, me: string | undefined): 'applied' | 'known' | 'gap' {
    if (event.seq <= this.head) return 'known';
    if (event.seq > this.head + 1) return 'gap';
    this.head = event.seq;
    if (isEmptied(event)) return 'applied';
    switch (event.kind) {
      case 'poll.posted':
      case 'review.posted':
      case 'message.posted': {
        const { question = '', text = question, replyTo, attachments } = event.data as Posted;
        this.messages = [
          ...this.messages,
          {
            seq: event.seq,
            at: event.at,
            author: event.actor,
            text,
            poll: event.kind === 'poll.posted' ? { ...event.data, counts: [], closed: false } : undefined,
            review: event.kind === 'review.posted' ? event.data : undefined,
            replyTo,
            quote: this.quote(replyTo),
            attachments,
          },
        ];
        break;
      }
      case 'poll.voted':
      case 'poll.closed': {
        // Only a vote has an option, be it none any more.
        const { seq, counts, option } = event.data as EventData['poll.voted'];
        const mine = option !== undefined && event.actor.id === me ? { mine: option } : {};
        this.#change(seq, (message) => ({
          ...message,
          poll: { ...message.poll, counts, closed: option === undefined, ...mine } as PollView,
        }));
        break;
      }
      case 'message.edited': {
        const { seq, text, review, attachments, late } = event.data;
        this.#change(seq, (message) => ({
          ...message,
          text,
          review,
          attachments: attachments ?? message.attachments,
          editedAt: late ? message.editedAt : event.at,
        }));
        this.#requote(seq, { text });
        break;
      }
      case 'message.deleted':
        this.messages = this.messages.filter((message) => message.seq !== event.data.seq);
        this.#requote(event.data.seq, undefined);
        break;
      case 'reaction.added':
      case 'reaction.removed': {
        const { seq, emoji } = event.data;
        const by = event.kind === 'reaction.added' ? 1 : -1;
        this.#change(seq, (message) => ({
          ...message,
          reactions: counted(message.reactions ?? [], emoji, by, event.actor.id === me),
        }));
      }
    }
    return 'applied';
  }

  deliver(seq: number, delivery: DeliveryView): void {
    this.#change(seq, (message) => ({
      ...message,
      deliveries: [
        ...(message.deliveries ?? []).filter((one) => one.platform !== delivery.platform),
        delivery,
      ],
    }));
  }

  find(seq: number | undefined): MessageView | undefined {
    return this.messages.find((message) => message.seq === seq);
  }

  /** The head of a message, as a reply shows it. */
  quote(seq: number | undefined): MessageView['quote'] {
    const message = this.find(seq);
    return message && quoted(message);
  }

  setQuote(seq: number, quote: MessageView['quote']): void {
    this.#change(seq, (message) => ({ ...message, quote }));
  }

  /** Lets old lines go. They come back as a page when somebody scrolls up. */
  trim(): void {
    if (this.messages.length <= KEEP * 1.5) return;
    this.messages = this.messages.slice(-KEEP);
    this.before = this.messages[0]?.seq ?? null;
  }

  #change(seq: number, change: (message: MessageView) => MessageView): void {
    const at = this.messages.findIndex((message) => message.seq === seq);
    const message = this.messages[at];
    if (message) this.messages = this.messages.with(at, change(message));
  }

  #requote(seq: number, change: { text: string } | undefined): void {
    if (!this.messages.some((message) => message.replyTo === seq)) return;
    this.messages = this.messages.map((message) =>
      message.replyTo === seq && message.quote
        ? { ...message, quote: change && { ...message.quote, ...change } }
        : message,
    );
  }
}

/** The head of a message, as a reply shows it. */
export const quoted = ({
  seq,
  author: { id: authorId, name, tag },
  text,
}: MessageView): MessageView['quote'] => ({
  seq,
  authorId,
  name,
  tag,
  text,
});

/** What it said was taken back since, or said anew: what did so follows it. */
export const isEmptied = ({ data }: EventFrame): boolean => 'deleted' in data || 'superseded' in data;

function counted(reactions: ReactionView[], emoji: string, by: 1 | -1, mine: boolean): ReactionView[] {
  const old = reactions.find((one) => one.emoji === emoji);
  if (!old) return by > 0 ? [...reactions, { emoji, count: 1, me: mine }] : reactions;
  return reactions
    .map((one) => (one === old ? { emoji, count: old.count + by, me: mine ? by > 0 : old.me } : one))
    .filter((one) => one.count > 0);
}
