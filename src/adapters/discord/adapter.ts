import { createHash, randomUUID } from 'node:crypto';
import {
  Routes,
  type APIMessage,
  type RawFile,
  type REST,
  type RESTPatchAPIWebhookWithTokenMessageJSONBody,
  type RESTPostAPIChannelMessageJSONBody,
  type RESTPostAPIWebhookWithTokenJSONBody,
} from 'discord.js';
import {
  DeliveryFault,
  type ChatAdapter,
  type Dropping,
  type OutgoingLine,
  type RemoteMessage,
  type Stretch,
} from '../../core/delivery/chat-adapter.ts';
import type { Link } from '../../core/delivery/link.ts';
import { publicAddress } from '../../core/delivery/public-address.ts';
import { gatherFiles, linesAbout, type OutgoingFiles } from './attachments.ts';
import type { Block } from '../../core/markup/tree.ts';
import type { AttachmentView } from '../../protocol/frames.ts';
import { webhookUsername } from './author-name.ts';
import type { ChannelWebhook, ChannelWebhooks } from './channel-webhooks.ts';
import { noticeContents, writeContents } from './content.ts';
import type { DiscordCore } from './discord-core.ts';
import { otherForm, reactionKey } from './emoji.ts';
import { DiscordCode, discordCode, toDeliveryFault } from './errors.ts';
import type { GuildFacts } from './guild-facts.ts';
import type { ChannelHistory } from './history.ts';
import { pollMessage } from './poll-message.ts';
import { findLine, findRepeats, type LineLooks } from './posted-lines.ts';
import { reviewEmbed } from './review-embeds.ts';
import type { OwnIdentity } from './self.ts';
import type { DiscordSettings } from './settings.ts';

/** Nobody is ever pinged by what is carried over: every call that carries text says so. */
const NOBODY = { parse: [] };
const NO_FILES: OutgoingFiles = { files: [], notes: [], lines: [] };
const WAIT = new URLSearchParams({ wait: 'true' });

/** What of a line's files is to be shown. */
interface FilesShown {
  lines: Block[];
  /** In place of those that stand there; absent where these stay. */
  files?: OutgoingFiles | undefined;
}

export interface AdapterParts {
  settings: Pick<DiscordSettings, 'token'>;
  core: Pick<DiscordCore, 'people' | 'media' | 'publicUrl'>;
  /** Never repeats a call by itself. */
  careful: REST;
  /** As careful, with a queue and a share of the global limit of its own: what it waits for holds nothing else up. */
  decorating: REST;
  /** Repeats calls that may be repeated. */
  reading: REST;
  /** The same, for what has time. */
  leisurely: REST;
  self: OwnIdentity;
  webhooks: ChannelWebhooks;
  history: ChannelHistory;
  facts: GuildFacts;
}

/** Discord's channels, outbound: lines appear through a channel webhook, under their authors' names and pictures. */
export class DiscordChatAdapter implements ChatAdapter {
  readonly platform = 'discord';
  /** Discord takes 20 kinds on a message, and one change in a quarter of a second. */
  readonly reactions = { most: 20, everyMs: 250 };

  constructor(private readonly parts: AdapterParts) {}

