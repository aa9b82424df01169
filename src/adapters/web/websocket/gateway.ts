import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { v7 as uuid } from 'uuid';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { CLOSE_CODES, LIMITS, SUBPROTOCOL } from '../../../protocol/frames.ts';
import type { Core } from '../../../core/core.ts';
import { Problem } from '../../../core/errors.ts';
import type { RoomSignal } from '../../../core/rooms/signals.ts';
import type { OriginPolicy } from '../http/origins.ts';
import { parseClientFrame } from './client-frames.ts';
import { Connection } from './connection.ts';
import { DepartedWatch } from './departed-watch.ts';
import { dispatch } from './dispatch.ts';
import { FeedHub } from './feed-hub.ts';
import { refusal } from './refusal.ts';
import type { ControlEvent, FeedObserver, RoomFeed } from './room-feed.ts';
import { Seats } from './seats.ts';

const SOCKET_PATH = '/api/v1/socket';
const AUTH_DEADLINE_MS = 5_000;
const BEAT_MS = 30_000;
/** Frames of one client in ten seconds: a person typing and clicking stays far below. */
const FLOOD = { frames: 300, perMs: 10_000 };
const BAD_FRAMES = 5;
/** How long an ack waits for its event, to leave in the same write. */
const PATIENCE_MS = 4;
/** Open sockets of one address: a crowded office stays below. */
const SOCKETS_PER_ADDRESS = 200;

export interface GatewayOptions {
  origins: OriginPolicy;
  /** Off for benchmarks. */
  floodLimit: boolean;
  addressOf(request: IncomingMessage): string;
}

/** The WebSocket side of the web adapter: sockets in, the log's events out. */
export class Gateway implements FeedObserver {
  readonly #wss = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: LIMITS.frameBytes,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  readonly #connections = new Set<Connection>();
  /** Open sockets by address. */
  readonly #addresses = new Map<string, number>();
  readonly #hub: FeedHub;
  readonly #seats: Seats;
  readonly #departed: DepartedWatch;
  readonly #beat: NodeJS.Timeout;
  readonly #recount: NodeJS.Timeout;
  #dirtyFeeds = new Set<RoomFeed>();
  #dirtyConnections = new Set<Connection>();
  #patient = new Set<Connection>();
  #scheduled = false;
  #closing: Promise<void> | undefined;

