import {
  CLOSE_CODES,
  SUBPROTOCOL,
  type Answer,
  type ClientFrame,
  type PersonView,
  type ServerFrame,
} from '../../../src/protocol/frames.ts';
import { places } from '../locales/places.ts';
import { BrowserStorage } from './browser-storage.ts';
import { Problem } from './problem.ts';
import { reconnectDelay } from './reconnect-delay.ts';
import { TokenStore } from './token-store.ts';

/** `waiting`: lost, the next attempt is planned. `refused`: the server does not want this page or person. */
export type ConnectionState = 'connecting' | 'ready' | 'waiting' | 'offline' | 'refused';

type Join = Extract<ClientFrame, { op: 'join' }>;
type Asking = Extract<ClientFrame, { id: string }>;
type Named = Extract<ServerFrame, { room: string }>;

/** One reader of one room. */
export interface RoomListener {
  /** The join to send now: says from where to resume. */
  join(): Omit<Join, 'op' | 'room'>;
  /** Frames that name this room, in the order in which they came. */
  receive(frame: Named): void;
  /** The server would not let us join. */
  refuse(problem: Problem): void;
  /** The connection's state or the person changed. */
  changed(): void;
}

/** As much of a WebSocket as is used. */
export interface Line {
  readonly readyState: number;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(): void;
}

/** What a connection needs from its surroundings; tests put their own in. */
export interface ConnectionParts {
  open?: (url: string, protocol: string) => Line;
  random?: () => number;
  tokens?: TokenStore;
  /** Milliseconds without an answer after which the line counts as dead. */
  patience?: number;
}

interface Request {
  frame: Asking;
  settle: (answer: number | Answer | Problem) => void;
  timer: ReturnType<typeof setTimeout>;
}

const PATIENCE = 12_000;
/** After this long a silence a line is tried out before it is trusted, when somebody comes back to the page. */
const LONG_SILENCE = 60_000;

const shared = new Map<string, Connection>();

/**
 * One socket to one server, shared by every room on the page. Opens with the first room, closes with the last;
 * comes back by itself after a loss and joins each room again from where its listener stands.
 */
export class Connection {
  state: ConnectionState = 'connecting';
  /** Null while reading anonymously. */
  person: PersonView | null = null;
  readonly tokens: TokenStore;

  #server: string;
  #parts: ConnectionParts;
  #socket: Line | undefined;
  /** Whom the socket speaks for. */
  #token: string | undefined;
  #attempt = 0;
  /** Joins in a row that were put off. */
  #putOff = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #rooms = new Map<string, Set<RoomListener>>();
  #requests = new Map<string, Request>();
  /** Joins are asked one after the other: a refused join names no room. */
  #joins: string[] = [];
  #joining: string | undefined;
  /** Runs while the server owes us a `ready` or a `joined`. */
  #owed: ReturnType<typeof setTimeout> | undefined;
  #heard = 0;

  /** @param server origin without a trailing slash; `http` becomes `ws` */
  constructor(server: string, parts: ConnectionParts = {}) {
    this.#server = server;
    this.#parts = parts;
    this.tokens = parts.tokens ?? new TokenStore(new BrowserStorage(), server);
    this.person = this.tokens.identity?.person ?? null;
  }

  /** The page's one connection to `server`. */
  static to(server: string): Connection {
    const connection = shared.get(server) ?? new Connection(server);
    shared.set(server, connection);
    return connection;
  }

