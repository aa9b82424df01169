import { randomBytes } from 'node:crypto';
import { readModal } from './components.ts';
import type { Modal } from './components.ts';
import type { Author, Channel, Json, JsonObject, Message } from './entities.ts';
import { MessageFlag, MessageType } from './entities.ts';
import { invalidForm, refuse } from './errors.ts';
import { FormReader, isObject } from './form-reader.ts';
import { LIMITS } from './limits.ts';
import { readDraft } from './message-form.ts';
import type { Draft, UploadedFile } from './message-form.ts';
import { deleteMessage, editMessage, postMessage } from './messages.ts';
import { messagePayload } from './message-payload.ts';
import { channelPayload, memberPayload, userPayload } from './payloads.ts';
import type { Platform } from './platform.ts';

const InteractionType = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
export type InteractionKind = keyof typeof InteractionType;

/** Callback types (discord-api-docs, interactions/receiving-and-responding). */
const Callback = {
  Message: 4,
  DeferredMessage: 5,
  DeferredUpdate: 6,
  Update: 7,
  Choices: 8,
  Modal: 9,
} as const;
const ANSWERS: Record<InteractionKind, readonly number[]> = {
  command: [4, 5, 9],
  component: [4, 5, 6, 7, 9],
  autocomplete: [8],
  modal: [4, 5, 6, 7],
};

export interface Choice {
  name: string;
  value: string | number;
}

/** One press of a button, slash command or form, and what became of it. */
export interface Interaction {
  id: string;
  token: string;
  kind: InteractionKind;
  channelId: string;
  guildId: string | null;
  userId: string;
  createdAt: number;
  /** The command as typed, e.g. `movie recommend`; the custom id of a component or modal. */
  name: string;
  /** The message the pressed component stands on. */
  source: Message | null;
  status: 'waiting' | 'thinking' | 'answered' | 'modal' | 'failed';
  callback: number | null;
  originalId: string | null;
  messageIds: string[];
  choices: Choice[];
  modal: Modal | null;
  /** What the client shows when it failed. */
  failure: string | null;
}

export interface Opening {
  kind: InteractionKind;
  channel: Channel;
  userId: string;
  name: string;
  data: JsonObject;
  source?: Message | null;
}

