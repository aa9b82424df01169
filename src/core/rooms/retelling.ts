import type { EventData, EventFrame, EventKind } from '../../protocol/frames.ts';
import { forgetPerson } from '../departures/forget-person.ts';
import type { MessageFacts } from './room-draft.ts';

/**
 * What becomes of an event once something that was said in it is taken back. The log is append-only but for this: what was
 * deleted or changed is taken out of the events that told of it, wherever they are kept, under the same number.
 */
type Retelling<K extends EventKind> =
  /** Nothing in it is in anybody's words. */
  | 'wordless'
  /** It brought a message, and says it as it stands now. */
  | { of: 'its own message'; says(message: SaidNow): EventData[K] }
  /** It changed a message and says nothing any more once that is deleted, nor once its own words are superseded. */
  | { of: 'an earlier message'; emptied(seq: number): EventData[K]; superseded?(seq: number): EventData[K] }
  /** It is about the room or somebody in it; these keys of its data are words, and go when others take their place. */
  | { of: 'the room'; words: readonly string[] };

/** What there is to say of a message. */
export type SaidNow = Pick<MessageFacts, 'text' | 'review' | 'poll' | 'replyTo' | 'attachments' | 'deleted'>;

const deleted = true as const;

/** One row for every kind of event: a new kind says here what is taken out of it. */
export const RETELLINGS: { [K in EventKind]: Retelling<K> } = {
  'message.posted': {
    of: 'its own message',
    says: ({ deleted: gone, text, replyTo, attachments }) =>
      gone
        ? { text: '', deleted }
        : {
            text,
            ...(replyTo === null ? {} : { replyTo }),
            ...(attachments?.length ? { attachments } : {}),
          },
  },
  'review.posted': {
    of: 'its own message',
    says({ deleted: gone, text, review }) {
      if (gone || !review) return { ...NO_REVIEW, deleted };
      const { version: _version, ...shown } = review;
      return { ...shown, ...(text === '' ? {} : { text }) };
    },
  },
  'poll.posted': {
    of: 'its own message',
    says: ({ deleted: gone, text: question, poll }) =>
      gone || !poll ? { question: '', options: [], deleted } : { question, options: poll.options },
  },
  'message.edited': {
    of: 'an earlier message',
    emptied: (seq) => ({ seq, text: '', deleted }),
    superseded: (seq) => ({ seq, text: '', superseded: true }),
  },
  'poll.voted': {
    of: 'an earlier message',
    emptied: (seq) => ({ seq, option: null, counts: [], deleted }),
  },
  'poll.closed': { of: 'an earlier message', emptied: (seq) => ({ seq, counts: [], deleted }) },
  'room.changed': { of: 'the room', words: ['title', 'topic'] },
  'member.banned': { of: 'the room', words: ['reason'] },
  'message.deleted': 'wordless',
  'reaction.added': 'wordless',
  'reaction.removed': 'wordless',
  'member.joined': 'wordless',
  'member.left': 'wordless',
  'member.kicked': 'wordless',
  'member.unbanned': 'wordless',
  'member.promoted': 'wordless',
  'member.demoted': 'wordless',
  'owner.changed': 'wordless',
  'link.added': 'wordless',
  'link.removed': 'wordless',
  'link.broken': 'wordless',
  'link.mended': 'wordless',
};

/** A review card of nothing, so that who reads it as one finds what they expect. */
const NO_REVIEW: EventData['review.posted'] = {
  reviewId: '',
  movieId: '',
  rating: 0,
  film: { title: { en: '', ko: '' }, genreKeys: [] },
};

export const KINDS = Object.keys(RETELLINGS) as EventKind[];

/** Whose words an event has, besides the number of a message. */
export const ABOUT = {
  /** It has none, or none any more. */
  nothing: 0,
  /** Those of the room. */
  room: -1,
};

/**
 * Whose words an event carries: the number of the message that it is about, or one of `ABOUT`; null for an event that
 * brought the message of its own number.
 */
export function aboutOf<K extends EventKind>(kind: K, data: EventData[K]): number | null {
  const retelling = retellingOf(kind);
  if (retelling === 'wordless') return ABOUT.nothing;
  if (retelling.of === 'its own message') return null;
  if (retelling.of === 'an earlier message') return (data as { seq: number }).seq;
  return retelling.words.some((word) => word in data) ? ABOUT.room : ABOUT.nothing;
}

