import { blockAction, suggestOptions, type Place } from './block-actions.ts';
import type { ChangeListener } from './changes.ts';
import { ChannelViews, type MessageView } from './channel-view.ts';
import { openDirect } from './direct-channel.ts';
import type { Choice } from './element-values.ts';
import { emojiNameOf } from './emoji.ts';
import type { Block, JsonObject, Message, OpenView } from './entities.ts';
import { SlackError } from './errors.ts';
import type { Answer, CommandRun } from './interactions.ts';
import { typedTextToRichText } from './mrkdwn-input.ts';
import { callback, readAuthorize } from './oauth-codes.ts';
import type { StandInParts } from './parts.ts';
import { richTextToMrkdwn } from './rich-text.ts';
import { closeView, submitView, type Submission } from './view-submissions.ts';
import { WorkspaceAdmin } from './workspace-admin.ts';

/** What somebody types and sends. */
export interface Said {
  /** As typed: mrkdwn marks, `@name`, `:emoji:`, links. */
  text?: string;
  /** Or finished rich text, as a client sends it. */
  richText?: Block;
  threadTs?: string;
  broadcast?: boolean;
  files?: { name: string; bytes: Buffer; title?: string; altText?: string }[];
}

/** What a person sees after a slash command or a pressed button. */
export interface CommandOutcome {
  /** `operation_timeout`, `dispatch_failed`, `invalid_command` or a refusal of the answer. */
  error?: string;
  /** The line Slack shows the person in that case. */
  notice?: string;
  /** Answers so far, in order; more may come through the response_url. */
  messages(): MessageView[];
  /** The next answer nobody has taken yet, or undefined when `ms` pass without one. */
  next(ms?: number): Promise<MessageView | undefined>;
}

/** People acting through Slack's own client, and what their screens show. For tests and the demo page. */
export class World extends WorkspaceAdmin {
  private readonly channelViews: ChannelViews;

  constructor(parts: StandInParts, teamId: string) {
    super(parts, teamId);
    this.channelViews = new ChannelViews(parts.store, parts.wire, () => parts.baseUrl());
  }

  /** Says something; the message carries `text` and a rich_text block, as a client's does. */
  say(userId: string, channelId: string, said: Said | string): Message {
    const { conversations } = this.parts;
    const {
      text = '',
      richText,
      threadTs,
      broadcast,
      files = [],
    } = typeof said === 'string' ? { text: said } : said;
    const { teamId } = this.user(userId);
    const channel = conversations.writableChannel(channelId, userId, teamId);
    const block = richText ?? (text === '' ? undefined : this.typed(text, teamId));
    const content = block ? richTextToMrkdwn(block) : '';
    if (content === '' && files.length === 0) throw new SlackError('no_text');
    const fileIds = files.map((file) => this.upload(userId, file));
    return conversations.post(
      channel,
      { userId },
      {
        text: content,
        blocks: block && [block],
        threadTs,
        broadcast,
        fileIds,
        ...(fileIds.length > 0 ? { subtype: 'file_share' } : {}),
      },
    );
  }

  /** Edits an own message; the new text is read as typed. */
  edit(userId: string, channelId: string, ts: string, text: string, keepFiles?: readonly string[]): Message {
    const { conversations } = this.parts;
    const message = conversations.existing(channelId, ts);
    if (message.userId !== userId) throw new SlackError('cant_update_message');
    const channel = conversations.writableChannel(channelId, userId, message.teamId);
    const block = this.typed(text, message.teamId);
    return conversations.change(
      channel,
      message,
      { userId },
      {
        text: richTextToMrkdwn(block),
        blocks: [block],
        attachments: message.attachments,
        marksEdited: true,
        ...(keepFiles === undefined
          ? {}
          : { fileIds: (message.fileIds ?? []).filter((id) => keepFiles.includes(id)) }),
      },
    );
  }

  /** Deletes a message: one's own, or anybody's for an admin. */
  remove(userId: string, channelId: string, ts: string): void {
    const { conversations } = this.parts;
    const message = conversations.existing(channelId, ts);
    const user = this.user(userId);
    if (message.userId !== userId && !user.isAdmin && !user.isOwner)
      throw new SlackError('cant_delete_message');
    conversations.remove(conversations.writableChannel(channelId, userId, message.teamId), message);
  }

  /** Adds a reaction, named (`tada`, `:tada:`) or as the emoji itself. */
  react(userId: string, channelId: string, ts: string, emoji: string): void {
    const { conversations } = this.parts;
    const channel = conversations.writableChannel(channelId, userId, this.user(userId).teamId);
    conversations.react(channel, conversations.existing(channelId, ts), userId, reactionName(emoji));
  }

  unreact(userId: string, channelId: string, ts: string, emoji: string): void {
    const { conversations } = this.parts;
    const channel = conversations.writableChannel(channelId, userId, this.user(userId).teamId);
    conversations.unreact(channel, conversations.existing(channelId, ts), userId, reactionName(emoji));
  }

  /** Slack attaches a link preview to a message: `message_changed` with the same text. */
  unfurl(channelId: string, ts: string, preview: { title: string; url: string; text?: string }): void {
    const { conversations } = this.parts;
    conversations.unfurl(this.channel(channelId), conversations.existing(channelId, ts), {
      id: 1,
      title: preview.title,
      title_link: preview.url,
      from_url: preview.url,
      original_url: preview.url,
      text: preview.text ?? '',
      fallback: preview.title,
      service_name: new URL(preview.url).hostname,
    });
  }

