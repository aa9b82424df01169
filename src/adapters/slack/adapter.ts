import type { types } from '@slack/bolt';
import type {
  ChatAdapter,
  Dropping,
  OutgoingLine,
  RemoteMessage,
  Stretch,
} from '../../core/delivery/chat-adapter.ts';
import type { Link } from '../../core/delivery/link.ts';
import type { Block } from '../../core/markup/tree.ts';
import {
  attachmentParts,
  coveredPicture,
  noticeParts,
  posterName,
  writeParts,
  type OutgoingPart,
} from './content.ts';
import { toSlackName } from './emoji-names.ts';
import { slackCode, toDeliveryFault, TOKEN_CODES } from './errors.ts';
import type { ChannelHistory } from './history.ts';
import type { OutgoingPictures, Pictures } from './pictures.ts';
import { pollAsText, pollBlocks } from './poll-blocks.ts';
import { findLine, findMarked, lineMark } from './posted-lines.ts';
import { fetchableAddress } from './public-address.ts';
import { reviewAsText, reviewHead } from './review-blocks.ts';
import type { SlackCore } from './slack-core.ts';
import type { TakenBackFiles } from './taken-back-files.ts';
import type { ThreadRoots } from './thread-roots.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

/** Nothing in what is carried over makes previews or mentions by itself. */
const LITERAL = { unfurl_links: false, unfurl_media: false, link_names: false } as const;
/** An uploaded picture can be shown once Slack has looked at it; how long to wait for that, in ms. */
const PICTURE_PAUSES = [150, 300, 600, 1_200, 2_400];

const NO_THREAD = new Set(['thread_not_found', 'cannot_reply_to_message', 'invalid_thread_ts']);

const ALREADY_DONE: Record<'true' | 'false', ReadonlySet<string>> = {
  true: new Set(['already_reacted']),
  false: new Set(['no_reaction', 'invalid_name', 'message_not_found']),
};

export interface AdapterParts {
  core: Pick<SlackCore, 'people' | 'publicUrl'>;
  workspaces: Workspaces;
  threads: ThreadRoots;
  pictures: Pictures;
  takenBack: Pick<TakenBackFiles, 'soon'>;
  history: ChannelHistory;
  /** Told when Slack no longer takes our token. */
  onTokenRefused(): void;
}

/** A line made ready: its messages, and the thread they belong into. */
interface Draft {
  workspace: Workspace;
  thread: string | null;
  parts: OutgoingPart[];
  /** What is to be shared below it. */
  files: OutgoingPictures['files'];
}

/**
 * Slack's channels, outbound: lines appear under their authors' names and pictures. A message's remote id is its timestamp;
 * the thread it is in is looked up, because Slack tells of reactions and deletions by timestamp alone.
 */
export class SlackChatAdapter implements ChatAdapter {
  readonly platform = 'slack';
  /** Of one person Slack takes 23 kinds on a message. */
  readonly reactions = { most: 23, everyMs: 200 };

  constructor(private readonly parts: AdapterParts) {}

