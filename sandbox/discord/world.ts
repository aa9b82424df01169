import type { Change } from './changes.ts';
import { ClientRefusal } from './client-refusal.ts';
import type {
  Channel,
  ChannelTypeNumber,
  Command,
  CustomEmoji,
  Guild,
  JsonObject,
  Member,
  Ping,
  Role,
  User,
} from './entities.ts';
import * as guilds from './guilds.ts';
import type { RoleWish } from './guilds.ts';
import type { Choice, Interaction, Interactions } from './interactions.ts';
import { unfurlMessage } from './messages.ts';
import * as people from './people.ts';
import type { AttachedFile, Saying } from './people.ts';
import { bitsOf } from './permissions.ts';
import type { PermissionName } from './permissions.ts';
import { drawnPicture, uploadedPicture } from './pictures.ts';
import type { Platform } from './platform.ts';
import * as presses from './presses.ts';
import type { ModalValues } from './presses.ts';
import { commandsFor, slashData } from './slash.ts';
import type { OptionValue, SlashLine } from './slash.ts';
import { archiveThread } from './threads.ts';
import { channelView, interactionView, messageView } from './views.ts';
import type { ChannelView, InteractionView, MessageView } from './views.ts';

export type { AttachedFile, ModalValues, OptionValue, Saying, SlashLine };

/** A change, with what now stands there where that is of use to whoever draws it. */
export type WorldEvent = Change & { message?: MessageView | null; interaction?: InteractionView };

/** What an invited bot is usually granted. */
export const BOT_PERMISSIONS: readonly PermissionName[] = [
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'AddReactions',
  'ManageMessages',
  'ManageWebhooks',
  'ManageThreads',
  'UseExternalEmojis',
];

/** A press of a command, button or form: what has come of it by now, and a way to wait for more. */
export interface Press {
  readonly id: string;
  readonly state: InteractionView;
  /** Resolves with the state once it fits; rejects after `withinMs`. */
  until(fits: (state: InteractionView) => boolean, withinMs?: number): Promise<InteractionView>;
}

/** The people of this Discord, acting through its own client, and the owner's hand on guilds, roles and channels. */
export class World {
  /** Mentions that really reached people. */
  readonly pings: Ping[];
  /** REST calls nobody answers, as `METHOD /path`. */
  readonly unanswered: string[];
  /** Successful REST calls by route, e.g. `POST /channels/:channel/messages`. */
  readonly carriedOut: Map<string, number>;
  readonly #platform: Platform;
  readonly #interactions: Interactions;

  constructor(
    platform: Platform,
    interactions: Interactions,
    ledgers: { unanswered: string[]; carriedOut: Map<string, number> },
  ) {
    this.#platform = platform;
    this.#interactions = interactions;
    this.pings = platform.pings;
    this.unanswered = ledgers.unanswered;
    this.carriedOut = ledgers.carriedOut;
  }

  // --- who and where -----------------------------------------------------------------------------------------

