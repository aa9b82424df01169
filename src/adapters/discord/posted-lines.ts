import { Routes, type APIMessage, type REST } from 'discord.js';
import type { Link } from '../../core/delivery/link.ts';
import { firstIdAt, isOlder } from './snowflake.ts';
import type { Self } from './self.ts';

const LOOK_BACK = 100;
/** Between Discord's clock and ours. */
const CLOCK_SLACK_MS = 60_000;

/** What a line looks like on Discord. */
export interface LineLooks {
  username: string;
  contents: string[];
  files: number;
}

/** Messages of ours that look like a line's, in order; not always all of its parts. */
export interface FoundLine {
  messages: APIMessage[];
  /** False when it is the line in an earlier wording. */
  asItIs: boolean;
}

/**
 * Looks among the newest messages for a line that was posted without our hearing of it. Webhooks know no nonce, but a link
 * is served strictly in order: what we posted after the newest message known as a copy can only be the line in doubt.
 * @param known whether a message is known as a copy
 */
export async function findLine(
  rest: REST,
  link: Link,
  self: Self,
  looks: LineLooks,
  known: (remoteId: string) => Promise<boolean>,
): Promise<FoundLine | null> {
  const unheard: APIMessage[] = [];
  for (const message of await newestOfOurs(rest, link, self)) {
    if (await known(message.id)) break;
    unheard.unshift(message);
  }
  return sameLine(unheard, looks) ?? earlierWording(unheard, looks);
}

/**
 * Looks among the newest messages for any that look like a line and are known as no copy, wherever they stand: once every
 * line before and after it is noted, such a message is a line shown twice.
 */
export async function findRepeats(
  rest: REST,
  link: Link,
  self: Self,
  { username, contents }: Pick<LineLooks, 'username' | 'contents'>,
  known: (remoteId: string) => Promise<boolean>,
): Promise<string[]> {
  const repeats: string[] = [];
  for (const { id, author, content } of await newestOfOurs(rest, link, self)) {
    if (author.username !== username || !contents.some((each) => sameText(content, each))) continue;
    if (!(await known(id))) repeats.push(id);
  }
  return repeats;
}

/** Newest first, since the link was made. */
async function newestOfOurs(rest: REST, link: Link, self: Self): Promise<APIMessage[]> {
  const query = new URLSearchParams({ limit: String(LOOK_BACK) });
  const newestFirst = (await rest.get(Routes.channelMessages(link.channelId), { query })) as APIMessage[];
  const since = firstIdAt(new Date(link.createdAt.getTime() - CLOCK_SLACK_MS));
  return newestFirst.filter((message) => !isOlder(message.id, since) && isLineOfOurs(message, self));
}

/** Through a webhook of ours; answers to commands carry our application's id as webhook. */
function isLineOfOurs(message: APIMessage, self: Self): boolean {
  return (
    message.application_id === self.applicationId &&
    message.webhook_id !== undefined &&
    message.webhook_id !== self.applicationId
  );
}

function sameLine(
  unheard: readonly APIMessage[],
  { username, contents, files }: LineLooks,
): FoundLine | null {
  const byAuthor = unheard.filter((message) => message.author.username === username);
  const first = byAuthor.findLastIndex(
    (message) => sameText(message.content, contents[0] ?? '') && message.attachments.length === files,
  );
  if (first < 0) return null;
  const messages: APIMessage[] = [];
  for (const [part, content] of contents.entries()) {
    const message = byAuthor[first + part];
    if (!message || !sameText(message.content, content)) break;
    messages.push(message);
  }
  return { messages, asItIs: true };
}

/** The line may have been edited between the crash and now. */
function earlierWording(unheard: readonly APIMessage[], { username }: LineLooks): FoundLine | null {
  const messages = unheard.filter((message) => message.author.username === username);
  return messages.length === 0 ? null : { messages, asItIs: false };
}

/** Discord trims and may fold white space. */
const sameText = (a: string, b: string): boolean =>
  a.replaceAll(/\s+/g, ' ').trim() === b.replaceAll(/\s+/g, ' ').trim();
