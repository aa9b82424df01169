import type { SeenLine } from '../support/shown-lines.ts';
import { webLines } from '../support/shown-lines.ts';
import { api } from '../support/web-client.ts';
import type { MessageView } from '../../src/protocol/frames.ts';
import type { Look } from './stand-ins.ts';
import type { Expected, Talk } from './talk.ts';
import type { Theatre } from './theatre.ts';
import type { Acknowledged, Visitor } from './visitor.ts';

/** How two views of a room differ, each line as `told` writes it. */
export interface Difference {
  /** Where: `discord`, `slack`, `web`, or a visitor's name. */
  side: string;
  missing: string[];
  extra: string[];
  twice: string[];
}

const tokenOf = (text: string): string => text.split(' ')[0] ?? '';
const emojiOf = (emoji: Iterable<string>): string => [...new Set(emoji)].sort().join('');

/** A line in a form in which sides can be compared. */
function told({ text, author, emoji, replyTo }: SeenLine): string {
  const parent = replyTo === undefined ? '' : ` ← ${tokenOf(replyTo)}`;
  return `${text} | ${author} | ${emojiOf(emoji)}${parent}`;
}

/** On Slack a reply to a reply stands in the thread of the first message. */
function rootOf(message: Expected): Expected | null {
  let root = message.replyTo;
  while (root?.replyTo) root = root.replyTo;
  return root;
}

/** What a room must look like, line by line, on a side that shows this parent of a message. */
export function expectedLines(
  said: readonly Expected[],
  parentOf: (message: Expected) => Expected | null,
): string[] {
  return said
    .filter((each) => !each.deleted)
    .map((message) =>
      told({
        text: message.text,
        author: message.who.name,
        emoji: [...message.reactions].map((mark) => mark.split(' ')[1] ?? ''),
        ...(parentOf(message) ? { replyTo: parentOf(message)?.text ?? '' } : {}),
      }),
    );
}

/** Compares as multisets: what is missing, what is too much, and what is there more than once. */
export function compare(
  side: string,
  expected: readonly string[],
  seen: readonly SeenLine[],
): Difference | null {
  const shown = seen.filter(({ text }) => text.startsWith('#')).map(told);
  const tokens = shown.map(tokenOf);
  const difference = {
    side,
    missing: expected.filter((line) => !shown.includes(line)),
    extra: shown.filter((line) => !expected.includes(line)),
    twice: tokens.filter((token, at) => tokens.indexOf(token) !== at),
  };
  return difference.missing.length + difference.extra.length + difference.twice.length === 0
    ? null
    : difference;
}

/** Lines that were carried over to a channel and stand there in another order than in the log. */
export function disordered(order: readonly string[], shown: readonly string[]): string[] {
  const place = new Map(order.map((token, at) => [token, at]));
  return shown.filter((token, at) => {
    const before = shown[at - 1];
    return before !== undefined && (place.get(before) ?? 0) > (place.get(token) ?? 0);
  });
}

/** Where a visitor's log is not one unbroken row of numbers. */
export function broken(taken: readonly number[], head: number): string[] {
  return taken.flatMap((seq, at) => {
    const before = taken[at - 1];
    // A fresh start skips what its page held already; within a start every number follows the one before.
    return before !== undefined && seq <= before
      ? [`${seq} after ${before}`]
      : seq > head
        ? [`${seq} beyond`]
        : [];
  });
}

interface Known {
  messages: MessageView[];
}

async function history(base: string, slug: string): Promise<MessageView[]> {
  const all: MessageView[] = [];
  for (let before: number | null | undefined; before !== null;) {
    const page: Known & { before: number | null } = await api(
      base,
      `/rooms/${slug}/messages?limit=100${before === undefined ? '' : `&before=${before}`}`,
    );
    all.unshift(...page.messages);
    before = page.before;
  }
  return all;
}

function onScreen(visitor: Visitor, slug: string): { lines: SeenLine[]; from: number } {
  const { log } = visitor.room(slug);
  return { lines: webLines(log.messages), from: log.before == null ? 0 : (log.messages[0]?.seq ?? 0) };
}

/** Everything that is not yet as it must be in one room, in words; empty when all is well. */
export async function differences(theatre: Theatre, talk: Talk): Promise<Difference[]> {
  const { said, slug } = talk;
  const parentOf = (message: Expected): Expected | null => message.replyTo;
  const look: Look = await talk.look();
  const found: (Difference | null)[] = [
    compare('discord', expectedLines(said, parentOf), look.discord),
    compare('slack', expectedLines(said, rootOf), look.slack),
  ];
  const standing = theatre.products.find((product) => product.running);
  const messages = standing ? await history(standing.direct, slug) : [];
  found.push(compare('web', expectedLines(said, parentOf), webLines(messages)));
  for (const visitor of theatre.visitors) {
    const { lines, from } = onScreen(visitor, slug);
    // A widget that had to begin anew shows the newest page: what is older is not its to show.
    const older = new Set(messages.filter(({ seq }) => seq < from).map(({ text }) => tokenOf(text)));
    const mine = said.filter(({ token }) => !older.has(token));
    found.push(compare(visitor.person.name, expectedLines(mine, parentOf), lines));
  }
  return found.filter((each) => each !== null);
}

