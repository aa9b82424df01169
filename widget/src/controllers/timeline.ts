import type { MessageView, PersonView } from '../../../src/protocol/frames.ts';
import type { OutboxEntry } from '../client/outbox.ts';
import type { Asked } from './asked.ts';
import { quoted } from './room-log.ts';

/** Lines of one person within this many milliseconds stand under one name. */
const TOGETHER = 5 * 60_000;

/** One thing in the talk: a line (with `out` while it is still ours to send) or a command with its answer. */
export type Entry =
  | { key: string | number; at: string; message: MessageView; out?: OutboxEntry; asked?: undefined }
  | { key: string | number; at: string; asked: Asked; message?: undefined };

/** An entry with what stands above it. */
export interface Row {
  entry: Entry;
  /** ISO time of a day that begins here. */
  day?: string;
  /** The unread line stands above. */
  unread: boolean;
  /** Shows its author: the first line of a group. */
  head: boolean;
}

const drafts = new WeakMap<OutboxEntry, MessageView>();

/** Joins the log, what was asked here and what is on its way into one order. */
export function entriesOf(
  messages: readonly MessageView[],
  outbox: readonly OutboxEntry[],
  asked: readonly Asked[],
  me: PersonView | null,
  ids: ReadonlyMap<number, string>,
): Entry[] {
  const entries: Entry[] = [];
  const questions = [...asked];
  const answerBefore = (seq: number): void => {
    while (questions[0] && questions[0].after < seq) {
      const one = questions.shift();
      if (one) entries.push({ key: one.id, at: one.at, asked: one });
    }
  };
  for (const message of messages) {
    answerBefore(message.seq);
    entries.push({ key: ids.get(message.seq) ?? message.seq, at: message.at, message });
  }
  answerBefore(Infinity);
  for (const out of outbox)
    entries.push({ key: out.id, at: out.at, message: draftOf(out, me, messages), out });
  return entries;
}

function draftOf(out: OutboxEntry, me: PersonView | null, messages: readonly MessageView[]): MessageView {
  const known = drafts.get(out);
  if (known && known.author.id === (me?.id ?? '')) return known;
  const { text, at, replyTo, attachments } = out;
  const answered = messages.find(({ seq }) => seq === replyTo);
  const draft: MessageView = {
    seq: out.seq ?? 0,
    at,
    author: { id: me?.id ?? '', name: me?.name ?? '', avatar: me?.avatar, tag: me?.tag, via: 'web' },
    text,
    replyTo,
    attachments,
    quote: answered && quoted(answered),
  };
  drafts.set(out, draft);
  return draft;
}

/** The rows of `entries[from..to)`, knowing what precedes them. */
export function rowsOf(
  entries: readonly Entry[],
  from: number,
  to: number,
  unreadFrom: number | undefined,
): Row[] {
  return entries.slice(from, to).map((entry, index) => {
    const previous = entries[from + index - 1];
    const unread = entry.message !== undefined && entry.message.seq === unreadFrom;
    const day = previous && sameDay(previous.at, entry.at) ? undefined : entry.at;
    return { entry, day, unread, head: unread || day !== undefined || !together(previous, entry) };
  });
}

function together(a: Entry | undefined, b: Entry): boolean {
  return (
    a?.message !== undefined &&
    b.message !== undefined &&
    a.message.author.id === b.message.author.id &&
    a.message.author.via === b.message.author.via &&
    b.message.replyTo === undefined &&
    Math.abs(Date.parse(b.at) - Date.parse(a.at)) < TOGETHER
  );
}

function sameDay(a: string, b: string): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}
