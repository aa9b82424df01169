import { lazy } from '../lazy-parts.ts';
import { asSaid } from '../../../src/core/commands/command-like.ts';
import type {
  AttachmentView,
  EventFrame,
  PersonView,
  Role,
  ServerFrame,
} from '../../../src/protocol/frames.ts';
import { BrowserStorage } from '../client/browser-storage.ts';
import { becomeCalm } from '../client/calm.ts';
import { Connection, type ConnectionState, type RoomListener } from '../client/connection.ts';
import { newId } from '../client/message-id.ts';
import { Outbox } from '../client/outbox.ts';
import { asProblem, Problem } from '../client/problem.ts';
import { RestClient, type RoomView } from '../client/rest-client.ts';
import type { RoomEvents } from '../events.ts';
import type { LocaleName } from '../locales/localize.ts';
import type { Asked } from './asked.ts';
import { ReadingMark } from './reading-mark.ts';
import { RoomFeed, type FeedReader } from './room-feed.ts';
import { isEmptied } from './room-log.ts';
import type { TypingPeople } from './typing-people.ts';

/** How long something done waits for the room to be joined. */
const PATIENCE = 8000;

/** A change to a line that is there. */
export type Change =
  | { op: 'edit'; seq: number; text: string }
  | { op: 'delete'; seq: number }
  | { op: 'react' | 'unreact'; seq: number; emoji: string }
  | { op: 'vote'; seq: number; option: number | null }
  | { op: 'close-poll'; seq: number };

/** Something asked of the server that it answers; its id and the room are filled in. */
export type Asking = Change | { op: 'command'; text: string; locale: LocaleName };

/** What the element hosting a room gives it. */
export interface RoomHost {
  requestUpdate(): void;
  tell<K extends keyof RoomEvents>(name: K, detail: RoomEvents[K]): void;
}

/**
 * One room as one reader has it: who is here, what was said, what is still on its way. Asks its host to draw it, and
 * knows nothing of how it looks.
 */
export class RoomController implements RoomListener, FeedReader {
  room: RoomView | undefined;
  role: Role | 'reader' = 'reader';
  online = 0;
  asked: Asked[] = [];
  /** Why there is nothing to read or nobody may write. */
  refused: Problem | undefined;
  /** Ids of our own lines by the seq they got, so that a line keeps its place on the screen when it is confirmed. */
  ids = new Map<number, string>();
  readonly slug: string;
  /** The reader's language; the host keeps it. */
  locale: LocaleName;
  readonly rest: RestClient;
  readonly feed: RoomFeed;
  readonly mark: ReadingMark;
  readonly outbox: Outbox;
  /** Comes after the first picture. */
  typing: TypingPeople | undefined;
  /** Told when it is closed. */
  closing: (() => void) | undefined;

  #host: RoomHost;
  #connection: Connection;
  #storage = new BrowserStorage();
  #draftKey: string;
  #password: string | undefined;
  #asking = false;
  #joined = false;
  #arrivals: (() => void)[] = [];
  #greeted = false;

