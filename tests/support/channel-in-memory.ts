import {
  DeliveryFault,
  type ChatAdapter,
  type Dropping,
  type FaultKind,
  type OutgoingLine,
  type RemoteAttachment,
  type RemoteMessage,
  type RemotePerson,
  type Stretch,
} from '../../src/core/delivery/chat-adapter.ts';
import type { Link, PlatformId } from '../../src/core/delivery/link.ts';

export type Call =
  | 'post'
  | 'findPosted'
  | 'repeatsOf'
  | 'edit'
  | 'remove'
  | 'setReaction'
  | 'notify'
  | 'saidSince'
  | 'stretch'
  | 'lookUp'
  | 'showsQuote';

/** A message as it stands in a channel. */
export interface Standing {
  id: string;
  author: RemotePerson;
  /** The line and part it is, where we posted it; null for a person's own. */
  mark: { key: string; part: number } | null;
  text: string;
  at: Date;
  editedAt: Date | null;
  /** Lost one of its files, which nobody calls an edit. */
  lostFile?: true;
  replyTo: string | null;
  /** How it quotes what it could not reply to natively. */
  quote: { name: string; text: string } | null;
  attachments: RemoteAttachment[];
  reactions: { emoji: string; person: RemotePerson }[];
  /** Our own reactions. */
  marks: Set<string>;
}

interface Trouble {
  call: Call;
  kind: FaultKind;
  when: 'before' | 'after';
  times: number;
  channel?: string | undefined;
  retryAfter?: number | undefined;
  about?: RegExp | undefined;
}

export const somebody = (name: string): RemotePerson => ({ identity: `discord:${name}`, name });

/** Where a message is to be found. */
export const addressOf = (id: string): string => `https://chat.example/${id}`;

/** A channel that keeps what is said in it, in order, and lets people say, change and take back things. */
export class ChannelInMemory {
  readonly messages: Standing[] = [];
  readonly notices: string[] = [];

  constructor(private readonly nextId: () => string) {}

  /** The texts that stand, as people read them. */
  get texts(): string[] {
    return this.messages.map((message) => message.text);
  }

  say(
    author: RemotePerson,
    text: string,
    more: { replyTo?: string; at?: Date; attachments?: RemoteAttachment[] } = {},
  ): string {
    return this.add({
      author,
      mark: null,
      text,
      at: more.at ?? new Date(),
      replyTo: more.replyTo ?? null,
      quote: null,
      attachments: more.attachments ?? [],
    });
  }

  add(message: Omit<Standing, 'id' | 'editedAt' | 'reactions' | 'marks'>): string {
    const id = this.nextId();
    this.messages.push({ ...message, id, editedAt: null, reactions: [], marks: new Set() });
    return id;
  }

  change(id: string, text: string, at = new Date()): void {
    Object.assign(this.at(id), { text, editedAt: at });
  }

  remove(id: string): void {
    const index = this.messages.findIndex((message) => message.id === id);
    if (index >= 0) this.messages.splice(index, 1);
  }

  react(id: string, person: RemotePerson, emoji: string): void {
    this.at(id).reactions.push({ emoji, person });
  }

  unreact(id: string, person: RemotePerson, emoji: string): void {
    const message = this.at(id);
    message.reactions = message.reactions.filter(
      (r) => r.emoji !== emoji || r.person.identity !== person.identity,
    );
  }

  find(id: string): Standing | undefined {
    return this.messages.find((message) => message.id === id);
  }

  at(id: string): Standing {
    const message = this.find(id);
    if (!message) throw new Error(`there is no message ${id}`);
    return message;
  }

  /** A message as the platform would hand it over. */
  remote(id: string): RemoteMessage {
    const message = this.at(id);
    const { author, text, attachments, at, editedAt, lostFile = false, mark, replyTo } = message;
    const emoji = [...new Set(message.reactions.map((r) => r.emoji))];
    return {
      remoteId: id,
      ours: mark !== null,
      relayed: mark === null,
      author,
      text,
      attachments,
      at,
      address: () => Promise.resolve(addressOf(id)),
      edited: editedAt !== null || lostFile,
      ...(editedAt === null ? {} : { editedAt }),
      ...(replyTo === null ? {} : { replyTo: { remoteId: replyTo, at: this.find(replyTo)?.at ?? at } }),
      reactions: emoji.map((each) => ({
        emoji: each,
        people: message.reactions.filter((r) => r.emoji === each).map((r) => r.person),
      })),
    };
  }
}