/** Whether what was carried over stands in the order of the log on every side. */
export async function orderFaults(theatre: Theatre, talk: Talk): Promise<string[]> {
  const standing = theatre.products.find((product) => product.running);
  const order = (await history(standing?.direct ?? '', talk.slug)).map(({ text }) => tokenOf(text));
  const look = await talk.look();
  const faults: string[] = [];
  for (const side of ['discord', 'slack'] as const) {
    const foreign = new Set(talk.said.filter((each) => each.side !== side).map(({ token }) => token));
    const carried = look[side]
      .filter((line) => side === 'discord' || line.replyTo === undefined)
      .map(({ text }) => tokenOf(text))
      .filter((token) => foreign.has(token));
    for (const token of disordered(order, carried))
      faults.push(`${talk.slug}: ${token} out of order on ${side}`);
  }
  for (const visitor of theatre.visitors) {
    const { taken, log } = visitor.room(talk.slug);
    for (const gap of broken(taken, log.head))
      faults.push(`${talk.slug}: ${visitor.person.name} was told ${gap}`);
  }
  return faults;
}

/** What was acknowledged and is not in the store exactly once, under the number that was told. */
export async function ledgerFaults(
  theatre: Theatre,
): Promise<{ acked: number; lost: string[]; doubled: string[] }> {
  const slugs = theatre.talks.map(({ slug }) => slug);
  const entries: Acknowledged[] = theatre.visitors.flatMap(({ ledger }) =>
    ledger.filter(({ room }) => slugs.includes(room)),
  );
  const rows = await theatre.sql(
    (sql) => sql<{ slug: string; key: string; seq: string; kind: string }[]>`
      select slug, key, room_events.seq, kind from room_events join rooms on rooms.id = room_id
      where slug in ${sql(slugs)}`,
  );
  const byKey = new Map<string, { seq: number; count: number }>();
  for (const { slug, key, seq } of rows) {
    const name = `${slug}/${key}`;
    byKey.set(name, { seq: Number(seq), count: (byKey.get(name)?.count ?? 0) + 1 });
  }
  const lost: string[] = [];
  const doubled: string[] = [];
  for (const { key, room, op, seq } of entries) {
    const stored = byKey.get(`${room}/${key}`);
    // What changed nothing (a reaction that was there) is acknowledged with the room's newest number, and not stored.
    if (!stored) {
      if (op === 'post') lost.push(`${room}: ${op} ${key} was acknowledged as ${seq} and is not stored`);
    } else if (stored.seq !== seq && op === 'post')
      lost.push(`${room}: ${op} ${key} was acknowledged as ${seq} and is stored as ${stored.seq}`);
    else if (stored.count > 1) doubled.push(`${room}: ${key} is stored ${stored.count} times`);
  }
  // More lines in the log than were said: something was taken in twice under two keys.
  for (const talk of theatre.talks) {
    const posted = rows.filter(({ slug, kind }) => slug === talk.slug && kind === 'message.posted').length;
    if (posted > talk.said.length + talk.planted)
      doubled.push(`${talk.slug}: ${posted} lines are stored, and ${talk.said.length} were said`);
    const seqs = rows
      .filter(({ slug }) => slug === talk.slug)
      .map(({ seq }) => Number(seq))
      .sort((a, b) => a - b);
    if (seqs.some((seq, at) => seq !== at + 1)) lost.push(`${talk.slug}: its log has a gap`);
  }
  return { acked: entries.length, lost, doubled };
}

/** Links that are behind their room or not at work, and lines that a platform is said never to take. */
export function linkFaults(theatre: Theatre): Promise<string[]> {
  return theatre.sql(async (sql) => {
    const slugs = theatre.talks.map(({ slug }) => slug);
    const links = await sql<{ slug: string; platform: string; state: string; cursor: string; seq: string }[]>`
      select slug, platform, state, cursor, rooms.seq from links join rooms on rooms.id = room_id
      where slug in ${sql(slugs)}`;
    const failed = await sql<{ slug: string; platform: string; detail: string; seq: string }[]>`
      select slug, platform, detail, failed_deliveries.seq from failed_deliveries join links on links.id = link_id
      join rooms on rooms.id = room_id where slug in ${sql(slugs)}`;
    return [
      ...links
        .filter(({ state, cursor, seq }) => state !== 'active' || Number(cursor) < Number(seq))
        .map(
          ({ slug, platform, state, cursor, seq }) =>
            `${slug}: ${platform} is ${state} at ${cursor} of ${seq}`,
        ),
      ...failed
        .filter(({ seq }) => !theatre.poisoned.has(Number(seq)))
        .map(({ slug, platform, detail }) => `${slug}: a line failed on ${platform}: ${detail}`),
    ];
  });
}

/** Processes that do not say within two seconds that they are ready. */
export async function readinessFaults(theatre: Theatre): Promise<string[]> {
  const faults = await Promise.all(
    theatre.products.map(async (product) => {
      if (!product.running) return `process ${product.name} is not running`;
      try {
        const { status, parts, ms } = await product.readiness();
        // Ready, and not only good enough to serve: what was broken must be back.
        if (status !== 200 || parts['status'] !== 'ok')
          return `process ${product.name} is not ready: ${JSON.stringify(parts)}`;
        return ms > 2_000 ? `process ${product.name} took ${ms} ms to say that it is ready` : null;
      } catch (error) {
        return `process ${product.name} does not say whether it is ready: ${String(error)}`;
      }
    }),
  );
  return faults.filter((fault) => fault !== null);
}
