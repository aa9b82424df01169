import type { Block, CustomFace, EphemeralMessage, JsonObject, Message } from './entities.ts';
import { unicodeOfEmoji } from './emoji.ts';
import type { SlackStore } from './store.ts';
import type { Wire } from './wire.ts';

export interface FileView {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  size: number;
  altText?: string;
  width?: number;
  height?: number;
  /** Where a screen beside the stand-in can fetch it without a token. */
  url: string;
}

/** A message as Slack's own client shows it. */
export interface MessageView {
  ts: string;
  channelId: string;
  /** The name shown: as customised by the app, or the person's. */
  name: string;
  userId: string;
  isApp: boolean;
  /** An image address, or an emoji (as a character where there is one, else with colons) when the app chose one. */
  icon: { imageUrl?: string; emoji?: string };
  /** mrkdwn with `&amp; &lt; &gt;` and `:emoji:`. */
  text: string;
  /** False: the text is shown without formatting. */
  mrkdwn: boolean;
  blocks?: Block[];
  attachments?: JsonObject[];
  edited: boolean;
  ephemeral: boolean;
  subtype?: string;
  threadTs?: string;
  /** Also shown in the channel ("also sent to the channel"). */
  broadcast: boolean;
  /** `unicode` is absent for custom emoji. */
  reactions: { name: string; unicode?: string; users: string[] }[];
  files: FileView[];
  /** "This message was deleted." over a thread that goes on. */
  deleted: boolean;
  replies: MessageView[];
}

/** What a channel looks like on somebody's screen. */
export class ChannelViews {
  private readonly store: SlackStore;
  private readonly wire: Wire;
  private readonly baseUrl: () => string;

  constructor(store: SlackStore, wire: Wire, baseUrl: () => string) {
    this.store = store;
    this.wire = wire;
    this.baseUrl = baseUrl;
  }

  /** Top-level messages, oldest first, each with its thread; ephemeral ones only for their viewer. */
  channel(channelId: string, viewerId?: string): MessageView[] {
    const own = viewerId === undefined ? [] : this.store.ephemeralsFor(channelId, viewerId);
    const top = this.store
      .messagesIn(channelId)
      .filter(({ ts, threadTs, broadcast }) => threadTs === undefined || threadTs === ts || broadcast);
    const inThreads = own.filter((message) => message.threadTs !== undefined);
    return [
      ...top.map((message) => {
        const view = this.message(message);
        const private_ = inThreads
          .filter(({ threadTs }) => threadTs === message.ts)
          .map((one) => this.ephemeral(one));
        return private_.length === 0 ? view : { ...view, replies: byTime([...view.replies, ...private_]) };
      }),
      ...own.filter((message) => message.threadTs === undefined).map((message) => this.ephemeral(message)),
    ].sort((one, other) => (one.ts < other.ts ? -1 : 1));
  }

  message(message: Message): MessageView {
    const parent = message.replies === undefined ? [] : message.replies;
    const replies = parent.flatMap((ts) => this.store.message(message.channelId, ts) ?? []);
    return {
      ts: message.ts,
      channelId: message.channelId,
      ...this.sender(message),
      text: message.text,
      mrkdwn: message.mrkdwn !== false,
      blocks: this.withPictures(message.blocks),
      attachments: message.attachments,
      edited: message.edited !== undefined,
      ephemeral: false,
      subtype: message.subtype,
      threadTs: message.threadTs,
      broadcast: message.broadcast === true,
      reactions: message.reactions.map(({ name, users }) => ({
        name,
        unicode: unicodeOfEmoji(name),
        users: [...users],
      })),
      files: (message.fileIds ?? []).flatMap((id) => this.file(id)),
      deleted: message.tombstone === true,
      replies: replies.map((reply) => this.message(reply)),
    };
  }

  ephemeral(message: EphemeralMessage): MessageView {
    return {
      ts: message.ts,
      channelId: message.channelId,
      ...this.sender(message),
      text: message.text,
      mrkdwn: true,
      blocks: this.withPictures(message.blocks),
      attachments: message.attachments,
      edited: false,
      ephemeral: true,
      threadTs: message.threadTs,
      broadcast: false,
      reactions: [],
      files: [],
      deleted: false,
      replies: [],
    };
  }

  private sender(message: {
    userId: string;
    botId?: string;
    face?: CustomFace;
  }): Pick<MessageView, 'name' | 'userId' | 'isApp' | 'icon'> {
    const user = this.store.users.get(message.userId);
    const own = user?.displayName || user?.realName || message.userId;
    const { face } = message;
    const icon =
      face?.iconUrl !== undefined
        ? { imageUrl: face.iconUrl }
        : face?.iconEmoji !== undefined
          ? { emoji: unicodeOfEmoji(face.iconEmoji.replaceAll(':', '')) ?? face.iconEmoji }
          : { imageUrl: this.wire.avatarUrl(message.userId, 72) };
    return { name: face?.username ?? own, userId: message.userId, isApp: message.botId !== undefined, icon };
  }

  private file(id: string): FileView[] {
    const file = this.store.files.get(id);
    if (!file || file.stage === 'deleted') return [];
    const { name, title, mimetype, size, altText, width, height } = file;
    return [{ id, name, title, mimetype, size, altText, width, height, url: this.fileUrl(id) }];
  }

  private fileUrl(id: string): string {
    return `${this.baseUrl()}/control/files/${id}`;
  }

  /** Image blocks that name a Slack file get an address a page can load. */
  private withPictures(blocks: Block[] | undefined): Block[] | undefined {
    return blocks?.map((block) => this.withPicture(block) as Block);
  }

  private withPicture(node: unknown): unknown {
    if (Array.isArray(node)) return node.map((entry) => this.withPicture(entry));
    if (typeof node !== 'object' || node === null) return node;
    const copy = Object.fromEntries(
      Object.entries(node).map(([name, value]) => [name, this.withPicture(value)]),
    );
    const { slack_file: file } = copy as { slack_file?: { id?: string; url?: string } };
    if (copy.type === 'image' && file) {
      const id = file.id ?? /\/files-pri\/[^/]+-(F\w+)\//.exec(file.url ?? '')?.[1];
      if (id !== undefined) return { ...copy, image_url: this.fileUrl(id) };
    }
    return copy;
  }
}

function byTime(messages: MessageView[]): MessageView[] {
  return messages.sort((one, other) => (one.ts < other.ts ? -1 : 1));
}