/** Interactions from the press to the last follow-up, with Discord's deadlines. */
export class Interactions {
  readonly #platform: Platform;
  readonly #byId = new Map<string, Interaction>();
  readonly #byToken = new Map<string, Interaction>();
  readonly #deadlines = new Map<string, NodeJS.Timeout>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  get(id: string): Interaction | undefined {
    return this.#byId.get(id);
  }

  /** Sends INTERACTION_CREATE to the bot and starts the clock. */
  open({ kind, channel, userId, name, data, source = null }: Opening): Interaction {
    const { ids, timing, now } = this.#platform;
    const interaction: Interaction = {
      id: ids.next(),
      token: randomBytes(48).toString('base64url'),
      kind,
      channelId: channel.id,
      guildId: channel.guildId,
      userId,
      createdAt: now(),
      name,
      source,
      status: 'waiting',
      callback: null,
      originalId: null,
      messageIds: [],
      choices: [],
      modal: null,
      failure: null,
    };
    this.#byId.set(interaction.id, interaction);
    this.#byToken.set(interaction.token, interaction);
    this.#deadlines.set(
      interaction.id,
      setTimeout(
        () => this.#fail(interaction, 'The application did not respond'),
        timing.interactionAnswerMs,
      ),
    );
    this.#platform.publish({
      name: 'INTERACTION_CREATE',
      data: this.#payload(interaction, channel, data),
      guildId: channel.guildId,
      intent: 0,
    });
    this.#announce(interaction);
    return interaction;
  }

  #payload(interaction: Interaction, channel: Channel, data: JsonObject): JsonObject {
    const platform = this.#platform;
    const user = platform.user(interaction.userId);
    const member = platform.memberOf(channel.guildId, user.id);
    const guild = channel.guildId === null ? null : platform.guild(channel.guildId);
    const permissions = platform.permissionsIn(channel, user.id).toString();
    const owners: JsonObject = guild ? { '0': guild.id } : { '0': '0' };
    return {
      id: interaction.id,
      application_id: platform.application.id,
      type: InteractionType[interaction.kind],
      token: interaction.token,
      version: 1,
      channel_id: channel.id,
      channel: { ...channelPayload(platform, channel), permissions },
      app_permissions: platform.permissionsIn(channel, platform.application.id).toString(),
      locale: user.locale,
      entitlements: [],
      authorizing_integration_owners: owners,
      context: guild ? 0 : 1,
      attachment_size_limit: LIMITS.fileBytes,
      data,
      ...(guild
        ? {
            guild_id: guild.id,
            guild_locale: guild.preferredLocale,
            guild: { id: guild.id, locale: guild.preferredLocale, features: [] },
          }
        : {}),
      ...(member ? { member: { ...memberPayload(member, user), permissions } } : { user: userPayload(user) }),
      ...(interaction.source ? { message: messagePayload(platform, interaction.source) } : {}),
    };
  }

  #announce(interaction: Interaction): void {
    this.#platform.announce({
      type: 'interaction',
      interactionId: interaction.id,
      userId: interaction.userId,
      channelId: interaction.channelId,
    });
  }

  #fail(interaction: Interaction, failure: string): void {
    interaction.status = 'failed';
    interaction.failure = failure;
    this.#announce(interaction);
  }

  #stopClock(interaction: Interaction): void {
    clearTimeout(this.#deadlines.get(interaction.id));
    this.#deadlines.delete(interaction.id);
  }

  /** Takes the bot's first answer. Late: 10062. Twice: 40060. */
  answer(id: string, token: string, body: unknown, files: UploadedFile[]): Interaction {
    const interaction = this.#byId.get(id);
    if (!interaction || interaction.token !== token || interaction.status === 'failed')
      throw refuse('unknownInteraction');
    if (interaction.callback !== null) throw refuse('alreadyAcknowledged');
    const form = new FormReader(body);
    const type = form.choice('type', ANSWERS[interaction.kind], true);
    form.errors.throwIfAny();
    if (type === undefined) throw refuse('unknownInteraction');
    if ((type === Callback.Update || type === Callback.DeferredUpdate) && !interaction.source) {
      throw invalidForm(['type'], 'BASE_TYPE_CHOICES', 'There is no message to update.');
    }
    const data = form.body.data ?? {};
    this.#apply(interaction, type, data, files);
    interaction.callback = type;
    this.#stopClock(interaction);
    this.#announce(interaction);
    return interaction;
  }

  #apply(interaction: Interaction, type: number, data: Json, files: UploadedFile[]): void {
    if (type === Callback.Choices) {
      interaction.choices = readChoices(data);
      interaction.status = 'answered';
    } else if (type === Callback.Modal) {
      interaction.modal = readModal(new FormReader(data, ['data']));
      interaction.status = 'modal';
    } else if (type === Callback.Message || type === Callback.DeferredMessage) {
      const draft = readDraft(data, files, { path: ['data'] });
      const loading = type === Callback.DeferredMessage;
      const message = this.#post(interaction, loading ? { flags: draft.flags, files: [] } : draft, loading);
      interaction.originalId = message.id;
      interaction.status = loading ? 'thinking' : 'answered';
    } else {
      const { source } = interaction;
      if (type === Callback.Update && source) {
        editMessage(this.#platform, source, readDraft(data, files, { editing: true, path: ['data'] }));
      }
      interaction.originalId = source?.id ?? null;
      interaction.status = 'answered';
    }
  }

  /** A follow-up answers the first response, and a component's response the message it stands on. */
  #quotedBy(interaction: Interaction, hidden: boolean): Message | undefined {
    const id = interaction.callback === null ? interaction.source?.id : interaction.originalId;
    const quoted = id ? this.#platform.store.message(id) : undefined;
    return quoted?.onlyFor && !hidden ? undefined : quoted;
  }

  #post(interaction: Interaction, draft: Draft, loading = false): Message {
    const channel = this.#platform.channel(interaction.channelId);
    const hidden = ((draft.flags ?? 0) & MessageFlag.Ephemeral) !== 0;
    const applicationId = this.#platform.application.id;
    const author: Author = { kind: 'interaction', userId: applicationId, applicationId };
    const quoted = this.#quotedBy(interaction, hidden);
    const isCommandAnswer = interaction.kind === 'command' && interaction.callback === null;
    const type = isCommandAnswer
      ? MessageType.ChatInputCommand
      : quoted
        ? MessageType.Reply
        : MessageType.Default;
    const message = postMessage(this.#platform, {
      channel,
      author,
      draft,
      type,
      reference: quoted && { channelId: channel.id, guildId: channel.guildId, messageId: quoted.id },
      interaction: {
        id: interaction.id,
        type: InteractionType[interaction.kind],
        name: interaction.name,
        userId: interaction.userId,
      },
      onlyFor: hidden ? interaction.userId : null,
      loading,
    });
    interaction.messageIds.push(message.id);
    return message;
  }

  /** The interaction a token opens for follow-ups. Unknown or expired: 50027. Not yet answered: 10015. */
  byToken(token: string): Interaction {
    const interaction = this.#byToken.get(token);
    const { now, timing } = this.#platform;
    if (!interaction || now() - interaction.createdAt > timing.interactionTokenMs)
      throw refuse('invalidWebhookToken');
    if (interaction.callback === null) throw refuse('unknownWebhook');
    return interaction;
  }

  /** One of the interaction's messages, or its first answer as `@original`. */
  message(interaction: Interaction, id: string): Message {
    const found =
      id === '@original'
        ? interaction.originalId
        : interaction.messageIds.includes(id) || id === interaction.source?.id
          ? id
          : null;
    const message = found === null ? undefined : this.#platform.store.message(found);
    if (!message) throw refuse('unknownMessage');
    return message;
  }

  /** Posts a follow-up; the first one after a deferral fills the waiting message. */
  followUp(interaction: Interaction, body: unknown, files: UploadedFile[]): Message {
    const draft = readDraft(body, files);
    if (interaction.status === 'thinking')
      return this.edit(interaction, this.message(interaction, '@original'), draft);
    const message = this.#post(interaction, draft);
    this.#announce(interaction);
    return message;
  }

  edit(interaction: Interaction, message: Message, draft: Draft): Message {
    const filling = (message.flags & MessageFlag.Loading) !== 0;
    editMessage(this.#platform, message, draft, { silently: filling });
    if (filling) interaction.status = 'answered';
    this.#announce(interaction);
    return message;
  }

  remove(interaction: Interaction, message: Message): void {
    deleteMessage(this.#platform, message);
    interaction.messageIds = interaction.messageIds.filter((id) => id !== message.id);
    if (message.id === interaction.originalId && interaction.status === 'thinking')
      interaction.status = 'answered';
    this.#announce(interaction);
  }

  close(): void {
    for (const deadline of this.#deadlines.values()) clearTimeout(deadline);
    this.#deadlines.clear();
  }
}

function readChoices(data: Json): Choice[] {
  const form = new FormReader(isObject(data) ? data : {}, ['data']);
  const choices = (form.objects('choices', { required: true, max: LIMITS.choices }) ?? []).map(
    (choice): Choice => {
      const name = choice.string('name', { required: true, min: 1, max: 100 }) ?? '';
      const raw = choice.body.value;
      const value =
        typeof raw === 'number' ? raw : (choice.string('value', { required: true, max: 100 }) ?? '');
      return { name, value };
    },
  );
  form.errors.throwIfAny();
  return choices;
}
