import type { RemoteMessage, RemotePerson } from '../../core/delivery/chat-adapter.ts';
import { LRUCache } from 'lru-cache';
import { sharedFiles, sharedText } from './carried.ts';
import { readContent } from './content.ts';
import { fromSlackName } from './emoji-names.ts';
import type { Leisure } from './leisure.ts';
import type { People } from './people.ts';
import { hasGone, type RemoteFiles } from './remote-files.ts';
import type { SlackCore } from './slack-core.ts';
import type { SlackNames } from './slack-names.ts';
import { timeOf } from './timestamp.ts';
import type { WireMessage } from './wire-message.ts';
import type { Workspace } from './workspaces.ts';

/** Kinds of messages that are something said. */
const SAID = new Set([undefined, null, 'file_share', 'thread_broadcast', 'me_message']);
const HOUR_MS = 3_600_000;
const MAX_MENTIONS = 50;

/** Whether we posted it: as the bot, under somebody's name, or as an answer to a command. */
export function isOurs(message: Pick<WireMessage, 'user' | 'bot_id'>, workspace: Workspace): boolean {
  return message.bot_id === workspace.botId || message.user === workspace.botUserId;
}

/** Whether it was said by a person. */
export function isSaid(message: WireMessage, workspace: Workspace): boolean {
  const byPerson = typeof message.user === 'string' && !message.bot_id && message.user !== 'USLACKBOT';
  return byPerson && !isOurs(message, workspace) && SAID.has(message.subtype);
}

/** Turns Slack's messages into the core's, the same from events and from history. */
export class RemoteMessageReader {
  readonly #channelNames = new LRUCache<string, string>({ max: 5_000, ttl: HOUR_MS });

  constructor(
    private readonly core: Pick<SlackCore, 'people'>,
    private readonly people: People,
    private readonly files: RemoteFiles,
  ) {}

  /** @returns the message without its reactions */
  async read(workspace: Workspace, channelId: string, message: WireMessage): Promise<RemoteMessage> {
    const said = isSaid(message, workspace);
    const editedAt = message.edited ? timeOf(message.edited.ts) : undefined;
    const files = [...(message.files ?? []), ...sharedFiles(message)];
    const attachments = said ? this.files.attachments(workspace, files) : [];
    const text = said ? await this.#text(workspace, message) : message.text;
    return {
      remoteId: message.ts,
      ours: isOurs(message, workspace),
      relayed: said && (text !== '' || attachments.length > 0),
      author: await this.#author(workspace, message, said),
      text,
      attachments,
      at: timeOf(message.ts),
      address: () => addressOf(workspace, channelId, message.ts),
      edited: editedAt !== undefined || hasGone(message.files),
      ...(editedAt === undefined ? {} : { editedAt }),
      ...replyOf(message),
      reactions: [],
    };
  }

  /** Everybody who reacted to a message, ourselves and other apps left out. */
  async reactions(
    workspace: Workspace,
    channelId: string,
    message: WireMessage,
    leisure: Leisure,
  ): Promise<RemoteMessage['reactions']> {
    const shown = await this.#allReactions(workspace, channelId, message, leisure);
    const reactions: RemoteMessage['reactions'] = [];
    for (const { name, users } of shown) {
      const people: RemotePerson[] = [];
      for (const userId of users) {
        if (userId === workspace.botUserId) continue;
        const person = await this.people.resolve(workspace, userId);
        if (!person.bot) people.push(remotePerson(person));
      }
      if (people.length > 0) reactions.push({ emoji: emojiOf(name), people });
    }
    return reactions;
  }

