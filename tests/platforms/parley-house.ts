import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { ParleyMessage, ParleyNews } from './parley/line.ts';

/** A message with the marks on it: by whom, and which. */
type Standing = ParleyMessage & { marks: Set<string> };

interface Question {
  n: number;
  do: 'hello' | 'say' | 'change' | 'drop' | 'mark' | 'read' | 'tell';
  channel?: string;
  id?: string;
  as?: string;
  to?: string;
  text?: string;
  key?: string;
  emoji?: string;
  on?: boolean;
}

/** Parley: a chat of lines over a local socket that there is only in these tests. It echoes what it is told, as platforms do. */
export class ParleyHouse {
  readonly channels = new Map<string, Standing[]>();
  /** What was answered to people, and to whom. */
  readonly told: { channel: string; to: string; text: string }[] = [];
  readonly #server: Server;
  readonly #lines = new Set<Socket>();
  #last = 0;

  private constructor() {
    this.#server = createServer((socket) => {
      this.#lines.add(socket);
      socket.on('close', () => this.#lines.delete(socket)).on('error', () => socket.destroy());
      createInterface({ input: socket }).on('line', (text) => {
        const question = JSON.parse(text) as Question;
        socket.write(`${JSON.stringify({ n: question.n, ...this.#answer(question) })}\n`);
      });
    });
  }

  static async open(): Promise<ParleyHouse> {
    const house = new ParleyHouse();
    await new Promise<void>((resolve) => house.#server.listen(0, '127.0.0.1', resolve));
    return house;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Drops every connection, as a restart does. */
  hangUp(): void {
    for (const socket of this.#lines) socket.destroy();
  }

  async close(): Promise<void> {
    this.hangUp();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The texts that stand in a channel. */
  texts(channel: string): string[] {
    return this.#in(channel).map(({ text }) => text);
  }

  /** Somebody says something. @returns its id */
  say(channel: string, name: string, text: string, key?: string): string {
    const before = this.#in(channel).find((message) => key !== undefined && message.key === key);
    if (before) return before.id;
    const id = String(++this.#last).padStart(8, '0');
    const message = { id, by: { id: name.toLowerCase(), name }, text, at: new Date().toISOString() };
    this.#in(channel).push({ ...message, ...(key === undefined ? {} : { key }), marks: new Set() });
    this.#tell('said', channel, id);
    return id;
  }

  change(channel: string, id: string, text: string): void {
    const message = this.find(channel, id);
    if (!message) return;
    Object.assign(message, { text, edited: true });
    this.#tell('changed', channel, id);
  }

  drop(channel: string, id: string): void {
    if (!this.find(channel, id)) return;
    this.#tell('dropped', channel, id);
    this.channels.set(
      channel,
      this.#in(channel).filter((message) => message.id !== id),
    );
  }

  mark(channel: string, id: string, name: string, emoji: string, on = true): void {
    const marks = this.find(channel, id)?.marks;
    if (!marks) return;
    if (on) marks.add(`${name} ${emoji}`);
    else marks.delete(`${name} ${emoji}`);
    this.#tell('marked', channel, id, { by: { id: name.toLowerCase(), name }, emoji, on });
  }

  find(channel: string, id: string): Standing | undefined {
    return this.#in(channel).find((message) => message.id === id);
  }

  #in(channel: string): Standing[] {
    const messages = this.channels.get(channel) ?? [];
    this.channels.set(channel, messages);
    return messages;
  }

  #tell(news: ParleyNews['news'], channel: string, id: string, mark?: ParleyNews['mark']): void {
    const message = this.find(channel, id);
    for (const socket of this.#lines)
      socket.write(`${JSON.stringify({ news, channel, message, ...(mark ? { mark } : {}) })}\n`);
  }

  #answer({
    do: what,
    channel = '',
    id = '',
    as = '',
    to = '',
    text = '',
    key,
    emoji = '',
    on,
  }: Question): object {
    if (what === 'hello') return { house: 'The Parlour' };
    if (!this.channels.has(channel)) return { error: 'no such channel' };
    if (what === 'say') return { id: this.say(channel, as, text, key) };
    if (what === 'read')
      return { messages: this.#in(channel).map(({ marks: _marks, ...message }) => message) };
    if (what === 'change') this.change(channel, id, text);
    if (what === 'drop') this.drop(channel, id);
    // Our own marks are not told: people's are.
    if (what === 'mark' && on) this.find(channel, id)?.marks.add(`Matinee ${emoji}`);
    if (what === 'mark' && !on) this.find(channel, id)?.marks.delete(`Matinee ${emoji}`);
    if (what === 'tell') this.told.push({ channel, to, text });
    return {};
  }
}
