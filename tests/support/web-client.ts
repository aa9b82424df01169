import { v7 as uuid } from 'uuid';
import { WebSocket } from 'ws';
import type { ClientFrame, EventFrame, MessageView, ServerFrame } from '../../src/protocol/frames.ts';
import { waitFor } from './wait-for.ts';

export async function api<T>(
  base: string,
  path: string,
  options: { token?: string; method?: string; body?: unknown } = {},
): Promise<T> {
  const { token, body } = options;
  const response = await fetch(`${base}/api/v1${path}`, {
    method: options.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** A client of the WebSocket protocol, as simple as one can be: it keeps every frame it was sent. */
export class WebClient {
  readonly frames: ServerFrame[] = [];
  closed: { code: number; reason: string } | undefined;
  #socket: WebSocket | undefined;

  private constructor(
    readonly base: string,
    readonly token: string,
    readonly person: { id: string; name: string },
  ) {}

  /** Comes in as a guest. The socket is opened by `connect`. */
  static async guest(base: string, name: string): Promise<WebClient> {
    const { token, person } = await api<{ token: string; person: { id: string; name: string } }>(
      base,
      '/guests',
      { body: { name } },
    );
    return new WebClient(base, token, person);
  }

  /** The same person at another process, or after a restart. */
  at(base: string): WebClient {
    return new WebClient(base, this.token, this.person);
  }

  async connect(options: { auth?: boolean; origin?: string } = {}): Promise<void> {
    const socket = new WebSocket(`${this.base.replace(/^http/, 'ws')}/api/v1/socket`, 'matinee.v1', {
      ...(options.origin === undefined ? {} : { origin: options.origin }),
    });
    this.#socket = socket;
    this.closed = undefined;
    socket.on('message', (data: Buffer) => this.frames.push(JSON.parse(data.toString()) as ServerFrame));
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    socket.on('error', () => undefined); // a server that was killed: `closed` tells
    if (options.auth ?? true) {
      this.send({ op: 'auth', token: this.token });
      await this.next('ready');
    }
  }

  send(frame: ClientFrame): void {
    this.raw(JSON.stringify(frame));
  }

  raw(data: string | Buffer): void {
    this.#socket?.send(data);
  }

  async join(
    room: string,
    from: { after?: number; epoch?: string; password?: string } = {},
  ): Promise<Extract<ServerFrame, { op: 'joined' }>> {
    const before = this.frames.length;
    this.send({ op: 'join', room, ...from });
    return this.next('joined', before);
  }

  /** The first frame of a kind since a position in `frames`. */
  next<Op extends ServerFrame['op']>(op: Op, since = 0): Promise<Extract<ServerFrame, { op: Op }>> {
    return waitFor(`a frame "${op}" for ${this.person.name}`, () =>
      this.frames.slice(since).find((frame): frame is Extract<ServerFrame, { op: Op }> => frame.op === op),
    );
  }

  /** Sends a request and waits for its ack; an error is thrown with its code. */
  async ask(frame: Extract<ClientFrame, { id: string }>): Promise<number> {
    this.send(frame);
    const answer = await waitFor(`an answer to ${frame.op}`, () =>
      this.frames.find((each) => (each.op === 'ack' || each.op === 'error') && each.id === frame.id),
    );
    if (answer.op === 'ack') return answer.seq;
    throw new Error(answer.op === 'error' ? answer.code : 'no answer');
  }

  post(room: string, text: string, more: { replyTo?: number; id?: string } = {}): Promise<number> {
    return this.ask({ op: 'post', id: uuid(), room, text, ...more });
  }

  get events(): EventFrame[] {
    return this.frames.filter((frame): frame is EventFrame => frame.op === 'event');
  }

  /** The room's history as REST gives it. */
  async history(room: string): Promise<MessageView[]> {
    const all: MessageView[] = [];
    for (let before: number | null | undefined; before !== null;) {
      const page: { messages: MessageView[]; before: number | null } = await api(
        this.base,
        `/rooms/${encodeURIComponent(room)}/messages?limit=100${before === undefined ? '' : `&before=${before}`}`,
        { token: this.token },
      );
      all.unshift(...page.messages);
      before = page.before;
    }
    return all;
  }

  close(): void {
    this.#socket?.close();
  }

  terminate(): void {
    this.#socket?.terminate();
  }
}