  enter(room: string, listener: RoomListener): void {
    const listeners = this.#rooms.get(room) ?? new Set();
    this.#rooms.set(room, listeners.add(listener));
    if (this.#rooms.size === 1 && listeners.size === 1) this.#listenToPage(true);
    if (!this.#socket && !this.#timer) this.#open();
    else this.rejoin(room);
  }

  leave(room: string, listener: RoomListener): void {
    const listeners = this.#rooms.get(room);
    listeners?.delete(listener);
    if (listeners?.size) return;
    this.#rooms.delete(room);
    if (this.#rooms.size) this.send({ op: 'leave', room });
    else this.#end();
  }

  /** Joins again from where the room's listeners stand: after a gap, or once a password is known. */
  rejoin(room: string): void {
    if (this.state !== 'ready') return;
    if (!this.#joins.includes(room)) this.#joins.push(room);
    this.#joinNext();
  }

  /** Sends if the line is up; false if it is not. For frames that may be lost. */
  send(frame: ClientFrame): boolean {
    if (this.state !== 'ready') return false;
    this.#socket?.send(JSON.stringify(frame));
    return true;
  }

  /**
   * Sends and waits for the answer: the acknowledged seq, or a command's answer.
   *
   * @throws Problem, with `connection_lost` when nobody knows whether it was done
   */
  request(frame: Asking): Promise<number | Answer> {
    return new Promise((resolve, reject) => {
      if (!this.send(frame)) {
        reject(new Problem('connection_lost', this.state));
        return;
      }
      const timer = setTimeout(() => this.#lost(), this.#parts.patience ?? PATIENCE);
      this.#requests.set(frame.id, {
        frame,
        timer,
        settle: (answer) => (answer instanceof Problem ? reject(answer) : resolve(answer)),
      });
    });
  }

  /** Becomes the person of `token`, on a new socket. */
  signIn(token: string, person?: PersonView): void {
    this.tokens.keep({ token, person });
    this.person = person ?? null;
    this.reconnect();
  }

  signOut(): void {
    this.tokens.forget();
    this.person = null;
    this.reconnect();
  }

  /** The server takes this token no more; one that another tab has got meanwhile is not meant, and tried. */
  disown(token: string): void {
    if (token === this.tokens.identity?.token) this.signOut();
    else this.reconnect();
  }

  /** Drops what there is and connects at once. */
  reconnect(): void {
    this.#drop();
    this.#attempt = 0;
    this.#become('connecting');
    if (this.#rooms.size) this.#open();
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const url = this.#server.replace(/^http/, 'ws') + '/api/v1/socket';
    const socket: Line = this.#parts.open?.(url, SUBPROTOCOL) ?? new WebSocket(url, SUBPROTOCOL);
    this.#socket = socket;
    let reason: Problem | undefined;
    this.#owe();
    socket.onopen = () => {
      const token = (this.#token = this.tokens.identity?.token);
      socket.send(JSON.stringify(token ? { op: 'auth', token } : { op: 'auth', anonymous: true }));
    };
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return;
      this.#heard = Date.now();
      const frame = JSON.parse(String(data)) as ServerFrame;
      if (frame.op === 'error' && !frame.id) reason = new Problem(frame.code, frame.detail, frame.retryAfter);
      this.#receive(frame);
    };
    socket.onclose = ({ code, reason: words }) => {
      if (this.#socket !== socket) return;
      const token = this.#token;
      // Servers before 1013 was known said 4401 also of their own slowness, in other words.
      if (code === CLOSE_CODES.tokenInvalid && token && words !== 'auth first') this.disown(token);
      else this.#closed(code, reason);
    };
  }

  #receive(frame: ServerFrame): void {
    switch (frame.op) {
      case 'ready': {
        this.person = frame.person;
        for (const { id, title } of frame.platforms ?? []) places[id] = title;
        const token = this.#token;
        if (token && token === this.tokens.identity?.token && frame.person)
          this.tokens.keep({ token, person: frame.person });
        this.#attempt = this.#putOff = 0;
        this.#joins = [...this.#rooms.keys()];
        this.#joining = undefined;
        clearTimeout(this.#owed);
        this.#become('ready');
        this.#joinNext();
        break;
      }
      case 'ack':
        this.#settle(frame.id, frame.seq);
        break;
      case 'answer':
        this.#settle(frame.id, frame.answer);
        break;
      case 'error':
        this.#refused(frame);
        break;
      default:
        if (frame.op === 'joined' && frame.room === this.#joining) this.#answered();
        for (const listener of this.#rooms.get(frame.room) ?? []) listener.receive(frame);
        this.#joinNext();
    }
  }

  #refused({ id, code, detail, retryAfter }: Extract<ServerFrame, { op: 'error' }>): void {
    const problem = new Problem(code, detail, retryAfter);
    if (id) {
      this.#settle(id, problem);
    } else if (this.state !== 'ready') {
      // A token that ran out, or that another server gave: read on without a name.
      if (code === 'token_invalid' && this.#token) this.disown(this.#token);
    } else if (this.#joining !== undefined) {
      const room = this.#joining;
      this.#answered();
      if (problem.passing)
        setTimeout(
          () => this.rejoin(room),
          (retryAfter ?? 0) + reconnectDelay(2 + this.#putOff++, this.#parts.random),
        );
      else for (const listener of this.#rooms.get(room) ?? []) listener.refuse(problem);
      this.#joinNext();
    }
  }

  #joinNext(): void {
    if (this.#joining !== undefined || this.state !== 'ready') return;
    const room = this.#joins.shift();
    if (room === undefined) return;
    const [first] = this.#rooms.get(room) ?? [];
    if (!first) {
      this.#joinNext();
      return;
    }
    this.#joining = room;
    this.#owe();
    this.send({ op: 'join', room, ...first.join() });
  }

  #owe(): void {
    clearTimeout(this.#owed);
    this.#owed = setTimeout(() => this.#lost(), this.#parts.patience ?? PATIENCE);
  }

  #answered(): void {
    clearTimeout(this.#owed);
    this.#joining = undefined;
  }

  #settle(id: string, answer: number | Answer | Problem): void {
    const request = this.#requests.get(id);
    if (!request) return;
    this.#requests.delete(id);
    clearTimeout(request.timer);
    request.settle(answer);
  }

  #closed(code: number, reason: Problem | undefined): void {
    this.#drop();
    if (code === CLOSE_CODES.notAllowed && reason?.code !== 'banned') {
      this.#become('refused');
      const problem = reason ?? new Problem('origin_not_allowed', '');
      for (const listeners of this.#rooms.values()) for (const one of listeners) one.refuse(problem);
    } else {
      // A ban is from one room: the others are joined again, and joining that one says why not.
      // Too many frames, or frames the server cannot read: coming straight back would make it worse.
      if (code === CLOSE_CODES.tooManyFrames || code === CLOSE_CODES.badFrame) this.#attempt += 4;
      this.#retry(reason?.retryAfter);
    }
  }

  #retry(atLeast = 0): void {
    if (!this.#rooms.size) return;
    // Added, not the longer of the two: everybody was told the same time.
    const delay = atLeast + reconnectDelay(this.#attempt++, this.#parts.random);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), delay);
    this.#become(globalThis.navigator?.onLine === false ? 'offline' : 'waiting');
  }

  /** The line is dead though nobody closed it. */
  #lost(): void {
    this.#drop();
    this.#retry();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#owed);
    this.#timer = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    this.#joining = undefined;
    this.#joins = [];
    if (this.state === 'ready') this.state = 'waiting';
    if (socket && socket.readyState < 2) socket.close();
    const requests = [...this.#requests.keys()];
    for (const id of requests) this.#settle(id, new Problem('connection_lost', 'closed'));
  }

  #end(): void {
    this.#drop();
    this.state = 'connecting';
    this.#listenToPage(false);
    if (shared.get(this.#server) === this) shared.delete(this.#server);
  }

  #become(state: ConnectionState): void {
    this.state = state;
    for (const listeners of this.#rooms.values()) for (const listener of listeners) listener.changed();
  }

  #listenToPage(on: boolean): void {
    const { window } = globalThis;
    if (!window) return;
    const change = on ? 'addEventListener' : 'removeEventListener';
    window[change]('online', this.#online);
    window[change]('offline', this.#offline);
    window[change]('storage', this.#elsewhere);
    document[change]('visibilitychange', this.#back);
  }

  /** A name was given, or forgotten, in another tab of this browser: it is the same reader. */
  #elsewhere = (): void => {
    const { identity } = this.tokens;
    if (identity?.token === this.#token) return;
    this.person = identity?.person ?? null;
    this.reconnect();
  };

  #online = (): void => {
    if (this.state !== 'ready') this.reconnect();
  };

  #back = (): void => {
    if (document.hidden || Date.now() - this.#heard < LONG_SILENCE) return;
    for (const room of this.#rooms.keys()) this.rejoin(room);
  };

  #offline = (): void => {
    this.#lost();
  };
}