  post(link: Link, line: OutgoingLine): Promise<string[]> {
    return this.#carefully(link, async () => {
      const files = await gatherFiles(this.parts.core, line.attachments);
      const contents = await this.#contents(link, line, files.lines);
      return this.#postParts(link, line, contents, 0, files);
    });
  }

  /** When only the first parts of a long line are there, the others are posted now. */
  findPosted(
    link: Link,
    line: OutgoingLine,
    known: (remoteId: string) => Promise<boolean>,
  ): Promise<string[] | null> {
    return this.#carefully(link, async () => {
      const files = await gatherFiles(this.parts.core, line.attachments);
      const contents = await this.#contents(link, line, files.lines);
      const looks = looksOf(line, contents, files);
      const found = await findLine(this.parts.reading, link, await this.parts.self.get(), looks, known);
      if (!found) return null;
      const ids = found.messages.map((message) => message.id);
      if (!found.asItIs) return this.edit(link, ids, line);
      return [...ids, ...(await this.#postParts(link, line, contents, ids.length, NO_FILES))];
    });
  }

  repeatsOf(
    link: Link,
    line: OutgoingLine,
    known: (remoteId: string) => Promise<boolean>,
  ): Promise<string[]> {
    return this.#carefully(link, async () => {
      const files = await gatherFiles(this.parts.core, line.attachments);
      const looks = looksOf(line, await this.#contents(link, line, files.lines), files);
      return findRepeats(this.parts.reading, link, await this.parts.self.get(), looks, known);
    });
  }

  edit(link: Link, remoteIds: string[], line: OutgoingLine, dropping?: Dropping): Promise<string[]> {
    return this.#carefully(link, async () => {
      const webhook = await this.parts.webhooks.of(link.channelId);
      const { lines, files } = await this.#filesShown(webhook, remoteIds[0], line);
      try {
        return await this.#rewrite(link, remoteIds, line, { lines, files }, dropping);
      } catch (error) {
        // A file that Discord does not take never holds back the words.
        const refused = files?.files.length && toDeliveryFault(error, nameOf(link)).kind === 'refused';
        if (!refused) throw error;
        const instead = linesAbout(this.parts.core.publicUrl, line.attachments);
        return this.#rewrite(link, remoteIds, line, { lines: instead, files: NO_FILES }, dropping);
      }
    });
  }

  /** A webhook's messages cannot reply, so each of them quotes. */
  showsQuote(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async #rewrite(
    link: Link,
    remoteIds: string[],
    line: OutgoingLine,
    { lines, files }: FilesShown,
    dropping?: Dropping,
  ): Promise<string[]> {
    const webhook = await this.parts.webhooks.of(link.channelId);
    const contents = await this.#contents(link, line, lines);
    const kept = remoteIds.slice(0, contents.length);
    for (const [part, id] of kept.entries()) {
      const body: RESTPatchAPIWebhookWithTokenMessageJSONBody = {
        content: contents[part] ?? '',
        ...(part === 0 ? this.#card(line) : {}),
        ...(part === 0 && files ? { attachments: files.notes } : {}),
        allowed_mentions: NOBODY,
      };
      await this.parts.careful.patch(Routes.webhookMessage(webhook.id, webhook.token, id), {
        auth: false,
        body,
        ...(part === 0 && files ? { files: files.files } : {}),
      });
    }
    const dropped = remoteIds.slice(contents.length);
    if (dropped.length > 0) await dropping?.(dropped);
    for (const id of dropped) await this.#removeCopy(link, id);
    return [...kept, ...(await this.#postParts(link, line, contents, kept.length, NO_FILES))];
  }

  remove(link: Link, remoteIds: string[], origin: boolean): Promise<void> {
    return this.#carefully(link, async () => {
      for (const id of remoteIds)
        await (origin ? this.#removeOriginal(link, id) : this.#removeCopy(link, id));
    });
  }

  setReaction(link: Link, remoteId: string, emoji: string, present: boolean): Promise<void> {
    return this.#carefully(link, async () => {
      const key = reactionKey(link.tenantId, emoji, this.parts.facts);
      if (key === undefined) return;
      try {
        await this.#react(link, remoteId, key, present);
      } catch (error) {
        const code = discordCode(error);
        if (!present && (code === DiscordCode.unknownMessage || code === DiscordCode.unknownEmoji)) return;
        if (code === DiscordCode.missingPermissions) {
          const remedy = 'give its role Add Reactions and Read Message History there';
          throw new DeliveryFault('refused', `Matinee may not react in ${nameOf(link)}: ${remedy}.`);
        }
        throw error;
      }
    });
  }

  async #react(link: Link, remoteId: string, key: string, present: boolean): Promise<void> {
    const call = (emoji: string): Promise<unknown> => {
      const route = Routes.channelMessageOwnReaction(link.channelId, remoteId, encodeURIComponent(emoji));
      return present ? this.parts.decorating.put(route) : this.parts.decorating.delete(route);
    };
    try {
      await call(key);
    } catch (error) {
      if (discordCode(error) !== DiscordCode.unknownEmoji || key.includes(':')) throw error;
      await call(otherForm(key));
    }
  }

  notify(link: Link, text: string): Promise<void> {
    return this.#carefully(link, async () => {
      for (const content of noticeContents(text)) {
        const body: RESTPostAPIChannelMessageJSONBody = {
          content,
          allowed_mentions: NOBODY,
          // With a nonce that Discord holds to, repeating the call makes no second message.
          nonce: createHash('sha256').update(`${link.id} ${randomUUID()}`).digest('base64url').slice(0, 25),
          enforce_nonce: true,
        };
        await this.parts.reading.post(Routes.channelMessages(link.channelId), { body });
      }
    });
  }

  async *saidSince(link: Link, since: string | null): AsyncGenerator<RemoteMessage[]> {
    const batches = this.parts.history.saidSince(link, since);
    for (;;) {
      const batch = await this.#carefully(link, () => batches.next());
      if (batch.done === true) return;
      yield batch.value;
    }
  }

  stretch(link: Link, before: string | null): Promise<Stretch> {
    return this.#carefully(link, () => this.parts.history.stretch(link, before));
  }

  lookUp(link: Link, remoteId: string): Promise<RemoteMessage[]> {
    return this.#carefully(link, () => this.parts.history.lookUp(link, remoteId));
  }

  async #carefully<T>(link: Link, work: () => Promise<T>): Promise<T> {
    // A refused call takes the token away from a client, and the next would fail without asking.
    const { careful, decorating, reading, leisurely } = this.parts;
    for (const client of [careful, decorating, reading, leisurely])
      client.setToken(this.parts.settings.token);
    try {
      return await work();
    } catch (error) {
      // The next attempt finds another one, whatever this one was about: else it would be refused without end.
      if (isWebhookGone(error)) this.parts.webhooks.forget(link.channelId);
      throw toDeliveryFault(error, nameOf(link));
    }
  }

  /** Discord ids of the people a line mentions are looked up, so that it mentions them there. */
  #contents(link: Link, line: OutgoingLine, after: readonly Block[]): Promise<string[]> {
    return writeContents(link, line, after, async (personId) => {
      const identities = await this.parts.core.people.identitiesOf(personId);
      return identities.find((identity) => identity.startsWith('discord:'))?.slice('discord:'.length);
    });
  }

  /** Posts the parts of a line from the given one on. The files go with the first, so that later edits keep them. */
  async #postParts(
    link: Link,
    line: OutgoingLine,
    contents: readonly string[],
    from: number,
    files: OutgoingFiles,
  ): Promise<string[]> {
    const ids: string[] = [];
    for (const [part, content] of contents.entries()) {
      if (part < from) continue;
      const body = { ...this.#message(line, content), ...(part === 0 ? this.#card(line) : {}) };
      const isWithFiles = part === 0 && files.files.length > 0;
      const posted = isWithFiles
        ? await this.#executeWithFiles(link, body, files)
        : await this.#execute(link, body);
      if (posted === null) {
        // With its addresses it may be longer by a part.
        const lines = linesAbout(this.parts.core.publicUrl, line.attachments);
        return this.#postParts(link, line, await this.#contents(link, line, lines), 0, NO_FILES);
      }
      ids.push(posted.id);
    }
    return ids;
  }

  /** What stands under the text of a line: the film of a review, the options of a poll. */
  #card(line: OutgoingLine): Pick<RESTPostAPIWebhookWithTokenJSONBody, 'embeds' | 'components'> {
    if (line.poll) return pollMessage(line, line.poll);
    return line.review ? { embeds: [reviewEmbed(line.review, this.parts.core.publicUrl)] } : {};
  }

  #message(line: OutgoingLine, content: string): RESTPostAPIWebhookWithTokenJSONBody {
    const avatar = line.author.avatar && publicAddress(this.parts.core.publicUrl, line.author.avatar);
    return {
      content,
      username: webhookUsername(line.author.name, line.author.tag),
      ...(avatar && isWebAddress(avatar) ? { avatar_url: avatar } : {}),
      allowed_mentions: NOBODY,
    };
  }

  /** @returns null where Discord does not take a file: that never holds back the text, and its address stands there then */
  async #executeWithFiles(
    link: Link,
    body: RESTPostAPIWebhookWithTokenJSONBody,
    { files, notes }: OutgoingFiles,
  ): Promise<APIMessage | null> {
    try {
      return await this.#execute(link, { ...body, attachments: notes }, files);
    } catch (error) {
      if (toDeliveryFault(error, nameOf(link)).kind !== 'refused') throw error;
      return null;
    }
  }

  async #execute(
    link: Link,
    body: RESTPostAPIWebhookWithTokenJSONBody,
    files?: RawFile[],
  ): Promise<APIMessage> {
    const send = async ({ id, token }: ChannelWebhook): Promise<APIMessage> => {
      const options = { auth: false, query: WAIT, body, ...(files ? { files } : {}) };
      const posted = (await this.parts.careful.post(
        Routes.webhook(id, token),
        options,
      )) as Partial<APIMessage>;
      if (typeof posted.id === 'string') return posted as APIMessage;
      // A proxy on the way answers instead of Discord; the message may stand there or not.
      throw new DeliveryFault('retry', 'Discord answers something that cannot be read.');
    };
    try {
      return await send(await this.parts.webhooks.of(link.channelId));
    } catch (error) {
      if (!isWebhookGone(error)) throw error;
      this.parts.webhooks.forget(link.channelId);
      return send(await this.parts.webhooks.of(link.channelId));
    }
  }

  /**
   * What the edited line has to show: lines about what is not uploaded; files in place of those that are there, where these
   * are not as many as there should be, because some were taken out of it or came late.
   */
  async #filesShown(
    webhook: ChannelWebhook,
    firstId: string | undefined,
    line: OutgoingLine,
  ): Promise<FilesShown> {
    // Whatever stood there is taken off.
    if (line.attachments.length === 0 || firstId === undefined) return { lines: [], files: NO_FILES };
    const route = Routes.webhookMessage(webhook.id, webhook.token, firstId);
    const { attachments: shown, content } = (await this.parts.reading.get(route, {
      auth: false,
    })) as APIMessage;
    const { publicUrl } = this.parts.core;
    const isNamed = ({ url }: AttachmentView): boolean => content.includes(publicAddress(publicUrl, url));
    const named = line.attachments.filter(isNamed);
    // Discord would not take them, or they cannot be read: that does not change with the words.
    if (shown.length + named.length === line.attachments.length)
      return { lines: linesAbout(publicUrl, named) };
    const files = await gatherFiles(this.parts.core, line.attachments);
    return { lines: files.lines, files };
  }

  async #removeCopy(link: Link, id: string): Promise<void> {
    const webhook = await this.parts.webhooks.of(link.channelId);
    try {
      await this.parts.careful.delete(Routes.webhookMessage(webhook.id, webhook.token, id), { auth: false });
    } catch (error) {
      // Gone already, or posted through an earlier webhook: then the bot may still delete it.
      if (discordCode(error) !== DiscordCode.unknownMessage && !isWebhookGone(error)) throw error;
      if (isWebhookGone(error)) this.parts.webhooks.forget(link.channelId);
      await this.#removeAsBot(link, id);
    }
  }

  async #removeOriginal(link: Link, id: string): Promise<void> {
    try {
      await this.#removeAsBot(link, id);
    } catch (error) {
      if (!(error instanceof DeliveryFault) || error.kind !== 'refused') throw error;
    }
  }

  async #removeAsBot(link: Link, id: string): Promise<void> {
    try {
      await this.parts.careful.delete(Routes.channelMessage(link.channelId, id));
    } catch (error) {
      const code = discordCode(error);
      if (code === DiscordCode.unknownMessage) return;
      if (code !== DiscordCode.missingPermissions) throw error;
      const remedy = 'give its role Manage Messages there';
      throw new DeliveryFault('refused', `Matinee may not delete messages in ${nameOf(link)}: ${remedy}.`);
    }
  }
}

const nameOf = (link: Link): string => `#${link.channelName}`;

const isWebhookGone = (error: unknown): boolean => {
  const code = discordCode(error);
  return code === DiscordCode.unknownWebhook || code === DiscordCode.invalidWebhookToken;
};

function isWebAddress(text: string): boolean {
  if (text.length > 2048 || !URL.canParse(text)) return false;
  const { protocol } = new URL(text);
  return protocol === 'https:' || protocol === 'http:';
}

/** What a line looks like when it is read back. */
const looksOf = (line: OutgoingLine, contents: string[], { files }: OutgoingFiles): LineLooks => ({
  username: webhookUsername(line.author.name, line.author.tag),
  contents,
  files: files.length,
});