  /** Deletes an own file; messages that carried it show that it is gone. */
  deleteFile(userId: string, fileId: string): void {
    const file = this.parts.files.existing(fileId, this.user(userId).teamId);
    if (file.userId !== userId) throw new SlackError('cant_delete_file');
    this.parts.files.remove(file);
  }

  /** The direct messages of two people, or of one with the app's bot user. */
  directChannel(userId: string, otherUserId: string): string {
    return openDirect(this.parts.store, userId, otherUserId).id;
  }

  /** Types a slash command, e.g. `slash(user, channel, '/movie', 'help')`. */
  async slash(userId: string, channelId: string, command: string, text = ''): Promise<CommandOutcome> {
    return this.outcome(
      channelId,
      await this.parts.interactions.slash(this.user(userId), channelId, command, text),
    );
  }

  /** Presses a button of a message. */
  clickButton(
    userId: string,
    channelId: string,
    messageTs: string,
    actionId: string,
  ): Promise<CommandOutcome> {
    return this.choose(userId, { channelId, messageTs }, actionId, null);
  }

  /** Presses, chooses or fills an element that acts at once, in a message or a view. */
  async choose(
    userId: string,
    place: Place,
    actionId: string,
    choice: Choice,
    blockId?: string,
  ): Promise<CommandOutcome> {
    const run = await blockAction(this.parts, this.user(userId), place, { actionId, blockId, choice });
    return this.outcome('channelId' in place ? place.channelId : '', run);
  }

  /** Types into an external select; resolves with the options offered. */
  suggest(
    userId: string,
    place: Place,
    actionId: string,
    text: string,
  ): Promise<{ error?: string; options: JsonObject[] }> {
    return suggestOptions(this.parts, this.user(userId), place, { actionId, text });
  }

  /** The modals somebody has open, the one on top last. */
  openViews(userId: string): OpenView[] {
    return this.parts.views.stackOf(userId);
  }

  /** Fills in (by action_id or block_id) and submits a modal. */
  submitView(userId: string, viewId: string, values: Record<string, Choice> = {}): Promise<Submission> {
    return submitView(this.parts, this.user(userId), viewId, values);
  }

  closeView(userId: string, viewId: string): Promise<void> {
    return closeView(this.parts, this.user(userId), viewId);
  }

  /** Opens the app's home tab; the app hears `app_home_opened`. */
  openHome(userId: string): OpenView | undefined {
    const { feed, store, views } = this.parts;
    const user = this.user(userId);
    const home = views.homeOf(userId);
    feed.emit(
      {
        type: 'app_home_opened',
        user: userId,
        channel: openDirect(this.parts.store, this.botOf(user.teamId), userId).id,
        tab: 'home',
        ...(home ? { view: views.onWire(home) } : {}),
        event_ts: store.nextTs(),
      },
      { teamId: user.teamId },
    );
    return home;
  }

  /** Presses "Allow" on an authorize address; returns where the browser is sent. */
  approveInstall(authorizeUrl: string, userId: string): string {
    const { store, oauthCodes } = this.parts;
    const asked = readAuthorize(new URL(authorizeUrl), store.app);
    const { teamId } = this.user(userId);
    const code = oauthCodes.issue({ ...asked, clientId: store.app.clientId, userId, teamId });
    return callback(asked.redirectUri, { code, state: asked.state });
  }

  /** What a person sees in a channel: top-level messages oldest first, replies inside them. */
  channelView(channelId: string, viewerUserId?: string): MessageView[] {
    return this.channelViews.channel(channelId, viewerUserId);
  }

  /** One message (or ephemeral message) as shown, or undefined when it is gone. */
  messageView(channelId: string, ts: string): MessageView | undefined {
    const { store } = this.parts;
    const ephemeral = store.ephemeral(channelId, ts);
    if (ephemeral) return this.channelViews.ephemeral(ephemeral);
    const message = store.message(channelId, ts);
    return message && this.channelViews.message(message);
  }

  /** Hears of every change a screen would show; returns how to stop. */
  subscribe(listener: ChangeListener): () => void {
    return this.parts.changes.subscribe(listener);
  }

  private outcome(channelId: string, run: CommandRun): CommandOutcome {
    const shown = ({ ts }: Answer): MessageView | undefined => this.messageView(channelId, ts);
    return {
      error: run.error,
      notice: run.notice,
      messages: () => run.answers.flatMap((answer) => shown(answer) ?? []),
      next: async (ms = 3000) => {
        const answer = await run.next(ms);
        return answer && shown(answer);
      },
    };
  }

  private upload(userId: string, file: NonNullable<Said['files']>[number]): string {
    const { files } = this.parts;
    const owner = { userId, teamId: this.user(userId).teamId };
    const stored = files.announce(owner, { name: file.name, size: file.bytes.length, altText: file.altText });
    files.receive(stored.uploadKey, file.bytes);
    stored.title = file.title ?? file.name;
    files.finish(stored);
    return stored.id;
  }

  private botOf(teamId: string): string {
    const bot = this.parts.store.botOf(teamId);
    if (!bot) throw new SlackError('app_not_installed');
    return bot.userId;
  }

  private typed(text: string, teamId: string): Block {
    const { store } = this.parts;
    return typedTextToRichText(text, store.nextSecret('block', 5), {
      userByName: (name) =>
        [...store.users.values()].find((user) => user.teamId === teamId && user.name === name)?.id,
      isCustomEmoji: (name) => store.customEmoji.has(name),
    });
  }
}

function reactionName(emoji: string): string {
  const bare = emoji.replaceAll(/^:|:$/g, '');
  return emojiNameOf(bare) ?? bare;
}
