import { v7 as uuid } from 'uuid';
import { WebSocket } from 'ws';
import type { ClientFrame, EventFrame, PersonView, ServerFrame } from '../../src/protocol/frames.ts';
import { BrowserStorage } from '../../widget/src/client/browser-storage.ts';
import { Connection, type RoomListener } from '../../widget/src/client/connection.ts';
import type { Problem } from '../../widget/src/client/problem.ts';
import { asProblem } from '../../widget/src/client/problem.ts';
import { RestClient } from '../../widget/src/client/rest-client.ts';
import { TokenStore } from '../../widget/src/client/token-store.ts';
import { RoomFeed, type FeedReader } from '../../widget/src/controllers/room-feed.ts';
import type { RoomLog } from '../../widget/src/controllers/room-log.ts';
import { api } from '../support/web-client.ts';
import { WatchedLine, type Watch } from './watched-line.ts';

/** What a visitor asks for. */
export type Wish =
  | { op: 'post'; room: string; text: string; replyTo?: number }
  | { op: 'edit'; room: string; seq: number; text: string }
  | { op: 'delete'; room: string; seq: number }
  | { op: 'react' | 'unreact'; room: string; seq: number; emoji: string };

/** What a visitor has been told: the ledger that the oracle compares with the store. */
export interface Acknowledged {
  key: string;
  room: string;
  op: Wish['op'];
  seq: number;
}

/** Something the product must never do to somebody. */
export type Complain = (what: string) => void;

/** A request on an open line that nobody answered within this is stuck, whatever the server is waiting for. */
const ANSWER_MS = 11_000;
/** A refusal that passes is asked again after as long as it says, or this. */
const AGAIN_MS = 250;

/** One room as a visitor's widget shows it. */
class OpenRoom implements RoomListener, FeedReader {
  readonly feed: RoomFeed;
  /** The numbers of the events in the order in which the log took them. */
  readonly taken: number[] = [];

  constructor(
    readonly slug: string,
    private readonly visitor: Visitor,
    connection: Connection,
    rest: RestClient,
    private readonly complain: Complain,
  ) {
    this.feed = new RoomFeed(slug, connection, rest, this);
  }

  get log(): RoomLog {
    return this.feed.log;
  }

  get me(): { id: string } {
    return this.visitor.person;
  }

  join(): ReturnType<RoomListener['join']> {
    return this.feed.place;
  }

  receive(frame: Extract<ServerFrame, { room: string }>): void {
    if (frame.op === 'joined') this.feed.enterAt(frame);
    else if (frame.op === 'event') this.feed.receive(frame);
    else if (frame.op === 'delivery' && frame.state === 'failed')
      this.complain(`line ${frame.seq} is said to have failed on ${frame.platform}: ${frame.detail ?? ''}`);
    else if (frame.op === 'left') this.complain(`${this.visitor.person.name} was put out of ${this.slug}`);
  }

  refuse({ code, message }: Problem): void {
    this.complain(`${this.visitor.person.name} may not join ${this.slug}: ${code} ${message}`);
  }

  took(event: EventFrame): void {
    this.taken.push(event.seq);
  }

  cannotRead({ code, passing }: Problem): void {
    if (passing) setTimeout(() => void this.feed.readNewest(), AGAIN_MS);
    else this.complain(`${this.visitor.person.name} cannot read ${this.slug}: ${code}`);
  }

  opened(): void {}
  holds(): void {}
  missed(): void {}
  changed(): void {}
}

/** Somebody on the web: the widget's own connection, feed and log, without its pixels. */
export class Visitor {
  /** Everything that was acknowledged to them. */
  readonly ledger: Acknowledged[] = [];
  /** How often their connection was lost. */
  lost = 0;
  /** How often they joined from where they were, and how often they had to load the room anew. */
  resumed = 0;
  reset = 0;
  /** The network between them and the server is what is broken: silence is not the server's. */
  excused = false;
  #pending = 0;
  readonly #rooms = new Map<string, OpenRoom>();
  readonly #connection: Connection;
  readonly #rest: RestClient;
  readonly #lines = new Set<WatchedLine>();
  #gone = false;