/** A platform with any number of channels, behind the port; it can be told to fail, before or after doing what it is asked. */
export class PlatformInMemory implements ChatAdapter {
  readonly calls: { call: Call; channel: string }[] = [];
  readonly reactions = { most: 20, everyMs: 0 };
  /** A longer text becomes several messages. */
  partLength = 1_000;
  /** So many messages are told at once. */
  pageLength = 100;
  /** Messages that are there, and that lists do not show. */
  unlisted: (id: string) => boolean = () => false;
  /** Awaited before each answer, after the call was carried out. */
  answer: (call: Call) => Promise<void> = () => Promise.resolve();
  /** Told of every message of ours that is taken away at our own wish, as the platform tells everybody. */
  onRemoved: (link: Link, remoteId: string) => void = () => undefined;
  readonly #channels = new Map<string, ChannelInMemory>();
  readonly #troubles: Trouble[] = [];
  #ids = 0;

  constructor(readonly platform: PlatformId = 'discord') {}

  channel({ channelId }: Pick<Link, 'channelId'>): ChannelInMemory {
    const channel = this.#channels.get(channelId) ?? new ChannelInMemory(() => `m${++this.#ids}`);
    this.#channels.set(channelId, channel);
    return channel;
  }

  /** Makes calls fail, the next one or so many; `after`: what is asked is done, and only the answer is a failure. */
  fail(
    call: Call,
    kind: Trouble['kind'],
    more: {
      when?: 'after';
      times?: number;
      in?: Pick<Link, 'channelId'>;
      retryAfter?: number;
      about?: RegExp;
    } = {},
  ): void {
    this.#troubles.push({
      call,
      kind,
      when: more.when ?? 'before',
      times: more.times ?? 1,
      channel: more.in?.channelId,
      retryAfter: more.retryAfter,
      about: more.about,
    });
  }

  /** From now on nothing fails. */
  heal(): void {
    this.#troubles.length = 0;
  }

  count(call: Call): number {
    return this.calls.filter((each) => each.call === call).length;
  }

  post(link: Link, line: OutgoingLine): Promise<string[]> {
    return this.#carryOut('post', link, line.text, (channel) => this.#postParts(channel, line, 0));
  }

  findPosted(
    link: Link,
    line: OutgoingLine,
    _known: (remoteId: string) => Promise<boolean>,
  ): Promise<string[] | null> {
    return this.#carryOut('findPosted', link, line.text, (channel) => {
      const found = channel.messages.filter((message) => message.mark?.key === line.key);
      if (found.length === 0) return null;
      return [...found.map((message) => message.id), ...this.#postParts(channel, line, found.length)];
    });
  }

  async repeatsOf(
    link: Link,
    line: OutgoingLine,
    known: (remoteId: string) => Promise<boolean>,
  ): Promise<string[]> {
    const marked = await this.#carryOut('repeatsOf', link, line.text, (channel) =>
      channel.messages.filter((message) => message.mark?.key === line.key).map(({ id }) => id),
    );
    const told = await Promise.all(marked.map(known));
    return marked.filter((_, at) => !told[at]);
  }

  async edit(link: Link, remoteIds: string[], line: OutgoingLine, dropping?: Dropping): Promise<string[]> {
    const dropped = remoteIds.slice(this.#parts(line.text).length);
    if (dropped.length > 0) await dropping?.(dropped);
    return this.#carryOut('edit', link, line.text, (channel) => {
      const parts = this.#parts(line.text);
      const kept = remoteIds.slice(0, parts.length);
      for (const [part, id] of kept.entries()) {
        if (!channel.find(id)) throw new DeliveryFault('refused', 'The message is no longer there.');
        channel.change(id, parts[part] ?? '');
        const message = channel.find(id);
        const { replyTo } = line;
        if (message?.quote) message.quote = replyTo ? { name: replyTo.name, text: replyTo.text } : null;
      }
      for (const id of dropped) this.#takeAway(channel, link, id);
      return [...kept, ...this.#postParts(channel, line, kept.length)];
    });
  }

  remove(link: Link, remoteIds: string[]): Promise<void> {
    return this.#carryOut('remove', link, '', (channel) => {
      for (const id of remoteIds) this.#takeAway(channel, link, id);
    });
  }

  showsQuote(link: Link, remoteId: string): Promise<boolean> {
    return this.#carryOut('showsQuote', link, remoteId, (channel) => channel.find(remoteId)?.quote != null);
  }

  /** Tells of it as it happens, before the call that asked for it returns. */
  #takeAway(channel: ChannelInMemory, link: Link, id: string): void {
    channel.remove(id);
    this.onRemoved(link, id);
  }

  setReaction(link: Link, remoteId: string, emoji: string, present: boolean): Promise<void> {
    return this.#carryOut('setReaction', link, emoji, (channel) => {
      const marks = channel.find(remoteId)?.marks;
      if (!marks && present) throw new DeliveryFault('refused', 'The message is no longer there.');
      if (present) marks?.add(emoji);
      else marks?.delete(emoji);
    });
  }

  notify(link: Link, text: string): Promise<void> {
    return this.#carryOut('notify', link, text, (channel) => void channel.notices.push(text));
  }

  async *saidSince(link: Link, since: string | null): AsyncGenerator<RemoteMessage[]> {
    for (let after = since; ;) {
      const batch = await this.#carryOut('saidSince', link, '', (channel) =>
        channel.messages
          .filter(({ id, at }) => (after === null ? at >= link.createdAt : isLater(id, after)))
          .slice(0, this.pageLength)
          .map(({ id }) => channel.remote(id)),
      );
      const last = batch.at(-1);
      if (!last) return;
      yield batch;
      after = last.remoteId;
    }
  }

  stretch(link: Link, before: string | null): Promise<Stretch> {
    return this.#carryOut('stretch', link, '', (channel) => {
      const older = channel.messages.filter(({ id }) => before === null || isLater(before, id));
      const page = older.slice(-this.pageLength);
      const more = page.length < older.length;
      const messages = page.filter(({ id }) => !this.unlisted(id)).map(({ id }) => channel.remote(id));
      return { messages, more, from: more ? (page[0]?.id ?? null) : null };
    });
  }

  lookUp(link: Link, remoteId: string): Promise<RemoteMessage[]> {
    return this.#carryOut('lookUp', link, remoteId, (channel) =>
      channel.find(remoteId) ? [channel.remote(remoteId)] : [],
    );
  }

  async #carryOut<T>(
    call: Call,
    link: Link,
    about: string,
    work: (channel: ChannelInMemory) => T,
  ): Promise<T> {
    this.calls.push({ call, channel: link.channelId });
    this.#fail('before', call, link, about);
    const done = work(this.channel(link));
    await this.answer(call);
    this.#fail('after', call, link, about);
    return done;
  }

  #fail(when: Trouble['when'], call: Call, { channelId }: Link, about: string): void {
    const trouble = this.#troubles.find(
      (each) =>
        each.when === when &&
        each.call === call &&
        each.times > 0 &&
        (each.channel ?? channelId) === channelId &&
        (each.about?.test(about) ?? true),
    );
    if (!trouble) return;
    trouble.times--;
    if (trouble.kind === 'mistake') throw new TypeError('the renderer stumbled');
    throw new DeliveryFault(trouble.kind, REASONS[trouble.kind], trouble.retryAfter);
  }

  #postParts(channel: ChannelInMemory, line: OutgoingLine, from: number): string[] {
    const { key, replyTo } = line;
    const author = { identity: 'ours', name: line.author.name };
    const ids: string[] = [];
    for (const [part, text] of this.#parts(line.text).entries()) {
      if (part < from) continue;
      const native = part === 0 ? (replyTo?.remoteId ?? null) : null;
      const quote =
        part === 0 && replyTo && native === null ? { name: replyTo.name, text: replyTo.text } : null;
      const mark = { key, part };
      ids.push(channel.add({ author, mark, text, at: new Date(), replyTo: native, quote, attachments: [] }));
    }
    return ids;
  }

  #parts(text: string): string[] {
    const parts: string[] = [];
    for (let at = 0; at < text.length || at === 0; at += this.partLength)
      parts.push(text.slice(at, at + this.partLength));
    return parts;
  }
}

const isLater = (id: string, than: string): boolean => Number(id.slice(1)) > Number(than.slice(1));

const REASONS: Record<FaultKind, string> = {
  wait: 'The platform asks to wait.',
  retry: 'The platform is in trouble (503).',
  refused: 'The platform does not take this message.',
  mistake: 'The renderer stumbled.',
  broken: 'Matinee was removed from the channel: invite it again.',
};
