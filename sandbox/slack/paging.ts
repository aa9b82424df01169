import type { CallArguments } from './call-arguments.ts';
import { SlackError } from './errors.ts';

const PREFIX = 'next:';

function encode(position: string): string {
  return Buffer.from(PREFIX + position).toString('base64');
}

function decode(cursor: string): string {
  const text = Buffer.from(cursor, 'base64').toString('utf8');
  if (!text.startsWith(PREFIX)) throw new SlackError('invalid_cursor');
  return text.slice(PREFIX.length);
}

/** One page of a list, with Slack's opaque cursor; an empty cursor says it was the last. */
export function page<T>(
  list: readonly T[],
  args: CallArguments,
  limit: { fallback: number; max: number },
): { items: T[]; nextCursor: string } {
  const size = args.whole('limit', limit.fallback, 1, limit.max) || limit.fallback;
  const cursor = args.text('cursor');
  const from = cursor ? Number(decode(cursor)) : 0;
  if (!Number.isInteger(from)) throw new SlackError('invalid_cursor');
  return {
    items: list.slice(from, from + size),
    nextCursor: from + size < list.length ? encode(String(from + size)) : '',
  };
}

/**
 * One page of messages, newest first or oldest first as given. The cursor holds the last timestamp
 * shown, so that messages posted in between neither repeat nor hide others.
 */
export function messagePage<T extends { ts: string }>(
  ordered: readonly T[],
  args: CallArguments,
  limit: { fallback: number; max: number },
): { items: T[]; nextCursor: string } {
  const size = args.whole('limit', limit.fallback, 1, limit.max);
  const cursor = args.text('cursor');
  const after = cursor ? decode(cursor) : undefined;
  const newestFirst = ordered.length > 1 && (ordered[0]?.ts ?? '') > (ordered.at(-1)?.ts ?? '');
  const rest =
    after === undefined ? ordered : ordered.filter(({ ts }) => (newestFirst ? ts < after : ts > after));
  const items = rest.slice(0, size);
  const last = items.at(-1);
  return { items, nextCursor: last && rest.length > size ? encode(last.ts) : '' };
}