  constructor(host: RoomHost, server: string, slug: string, locale: LocaleName) {
    this.#host = host;
    this.slug = slug;
    this.locale = locale;
    this.#connection = Connection.to(server);
    this.rest = new RestClient(server, this.#connection.tokens, (token) => this.#connection.disown(token));
    this.mark = new ReadingMark(this.#storage, `matinee:read:${server}|${slug}`);
    this.#draftKey = `matinee:draft:${server}|${slug}`;
    this.outbox = new Outbox(this.#storage, server, slug, () => host.requestUpdate());
    this.feed = new RoomFeed(slug, this.#connection, this.rest, this);
    this.#connection.enter(slug, this);
    void this.#loadRoom();
    void this.feed.readNewest();
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }

  get me(): PersonView | null {
    return this.#connection.person;
  }

  /** Frees everything. The host calls it when it is gone for good, not when it is only moved. */
  close(): void {
    this.#connection.leave(this.slug, this);
    this.outbox.stop();
    this.feed.stop();
    this.typing?.stop();
    this.closing?.();
  }

  // What the person does

  post(text: string, replyTo?: number, attachments?: AttachmentView[]): void {
    this.outbox.add(asSaid(text.trim()), replyTo, attachments);
    this.mark.from = undefined;
    this.#flush();
  }

  /**
   * Asks something of the room, once it is joined: somebody may have just said their name.
   *
   * @param patience milliseconds it waits for that; 0 as long as it takes
   * @throws Problem
   */
  async request(asking: Asking, id = newId(), patience = PATIENCE): ReturnType<Connection['request']> {
    if (!this.#joined || this.state !== 'ready')
      await new Promise<void>((resolve, reject) => {
        this.#arrivals.push(resolve);
        if (patience) setTimeout(() => reject(new Problem('connection_lost', this.state)), patience);
      });
    return this.#connection.request({ ...asking, id, room: this.slug });
  }

  /**
   * Changes a line, or a reaction to it: now, or when the connection is back. What comes of it comes as an event.
   *
   * @param id makes a repeat harmless
   */
  change(change: Change, id = newId()): void {
    this.request(change, id, 0).catch((thrown: unknown) => {
      if (asProblem(thrown).code === 'connection_lost') this.change(change, id);
      else this.missed(thrown);
    });
  }

  /** Says that the person is writing. */
  type(): void {
    if (this.me && this.typing?.due()) this.#connection.send({ op: 'typing', room: this.slug });
  }

  /** Becomes a guest of this name. */
  async introduce(name: string): Promise<void> {
    const { token, person } = await this.rest.guest(name, this.locale);
    this.signIn(token, person);
  }

  signIn(token: string, person?: PersonView): void {
    this.refused = undefined;
    // A new guest has reacted to nothing yet; whoever else comes may see their own marks and receipts.
    if (!person) this.feed.turnStale();
    this.#joined = false;
    this.#connection.signIn(token, person);
  }

  signOut(): void {
    this.#connection.signOut();
  }

  enterWith(password: string): void {
    this.#password = password;
    this.again();
  }

  /** Tries once more after something was refused or lost. */
  again(): void {
    this.refused = undefined;
    if (this.state === 'ready') this.#connection.rejoin(this.slug);
    else this.#connection.reconnect();
    if (!this.room) void this.#loadRoom();
    this.changed();
  }

  /** An unfinished line, kept over a reload. */
  get draft(): string {
    return this.#storage.get<string>(this.#draftKey) ?? '';
  }

  set draft(text: string) {
    if (text) this.#storage.set(this.#draftKey, text);
    else this.#storage.delete(this.#draftKey);
  }

  /** Whether the newest lines are before somebody's eyes: then they are read as they come. */
  attend(attending: boolean): void {
    this.mark.attend(attending);
    if (attending) this.#markRead();
  }

  // What the connection tells

  join(): ReturnType<RoomListener['join']> {
    return { ...this.feed.place, password: this.#password };
  }

  receive(frame: Extract<ServerFrame, { room: string }>): void {
    switch (frame.op) {
      case 'joined':
        this.refused = undefined;
        this.#joined = true;
        this.role = frame.me.role;
        for (const arrive of this.#arrivals.splice(0)) arrive();
        this.feed.enterAt(frame);
        if (!this.room) void this.#loadRoom();
        this.#flush();
        becomeCalm();
        if (!this.#greeted) this.#host.tell('matinee-ready', { room: this.slug, role: this.role });
        this.#greeted = true;
        break;
      case 'event':
        this.feed.receive(frame);
        break;
      case 'presence':
        this.online = frame.online;
        break;
      case 'typing':
        if (frame.person.id !== this.me?.id) this.typing?.hear(frame.person);
        break;
      case 'delivery':
        this.feed.log.deliver(frame.seq, frame);
        break;
      case 'left':
        if (!this.refused) this.refuse(new Problem('not_joined', ''));
    }
    this.#host.requestUpdate();
  }

  refuse(problem: Problem): void {
    this.refused = problem;
    this.missed(problem);
    this.#host.requestUpdate();
  }

  changed(): void {
    this.#joined &&= this.state === 'ready';
    this.#host.requestUpdate();
  }

  // What the feed tells

  missed = (thrown: unknown): void => this.#host.tell('matinee-error', asProblem(thrown));

  opened(): void {
    // It was read after all.
    if (this.refused?.passing && this.refused.code !== 'not_joined') this.refused = undefined;
    this.mark.open(this.feed.log.messages, this.me?.id);
  }

  /** Takes a line off the outbox once the log has it; `id` where it is known before its number has been noted. */
  holds(seq: number, id = this.outbox.entries.find((one) => one.seq === seq)?.id): void {
    if (!id) return;
    this.ids.set(seq, id);
    this.outbox.remove(id);
  }

  cannotRead(problem: Problem): void {
    // A server that is away says so through the connection, which also comes back by itself.
    if (problem.code !== 'connection_lost' || this.state === 'ready') this.refuse(problem);
  }

  took(event: EventFrame): void {
    const { kind } = event;
    if (isEmptied(event)) this.holds(event.seq);
    else if (kind.endsWith('.posted')) {
      this.#posted(event as EventFrame<'message.posted' | 'review.posted'>);
    } else if (kind === 'room.changed' || kind.startsWith('link.')) {
      void this.#loadRoom();
    } else if (kind === 'member.banned' || kind === 'member.kicked') {
      if (event.data.person.id === this.me?.id)
        this.refuse(new Problem(kind === 'member.banned' ? 'banned' : 'not_joined', ''));
    } else if (kind === 'member.left') {
      lazy.afterPaint().then(({ forgetLeaver }) => forgetLeaver(this, event.data.person), this.missed);
    }
  }

  /** A new line, whatever it shows: only what was typed here waits in the outbox. */
  #posted({ seq, actor, data }: EventFrame<'message.posted' | 'review.posted'>): void {
    const { outbox, mark, feed } = this;
    const mine = actor.id === this.me?.id;
    this.typing?.forget(actor.id);
    const entry = mine && (outbox.entries.find((one) => one.seq === seq) ?? outbox.inFlight(data.text ?? ''));
    if (entry) this.holds(seq, entry.id);
    if (mark.attending) {
      feed.log.trim();
      this.#markRead();
    } else if (!mine) {
      mark.miss(seq);
      this.#host.tell('matinee-unread', { count: mark.unread });
    }
    const message = feed.log.find(seq);
    if (message) this.#host.tell('matinee-message', message);
  }

  async #loadRoom(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      this.room = await this.rest.room(this.slug, this.locale);
      this.online ||= this.room.online;
    } catch (thrown) {
      this.cannotRead(asProblem(thrown));
    }
    this.#asking = false;
    this.#host.requestUpdate();
  }

  #flush(): void {
    if (!this.me) return;
    this.outbox
      .flush(({ id, text, replyTo, attachments }) =>
        this.#connection
          .request({
            op: 'post',
            id,
            room: this.slug,
            text,
            replyTo,
            attachments: attachments?.map((one) => one.id),
          })
          .then((seq) => {
            if (typeof seq === 'number' && seq <= this.feed.log.head) this.holds(seq, id);
            return seq;
          }),
      )
      .catch(this.missed);
  }

  #markRead(): void {
    const newest = this.feed.log.messages.at(-1)?.seq;
    if (newest === undefined || !this.mark.reach(newest)) return;
    if (this.me) this.#connection.send({ op: 'read', room: this.slug, seq: newest });
    if (!this.mark.unread) return;
    this.mark.unread = 0;
    this.#host.tell('matinee-unread', { count: 0 });
  }
}