/** What an event takes back of what was said before it. */
export type TakenBack =
  | { of: 'a message'; seq: number; deleted: boolean }
  | { of: 'the room'; kind: EventKind; words: string[]; personId: string | null }
  /** Whose name is told by no event any more. */
  | { of: 'a person'; personId: string };

/** What this event takes back; null for most. */
export function takenBackBy(event: Pick<EventFrame, 'kind' | 'data'>): TakenBack | null {
  const { kind, data } = event as EventFrame;
  switch (kind) {
    case 'message.edited':
      // An emptied one is told of as it is; what emptied it stands further on.
      return data.superseded || data.deleted ? null : { of: 'a message', seq: data.seq, deleted: false };
    case 'message.deleted':
      return { of: 'a message', seq: data.seq, deleted: true };
    case 'room.changed': {
      const words = wordsOfRoom(kind).filter((word) => word in data);
      return words.length === 0 ? null : { of: 'the room', kind, words, personId: null };
    }
    case 'member.unbanned':
      return {
        of: 'the room',
        kind: 'member.banned',
        words: [...wordsOfRoom('member.banned')],
        personId: data.person.id,
      };
    case 'member.left':
      return data.person.left ? { of: 'a person', personId: data.person.id } : null;
    default:
      return null;
  }
}

/** Kinds that take something back: readers look into these. */
export const TAKES_BACK: ReadonlySet<EventKind> = new Set<EventKind>([
  'message.edited',
  'message.deleted',
  'room.changed',
  'member.unbanned',
  'member.left',
]);

/**
 * An event as it is told after a later one, where that takes back something of it: for readers that hold events in
 * memory. The log itself is retold from what stands there.
 * @returns what it is from then on; null where it stays as it is
 */
export function retoldAfter(earlier: EventFrame, later: EventFrame): EventFrame | null {
  const taken = takenBackBy(later);
  if (!taken || earlier.seq >= later.seq) return null;
  if (taken.of === 'a person') return forgetPerson(earlier, taken.personId);
  const data = saidAfterwards(earlier, later, taken);
  return data && ({ ...earlier, data } as EventFrame);
}

function saidAfterwards(
  earlier: EventFrame,
  later: EventFrame,
  taken: Exclude<TakenBack, { of: 'a person' }>,
): EventFrame['data'] | null {
  const retelling = retellingOf(earlier.kind);
  if (retelling === 'wordless') return null;
  if (retelling.of === 'the room') {
    if (taken.of !== 'the room' || taken.kind !== earlier.kind) return null;
    const data = earlier.data as Record<string, unknown> & { person?: { id: string } };
    if (taken.personId !== null && taken.personId !== data.person?.id) return null;
    if (!taken.words.some((word) => word in data)) return null;
    return withoutWords(data, taken.words) as EventFrame['data'];
  }
  if (taken.of !== 'a message') return null;
  if (retelling.of === 'an earlier message') {
    const { seq } = earlier.data as { seq: number };
    if (seq !== taken.seq) return null;
    return taken.deleted ? retelling.emptied(seq) : (retelling.superseded?.(seq) ?? null);
  }
  if (earlier.seq !== taken.seq) return null;
  return retelling.says(saidAfter(earlier, later, taken.deleted));
}

/** A message as two events tell of it: the one that brought it, and the one that changed it. */
function saidAfter(earlier: EventFrame, later: EventFrame, gone: boolean): SaidNow {
  const before = earlier.data as Partial<EventData['message.posted'] & EventData['poll.posted']>;
  const { seq: _seq, review, ...now } = later.data as Partial<EventData['message.edited']>;
  return {
    text: before.question ?? '',
    replyTo: before.replyTo ?? null,
    attachments: before.attachments ?? null,
    poll: before.options ? { options: before.options, counts: [], closed: false } : null,
    ...now,
    review: review ? { ...review, version: 0 } : null,
    deleted: gone,
  };
}

/** Data of an event without some of its keys. */
export function withoutWords(
  data: Record<string, unknown>,
  words: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([key]) => !words.includes(key)));
}

function wordsOfRoom(kind: EventKind): readonly string[] {
  const retelling = retellingOf(kind);
  return retelling !== 'wordless' && retelling.of === 'the room' ? retelling.words : [];
}

/** The row of a kind, whose data nobody knows more closely than that it is some event's. */
export function retellingOf(kind: EventKind): Retelling<EventKind> {
  return RETELLINGS[kind] as Retelling<EventKind>;
}