  /** Histories name only some of the people where there are many. */
  async #allReactions(
    workspace: Workspace,
    channel: string,
    message: WireMessage,
    leisure: Leisure,
  ): Promise<{ name: string; users: string[] }[]> {
    const shown = message.reactions ?? [];
    if (shown.every(({ users, count }) => users.length >= count)) return shown;
    const answer = await leisure.ask(workspace, 'reactions.get', (client) =>
      client.reactions.get({ channel, timestamp: message.ts, full: true }),
    );
    const full = 'message' in answer ? (answer.message?.reactions ?? []) : [];
    return full.map(({ name = '', users = [] }) => ({ name, users }));
  }

  async #author(workspace: Workspace, message: WireMessage, said: boolean): Promise<RemotePerson> {
    if (said && message.user) return remotePerson(await this.people.author(workspace, message.user, message));
    const id = message.user ?? message.bot_id ?? 'unknown';
    return { identity: `slack:${workspace.teamId}:${id}`, name: message.username ?? id };
  }

  async #text(workspace: Workspace, message: WireMessage): Promise<string> {
    const content = { text: message.text, blocks: message.blocks ?? undefined };
    const text = readContent(content, await this.#names(workspace, message));
    const shared = sharedText(message, (mrkdwn) => readContent({ text: mrkdwn }, {}));
    return [text, shared].filter((part) => part !== '').join('\n');
  }

  /** Looks up everything a message mentions. People become persons, so that they are mentioned on the other side too. */
  async #names(workspace: Workspace, message: WireMessage): Promise<SlackNames> {
    const whole = `${message.text} ${JSON.stringify(message.blocks ?? [])}`;
    const people = new Map<string, { name: string; personId?: string }>();
    for (const userId of idsIn(whole, /(?:<@|"user_id":")([UW][A-Z0-9]+)/g)) {
      const found = await this.people.find(workspace, userId);
      if (!found) continue;
      if (found.bot) {
        people.set(userId, { name: found.name });
        continue;
      }
      const person = await this.core.people.meet({ ...remotePerson(found), avatar: found.avatar ?? null });
      people.set(userId, { name: person.name, personId: person.id });
    }
    const channels = new Map<string, string>();
    for (const channelId of idsIn(whole, /(?:<#|"channel_id":")([CG][A-Z0-9]+)/g)) {
      const name = await this.#channelName(workspace, channelId);
      if (name !== undefined) channels.set(channelId, name);
    }
    // Rich text names a group by its id alone; the text beside it often has its handle.
    const groups = new Map(
      [...message.text.matchAll(/<!subteam\^([A-Z0-9]+)\|@?([^<>|]+)>/g)].map(([, id = '', name = '']) => [
        id,
        name,
      ]),
    );
    return {
      person: (id) => people.get(id),
      channel: (id) => channels.get(id),
      usergroup: (id) => groups.get(id),
    };
  }

  async #channelName(workspace: Workspace, channel: string): Promise<string | undefined> {
    const key = `${workspace.teamId} ${channel}`;
    const known = this.#channelNames.get(key);
    if (known !== undefined) return known;
    try {
      const { channel: info } = await workspace.careful.conversations.info({ channel });
      // A private channel's name is nobody's business elsewhere.
      const name = info?.is_private === true ? undefined : info?.name;
      if (name !== undefined) this.#channelNames.set(key, name);
      return name;
    } catch {
      return undefined; // one we may not see: the message says what it can
    }
  }
}

const remotePerson = ({ identity, name, avatar }: RemotePerson): RemotePerson => ({
  identity,
  name,
  ...(avatar === undefined ? {} : { avatar }),
});

/** A reaction's emoji; a workspace's own as `:name:`. */
export const emojiOf = (name: string): string => fromSlackName(name) ?? `:${name}:`;

/** Where a person finds a message; Slack is asked only when that is to be shown. */
async function addressOf({ careful, teamId }: Workspace, channel: string, ts: string): Promise<string> {
  try {
    const { permalink } = await careful.chat.getPermalink({ channel, message_ts: ts });
    if (permalink !== undefined) return permalink;
  } catch {
    // The channel at least can be opened without asking.
  }
  return `https://app.slack.com/client/${teamId}/${channel}`;
}

function replyOf({ ts, thread_ts: root }: WireMessage): Pick<RemoteMessage, 'replyTo'> {
  return root && root !== ts ? { replyTo: { remoteId: root, at: timeOf(root) } } : {};
}

function idsIn(text: string, pattern: RegExp): Set<string> {
  return new Set([...text.matchAll(pattern)].slice(0, MAX_MENTIONS).map(([, id = '']) => id));
}
