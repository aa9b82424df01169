import type { Change } from './changes.ts';
import { ClientRefusal } from './client-refusal.ts';
import type { Channel, Command, JsonObject, Ping } from './entities.ts';
import type { Choice, Interaction, Interactions } from './interactions.ts';
import { unfurlMessage } from './messages.ts';
import * as people from './people.ts';
import type { AttachedFile, Saying } from './people.ts';
import { Places } from './places.ts';
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

/** A press of a command, button or form: what has come of it by now, and a way to wait for more. */
export interface Press {
  readonly id: string;
  readonly state: InteractionView;
  /** Resolves with the state once it fits; rejects after `withinMs`. */
  until(fits: (state: InteractionView) => boolean, withinMs?: number): Promise<InteractionView>;
}

/** The people of this Discord, acting through its own client, and the owner's hand on guilds, roles and channels. */
export class World extends Places {
  /** Mentions that really reached people. */
  readonly pings: Ping[];
  /** REST calls nobody answers, as `METHOD /path`. */
  readonly unanswered: string[];
  /** Successful REST calls by route, e.g. `POST /channels/:channel/messages`. */
  readonly carriedOut: Map<string, number>;
  readonly #interactions: Interactions;

  constructor(
    platform: Platform,
    interactions: Interactions,
    ledgers: { unanswered: string[]; carriedOut: Map<string, number> },
  ) {
    super(platform);
    this.#interactions = interactions;
    this.pings = platform.pings;
    this.unanswered = ledgers.unanswered;
    this.carriedOut = ledgers.carriedOut;
  }

  // --- talking -----------------------------------------------------------------------------------------------

  say(userId: string, channelId: string, saying: Saying): MessageView {
    return messageView(this.platform, people.say(this.platform, userId, channelId, saying));
  }

  /** Someone else's webhook posts, as relays and feeds of other services do. */
  sayAsForeignWebhook(channelId: string, post: { name: string; content: string }): MessageView {
    return messageView(this.platform, people.sayAsForeignWebhook(this.platform, channelId, post));
  }

  edit(userId: string, messageId: string, change: { content: string }): MessageView {
    return messageView(this.platform, people.edit(this.platform, userId, messageId, change));
  }

  remove(userId: string, messageId: string): void {
    people.remove(this.platform, userId, messageId);
  }

  react(userId: string, messageId: string, emoji: string): MessageView {
    return messageView(this.platform, people.react(this.platform, userId, messageId, emoji));
  }

  unreact(userId: string, messageId: string, emoji: string): MessageView {
    return messageView(this.platform, people.unreact(this.platform, userId, messageId, emoji));
  }

  typing(userId: string, channelId: string): void {
    people.typing(this.platform, userId, channelId);
  }

  startThread(
    userId: string,
    channelId: string,
    wish: { name: string; messageId?: string; isPrivate?: boolean },
  ): Channel {
    return people.startThread(this.platform, userId, channelId, wish);
  }

  setThreadState(threadId: string, change: { archived?: boolean; locked?: boolean }): void {
    archiveThread(this.platform, this.platform.channel(threadId), change);
  }

  /** Discord fetches a link's preview: the message changes, without being edited. */
  unfurl(messageId: string, embed: JsonObject): MessageView {
    const message = this.platform.store.message(messageId);
    if (!message) throw new ClientRefusal('There is no such message.');
    unfurlMessage(this.platform, message, [embed]);
    return messageView(this.platform, message);
  }

  // --- commands, buttons, forms ------------------------------------------------------------------------------

  /** The commands somebody's client offers in a channel. */
  commands(userId: string, channelId: string): Command[] {
    return commandsFor(
      this.platform,
      this.platform.user(userId),
      people.channelSeenBy(this.platform, channelId, userId),
    );
  }

  /** Types a slash command; resolves with the first answer, or when the application did not respond in time. */
  async slash(userId: string, channelId: string, name: string, line: SlashLine = {}): Promise<Press> {
    const channel = people.channelSeenBy(this.platform, channelId, userId);
    const { name: fullName, data } = slashData(
      this.platform,
      this.platform.user(userId),
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
    const channel = people.channelSeenBy(this.platform, channelId, userId);
    const focused = { option: line.focused, value: line.value };
    const { name: fullName, data } = slashData(
      this.platform,
      this.platform.user(userId),
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
    return this.#pressed(presses.clickButton(this.platform, this.#interactions, userId, messageId, customId));
  }

  async select(
    userId: string,
    messageId: string,
    customId: string,
    values: readonly string[],
  ): Promise<Press> {
    return this.#pressed(
      presses.select(this.platform, this.#interactions, userId, messageId, customId, values),
    );
  }

  /** Fills and sends the form that an earlier press opened. */
  async submitModal(userId: string, opener: Press | string, values: ModalValues): Promise<Press> {
    const id = typeof opener === 'string' ? opener : opener.id;
    return this.#pressed(presses.submitModal(this.platform, this.#interactions, userId, id, values));
  }

  /** The press of this id, as far as it has come. */
  interaction(id: string): InteractionView {
    const interaction = this.#interactions.get(id);
    if (!interaction) throw new ClientRefusal('There was no such press.');
    return interactionView(this.platform, interaction);
  }

  async #pressed(interaction: Interaction): Promise<Press> {
    const platform = this.platform;
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
    return channelView(this.platform, this.platform.channel(channelId), viewerUserId);
  }

  message(messageId: string): MessageView | undefined {
    const message = this.platform.store.message(messageId);
    return message && messageView(this.platform, message);
  }

  /** Calls back on every change, until the returned function is called. */
  subscribe(listener: (event: WorldEvent) => void): () => void {
    return this.platform.subscribe((change) => {
      if (change.type === 'message') listener({ ...change, message: this.message(change.messageId) ?? null });
      else if (change.type === 'interaction')
        listener({ ...change, interaction: this.interaction(change.interactionId) });
      else listener(change);
    });
  }
}
