import { literal } from '../../../src/core/commands/literal.ts';
import type {
  ChatAdapter,
  OutgoingLine,
  RemoteMessage,
  RemotePerson,
  Stretch,
} from '../../../src/core/delivery/chat-adapter.ts';
import type { Link } from '../../../src/core/delivery/link.ts';
import { parseMarkdown } from '../../../src/core/markup/matinee-markdown.ts';
import { plainText } from '../../../src/core/markup/plain-text.ts';
import type { ParleyLine, ParleyMessage } from './line.ts';

/** Somebody on Parley. */
export const person = ({ id, name }: ParleyMessage['by']): RemotePerson => ({
  identity: `parley:${id}`,
  name,
});

/** A message of Parley in Matinee's form. Parley has no markup: what people type there is literal. */
export const remote = ({ id, by, text, at, key, edited }: ParleyMessage): RemoteMessage => ({
  remoteId: id,
  ours: key !== undefined,
  relayed: true,
  author: person(by),
  text: literal(text),
  attachments: [],
  at: new Date(at),
  edited: edited === true,
  reactions: [],
});

/** A line as Parley shows it: what it answers above it, where that cannot be said in another way. */
const written = ({ text, replyTo }: OutgoingLine): string => {
  const words = plainText(parseMarkdown(text));
  return replyTo ? `> ${replyTo.name}: ${plainText(parseMarkdown(replyTo.text))}\n${words}` : words;
};

/** Parley's channels, outbound. */
export class ParleyChannels implements ChatAdapter {
  readonly platform = 'parley';
  readonly reactions = { most: 20, everyMs: 0 };

  /** @param line the connection there is now; throws a DeliveryFault while there is none */
  constructor(private readonly line: () => ParleyLine) {}

  async post({ channelId: channel }: Link, line: OutgoingLine): Promise<string[]> {
    const said = { channel, as: line.author.name, text: written(line), key: line.key };
    return [(await this.line().ask<{ id: string }>({ do: 'say', ...said })).id];
  }

  async findPosted(link: Link, { key }: OutgoingLine): Promise<string[] | null> {
    const found = (await this.#read(link)).filter((message) => message.key === key);
    return found.length === 0 ? null : found.map(({ id }) => id);
  }

  /** Parley takes a key once. */
  repeatsOf(): Promise<string[]> {
    return Promise.resolve([]);
  }

  async edit({ channelId: channel }: Link, ids: string[], line: OutgoingLine): Promise<string[]> {
    await this.line().ask({ do: 'change', channel, id: ids[0], text: written(line) });
    return ids;
  }

  async showsQuote(link: Link, id: string): Promise<boolean> {
    return (await this.#read(link)).some((message) => message.id === id && message.text.startsWith('> '));
  }

  async remove({ channelId: channel }: Link, ids: string[]): Promise<void> {
    for (const id of ids) await this.line().ask({ do: 'drop', channel, id });
  }

  async setReaction({ channelId: channel }: Link, id: string, emoji: string, on: boolean): Promise<void> {
    await this.line().ask({ do: 'mark', channel, id, emoji, on });
  }

  async notify({ channelId: channel }: Link, text: string): Promise<void> {
    await this.line().ask({ do: 'say', channel, as: 'Matinee', text, key: `notice ${Date.now()}` });
  }

  async *saidSince(link: Link, since: string | null): AsyncIterable<RemoteMessage[]> {
    const after = (at: string): boolean => new Date(at) > link.createdAt;
    yield (await this.#read(link))
      .filter(({ id, at }) => (since === null ? after(at) : id > since))
      .map(remote);
  }

  async stretch(link: Link): Promise<Stretch> {
    return { messages: (await this.#read(link)).map(remote), from: null, more: false };
  }

  async lookUp(link: Link, id: string): Promise<RemoteMessage[]> {
    return (await this.#read(link)).filter((message) => message.id === id).map(remote);
  }

  async #read({ channelId: channel }: Link): Promise<ParleyMessage[]> {
    return (await this.line().ask<{ messages: ParleyMessage[] }>({ do: 'read', channel })).messages;
  }
}
