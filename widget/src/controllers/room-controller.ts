import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type {
  Answer,
  EventFrame,
  MessageView,
  PersonView,
  Role,
  ServerFrame,
} from '../../../src/protocol/frames.ts';
import { BrowserStorage } from '../client/browser-storage.ts';
import { Connection, type ConnectionState, type RoomListener } from '../client/connection.ts';
import { newId } from '../client/message-id.ts';
import { Outbox } from '../client/outbox.ts';
import { asProblem, Problem } from '../client/problem.ts';
import { RestClient, type HistoryPage, type RoomView } from '../client/rest-client.ts';
import type { RoomEvents } from '../events.ts';
import type { LocaleName } from '../locales/localize.ts';
import { RoomLog } from './room-log.ts';

const PAGE = 50;
const TYPING_SHOWN = 6000;
const TYPING_SENT_EVERY = 3000;
/** How long something done waits for the room to be joined. */
const PATIENCE = 8000;

/** A command somebody gave here, and what came of it. Only this reader sees it. */
export interface Asked {
  id: string;
  /** The newest line when it was asked: where it stands in the talk. */
  after: number;
  at: string;
  text: string;
  answer?: Answer;
  problem?: Problem;
}

/** A change to a line that is there. */
export type Change =
  | { op: 'edit'; seq: number; text: string }
  | { op: 'delete'; seq: number }
  | { op: 'react' | 'unreact'; seq: number; emoji: string };

/** What the element hosting a room gives it. */
export interface RoomHost extends ReactiveControllerHost {
  tell<K extends keyof RoomEvents>(name: K, detail: RoomEvents[K]): void;
}

type RoomFrame = Extract<ServerFrame, { room: string }>;
type Joined = Extract<ServerFrame, { op: 'joined' }>;

/**
 * One room as one reader has it: joins history pages, live events and what is still on its way into one state, and
 * asks its host to draw it. Knows nothing of how it looks.
 */
export class RoomController implements ReactiveController, RoomListener {
  room: RoomView | undefined;
  role: Role | 'reader' = 'reader';
  online = 0;
  typing: PersonView[] = [];
  asked: Asked[] = [];
  /** Why there is nothing to read or nobody may write. */
  refused: Problem | undefined;
  /** First line that was not read before; undefined when all was. */
  unreadFrom: number | undefined;
  unread = 0;
  log = new RoomLog();
  outbox: Outbox;
  /** Ids of our own lines by the seq they got, so that a line keeps its place on the screen when it is confirmed. */
  ids = new Map<number, string>();

  #host: RoomHost;
  #connection: Connection;
  #storage = new BrowserStorage();
  #rest: RestClient;
  #slug: string;
  #locale: LocaleName;
  #readKey: string;
  #draftKey: string;
  #password: string | undefined;
  /** Live events that came while history was on its way; undefined once the log is in step. */
  #waiting: EventFrame[] | undefined = [];
  #page: HistoryPage | undefined;
  #reading = false;
  /** The room's head when we last joined. */
  #joinedAt: number | undefined;
  #asking = false;
  #entered = false;
  #joined = false;
  #arrivals: (() => void)[] = [];
  #greeted = false;
  #older: Promise<boolean> | undefined;
  #attending = false;
  /** What was read was read as somebody else. */
  #stale = false;
  #typingTimers = new Map<string, ReturnType<typeof setTimeout>>();
  #typedAt = 0;