  constructor(
    private readonly core: Core,
    private readonly options: GatewayOptions,
  ) {
    this.#hub = new FeedHub(core.log, core.bus, this, core.logger);
    this.#seats = new Seats(core, () => this.#hub);
    this.#departed = new DepartedWatch(core, (personId) => this.#endSocketsOf(personId));
    core.meter.watch('matinee_sockets', () => [{ labels: {}, value: this.#connections.size }]);
    this.#beat = setInterval(() => this.#ping(), BEAT_MS);
    this.#beat.unref();
    this.#recount = setInterval(() => {
      for (const connection of this.#connections) connection.frames = 0;
    }, FLOOD.perMs);
    this.#recount.unref();
  }

  /** Answers an HTTP upgrade on `SOCKET_PATH`: origin first, then the protocol. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    if (!this.options.origins.allows(request.headers.origin)) {
      refuseUpgrade(stream, '403 Forbidden', 'origin_not_allowed: add this origin to MATINEE_ORIGINS');
      return;
    }
    const address = this.options.addressOf(request);
    if (this.options.floodLimit && (this.#addresses.get(address) ?? 0) >= SOCKETS_PER_ADDRESS) {
      refuseUpgrade(
        stream,
        '429 Too Many Requests',
        'rate_limited: too many sockets are open from this address',
        10,
      );
      return;
    }
    this.#wss.handleUpgrade(request, stream, head, (socket) => this.#open(socket, address));
  }

  /** Asks every client to come back to another process, and stops; once, however often it is called. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#beat);
    clearInterval(this.#recount);
    for (const connection of this.#connections) connection.close(CLOSE_CODES.restarting, 'restarting');
    this.#hub.close();
    this.#seats.close();
    this.#departed.close();
    const deadline = Date.now() + 500;
    while (this.#connections.size > 0 && Date.now() < deadline) await new Promise((r) => setTimeout(r, 20));
    for (const connection of this.#connections) connection.terminate();
    this.#wss.close();
  }

  onPending(feed: RoomFeed): void {
    this.#dirtyFeeds.add(feed);
    this.#schedule();
  }

  onDelivered(events: number): void {
    this.core.meter.count('matinee_events_delivered_total', {}, events);
  }

  onSignal(feed: RoomFeed, value: unknown): void {
    const signal = value as RoomSignal;
    if (signal.type === 'presence') {
      this.#seats.recount(feed);
      return;
    }
    if (signal.type === 'ended') {
      this.#seats.end(feed);
      return;
    }
    const typist = signal.type === 'typing' ? signal.frame.person.id : null;
    // Ten tabs of one person, on as many processes, are one who writes.
    if (typist !== null && !feed.typingTold.due(typist)) return;
    for (const reader of feed.readers) {
      const connection = reader as Connection;
      if (typist === null || connection.person?.id !== typist) connection.send(signal.frame);
    }
  }

  onControl(feed: RoomFeed, event: ControlEvent): void {
    this.#seats.review(feed, event);
  }

  #open(socket: WebSocket, address: string): void {
    const onPending = (dirty: Connection): void => {
      this.#dirtyConnections.add(dirty);
      this.#schedule();
    };
    const connection = new Connection(uuid(), address, socket, onPending, (patient) =>
      this.#flushSoon(patient),
    );
    this.#connections.add(connection);
    this.#addresses.set(address, (this.#addresses.get(address) ?? 0) + 1);
    // Counts until the frame is here, not until we have found out who it is. A frame that lay unread while this process
    // was held up is read before the verdict.
    const deadline = setTimeout(() => {
      setImmediate(() => {
        if (!connection.asked) this.#refuseNameless(connection);
      });
    }, AUTH_DEADLINE_MS);
    socket.on('pong', () => (connection.alive = true));
    socket.on('error', (error) => this.core.logger.debug({ err: error }, 'a socket failed'));
    socket.on('message', (data, binary) => this.#take(connection, data, binary));
    socket.on('close', (code) => {
      this.core.meter.count('matinee_socket_closes_total', { code: String(code) });
      clearTimeout(deadline);
      this.#connections.delete(connection);
      const others = (this.#addresses.get(address) ?? 1) - 1;
      if (others > 0) this.#addresses.set(address, others);
      else this.#addresses.delete(address);
      this.#dirtyConnections.delete(connection);
      this.#seats.leaveAll(connection);
    });
  }

  #take(connection: Connection, data: RawData, binary: boolean): void {
    if (connection.closing) return;
    connection.frames++;
    if (this.options.floodLimit && connection.frames > FLOOD.frames) {
      connection.close(CLOSE_CODES.tooManyFrames, 'too many frames');
      return;
    }
    let value: unknown;
    try {
      if (binary) throw new SyntaxError('binary');
      value = JSON.parse((data as Buffer).toString());
    } catch {
      connection.send(refusal(this.core, new Problem('bad_frame', 'A frame is JSON in a text message.')));
      connection.close(CLOSE_CODES.badFrame, 'bad frame');
      return;
    }
    const parsed = parseClientFrame(value);
    if ('refused' in parsed) {
      connection.send(refusal(this.core, new Problem('bad_frame', parsed.refused), idOf(parsed)));
      if (++connection.badFrames >= BAD_FRAMES) connection.close(CLOSE_CODES.badFrame, 'bad frames');
      return;
    }
    const { frame } = parsed;
    if (frame.op === 'auth') connection.asked = true;
    connection.turn = connection.turn.then(async () => {
      if (connection.closing) return;
      try {
        if (connection.person === undefined && frame.op !== 'auth') {
          this.#refuseNameless(connection);
          return;
        }
        await dispatch(this.core, this.#seats, connection, frame);
      } catch (error) {
        connection.send(
          refusal(this.core, error, idOf(frame) ?? (frame.op === 'join' ? { room: frame.room } : {})),
        );
        if (connection.person === undefined) endUnknown(connection, error);
      }
    });
  }

  /** Ends the sockets of somebody who left for good: their token is not valid any more. */
  #endSocketsOf(personId: string): void {
    for (const connection of this.#connections) {
      if (connection.person?.id !== personId || connection.closing) continue;
      const left = new Problem(
        'token_invalid',
        'You left for good. Come in under a new name to be here again.',
      );
      connection.send(refusal(this.core, left));
      connection.close(CLOSE_CODES.tokenInvalid, left.code);
    }
  }

  #refuseNameless(connection: Connection): void {
    connection.send(refusal(this.core, new Problem('not_signed_in', 'Send {"op":"auth"} first.')));
    connection.close(CLOSE_CODES.badFrame, 'auth first');
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const feeds = this.#dirtyFeeds;
      this.#dirtyFeeds = new Set();
      // A feed's flush takes the reader's own frames along, so most connections need one write.
      for (const feed of feeds) feed.flush();
      const connections = this.#dirtyConnections;
      this.#dirtyConnections = new Set();
      for (const connection of connections) connection.flush();
    });
  }

  /** Flushes what still waits after a few milliseconds, all connections on one timer. */
  #flushSoon(connection: Connection): void {
    this.#patient.add(connection);
    if (this.#patient.size > 1) return;
    setTimeout(() => {
      const patient = this.#patient;
      this.#patient = new Set();
      for (const each of patient) each.flush();
    }, PATIENCE_MS);
  }

  #ping(): void {
    for (const connection of this.#connections) {
      if (!connection.alive) {
        connection.terminate();
        continue;
      }
      connection.alive = false;
      connection.ping();
    }
  }
}

/** Ends a socket whose person was not found out: only a token that is not valid is called so. */
function endUnknown(connection: Connection, why: unknown): void {
  if (why instanceof Problem && why.code === 'token_invalid')
    connection.close(CLOSE_CODES.tokenInvalid, why.code);
  else connection.close(CLOSE_CODES.unavailable, 'unavailable');
}

/** Hands a request to become a socket to the gateway, or refuses it: null where there is none. */
export function upgradeTo(
  gateway: Gateway | null,
  request: IncomingMessage,
  stream: Duplex,
  head: Buffer,
): void {
  const path = (request.url ?? '').split('?')[0];
  stream.on('error', () => stream.destroy());
  if (path !== SOCKET_PATH)
    refuseUpgrade(stream, '404 Not Found', `not_found: sockets are at ${SOCKET_PATH}`);
  else if (!gateway)
    refuseUpgrade(
      stream,
      '503 Service Unavailable',
      'unavailable: this process has no sockets (role web)',
      1,
    );
  else gateway.upgrade(request, stream, head);
}

function refuseUpgrade(stream: Duplex, status: string, why: string, retryAfterS?: number): void {
  const retry = retryAfterS === undefined ? '' : `retry-after: ${retryAfterS}\r\n`;
  stream.end(`HTTP/1.1 ${status}\r\ncontent-type: text/plain\r\n${retry}connection: close\r\n\r\n${why}\n`);
}

/** The id that an answer to this is known by, where it has one. */
function idOf(request: object): { id: string } | undefined {
  return 'id' in request && typeof request.id === 'string' ? { id: request.id } : undefined;
}
