import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Changes } from './changes.ts';
import type { Attempt, Parcel, Receipt, Transport } from './delivery.ts';
import { SlackError } from './errors.ts';
import type { JsonObject } from './entities.ts';
import type { Scheduler } from './scheduler.ts';

export interface SocketModeTimings {
  /** How long an envelope may stay unacknowledged; Slack: 3 s. */
  ackTimeoutMs: number;
  /** How often the server pings; it drops a connection that has not answered by the next time. */
  pingIntervalMs: number;
  /** How long after a `disconnect` message the server itself closes; Slack: about 10 s. */
  disconnectGraceMs: number;
}

const MAX_CONNECTIONS = 10;
const TICKET_LIFE_MS = 30_000;
const GOODBYE_MS = 200;

/**
 * Socket Mode: `apps.connections.open` gives a one-time ticket, the connection starts with `hello`,
 * every envelope goes to one of the open connections and must be acknowledged by its id.
 */
export class SocketMode implements Transport {
  private readonly sockets = new Set<WebSocket>();
  private readonly tickets = new Map<string, number>();
  private readonly waiting = new Map<string, { socket: WebSocket; settle: (receipt: Receipt) => void }>();
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 });
  private turn = 0;
  private readonly appId: string;
  private readonly timings: SocketModeTimings;
  private readonly scheduler: Scheduler;
  private readonly changes: Changes;

  constructor(appId: string, timings: SocketModeTimings, scheduler: Scheduler, changes: Changes) {
    this.appId = appId;
    this.timings = timings;
    this.scheduler = scheduler;
    this.changes = changes;
  }

  get connections(): number {
    return this.sockets.size;
  }

  /** The address for the next connection, good once and for half a minute. */
  issueUrl(origin: string): string {
    if (this.sockets.size >= MAX_CONNECTIONS) throw new SlackError('too_many_websockets');
    const ticket = randomBytes(16).toString('hex');
    this.tickets.set(ticket, Date.now() + TICKET_LIFE_MS);
    return `${origin.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${this.appId}`;
  }

  /** An HTTP upgrade at `/link/`. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('ticket') ?? '';
    const validUntil = this.tickets.get(ticket) ?? 0;
    this.tickets.delete(ticket);
    if (Date.now() > validUntil) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    this.server.handleUpgrade(request, socket, head, (websocket) => this.welcome(websocket));
  }

  deliver(parcel: Parcel, attempt: Attempt): Promise<Receipt> {
    const socket = this.nextSocket();
    if (!socket) return Promise.resolve({ ok: false, reason: 'connection_failed' });
    const envelopeId = randomUUID();
    return new Promise((resolve) => {
      const cancel = this.scheduler.after(this.timings.ackTimeoutMs, () =>
        settle({ ok: false, reason: 'timeout' }),
      );
      const settle = (receipt: Receipt): void => {
        cancel();
        this.waiting.delete(envelopeId);
        resolve(receipt);
      };
      this.waiting.set(envelopeId, { socket, settle });
      send(socket, {
        envelope_id: envelopeId,
        payload: parcel.payload,
        type: parcel.kind,
        accepts_response_payload: parcel.acceptsResponse,
        ...(parcel.kind === 'events_api'
          ? { retry_attempt: attempt.number, retry_reason: attempt.reason }
          : {}),
      });
    });
  }

  closeAll(how: 'close' | 'terminate'): void {
    for (const socket of [...this.sockets]) {
      // Slack stops sending to a connection it is closing before the close handshake is done.
      this.forget(socket);
      if (how === 'close') socket.close(1000);
      else socket.terminate();
    }
  }

  askToReconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void {
    for (const socket of [...this.sockets]) {
      send(socket, { type: 'disconnect', reason, debug_info: { host: 'sandbox' } });
      this.scheduler.after(this.timings.disconnectGraceMs, () => socket.close(1000));
    }
  }

  /** Says goodbye to every connection, then cuts those that do not answer. */
  async close(): Promise<void> {
    const goodbyes = [...this.server.clients].map(
      (socket) =>
        new Promise<void>((resolve) => {
          const cut = setTimeout(() => socket.terminate(), GOODBYE_MS);
          socket.once('close', () => {
            clearTimeout(cut);
            resolve();
          });
          socket.close(1001);
        }),
    );
    await Promise.all(goodbyes);
    this.server.close();
  }

  private welcome(socket: WebSocket): void {
    this.sockets.add(socket);
    let answered = true;
    socket.on('pong', () => (answered = true));
    const ping = setInterval(() => {
      // Who has not answered the ping before is not there any more; what was sent to it is sent again elsewhere.
      if (!answered) return socket.terminate();
      answered = false;
      socket.ping('Ping from the sandbox');
    }, this.timings.pingIntervalMs);
    socket.on('message', (data) => this.acknowledged(String(data)));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(ping);
      this.forget(socket);
    });
    send(socket, {
      type: 'hello',
      num_connections: this.sockets.size,
      debug_info: { host: 'sandbox', build_number: 1, approximate_connection_time: 18060 },
      connection_info: { app_id: this.appId },
    });
    this.changes.announce({ type: 'socket.opened', connections: this.sockets.size });
  }

  private forget(socket: WebSocket): void {
    if (!this.sockets.delete(socket)) return;
    for (const entry of [...this.waiting.values()]) {
      if (entry.socket === socket) entry.settle({ ok: false, reason: 'connection_failed' });
    }
    this.changes.announce({ type: 'socket.closed', connections: this.sockets.size });
  }

  private nextSocket(): WebSocket | undefined {
    const open = [...this.sockets].filter((socket) => socket.readyState === socket.OPEN);
    this.turn += 1;
    return open[this.turn % Math.max(1, open.length)];
  }

  private acknowledged(text: string): void {
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch {
      // Slack ignores what it cannot read; the envelope then times out.
      return;
    }
    if (typeof frame !== 'object' || frame === null) return;
    const { envelope_id: id, payload } = frame as { envelope_id?: unknown; payload?: unknown };
    if (typeof id === 'string') this.waiting.get(id)?.settle({ ok: true, response: payload });
  }
}

function send(socket: WebSocket, frame: JsonObject): void {
  socket.send(JSON.stringify(frame));
}