  constructor(host: RoomHost, server: string, slug: string, locale: LocaleName) {
    this.#host = host;
    this.#slug = slug;
    this.#locale = locale;
    this.#connection = Connection.to(server);
    this.#rest = new RestClient(server, this.#connection.tokens, () => this.#connection.signOut());
    this.#readKey = `matinee:read:${server}|${slug}`;
    this.#draftKey = `matinee:draft:${server}|${slug}`;
    this.outbox = new Outbox(this.#storage, server, slug, () => host.requestUpdate());
    host.addController(this);
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }

  get me(): PersonView | null {
    return this.#connection.person;
  }

  get loaded(): boolean {
    return this.log.before !== undefined;
  }

  hostConnected(): void {
    if (this.#entered) return;
    this.#entered = true;
    this.#connection.enter(this.#slug, this);
    void this.#loadRoom();
    void this.#readNewest();
  }

  /** Frees everything. The host calls it when it is gone for good, not when it is only moved. */
  close(): void {
    this.#entered = false;
    this.#connection.leave(this.#slug, this);
    this.outbox.stop();
    for (const timer of this.#typingTimers.values()) clearTimeout(timer);
    this.#host.removeController(this);
  }

  // What the person does

  post(text: string, replyTo?: number): void {
    this.outbox.add(text.trim(), replyTo);
    this.unreadFrom = undefined;
    this.#flush();
  }

  retry(id: string): void {
    this.outbox.retry(id);
    this.#flush();
  }

  /** Changes a line, or a reaction to it. What comes of it comes as an event. */
  async change(change: Change): Promise<void> {
    try {
      await this.#inRoom();
      await this.#connection.request({ ...change, id: newId(), room: this.#slug });
    } catch (thrown) {
      this.#host.tell('matinee-error', asProblem(thrown));
    }
  }

  /** Asks a slash command; its answer is shown where it was asked. */
  async command(text: string): Promise<void> {
    const asked: Asked = { id: newId(), after: this.log.head, at: new Date().toISOString(), text };
    const replace = (change: Partial<Asked>): void => {
      this.asked = this.asked.map((one) => (one.id === asked.id ? { ...one, ...change } : one));
      this.#host.requestUpdate();
    };
    this.asked = [...this.asked, asked];
    this.#host.requestUpdate();
    try {
      await this.#inRoom();
      const answer = await this.#connection.request({
        op: 'command',
        id: asked.id,
        room: this.#slug,
        text,
        locale: this.#locale,
      });
      if (typeof answer === 'object') replace({ answer });
    } catch (thrown) {
      replace({ problem: asProblem(thrown) });
    }
  }

  dismiss(id: string): void {
    this.asked = this.asked.filter((one) => one.id !== id);
    this.#host.requestUpdate();
  }

  /** Says that the person is writing, at most every three seconds. */
  type(): void {
    const now = Date.now();
    if (!this.me || now - this.#typedAt < TYPING_SENT_EVERY) return;
    this.#typedAt = now;
    this.#connection.send({ op: 'typing', room: this.#slug });
  }

  /** Becomes a guest of this name. */
  async introduce(name: string): Promise<void> {
    const { token, person } = await this.#rest.guest(name, this.#locale);
    this.signIn(token, person);
  }

  signIn(token: string, person?: PersonView): void {
    this.refused = undefined;
    // A new guest has reacted to nothing yet; whoever else comes may see their own marks and receipts.
    this.#stale = !person;
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
    if (this.state === 'ready') this.#connection.rejoin(this.#slug);
    else this.#connection.reconnect();
    if (!this.room) void this.#loadRoom();
    this.#host.requestUpdate();
  }

  /** An unfinished line, kept over a reload. */
  get draft(): string {
    return this.#storage.get<string>(this.#draftKey) ?? '';
  }

  set draft(text: string) {
    if (text) this.#storage.set(this.#draftKey, text);
    else this.#storage.delete(this.#draftKey);
  }

  /** Reads one older page. False at the beginning of the room, or when it could not be had. */
  loadOlder(limit = PAGE): Promise<boolean> {
    this.#older ??= this.#readOlder(limit).finally(() => {
      this.#older = undefined;
      this.#host.requestUpdate();
    });
    return this.#older;
  }

  async #readOlder(limit: number): Promise<boolean> {
    const { before } = this.log;
    if (before == null) return false;
    try {
      this.log.prepend(await this.#rest.messages(this.#slug, limit, before));
      return true;
    } catch (thrown) {
      this.#host.tell('matinee-error', asProblem(thrown));
      return false;
    }
  }

  /** Reads back until the message is there. False if it no longer is. */
  async reach(seq: number): Promise<boolean> {
    while ((this.log.messages[0]?.seq ?? 0) > seq && (await this.loadOlder(100)));
    return this.log.find(seq) !== undefined;
  }