  private constructor(
    readonly base: string,
    readonly token: string,
    readonly person: PersonView,
    private readonly complain: Complain,
  ) {
    const tokens = new TokenStore(new BrowserStorage(), base);
    tokens.keep({ token, person });
    this.#connection = new Connection(base, {
      tokens,
      open: (url, protocol) => {
        for (const old of this.#lines) if (old.readyState === WebSocket.CLOSED) this.#lines.delete(old);
        const line = new WatchedLine(url, protocol, this.#watch());
        this.#lines.add(line);
        return line;
      },
    });
    this.#rest = new RestClient(base, tokens, () =>
      complain(`a request over REST forgot who ${person.name} is`),
    );
  }

  /** Comes in as a guest. @param base where the server is reached from here */
  static async come(base: string, name: string, complain: Complain): Promise<Visitor> {
    const { token, person } = await api<{ token: string; person: PersonView }>(base, '/guests', {
      body: { name },
    });
    return new Visitor(base, token, person, complain);
  }

  /** Requests that were made and have not come to an end. */
  get pending(): number {
    return this.#pending;
  }

  enter(slug: string): void {
    const room = new OpenRoom(slug, this, this.#connection, this.#rest, (what) => this.#complain(what));
    this.#rooms.set(slug, room);
    this.#connection.enter(slug, room);
  }

  leave(slug: string): void {
    const room = this.#rooms.get(slug);
    if (!room) return;
    this.#rooms.delete(slug);
    this.#connection.leave(slug, room);
  }

  room(slug: string): OpenRoom {
    const room = this.#rooms.get(slug);
    if (!room) throw new Error(`${this.person.name} is not in ${slug}`);
    return room;
  }

  /** In step with the server, as far as can be told from here. */
  get settled(): boolean {
    return this.#pending === 0 && this.#connection.state === 'ready';
  }

  /**
   * Asks until it is acknowledged, under one id, over as many connections as that takes, as the widget does.
   * @returns the seq; null where the line it concerned is gone
   */
  async ask(wish: Wish): Promise<number | null> {
    const id = uuid();
    this.#pending++;
    try {
      for (;;) {
        if (this.#gone) return null;
        try {
          const seq = await this.#connection.request({ ...wish, id });
          if (typeof seq !== 'number') throw new Error('a command was answered');
          this.ledger.push({ key: `${this.person.id}:${id}`, room: wish.room, op: wish.op, seq });
          return seq;
        } catch (thrown) {
          const problem = asProblem(thrown);
          if (problem.code === 'message_not_found') return null;
          if (!problem.passing && problem.code !== 'not_signed_in') {
            this.#complain(`${wish.op} was refused: ${problem.code} ${problem.message}`);
            return null;
          }
          await new Promise((resolve) => setTimeout(resolve, problem.retryAfter ?? AGAIN_MS));
        }
      }
    } finally {
      this.#pending--;
    }
  }

  /** Breaks the connection, as a network does. */
  cut(): void {
    for (const line of this.#lines) line.terminate();
  }

  end(): void {
    this.#gone = true;
    for (const slug of [...this.#rooms.keys()]) this.leave(slug);
    this.cut();
  }

  #complain(what: string): void {
    if (!this.#gone) this.complain(what);
  }

  /** Looks for what a widget cannot notice: silence, forgotten people, and how joins end. */
  #watch(): Watch {
    const waiting = new Map<string, NodeJS.Timeout>();
    /** The last number that came over this line, by room: the next one must follow. */
    const last = new Map<string, number>();
    const follow = (room: string, seq: number): void => {
      const before = last.get(room);
      if (before !== undefined && seq !== before + 1)
        this.#complain(`${this.person.name} was told ${seq} after ${before} in ${room}`);
      last.set(room, seq);
    };
    const what = (frame: ClientFrame): string | undefined =>
      'id' in frame
        ? frame.id
        : frame.op === 'join'
          ? `join ${frame.room}`
          : frame.op === 'auth'
            ? 'auth'
            : undefined;
    const answered = (name: string): void => {
      clearTimeout(waiting.get(name));
      waiting.delete(name);
    };
    return {
      sent: (frame) => {
        const name = what(frame);
        if (name === undefined) return;
        if (frame.op === 'auth' && !('token' in frame))
          this.#complain(`${this.person.name} has forgotten who they are`);
        const timer = setTimeout(() => {
          if (!this.excused)
            this.#complain(`stuck: ${frame.op} of ${this.person.name} was not answered in ${ANSWER_MS} ms`);
        }, ANSWER_MS);
        waiting.set(name, timer);
      },
      heard: (frame) => {
        if (frame.op === 'ready') answered('auth');
        else if (frame.op === 'event') follow(frame.room, frame.seq);
        else if (frame.op === 'joined') {
          answered(`join ${frame.room}`);
          last.delete(frame.room);
          for (const event of frame.events) follow(frame.room, event.seq);
          if (last.get(frame.room) === undefined) last.set(frame.room, frame.seq);
          if (frame.reset) this.reset++;
          else this.resumed++;
        } else if (frame.op === 'ack' || frame.op === 'answer') answered(frame.id);
        else if (frame.op === 'error') {
          if (frame.id !== undefined) answered(frame.id);
          else for (const name of [...waiting.keys()]) if (/^(auth|join )/.test(name)) answered(name);
        }
      },
      closed: (code) => {
        this.lost++;
        for (const timer of waiting.values()) clearTimeout(timer);
        waiting.clear();
        if (code === 4401) this.#complain(`${this.person.name} was closed with 4401, with a valid token`);
        if (code === 4400) this.#complain(`${this.person.name} was closed with 4400`);
      },
    };
  }
}
