import type { Conversations } from './conversations.ts';
import type { Changes } from './changes.ts';
import type { CustomFace, EphemeralMessage, JsonObject, Message } from './entities.ts';
import { SlackError } from './errors.ts';
import type { SlackStore } from './store.ts';

const MAX_USES = 5;
const LIFE_MS = 30 * 60 * 1000;

/** What a response_url was given out for. */
export interface ResponseOccasion {
  teamId: string;
  channelId: string;
  userId: string;
  threadTs?: string;
  /** The message whose button was pressed, for replace_original and delete_original. */
  original?: { ts: string; ephemeral: boolean };
  /** Told of everything posted through the URL. */
  onPosted?: (ts: string, ephemeral: boolean) => void;
}

interface Issued {
  occasion: ResponseOccasion;
  used: number;
  until: number;
}

/** A message for a response_url or an acknowledgement, already checked. */
export interface CommandResponse {
  responseType?: string;
  replaceOriginal: boolean;
  deleteOriginal: boolean;
  text: string;
  blocks?: Message['blocks'];
  attachments?: JsonObject[];
  threadTs?: string;
  face?: CustomFace;
}

/** Addresses an app may answer to without a token: five times within half an hour. */
export class ResponseUrls {
  private readonly issued = new Map<string, Issued>();
  private readonly store: SlackStore;
  private readonly conversations: Conversations;
  private readonly changes: Changes;
  private readonly baseUrl: () => string;

  constructor(store: SlackStore, conversations: Conversations, changes: Changes, baseUrl: () => string) {
    this.store = store;
    this.conversations = conversations;
    this.changes = changes;
    this.baseUrl = baseUrl;
  }

  issue(kind: 'commands' | 'actions', occasion: ResponseOccasion): string {
    const key = this.store.nextSecret('response-url', 24);
    this.issued.set(key, { occasion, used: 0, until: this.store.now() + LIFE_MS });
    return `${this.baseUrl()}/${kind}/${occasion.teamId}/${key}`;
  }

  /** The occasion behind a URL, if it may still be used; counts the use. */
  use(key: string): ResponseOccasion {
    const issued = this.issued.get(key);
    if (!issued) throw new SlackError('no_such_url');
    if (this.store.now() > issued.until) throw new SlackError('expired_url');
    if (issued.used >= MAX_USES) throw new SlackError('used_url');
    issued.used += 1;
    return issued.occasion;
  }

  /** The team a URL belongs to, without using it up. */
  teamOf(key: string): string | undefined {
    return this.issued.get(key)?.occasion.teamId;
  }

  /** Shows a response: to one person, to the channel, or in place of the original. */
  respond(occasion: ResponseOccasion, response: CommandResponse): void {
    const { original } = occasion;
    if (response.deleteOriginal) {
      if (!original) throw new SlackError('cant_delete_message');
      this.removeOriginal(occasion.channelId, original);
      return;
    }
    if (response.replaceOriginal && original) {
      this.replaceOriginal(occasion, original, response);
      return;
    }
    const bot = this.store.botOf(occasion.teamId);
    const channel = this.store.channels.get(occasion.channelId);
    if (!bot || !channel) throw new SlackError('channel_not_found');
    const actor = { userId: bot.userId, botId: bot.id, appId: bot.appId };
    const content = {
      text: response.text,
      blocks: response.blocks,
      attachments: response.attachments,
      threadTs: response.threadTs ?? occasion.threadTs,
    };
    if (response.responseType === 'in_channel') {
      const message = this.conversations.post(channel, actor, content);
      occasion.onPosted?.(message.ts, false);
      return;
    }
    const ephemeral: EphemeralMessage = {
      ts: this.store.nextTs(),
      channelId: channel.id,
      teamId: occasion.teamId,
      viewerId: occasion.userId,
      ...actor,
      ...content,
    };
    this.postEphemeral(ephemeral);
    occasion.onPosted?.(ephemeral.ts, true);
  }

  postEphemeral(message: EphemeralMessage, linkNames = false): void {
    this.store.addEphemeral(message);
    this.conversations.countPings(message, { ...message, linkNames }, 'ephemeral');
    this.changes.announce({
      type: 'ephemeral.posted',
      channelId: message.channelId,
      ts: message.ts,
      viewerId: message.viewerId,
    });
  }

  private removeOriginal(channelId: string, original: { ts: string; ephemeral: boolean }): void {
    const shown = this.store.ephemeral(channelId, original.ts);
    if (shown) {
      this.store.dropEphemeral(channelId, original.ts);
      this.changes.announce({
        type: 'ephemeral.deleted',
        channelId,
        ts: original.ts,
        viewerId: shown.viewerId,
      });
      return;
    }
    const channel = this.store.channels.get(channelId);
    const message = this.store.message(channelId, original.ts);
    if (channel && message) this.conversations.remove(channel, message);
  }

  private replaceOriginal(
    occasion: ResponseOccasion,
    original: { ts: string; ephemeral: boolean },
    response: CommandResponse,
  ): void {
    const { channelId } = occasion;
    const content = { text: response.text, blocks: response.blocks, attachments: response.attachments };
    const shown = this.store.ephemeral(channelId, original.ts);
    if (shown) {
      Object.assign(shown, content);
      this.conversations.countPings(shown, content, 'ephemeral');
      this.changes.announce({ type: 'ephemeral.changed', channelId, ts: shown.ts, viewerId: shown.viewerId });
      occasion.onPosted?.(shown.ts, true);
      return;
    }
    const channel = this.store.channels.get(channelId);
    const message = this.store.message(channelId, original.ts);
    const bot = this.store.botOf(occasion.teamId);
    if (!channel || !message || !bot) throw new SlackError('message_not_found');
    this.conversations.change(
      channel,
      message,
      { userId: bot.userId },
      { ...content, marksEdited: !content.blocks },
    );
    occasion.onPosted?.(message.ts, false);
  }
}