  /** Whether the newest lines are before somebody's eyes: then they are read as they come. */
  attend(attending: boolean): void {
    if (attending && !this.#attending && this.unread === 0) this.unreadFrom = undefined;
    this.#attending = attending;
    if (attending) this.#markRead();
  }

  // What the connection tells

  join(): ReturnType<RoomListener['join']> {
    const { head, epoch } = this.log;
    const password = this.#password;
    return epoch !== undefined && this.loaded ? { after: head, epoch, password } : { password };
  }

  receive(frame: RoomFrame): void {
    switch (frame.op) {
      case 'joined':
        this.#enterAt(frame);
        break;
      case 'event':
        if (this.#waiting) this.#waiting.push(frame);
        else this.#take(frame);
        break;
      case 'presence':
        this.online = frame.online;
        break;
      case 'typing':
        if (frame.person.id !== this.me?.id) this.#types(frame.person);
        break;
      case 'delivery':
        this.log.deliver(frame.seq, frame);
        break;
      case 'left':
        if (!this.refused) this.refuse(new Problem('not_joined', ''));
    }
    this.#host.requestUpdate();
  }

  refuse(problem: Problem): void {
    this.refused = problem;
    this.#host.tell('matinee-error', problem);
    this.#host.requestUpdate();
  }

  changed(): void {
    this.#joined &&= this.state === 'ready';
    this.#host.requestUpdate();
  }

  // Keeping the log in step

  #enterAt({ epoch, seq, me, events, reset }: Joined): void {
    const fresh = !reset && !this.#stale && (this.log.epoch ?? epoch) === epoch;
    const resumed = fresh && this.log.epoch !== undefined && this.loaded;
    this.refused = undefined;
    this.#stale = false;
    this.#joinedAt = seq;
    this.#joined = true;
    for (const arrive of this.#arrivals.splice(0)) arrive();
    this.role = me.role;
    this.log.epoch = epoch;
    if (resumed) {
      const live = this.#waiting ?? [];
      this.#waiting = undefined;
      for (const event of [...events, ...live]) this.#take(event);
    } else {
      this.#waiting ??= [];
      const page = this.#page;
      if (fresh && page && (page.epoch ?? epoch) === epoch) this.#settle(page, page.seq);
      else void this.#readNewest();
    }
    if (!this.room) void this.#loadRoom();
    this.#flush();
    if (this.#greeted) return;
    this.#greeted = true;
    this.#host.tell('matinee-ready', { room: this.#slug, role: me.role });
  }

  async #readNewest(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    const joinedAt = this.#joinedAt;
    try {
      const page = await this.#rest.messages(this.#slug, PAGE);
      this.#reading = false;
      if (this.#joinedAt !== undefined) {
        // A server that does not say how far the page reaches: up to where we joined, or to its newest line.
        this.#settle(
          page,
          page.seq ??
            (joinedAt === undefined ? undefined : Math.max(joinedAt, page.messages.at(-1)?.seq ?? 0)),
        );
      } else {
        // Not joined yet: show it, and settle when we are.
        this.#page = page;
        if (!this.loaded) this.log.start(page, page.messages.at(-1)?.seq ?? 0);
      }
      this.#drawUnreadLine();
    } catch (thrown) {
      this.#reading = false;
      if (!this.loaded) this.#cannotRead(asProblem(thrown));
    }
    this.#host.requestUpdate();
  }

  /** @param head the seq up to which the page is sure to hold everything, if any is known */
  #settle(page: HistoryPage, head: number | undefined): void {
    // A page that was asked for before we joined, from a server that does not say how far it reaches.
    if (head === undefined) void this.#readNewest();
    else if (this.#waiting) this.#start(page, head);
    if (head !== undefined && head < (this.#joinedAt ?? 0)) this.#connection.rejoin(this.#slug);
  }

  #start(page: HistoryPage, head: number): void {
    this.#page = undefined;
    this.log.start(page, head);
    for (const { seq } of page.messages) this.#confirm(seq);
    const live = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const event of live) this.#take(event);
  }

  async #loadRoom(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      this.room = await this.#rest.room(this.#slug, this.#locale);
      this.online ||= this.room.online;
    } catch (thrown) {
      this.#cannotRead(asProblem(thrown));
    }
    this.#asking = false;
    this.#host.requestUpdate();
  }

  #cannotRead(problem: Problem): void {
    // A server that is away says so through the connection, which also comes back by itself.
    if (problem.code !== 'connection_lost' || this.state === 'ready') this.refuse(problem);
  }

  #take(event: EventFrame): void {
    const taken = this.log.apply(event, this.me?.id);
    if (taken === 'known') return;
    if (taken === 'gap') {
      this.#waiting = [event];
      this.#connection.rejoin(this.#slug);
      return;
    }
    if (event.kind === 'message.posted') {
      this.#posted(event);
    } else if (event.kind === 'room.changed' || event.kind.startsWith('link.')) {
      void this.#loadRoom();
    } else if (event.kind === 'member.banned' || event.kind === 'member.kicked') {
      if (event.data.person.id === this.me?.id)
        this.refuse(new Problem(event.kind === 'member.banned' ? 'banned' : 'not_joined', ''));
    }
  }

  #posted(event: Extract<EventFrame, { kind: 'message.posted' }>): void {
    const { seq, actor, data } = event;
    const mine = actor.id === this.me?.id;
    this.#stopTyping(actor.id);
    if (mine) {
      const entry = this.outbox.entries.find((one) => one.seq === seq) ?? this.outbox.inFlight(data.text);
      if (entry) {
        this.ids.set(seq, entry.id);
        this.outbox.remove(entry.id);
      }
    }
    if (data.replyTo !== undefined && !this.log.find(data.replyTo)) void this.#fetchQuote(seq, data.replyTo);
    if (this.#attending) {
      this.log.trim();
      this.#markRead();
    } else if (!mine) {
      this.unread++;
      if (this.unread === 1) this.unreadFrom = seq;
      this.#host.tell('matinee-unread', { count: this.unread });
    }
    const message = this.log.find(seq);
    if (message) this.#host.tell('matinee-message', message);
  }

  async #fetchQuote(seq: number, of: number): Promise<void> {
    const page = await this.#rest.messages(this.#slug, 1, of + 1).catch(() => undefined);
    const quoted: MessageView | undefined = page?.messages.at(-1);
    if (quoted?.seq !== of) return;
    this.log.setQuote(seq, { seq: of, name: quoted.author.name, text: quoted.text });
    this.#host.requestUpdate();
  }

  /** Takes a line off the outbox once the log has it. */
  #confirm(seq: number): void {
    const entry = this.outbox.entries.find((one) => one.seq === seq);
    if (!entry) return;
    this.ids.set(seq, entry.id);
    this.outbox.remove(entry.id);
  }

  #flush(): void {
    if (!this.me) return;
    void this.outbox
      .flush(({ id, text, replyTo }) =>
        this.#connection.request({ op: 'post', id, room: this.#slug, text, replyTo }).then((seq) => {
          if (typeof seq === 'number' && seq <= this.log.head) queueMicrotask(() => this.#confirm(seq));
          return seq;
        }),
      )
      .catch((thrown: unknown) => this.#host.tell('matinee-error', asProblem(thrown)));
  }

  /** Waits a little for the room to be joined: somebody may have just said their name. */
  #inRoom(): Promise<void> | undefined {
    if (this.#joined) return undefined;
    return new Promise((resolve, reject) => {
      this.#arrivals.push(resolve);
      setTimeout(() => reject(new Problem('connection_lost', this.state)), PATIENCE);
    });
  }

  #types(person: PersonView): void {
    this.#stopTyping(person.id);
    this.typing = [...this.typing, person];
    this.#typingTimers.set(
      person.id,
      setTimeout(() => this.#stopTyping(person.id), TYPING_SHOWN),
    );
  }

  #stopTyping(id: string): void {
    clearTimeout(this.#typingTimers.get(id));
    if (!this.#typingTimers.delete(id)) return;
    this.typing = this.typing.filter((person) => person.id !== id);
    this.#host.requestUpdate();
  }

  // What has been read

  #drawUnreadLine(): void {
    const read = this.#storage.get<number>(this.#readKey);
    if (read === undefined || this.unreadFrom !== undefined) return;
    const unread = this.log.messages.filter(({ seq, author }) => seq > read && author.id !== this.me?.id);
    this.unreadFrom = unread[0]?.seq;
    this.unread = unread.length;
  }

  #markRead(): void {
    const newest = this.log.messages.at(-1)?.seq;
    if (newest === undefined || newest <= (this.#storage.get<number>(this.#readKey) ?? 0)) return;
    this.#storage.set(this.#readKey, newest);
    if (this.me) this.#connection.send({ op: 'read', room: this.#slug, seq: newest });
    if (!this.unread) return;
    this.unread = 0;
    this.#host.tell('matinee-unread', { count: 0 });
  }
}