  get users(): User[] {
    return [...this.#platform.store.users.values()];
  }

  get guilds(): Guild[] {
    return [...this.#platform.store.guilds.values()];
  }

  channels(guildId: string): Channel[] {
    return this.#platform.store.channelsOf(guildId);
  }

  members(guildId: string): Member[] {
    return this.#platform.store.membersOf(guildId);
  }

  roles(guildId: string): Role[] {
    return this.#platform.store.rolesOf(guildId);
  }

  /** A new account. Its avatar is drawn from `avatarSeed` (the name by default); `null` leaves Discord's default one. */
  createUser({
    name,
    displayName,
    bot = false,
    locale = 'en-US',
    avatarSeed,
  }: {
    name: string;
    displayName?: string;
    bot?: boolean;
    locale?: string;
    avatarSeed?: string | null;
  }): User {
    const avatar = avatarSeed === null ? null : drawnPicture(avatarSeed ?? name);
    const user: User = {
      id: this.#platform.ids.next(),
      username: name,
      globalName: displayName ?? null,
      bot,
      locale,
      avatar,
    };
    this.#platform.store.users.set(user.id, user);
    this.#platform.announce({ type: 'user', userId: user.id });
    return user;
  }

  /** Changes display name or avatar picture (PNG, JPEG, GIF or WebP bytes). */
  changeUser(
    userId: string,
    {
      displayName,
      avatar,
    }: { displayName?: string | null; avatar?: { bytes: Buffer; contentType: string } | null },
  ): User {
    const user = this.#platform.user(userId);
    if (displayName !== undefined) user.globalName = displayName;
    if (avatar !== undefined)
      user.avatar =
        avatar === null ? null : uploadedPicture(this.#platform, avatar.bytes, avatar.contentType);
    this.#platform.announce({ type: 'user', userId });
    return user;
  }

  /** A new guild; the bot is invited unless `bot` is false. */
  createGuild({
    name,
    ownerId,
    locale,
    bot = true,
  }: {
    name: string;
    ownerId: string;
    locale?: string;
    bot?: boolean;
  }): Guild {
    const guild = guilds.createGuild(this.#platform, { name, ownerId, locale });
    if (bot) this.inviteBot(guild.id);
    return guild;
  }

  /** Adds the bot, with a role of its own that grants these permissions. */
  inviteBot(guildId: string, permissions: readonly PermissionName[] = BOT_PERMISSIONS): void {
    const guild = this.#platform.guild(guildId);
    const { application } = this.#platform;
    const role = guilds.createRole(this.#platform, guild, {
      name: application.name,
      permissions,
      botId: application.id,
    });
    guilds.joinGuild(this.#platform, guild, application.id, { roleIds: [role.id] });
  }

  removeBot(guildId: string): void {
    guilds.leaveGuild(this.#platform, this.#platform.guild(guildId), this.#platform.application.id);
  }

  createChannel(guildId: string, wish: { name: string; topic?: string; type?: ChannelTypeNumber }): Channel {
    return guilds.createChannel(this.#platform, this.#platform.guild(guildId), wish);
  }

  changeChannel(channelId: string, change: { name?: string; topic?: string | null }): Channel {
    const channel = this.#platform.channel(channelId);
    guilds.updateChannel(this.#platform, channel, change);
    return channel;
  }

  deleteChannel(channelId: string): void {
    guilds.deleteChannel(this.#platform, this.#platform.channel(channelId));
  }

  createRole(guildId: string, wish: RoleWish): Role {
    return guilds.createRole(this.#platform, this.#platform.guild(guildId), wish);
  }

  createEmoji(guildId: string, name: string): CustomEmoji {
    const guild = this.#platform.guild(guildId);
    const emoji: CustomEmoji = {
      id: this.#platform.ids.next(),
      name,
      animated: false,
      picture: drawnPicture(`emoji ${name}`),
    };
    guild.emojis.push(emoji);
    guilds.tellGuild(this.#platform, guild);
    return emoji;
  }

  addMember(
    guildId: string,
    userId: string,
    details: { nick?: string | null; roleIds?: string[] } = {},
  ): Member {
    return guilds.joinGuild(
      this.#platform,
      this.#platform.guild(guildId),
      this.#platform.user(userId).id,
      details,
    );
  }

  changeMember(
    guildId: string,
    userId: string,
    change: { nick?: string | null; roleIds?: string[] },
  ): Member {
    const member = this.#platform.store.member(guildId, userId);
    if (!member) throw new ClientRefusal('This person is not a member.');
    guilds.updateMember(this.#platform, member, change);
    return member;
  }

  removeMember(guildId: string, userId: string): void {
    guilds.leaveGuild(this.#platform, this.#platform.guild(guildId), userId);
  }

  /** Allows, denies or resets permissions of a member (by default the bot) in one channel. */
  setPermissions(
    channelId: string,
    change: {
      allow?: readonly PermissionName[];
      deny?: readonly PermissionName[];
      reset?: readonly PermissionName[];
    },
    userId = this.#platform.application.id,
  ): void {
    guilds.overwritePermissions(
      this.#platform,
      this.#platform.channel(channelId),
      { id: userId, type: 'member' },
      change,
    );
  }

  /** Sets what a role allows in its whole guild. */
  setRolePermissions(roleId: string, permissions: readonly PermissionName[]): void {
    const role = this.#platform.store.roles.get(roleId);
    if (!role) throw new ClientRefusal('There is no such role.');
    guilds.setRolePermissions(this.#platform, role, bitsOf(permissions));
  }

  /** The direct conversation of somebody with the bot. */
  directChannel(userId: string): Channel {
    return guilds.directChannel(
      this.#platform,
      this.#platform.user(userId).id,
      this.#platform.application.id,
    );
  }

  // --- talking -----------------------------------------------------------------------------------------------

  say(userId: string, channelId: string, saying: Saying): MessageView {
    return messageView(this.#platform, people.say(this.#platform, userId, channelId, saying));
  }

  /** Someone else's webhook posts, as relays and feeds of other services do. */
  sayAsForeignWebhook(channelId: string, post: { name: string; content: string }): MessageView {
    return messageView(this.#platform, people.sayAsForeignWebhook(this.#platform, channelId, post));
  }

  edit(userId: string, messageId: string, change: { content: string }): MessageView {
    return messageView(this.#platform, people.edit(this.#platform, userId, messageId, change));
  }

  remove(userId: string, messageId: string): void {
    people.remove(this.#platform, userId, messageId);
  }

  react(userId: string, messageId: string, emoji: string): MessageView {
    return messageView(this.#platform, people.react(this.#platform, userId, messageId, emoji));
  }

  unreact(userId: string, messageId: string, emoji: string): MessageView {
    return messageView(this.#platform, people.unreact(this.#platform, userId, messageId, emoji));
  }

  typing(userId: string, channelId: string): void {
    people.typing(this.#platform, userId, channelId);
  }

  startThread(userId: string, channelId: string, wish: { name: string; messageId?: string }): Channel {
    return people.startThread(this.#platform, userId, channelId, wish);
  }

  setThreadState(threadId: string, change: { archived?: boolean; locked?: boolean }): void {
    archiveThread(this.#platform, this.#platform.channel(threadId), change);
  }

  /** Discord fetches a link's preview: the message changes, without being edited. */
  unfurl(messageId: string, embed: JsonObject): MessageView {
    const message = this.#platform.store.message(messageId);
    if (!message) throw new ClientRefusal('There is no such message.');
    unfurlMessage(this.#platform, message, [embed]);
    return messageView(this.#platform, message);
  }

  // --- commands, buttons, forms ------------------------------------------------------------------------------

  /** The commands somebody's client offers in a channel. */
  commands(userId: string, channelId: string): Command[] {
    return commandsFor(
      this.#platform,
      this.#platform.user(userId),
      people.channelSeenBy(this.#platform, channelId, userId),
    );
  }

  /** Types a slash command; resolves with the first answer, or when the application did not respond in time. */
  async slash(userId: string, channelId: string, name: string, line: SlashLine = {}): Promise<Press> {
    const channel = people.channelSeenBy(this.#platform, channelId, userId);
    const { name: fullName, data } = slashData(
      this.#platform,
      this.#platform.user(userId),
      channel,
      name,
      line,
    );
    return this.#pressed(this.#interactions.open({ kind: 'command', channel, userId, name: fullName, data }));
  }

  /** What the bot offers while somebody types in an option; none when it stays silent for 3 s. */
  async autocomplete(
    userId: string,
    channelId: string,
    name: string,
    line: SlashLine & { focused: string; value: string },
  ): Promise<Choice[]> {
    const channel = people.channelSeenBy(this.#platform, channelId, userId);
    const focused = { option: line.focused, value: line.value };
    const { name: fullName, data } = slashData(
      this.#platform,
      this.#platform.user(userId),
      channel,
      name,
      line,
      focused,
    );
    const press = await this.#pressed(
      this.#interactions.open({ kind: 'autocomplete', channel, userId, name: fullName, data }),
    );
    return press.state.choices;
  }

  async clickButton(userId: string, messageId: string, customId: string): Promise<Press> {
    return this.#pressed(
      presses.clickButton(this.#platform, this.#interactions, userId, messageId, customId),
    );
  }

  async select(
    userId: string,
    messageId: string,
    customId: string,
    values: readonly string[],
  ): Promise<Press> {
    return this.#pressed(
      presses.select(this.#platform, this.#interactions, userId, messageId, customId, values),
    );
  }

  /** Fills and sends the form that an earlier press opened. */
  async submitModal(userId: string, opener: Press | string, values: ModalValues): Promise<Press> {
    const id = typeof opener === 'string' ? opener : opener.id;
    return this.#pressed(presses.submitModal(this.#platform, this.#interactions, userId, id, values));
  }

  /** The press of this id, as far as it has come. */
  interaction(id: string): InteractionView {
    const interaction = this.#interactions.get(id);
    if (!interaction) throw new ClientRefusal('There was no such press.');
    return interactionView(this.#platform, interaction);
  }

  async #pressed(interaction: Interaction): Promise<Press> {
    const platform = this.#platform;
    const { id } = interaction;
    const view = (): InteractionView => interactionView(platform, interaction);
    const until: Press['until'] = (fits, withinMs = 5000) =>
      new Promise((resolve, reject) => {
        const look = (): boolean => {
          const state = view();
          if (!fits(state)) return false;
          clearTimeout(deadline);
          unsubscribe();
          resolve(state);
          return true;
        };
        const unsubscribe = platform.subscribe((change) => {
          if (change.type === 'interaction' && change.interactionId === id) look();
        });
        const deadline = setTimeout(() => {
          unsubscribe();
          reject(new Error(`/${interaction.name} is still ${interaction.status} after ${withinMs} ms`));
        }, withinMs);
        look();
      });
    await until((state) => state.status !== 'waiting', platform.timing.interactionAnswerMs + 1000);
    return {
      id,
      get state() {
        return view();
      },
      until,
    };
  }

  // --- looking -----------------------------------------------------------------------------------------------

  /** A channel as it stands on a viewer's screen. */
  channelView(channelId: string, viewerUserId?: string): ChannelView {
    return channelView(this.#platform, this.#platform.channel(channelId), viewerUserId);
  }

  message(messageId: string): MessageView | undefined {
    const message = this.#platform.store.message(messageId);
    return message && messageView(this.#platform, message);
  }

  /** Calls back on every change, until the returned function is called. */
  subscribe(listener: (event: WorldEvent) => void): () => void {
    return this.#platform.subscribe((change) => {
      if (change.type === 'message') listener({ ...change, message: this.message(change.messageId) ?? null });
      else if (change.type === 'interaction')
        listener({ ...change, interaction: this.interaction(change.interactionId) });
      else listener(change);
    });
  }
}
