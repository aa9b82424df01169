import type { types } from '@slack/bolt';
import { slackCode } from './errors.ts';
import { compareTs, firstTsAt } from './timestamp.ts';
import { readWireMessage, type WireMessage } from './wire-message.ts';
import type { Workspace } from './workspaces.ts';

const EVENT_TYPE = 'matinee_line';
const PAGE = 200;
const MAX_PAGES = 10;
/** Between Slack's clock and ours. */
const CLOCK_SLACK_MS = 60_000;

interface Where {
  channel: string;
  thread: string | null;
  since: Date;
}

/** What marks a message as one part of a line; people do not see it. */
export function lineMark(key: string, part: number): types.MessageMetadata {
  return { event_type: EVENT_TYPE, event_payload: { key, part } };
}

/**
 * Looks for the messages of a line by their mark, newest first.
 * @param where the channel, and the thread if the line belongs into one
 * @returns their timestamps by part, without gaps; empty when the line is not there
 */
export async function findLine(workspace: Workspace, where: Where, key: string): Promise<string[]> {
  const parts = new Map<number, string>();
  for await (const messages of pages(workspace, where)) {
    for (const message of messages) {
      const part = partOf(message, key);
      // Posted twice by somebody before us: the older one stays the copy.
      if (part !== null && (!parts.has(part) || compareTs(message.ts, parts.get(part) ?? '') < 0)) {
        parts.set(part, message.ts);
      }
    }
    // Threads come oldest first, so a later page may hold the later parts.
    if (where.thread === null && parts.has(0)) break;
  }
  const found: string[] = [];
  for (let part = 0; ; part++) {
    const ts = parts.get(part);
    if (ts === undefined) return found;
    found.push(ts);
  }
}

/**
 * All messages that bear the mark of a line, however often it was posted, among the newest of a channel or in a thread.
 * @param where the channel, and the thread if the line belongs into one
 */
export async function findMarked(workspace: Workspace, where: Where, key: string): Promise<string[]> {
  const marked: string[] = [];
  for await (const messages of pages(workspace, where)) {
    marked.push(...messages.filter((message) => partOf(message, key) !== null).map(({ ts }) => ts));
    // What is looked for was posted a moment ago; a thread's newest stand on its last page.
    if (where.thread === null) break;
  }
  return marked;
}

async function* pages(workspace: Workspace, where: Where): AsyncGenerator<WireMessage[]> {
  const oldest = firstTsAt(new Date(where.since.getTime() - CLOCK_SLACK_MS));
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { messages, next } = await read(workspace, where, oldest, cursor);
    yield messages;
    if (next === undefined) return;
    cursor = next;
  }
}

async function read(
  { careful }: Workspace,
  { channel, thread }: { channel: string; thread: string | null },
  oldest: string,
  cursor: string | undefined,
): Promise<{ messages: WireMessage[]; next: string | undefined }> {
  const page = {
    channel,
    include_all_metadata: true,
    limit: PAGE,
    ...(cursor === undefined ? {} : { cursor }),
  };
  try {
    const answer =
      thread === null
        ? await careful.conversations.history({ ...page, oldest })
        : await careful.conversations.replies({ ...page, ts: thread });
    const next = answer.response_metadata?.next_cursor;
    return {
      messages: (answer.messages ?? []).flatMap((message) => readWireMessage(message) ?? []),
      next: next === undefined || next === '' ? undefined : next,
    };
  } catch (error) {
    if (slackCode(error) === 'thread_not_found') return { messages: [], next: undefined };
    throw error;
  }
}

function partOf({ metadata }: WireMessage, key: string): number | null {
  if (metadata?.event_type !== EVENT_TYPE) return null;
  const { key: marked, part } = metadata.event_payload ?? {};
  return marked === key && typeof part === 'number' ? part : null;
}
