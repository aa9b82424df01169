/**
 * A small honest Matinee server for the widget's tests: the protocol over real HTTP and a real WebSocket, with the
 * log in memory. It acknowledges what it has appended, numbers without gaps, resumes completely or not at all, and
 * remembers client ids; it knows no permissions beyond what a test sets up. Faults are methods.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { FilmShelf } from './film-shelf.ts';
import type { CommandRunner } from '../../src/core/commands/command-runner.ts';
import { completeLine } from '../../src/core/commands/complete-line.ts';
import { departed, forgetPerson } from '../../src/core/departures/forget-person.ts';
import { onlyReads } from '../../src/core/commands/only-reads.ts';
import { allPlatforms } from '../../tests/support/all-platforms.ts';
import { COMMANDS } from '../../src/core/commands/grammar.ts';
import {
  SUBPROTOCOL,
  type ActorView,
  type Answer,
  type AttachmentView,
  type ClientFrame,
  type DeliveryView,
  type EventData,
  type EventFrame,
  type EventKind,
  type FilmCard,
  type MessageView,
  type PersonView,
  type ProblemCode,
  type Role,
  type ServerFrame,
  type Via,
} from '../../src/protocol/frames.ts';

const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

const PEACH =
  '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200"><rect width="320" height="200" fill="#e8a"/><circle cx="160" cy="100" r="60" fill="#f60"/></svg>';

export interface FakeRoom {
  slug: string;
  title: string;
  topic: string | null;
  movie: FilmCard | null;
  visibility: 'public' | 'unlisted' | 'private';
  password?: string;
  capacity: number | null;
  links: { platform: 'discord' | 'slack'; channel: string; state: 'active' | 'paused' | 'broken' }[];
  epoch: string;
  events: EventFrame[];
  deliveries: Map<number, DeliveryView[]>;
  roles: Map<string, Role>;
  banned: Set<string>;
  /** Refuses every join with this. */
  refuses?: ProblemCode;
  /** How many missed events a join is still told. */
  resumes: number;
}

interface Client {
  socket: WebSocket;
  person: PersonView | null;
  authenticated: boolean;
  rooms: Set<string>;
}

type Ask = Extract<ClientFrame, { id: string }>;

export class RoomServer {
  /** Frames the clients sent, newest last. */
  readonly received: ClientFrame[] = [];
  /** REST requests, as `GET /path`. */
  readonly requested: string[] = [];
  rooms = new Map<string, FakeRoom>();
  /** What the page's CSP is; the strictest a host may use. */
  csp =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; require-trusted-types-for 'script'; trusted-types matinee";
  /** The page's body. */
  body = '<matinee-room room="parasite"></matinee-room>';
  lang = 'en';
  /** The script in the page's head. */
  script = '/widget/v1/matinee.js';
  /** What a script of the page does before all others. */
  prelude = '';
  /** Style sheet of the page. */
  pageStyle = '';
  /** Origins other than our own that may use the API. */
  allows = true;
  /** Whether history pages say for which seq they stand. */
  tellsSeq = true;
  /** Messages one search looks through. */
  stretch = 1000;
  /** Answers posts with this problem, as often as it says. */
  refusePosts: { code: ProblemCode; times: number; retryAfter?: number } | undefined;
  /** Refuses commands with this. */
  refuseCommands: ProblemCode | undefined;
  /** Swallows so many acknowledgements: the post is done, but nobody hears of it. */
  loseAcks = 0;
  /** Cannot tell who anybody is: what it says of a token instead, and the close code and words that follow. */
  refusesToKnow: { code?: ProblemCode; close?: number; words?: string } | undefined;
  /** Answers REST requests with this status and code. */
  refuseRest: { status: number; code?: ProblemCode } | undefined;
  /** Answers no request of the API, as if it were not there. */
  away = false;
  /** Takes no new sockets. */
  closed = false;
  /** Milliseconds before REST answers. */
  slow = 0;
  /** What an option of a command may be. */
  values: CommandRunner['complete'] = (command, option) =>
    Promise.resolve(
      (
        COMMANDS.find(({ name }) => name === command)?.options.find(({ name }) => name === option)?.choices ??
        []
      ).map(({ value, name }) => ({ value, name: name.en })),
    );
  /** Pictures that were uploaded, by id. */
  readonly uploads = new Map<string, AttachmentView>();
  /** Films, what people said about them, and what one wants to see. */
  readonly shelf = new FilmShelf();
  /** What has to stand in the address of a picture under `/media/`; nothing for an open room. */
  grant: string | undefined;
  /** Refuses uploads with this. */
  refuseUploads: ProblemCode | undefined;
  answer: (text: string) => Answer = (text) => ({ to: 'sender', text: `You asked \`${text}\``, cards: [] });

