import { z } from 'zod';
import type { Places } from './cast.ts';
import { ClientRefusal, type DiscordStandIn, type Press } from './discord/index.ts';
import type { Command, JsonObject } from './discord/entities.ts';
import { isObject } from './discord/form-reader.ts';
import { avatarUrlOf } from './discord-avatars.ts';
import type { PaneAction } from './pane-action.ts';
import type {
  DiscordCommand,
  DiscordOption,
  DiscordOutcome,
  DiscordPane as Pane,
  Persona,
  StreamEvent,
} from './page-protocol.ts';

/** What the page keeps of a channel: the newest messages. */
const SHOWN = 150;
const SUBCOMMAND = 1;
const SUBCOMMAND_GROUP = 2;

const as = z.string();
const text = z.string().max(4000);
const optionValues = z.record(z.string(), z.string()).optional();
const path = {
  name: z.string(),
  subcommandGroup: z.string().optional(),
  subcommand: z.string().optional(),
};

/** The Discord side as the page shows it, and what its visitor may do there: what Discord's own client offers a person. */
export class DiscordPane {
  readonly #discord: DiscordStandIn;
  readonly #guildId: string;
  readonly #channelId: string;
  readonly actions: Record<string, PaneAction>;

  constructor(discord: DiscordStandIn, { guildId, channelId }: Places['discord']) {
    this.#discord = discord;
    this.#guildId = guildId;
    this.#channelId = channelId;
    this.actions = this.#makeActions();
  }