  post(link: Link, line: OutgoingLine): Promise<string[]> {
    return this.#carefully(link, async (workspace) => {
      const thread = await this.#threadOf(workspace, link, line);
      try {
        return await this.#settle(link, line, await this.#draft(workspace, link, line, thread), []);
      } catch (error) {
        if (thread === null || !NO_THREAD.has(slackCode(error) ?? '')) throw error;
        // What it replies to was deleted a moment ago.
        this.parts.threads.forget(link.channelId, line.replyTo?.remoteId ?? '');
        return this.#settle(link, line, await this.#draft(workspace, link, line, null), []);
      }
    });
  }

  /** When only the first parts of a long line are there, the others are posted now. */
  findPosted(
    link: Link,
    line: OutgoingLine,
    _known: (remoteId: string) => Promise<boolean>,
  ): Promise<string[] | null> {
    return this.#carefully(link, async (workspace) => {
      const thread = await this.#threadOf(workspace, link, line);
      const find = (where: string | null) =>
        findLine(workspace, { channel: link.channelId, thread: where, since: link.createdAt }, line.key);
      const inThread = thread === null ? [] : await find(thread);
      const found = inThread.length > 0 ? inThread : await find(null);
      if (found.length === 0) return null;
      const draft = await this.#draft(workspace, link, line, inThread.length > 0 ? thread : null);
      if (found.length > draft.parts.length) return this.edit(link, found, line);
      return this.#settle(link, line, draft, found);
    });
  }

  repeatsOf(
    link: Link,
    line: OutgoingLine,
    known: (remoteId: string) => Promise<boolean>,
  ): Promise<string[]> {
    return this.#carefully(link, async (workspace) => {
      const thread = await this.#threadOf(workspace, link, line);
      const repeats: string[] = [];
      for (const where of thread === null ? [null] : [thread, null]) {
        const place = { channel: link.channelId, thread: where, since: link.createdAt };
        for (const ts of await findMarked(workspace, place, line.key)) {
          if (!(await known(ts))) repeats.push(ts);
        }
      }
      return repeats;
    });
  }

  edit(link: Link, remoteIds: string[], line: OutgoingLine, dropping?: Dropping): Promise<string[]> {
    return this.#carefully(link, async (workspace) => {
      const [first = ''] = remoteIds;
      const root = await this.parts.threads.rootOf(workspace, link.channelId, first);
      const draft = await this.#draft(workspace, link, line, root === first ? null : root);
      const kept = remoteIds.slice(0, draft.parts.length);
      for (const [index, ts] of kept.entries()) await this.#update(link, line, draft, index, ts);
      const dropped = remoteIds.slice(draft.parts.length);
      if (dropped.length > 0) await dropping?.(dropped);
      for (const ts of dropped) await this.#delete(workspace, link, ts);
      this.parts.takenBack.soon();
      return this.#settle(link, line, draft, kept);
    });
  }

  /** In a thread one sees what is answered; in the channel it is quoted. */
  showsQuote(link: Link, remoteId: string): Promise<boolean> {
    return this.#carefully(link, async (workspace) => {
      const root = await this.parts.threads.rootOf(workspace, link.channelId, remoteId);
      return root === remoteId;
    });
  }

  /** What people wrote stays: Slack lets an app delete only its own. */
  remove(link: Link, remoteIds: string[], origin: boolean): Promise<void> {
    if (origin) return Promise.resolve();
    return this.#carefully(link, async (workspace) => {
      for (const ts of remoteIds) await this.#delete(workspace, link, ts);
      this.parts.takenBack.soon();
    });
  }

  setReaction(link: Link, remoteId: string, emoji: string, present: boolean): Promise<void> {
    const name = /^:([^:\s]+):$/.exec(emoji)?.[1] ?? toSlackName(emoji);
    if (name === null) return Promise.resolve();
    return this.#carefully(link, async ({ careful }) => {
      const item = { channel: link.channelId, timestamp: remoteId, name };
      try {
        await (present ? careful.reactions.add(item) : careful.reactions.remove(item));
      } catch (error) {
        if (!ALREADY_DONE[`${present}`].has(slackCode(error) ?? '')) throw error;
      }
    });
  }

  notify(link: Link, text: string): Promise<void> {
    return this.#carefully(link, async ({ careful }) => {
      for (const part of noticeParts(text)) {
        await careful.chat.postMessage({ channel: link.channelId, ...LITERAL, ...part });
      }
    });
  }

  async *saidSince(link: Link, since: string | null): AsyncGenerator<RemoteMessage[]> {
    const batches = await this.#carefully(link, (workspace) =>
      Promise.resolve(this.parts.history.saidSince(workspace, link, since)),
    );
    for (;;) {
      const batch = await this.#carefully(link, () => batches.next());
      if (batch.done === true) return;
      yield batch.value;
    }
  }

  stretch(link: Link, before: string | null, downTo: string | null): Promise<Stretch> {
    return this.#carefully(link, (workspace) => this.parts.history.stretch(workspace, link, before, downTo));
  }

  lookUp(link: Link, remoteId: string): Promise<RemoteMessage[]> {
    return this.#carefully(link, (workspace) => this.parts.history.lookUp(workspace, link, remoteId));
  }

  async #carefully<T>(link: Link, work: (workspace: Workspace) => Promise<T>): Promise<T> {
    try {
      return await work(await this.parts.workspaces.of(link.tenantId));
    } catch (error) {
      if (TOKEN_CODES.has(slackCode(error) ?? '')) this.parts.onTokenRefused();
      throw toDeliveryFault(error, `#${link.channelName}`);
    }
  }

  /** The root of the thread a line belongs into; null for the channel itself. */
  #threadOf(workspace: Workspace, link: Link, { replyTo }: OutgoingLine): Promise<string | null> {
    if (replyTo?.remoteId === undefined) return Promise.resolve(null);
    return this.parts.threads.rootOf(workspace, link.channelId, replyTo.remoteId);
  }

  /**
   * Posts what is missing of a line, and shares its files below it; where that cannot be done their addresses stand in it.
   * @param there its messages that are there
   * @returns all of them
   */
  async #settle(link: Link, line: OutgoingLine, draft: Draft, there: string[]): Promise<string[]> {
    const ids = [...there, ...(await this.#postParts(link, line, draft, there.length))];
    const { workspace, thread, files } = draft;
    const place = { workspace, channelId: link.channelId };
    if (files.length === 0 || (await this.parts.pictures.share(place, thread ?? ids[0] ?? '', files)))
      return ids;
    const instead = await this.#draft(workspace, link, line, thread, { links: true });
    for (const [index, ts] of ids.entries()) await this.#update(link, line, instead, index, ts);
    return ids;
  }

  async #draft(
    workspace: Workspace,
    link: Link,
    line: OutgoingLine,
    thread: string | null,
    options: { links?: boolean } = {},
  ): Promise<Draft> {
    const quote = thread === null ? line.replyTo : undefined;
    const place = { workspace, channelId: link.channelId };
    const shown = await this.parts.pictures.show(place, line.attachments, options);
    const { blocks, lines, covered, files } = shown;
    const parts = await this.#write(link, line, quote, lines);
    if (line.review) {
      const said = reviewAsText(line.review);
      const head = reviewHead(line.review, this.parts.core.publicUrl);
      const first = parts.shift();
      parts.unshift({
        text: [said, first?.text].filter(Boolean).join('\n'),
        blocks: [...head, ...(first?.blocks ?? [])],
      });
    }
    if (line.poll) {
      const question = parts.pop();
      parts.push({
        text: [question?.text, pollAsText(line.poll)].filter(Boolean).join('\n'),
        blocks: [...(question?.blocks ?? []), ...pollBlocks(line, line.poll)],
      });
    }
    const last = parts.at(-1);
    if (covered) {
      const cover = coveredPicture(line.text);
      if (last) last.blocks.push(...cover.blocks);
      else parts.push(cover);
    }
    if (covered && !last) parts.at(-1)?.blocks.push(...blocks);
    else if (last) last.blocks.push(...blocks);
    else if (blocks.length > 0) parts.push({ text: blocks.map(altOf).join(', '), blocks: [...blocks] });
    return { workspace, thread, parts, files };
  }

  #write(
    link: Link,
    line: OutgoingLine,
    quote: OutgoingLine['replyTo'],
    after: readonly Block[],
  ): Promise<OutgoingPart[]> {
    const prefix = `slack:${link.tenantId}:`;
    return writeParts(line, quote, after, async (personId) => {
      const identities = await this.parts.core.people.identitiesOf(personId);
      return identities.find((identity) => identity.startsWith(prefix))?.slice(prefix.length);
    });
  }

  /** Posts the parts of a line from the given one on. */
  async #postParts(link: Link, line: OutgoingLine, draft: Draft, from: number): Promise<string[]> {
    const icon = fetchableAddress(this.parts.core.publicUrl, line.author.avatar);
    const posted: string[] = [];
    for (const [index, part] of draft.parts.entries()) {
      if (index < from) continue;
      const { ts } = await this.#withPictures(line, part, (content) =>
        draft.workspace.careful.chat.postMessage({
          channel: link.channelId,
          username: posterName(line.author.name, line.author.tag),
          ...(icon === undefined ? {} : { icon_url: icon }),
          ...(draft.thread === null ? {} : { thread_ts: draft.thread }),
          ...LITERAL,
          ...content,
          metadata: lineMark(line.key, index),
        }),
      );
      if (ts === undefined) throw new Error('Slack did not name the message');
      this.parts.threads.remember(link.channelId, ts, draft.thread ?? ts);
      posted.push(ts);
    }
    return posted;
  }

  async #update(link: Link, line: OutgoingLine, draft: Draft, index: number, ts: string): Promise<void> {
    const part = draft.parts[index];
    if (!part) return;
    try {
      await this.#withPictures(line, part, (content) =>
        draft.workspace.careful.chat.update({
          channel: link.channelId,
          ts,
          link_names: false,
          ...content,
          metadata: lineMark(line.key, index),
        }),
      );
    } catch (error) {
      // Somebody there took our copy away; word of that is on its way.
      if (slackCode(error) !== 'message_not_found') throw error;
    }
  }

  async #delete({ careful }: Workspace, link: Link, ts: string): Promise<void> {
    try {
      await careful.chat.delete({ channel: link.channelId, ts });
    } catch (error) {
      if (slackCode(error) !== 'message_not_found') throw error;
    }
    this.parts.threads.forget(link.channelId, ts);
  }

  /** Says a part once Slack is ready to show its pictures; when it never is, their addresses stand there instead. */
  async #withPictures<T>(
    line: OutgoingLine,
    part: OutgoingPart,
    say: (content: OutgoingPart) => Promise<T>,
  ): Promise<T> {
    const shows = part.blocks.some(({ type }) => type === 'image');
    for (let attempt = 0; ; attempt++) {
      try {
        return await say(part);
      } catch (error) {
        if (!shows || slackCode(error) !== 'invalid_blocks') throw error;
        const pause = PICTURE_PAUSES[attempt];
        if (pause === undefined) return say(this.#withoutPictures(line, part));
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  #withoutPictures({ attachments }: OutgoingLine, part: OutgoingPart): OutgoingPart {
    const instead = attachmentParts(this.parts.pictures.instead(attachments));
    return {
      text: part.text,
      blocks: [
        ...part.blocks.filter(({ type }) => type !== 'image'),
        ...instead.flatMap(({ blocks }) => blocks),
      ],
    };
  }
}

const altOf = (block: types.ImageBlock): string => block.alt_text;