  #people = new Map<string, PersonView>();
  #clients = new Set<Client>();
  #done = new Map<string, number>();
  #http: Server;
  #sockets: WebSocketServer;
  /** Folders of built widgets, by the version in their path. */
  readonly builds: Map<string, string>;

  /** @param assets folder of the built widget */
  constructor(assets: string) {
    this.builds = new Map([['v1', assets]]);
    this.#http = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    this.#sockets = new WebSocketServer({ noServer: true, handleProtocols: () => SUBPROTOCOL });
    this.#http.on('upgrade', (request, socket, head) => {
      if (this.closed) {
        socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (ws) => this.#welcome(ws));
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    for (const { socket } of this.#clients) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  get connections(): number {
    return this.#clients.size;
  }

  room(slug = 'parasite', about: Partial<FakeRoom> = {}): FakeRoom {
    const room: FakeRoom = {
      slug,
      title: 'Parasite',
      topic: null,
      movie: null,
      visibility: 'public',
      capacity: null,
      links: [],
      epoch: randomUUID(),
      events: [],
      deliveries: new Map(),
      roles: new Map(),
      banned: new Set(),
      resumes: 1000,
      ...about,
    };
    this.rooms.set(slug, room);
    return room;
  }

  person(name: string, tag?: string): { token: string; person: PersonView } {
    const token = randomUUID();
    const person = { id: randomUUID(), name, tag };
    this.#people.set(token, person);
    return { token, person };
  }

  people(): PersonView[] {
    return [...this.#people.values()];
  }

  /** Appends an event and tells everybody in the room. */
  append<K extends EventKind>(
    slug: string,
    kind: K,
    actor: ActorView,
    data: EventData[K],
    at = new Date(),
  ): number {
    const room = this.#room(slug);
    const seq = room.events.length + 1;
    const event = { op: 'event', room: slug, seq, at: at.toISOString(), kind, actor, data } as EventFrame;
    room.events.push(event);
    this.tell(slug, event);
    return seq;
  }

  say(
    slug: string,
    name: string,
    text: string,
    options: { via?: Via; at?: Date; replyTo?: number; id?: string; tag?: string } = {},
  ): number {
    const { via = 'web', at, replyTo, tag, id = `id-${name}${tag ?? ''}` } = options;
    return this.append(slug, 'message.posted', { id, name, tag, via }, { text, replyTo }, at);
  }

  deliver(slug: string, seq: number, delivery: DeliveryView): void {
    const { deliveries } = this.#room(slug);
    deliveries.set(seq, [
      ...(deliveries.get(seq) ?? []).filter(({ platform }) => platform !== delivery.platform),
      delivery,
    ]);
    this.tell(slug, { op: 'delivery', room: slug, seq, ...delivery });
  }

  /** Somebody leaves for good: nothing that is read from now on names them, and those who are here are told. */
  leavesForGood(slug: string, id: string): void {
    const room = this.#room(slug);
    room.roles.delete(id);
    for (const [token, person] of this.#people) if (person.id === id) this.#people.delete(token);
    room.events = room.events.map((event) => forgetPerson(event, id) ?? event);
    const person = departed(id);
    this.append(slug, 'member.left', { ...person, via: 'web' }, { person });
  }

  /** Sends a frame to everybody in a room. */
  tell(slug: string, frame: ServerFrame): void {
    for (const { socket, rooms } of this.#clients) if (rooms.has(slug)) socket.send(JSON.stringify(frame));
  }

  /** Cuts every line, as a network does: without a word, or as a server with a code. */
  drop(code?: number): void {
    for (const { socket } of this.#clients) {
      if (code === undefined) socket.terminate();
      else socket.close(code);
    }
  }

  /** Appends events that nobody is told of: the bus lost them. */
  losing(lose: () => void): void {
    const clients = [...this.#clients];
    this.#clients.clear();
    lose();
    for (const client of clients) this.#clients.add(client);
  }

  /** The room's messages as they stand. */
  messages(slug: string, me?: string): MessageView[] {
    const room = this.#room(slug);
    const messages = new Map<number, MessageView>();
    for (const event of room.events) {
      if (event.kind === 'message.posted') {
        const { text, replyTo, attachments } = event.data;
        const deliveries = room.deliveries.get(event.seq);
        messages.set(event.seq, {
          seq: event.seq,
          at: event.at,
          author: event.actor,
          text,
          replyTo,
          attachments,
          deliveries,
        });
      } else if (event.kind === 'review.posted') {
        const { text = '', ...review } = event.data;
        messages.set(event.seq, { seq: event.seq, at: event.at, author: event.actor, text, review });
      } else if (event.kind === 'poll.posted') {
        const { question: text, options } = event.data;
        const poll = { options, counts: options.map(() => 0), closed: false };
        messages.set(event.seq, { seq: event.seq, at: event.at, author: event.actor, text, poll });
      } else if (event.kind === 'poll.voted' || event.kind === 'poll.closed') {
        const poll = messages.get(event.data.seq)?.poll;
        if (poll) Object.assign(poll, { counts: event.data.counts, closed: event.kind === 'poll.closed' });
        if (poll && event.kind === 'poll.voted' && event.actor.id === me)
          poll.mine = event.data.option ?? undefined;
      } else if (event.kind === 'message.deleted') {
        messages.delete(event.data.seq);
      } else if (event.kind === 'message.edited') {
        Object.assign(messages.get(event.data.seq) ?? {}, { text: event.data.text, editedAt: event.at });
      } else if (event.kind === 'reaction.added' || event.kind === 'reaction.removed') {
        const message = messages.get(event.data.seq);
        if (!message) continue;
        const by = event.kind === 'reaction.added' ? 1 : -1;
        const reactions = (message.reactions ??= []);
        const one = reactions.find(({ emoji }) => emoji === event.data.emoji);
        if (!one) reactions.push({ emoji: event.data.emoji, count: 1, me: event.actor.id === me });
        else Object.assign(one, { count: one.count + by, me: event.actor.id === me ? by > 0 : one.me });
        message.reactions = reactions.filter(({ count }) => count > 0);
      }
    }
    for (const message of messages.values()) {
      const quoted = message.replyTo === undefined ? undefined : messages.get(message.replyTo);
      if (!quoted) continue;
      const { seq, author, text } = quoted;
      message.quote = { seq, authorId: author.id, name: author.name, tag: author.tag, text };
    }
    return [...messages.values()];
  }

  #room(slug: string): FakeRoom {
    const room = this.rooms.get(slug);
    if (!room) throw new Error(`no room ${slug}`);
    return room;
  }

  // HTTP

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname === '/') {
      response.writeHead(200, {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': this.csp,
      });
      response.end(
        `<!doctype html><html lang="${this.lang}"><head><meta name="viewport" content="width=device-width"><title>A blog</title><link rel="stylesheet" href="/page.css"><script src="/page.js"></script><script type="module" src="${this.script}"></script></head><body><main><h1>A blog</h1>${this.body}</main></body></html>`,
      );
    } else if (url.pathname === '/page.css') {
      response.writeHead(200, { 'Content-Type': 'text/css' }).end(this.pageStyle);
    } else if (url.pathname === '/page.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(this.prelude);
    } else if (url.pathname.startsWith('/widget/')) {
      const [, , version = '', name = ''] = url.pathname.split('/');
      const file = await readFile(join(this.builds.get(version) ?? '', name));
      const json = url.pathname.endsWith('.json');
      const headers = {
        'Content-Type': json ? 'application/json' : 'text/javascript',
        'Access-Control-Allow-Origin': '*',
      };
      response.writeHead(200, headers).end(file);
    } else if (url.pathname.startsWith('/media/')) {
      const may = (this.grant ?? null) === url.searchParams.get('grant');
      this.requested.push(`GET ${url.pathname}${url.search}`);
      if (may) response.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end(PEACH);
      else response.writeHead(404).end();
    } else if (url.pathname.startsWith('/api/v1/')) {
      if (this.away) {
        request.socket.destroy();
        return;
      }
      if (this.slow) await new Promise((resolve) => setTimeout(resolve, this.slow));
      await this.#api(request, url, response);
    } else {
      response.writeHead(url.pathname === '/healthz' ? 200 : 404).end();
    }
  }

  async #api(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    const cors = this.allows
      ? {
          'Access-Control-Allow-Origin': request.headers.origin ?? '*',
          'Access-Control-Allow-Headers': 'authorization, content-type',
          'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE',
        }
      : {};
    const json = (status: number, body: unknown): void => {
      response.writeHead(status, { 'Content-Type': 'application/json', ...cors }).end(JSON.stringify(body));
    };
    if (request.method === 'OPTIONS') {
      json(200, {});
      return;
    }
    this.requested.push(`${request.method} ${decodeURIComponent(url.pathname)}${url.search}`);
    if (this.refuseRest) {
      const { status, code } = this.refuseRest;
      json(status, code ? { code, detail: code } : {});
      return;
    }
    const path = url.pathname.replace('/api/v1', '').split('/').map(decodeURIComponent);
    const me = this.#people.get(request.headers.authorization?.replace('Bearer ', '') ?? '');
    if (request.headers.authorization && !me) {
      json(401, { code: 'token_invalid', detail: 'Unknown token' });
      return;
    }
    if (path[1] === 'guests') {
      let body = '';
      for await (const part of request) body += String(part);
      const { name } = JSON.parse(body) as { name: string };
      if (name.toLowerCase() === 'owner') json(400, { code: 'invalid_input', detail: 'Reserved' });
      else json(201, this.person(name));
      return;
    }
    if (path[1] === 'me' && path.length === 2 && request.method === 'DELETE') {
      this.#people.delete(request.headers.authorization?.replace('Bearer ', '') ?? '');
      json(202, { lines: url.searchParams.get('lines') });
      return;
    }
    if (path[1] === 'commands') {
      const locale = url.searchParams.get('locale') === 'ko' ? 'ko' : 'en';
      json(200, await completeLine(url.searchParams.get('text') ?? '', locale, this.values));
      return;
    }
    if (FilmShelf.has(path[1])) {
      let body = '';
      for await (const part of request) body += String(part);
      const answer = this.shelf.answer(
        request.method ?? 'GET',
        path.slice(1),
        url.searchParams,
        me ?? null,
        body === '' ? {} : (JSON.parse(body) as Record<string, unknown>),
      );
      if (answer) json(200, answer);
      else json(me ? 404 : 401, { code: me ? 'not_found' : 'not_signed_in', detail: 'No' });
      return;
    }
    const room = this.rooms.get(path[2] ?? '');
    if (!room) {
      json(404, { code: 'room_not_found', detail: 'There is no such room' });
    } else if (path[3] === 'images') {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const alt = /name="alt"\r\n\r\n(.*)\r\n/.exec(Buffer.concat(parts).toString('utf8'))?.[1];
      if (this.refuseUploads) {
        json(415, { code: this.refuseUploads, detail: 'No' });
        return;
      }
      const spoiler = /name="spoiler"\r\n\r\ntrue\r\n/.test(Buffer.concat(parts).toString('latin1'));
      const picture: AttachmentView = {
        id: randomUUID(),
        ...(spoiler ? { spoiler } : {}),
        url: PIXEL,
        type: 'image/gif',
        width: 8,
        height: 6,
        alt,
      };
      this.uploads.set(picture.id, picture);
      json(201, picture);
    } else if (path[3] === 'pictures') {
      json(200, { grant: this.grant ?? null, expiresIn: this.grant ? 300 : null });
    } else if (path[3] === 'members') {
      const here = new Set([...this.#clients].map(({ person }) => person?.id));
      const members = this.people()
        .filter(({ id }) => room.roles.has(id))
        .map((person) => ({ ...person, role: room.roles.get(person.id), online: here.has(person.id) }));
      json(200, { members });
    } else if (path[4] === 'search') {
      const words = (url.searchParams.get('q') ?? '').toLowerCase().split(' ');
      const before = Number(url.searchParams.get('before') ?? Infinity);
      const older = this.messages(room.slug, me?.id).filter(({ seq }) => seq < before);
      const stretch = older.slice(-this.stretch);
      const messages = stretch
        .filter(({ text, author }) =>
          words.every((word) => `${text} ${author.name}`.toLowerCase().includes(word)),
        )
        .reverse();
      json(200, { messages, before: older.length > stretch.length ? (stretch[0]?.seq ?? null) : null });
    } else if (path[3] === 'messages') {
      if (room.password !== undefined && !room.roles.has(me?.id ?? '')) {
        json(403, { code: 'password_required', detail: 'Password' });
        return;
      }
      const before = Number(url.searchParams.get('before') ?? Infinity);
      const limit = Number(url.searchParams.get('limit') ?? 50);
      const all = this.messages(room.slug, me?.id).filter(({ seq }) => seq < before);
      const messages = all.slice(-limit);
      const more = all.length > messages.length;
      const stands = this.tellsSeq ? { seq: room.events.length, epoch: room.epoch } : {};
      json(200, { messages, before: more ? (messages[0]?.seq ?? null) : null, ...stands });
    } else {
      const { slug, title, topic, movie, visibility, capacity, links, password } = room;
      const hasPassword = password !== undefined;
      const role = room.roles.get(me?.id ?? '') ?? 'reader';
      json(200, {
        slug,
        title,
        topic,
        movie,
        visibility,
        hasPassword,
        capacity,
        members: 3,
        online: 14,
        links,
        role,
      });
    }
  }

  // WebSocket

  #welcome(socket: WebSocket): void {
    const client: Client = { socket, person: null, authenticated: false, rooms: new Set() };
    this.#clients.add(client);
    socket.on('close', () => this.#clients.delete(client));
    socket.on('error', () => this.#clients.delete(client));
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as ClientFrame;
      this.received.push(frame);
      const answer = this.#answer(client, frame);
      if (answer) socket.send(JSON.stringify(answer));
      if (answer?.op === 'joined') client.rooms.add(answer.room);
    });
  }

  #answer(client: Client, frame: ClientFrame): ServerFrame | undefined {
    switch (frame.op) {
      case 'auth': {
        if (this.refusesToKnow && 'token' in frame) {
          const { code, close, words } = this.refusesToKnow;
          if (code) client.socket.send(JSON.stringify({ op: 'error', code, detail: code }));
          if (close) client.socket.close(close, words);
          return undefined;
        }
        const person = 'token' in frame ? this.#people.get(frame.token) : null;
        if (person === undefined) {
          client.socket.send(JSON.stringify({ op: 'error', code: 'token_invalid', detail: 'Unknown token' }));
          client.socket.close(4401, 'token_invalid');
          return undefined;
        }
        Object.assign(client, { person, authenticated: true });
        return { op: 'ready', person, platforms: allPlatforms.views };
      }
      case 'join':
        return this.#join(client, frame);
      case 'leave':
        client.rooms.delete(frame.room);
        return { op: 'left', room: frame.room };
      case 'typing':
        if (client.person) this.tell(frame.room, { op: 'typing', room: frame.room, person: client.person });
        return undefined;
      case 'read':
        return undefined;
      case 'command':
        if (!client.person && !onlyReads(frame.text))
          return { op: 'error', id: frame.id, code: 'not_signed_in', detail: 'not_signed_in' };
        return this.refuseCommands
          ? { op: 'error', id: frame.id, code: this.refuseCommands, detail: this.refuseCommands }
          : { op: 'answer', id: frame.id, answer: this.answer(frame.text) };
      default:
        return this.#change(client, frame);
    }
  }

  #join(client: Client, frame: Extract<ClientFrame, { op: 'join' }>): ServerFrame {
    const room = this.rooms.get(frame.room);
    const refused = (code: ProblemCode): ServerFrame => ({ op: 'error', code, detail: code });
    if (!room) return refused('room_not_found');
    if (room.refuses) return refused(room.refuses);
    const id = client.person?.id ?? '';
    if (room.banned.has(id)) return refused('banned');
    if (room.password !== undefined && !room.roles.has(id)) {
      if (frame.password === undefined) return refused('password_required');
      if (frame.password !== room.password) return refused('password_wrong');
      if (!client.person) return refused('not_signed_in');
    }
    if (client.person && !room.roles.has(id)) room.roles.set(id, 'member');
    const seq = room.events.length;
    const role = room.roles.get(id) ?? 'reader';
    const { after, epoch } = frame;
    const missed = after === undefined ? [] : room.events.slice(after);
    const reset = after !== undefined && (epoch !== room.epoch || missed.length > room.resumes);
    return {
      op: 'joined',
      room: frame.room,
      epoch: room.epoch,
      seq,
      me: { role },
      events: reset ? [] : missed,
      reset,
    };
  }

  #change(client: Client, frame: Exclude<Ask, { op: 'command' }>): ServerFrame | undefined {
    const { id, room: slug } = frame;
    const refused = (code: ProblemCode, retryAfter?: number): ServerFrame => ({
      op: 'error',
      id,
      code,
      detail: code,
      retryAfter,
    });
    if (!client.person) return refused('not_signed_in');
    if (!client.rooms.has(slug)) return refused('not_joined');
    const known = this.#done.get(id);
    if (known !== undefined) return { op: 'ack', id, seq: known };
    const actor: ActorView = { ...client.person, via: 'web' };
    let seq: number;
    if (frame.op === 'post') {
      if (this.refusePosts && this.refusePosts.times-- > 0)
        return refused(this.refusePosts.code, this.refusePosts.retryAfter);
      seq = this.append(slug, 'message.posted', actor, {
        text: frame.text,
        replyTo: frame.replyTo,
        attachments: frame.attachments?.flatMap((id) => this.uploads.get(id) ?? []),
      });
    } else if (frame.op === 'edit') {
      seq = this.append(slug, 'message.edited', actor, { seq: frame.seq, text: frame.text });
    } else if (frame.op === 'delete') {
      seq = this.append(slug, 'message.deleted', actor, { seq: frame.seq });
    } else if (frame.op === 'vote' || frame.op === 'close-poll') {
      const poll = this.messages(slug, actor.id).find((message) => message.seq === frame.seq)?.poll;
      if (!poll) return refused('poll_not_found');
      if (frame.op === 'close-poll') {
        seq = this.append(slug, 'poll.closed', actor, { seq: frame.seq, counts: poll.counts });
      } else {
        const option = frame.option === poll.mine ? null : frame.option;
        const by = (place: number): number => Number(place === option) - Number(place === poll.mine);
        const counts = poll.counts.map((count, place) => count + by(place));
        seq = this.append(slug, 'poll.voted', actor, { seq: frame.seq, option, counts });
      }
    } else {
      const kind = frame.op === 'react' ? 'reaction.added' : 'reaction.removed';
      seq = this.append(slug, kind, actor, { seq: frame.seq, emoji: frame.emoji });
    }
    this.#done.set(id, seq);
    if (this.loseAcks > 0) {
      this.loseAcks--;
      return undefined;
    }
    return { op: 'ack', id, seq };
  }
}