  snapshot(viewerId: string): Pane {
    const { world } = this.#discord;
    const guild = world.guilds.find(({ id }) => id === this.#guildId);
    const channel = world.channelView(this.#channelId, viewerId);
    return {
      server: guild?.name ?? '',
      iconUrl: guild?.icon ? `${this.#discord.cdnUrl}/icons/${guild.id}/${guild.icon.hash}.png?size=96` : '',
      channel: { id: channel.id, name: channel.name, topic: channel.topic ?? '' },
      people: this.#people(),
      roles: Object.fromEntries(world.roles(this.#guildId).map(({ id, name }) => [id, name])),
      channels: Object.fromEntries(world.channels(this.#guildId).map(({ id, name }) => [id, name ?? ''])),
      messages: channel.messages.slice(-SHOWN),
    };
  }

  /** Tells what changes on a viewer's screen; `again` when everything may have. */
  follow(viewerId: string, tell: (event: StreamEvent) => void, again: () => void): () => void {
    return this.#discord.world.subscribe((change) => {
      if (change.type === 'message') {
        if (change.channelId !== this.#channelId) return;
        if (change.onlyFor !== null && change.onlyFor !== viewerId) return;
        if (change.action === 'deleted' || !change.message)
          tell({ type: 'discord.gone', id: change.messageId });
        else tell({ type: 'discord.message', message: change.message });
      } else if (change.type === 'typing') {
        if (change.channelId === this.#channelId) tell({ type: 'typing', userId: change.userId });
      } else if (['guild', 'channel', 'member', 'user'].includes(change.type)) {
        again();
      }
    });
  }

  #people(): Persona[] {
    const { world } = this.#discord;
    const managing = new Set(
      world
        .roles(this.#guildId)
        .filter(({ name }) => name === 'Projectionist')
        .map(({ id }) => id),
    );
    const guild = world.guilds.find(({ id }) => id === this.#guildId);
    return world.members(this.#guildId).flatMap(({ userId, nick, roleIds }) => {
      const user = world.users.find(({ id }) => id === userId);
      if (!user) return [];
      return {
        id: user.id,
        name: nick ?? user.globalName ?? user.username,
        avatarUrl: avatarUrlOf(this.#discord.cdnUrl, user),
        locale: user.locale.startsWith('ko') ? 'ko' : 'en',
        manages: guild?.ownerId === user.id || roleIds.some((id) => managing.has(id)),
        playable: !user.bot,
      };
    });
  }

  #makeActions(): Record<string, PaneAction> {
    const { world } = this.#discord;
    const channelId = this.#channelId;
    const action = <T extends z.ZodRawShape>(
      shape: T,
      run: (given: z.output<z.ZodObject<T>>) => unknown,
    ): PaneAction => {
      const schema = z.object(shape);
      return (body) => run(schema.parse(body));
    };
    const message = { as, messageId: z.string() };
    return {
      say: action({ as, content: text, replyTo: z.string().optional() }, (given) => {
        world.say(given.as, channelId, { content: given.content, replyTo: given.replyTo });
      }),
      edit: action({ ...message, content: text }, (given) => {
        world.edit(given.as, given.messageId, { content: given.content });
      }),
      remove: action(message, (given) => world.remove(given.as, given.messageId)),
      react: action({ ...message, emoji: z.string(), on: z.boolean() }, (given) => {
        if (given.on) world.react(given.as, given.messageId, given.emoji);
        else world.unreact(given.as, given.messageId, given.emoji);
      }),
      typing: action({ as }, (given) => world.typing(given.as, channelId)),
      commands: action({ as }, (given) => this.#commands(given.as)),
      autocomplete: action(
        { as, ...path, options: optionValues, focused: z.string(), value: z.string() },
        ({ as: userId, name, ...line }) => world.autocomplete(userId, channelId, name, line),
      ),
      slash: action({ as, ...path, options: optionValues }, async ({ as: userId, name, ...line }) =>
        outcome(await world.slash(userId, channelId, name, line)),
      ),
      press: action({ ...message, customId: z.string() }, async (given) =>
        outcome(await world.clickButton(given.as, given.messageId, given.customId)),
      ),
      select: action({ ...message, customId: z.string(), values: z.array(z.string()) }, async (given) =>
        outcome(await world.select(given.as, given.messageId, given.customId, given.values)),
      ),
      submit: action(
        {
          as,
          interactionId: z.string(),
          values: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
        },
        async (given) => outcome(await world.submitModal(given.as, given.interactionId, given.values)),
      ),
    };
  }

  #commands(userId: string): DiscordCommand[] {
    const { world } = this.#discord;
    const locale = world.users.find(({ id }) => id === userId)?.locale ?? 'en-US';
    return world
      .commands(userId, this.#channelId)
      .filter(({ type }) => type === 1)
      .flatMap((command) => commandsOf(command, locale));
  }
}

/** A refusal of Discord's client, in its words; undefined for what is no refusal. */
export function discordRefusal(error: unknown): string | undefined {
  return error instanceof ClientRefusal ? error.message : undefined;
}

function outcome({ id, state }: Press): DiscordOutcome {
  return { failure: state.failure, modal: state.modal ? { ...state.modal, interactionId: id } : null };
}

function commandsOf(command: Command, locale: string): DiscordCommand[] {
  const label = command.nameLocalizations?.[locale] ?? command.name;
  const subs = command.options.filter(({ type }) => type === SUBCOMMAND || type === SUBCOMMAND_GROUP);
  if (subs.length === 0) {
    const description = command.descriptionLocalizations?.[locale] ?? command.description;
    const options = command.options.map((option) => optionOf(option, locale));
    return [{ words: [label], path: { name: command.name }, description, options }];
  }
  const leaf = (node: JsonObject, words: string[], at: DiscordCommand['path']): DiscordCommand => ({
    words,
    path: at,
    description: localized(node, 'description', locale),
    options: objects(node.options).map((option) => optionOf(option, locale)),
  });
  return subs.flatMap((sub) => {
    const name = String(sub.name);
    const words = [label, localized(sub, 'name', locale)];
    if (sub.type === SUBCOMMAND) return [leaf(sub, words, { name: command.name, subcommand: name })];
    return objects(sub.options).map((inner) =>
      leaf(inner, [...words, localized(inner, 'name', locale)], {
        name: command.name,
        subcommandGroup: name,
        subcommand: String(inner.name),
      }),
    );
  });
}

function optionOf(option: JsonObject, locale: string): DiscordOption {
  return {
    label: localized(option, 'name', locale),
    name: String(option.name),
    description: localized(option, 'description', locale),
    required: option.required === true,
    autocomplete: option.autocomplete === true,
    choices: objects(option.choices).map((choice) => ({
      name: localized(choice, 'name', locale),
      value: String(choice.value),
    })),
  };
}

function localized(node: JsonObject, field: 'name' | 'description', locale: string): string {
  const translations = node[`${field}_localizations`];
  const translated = isObject(translations) ? translations[locale] : undefined;
  return String(translated ?? node[field] ?? '');
}

function objects(value: JsonObject[string] | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
