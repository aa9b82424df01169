import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Json } from './entities.ts';
import type { Faults, FaultyGateway } from './faults.ts';
import { isObject } from './form-reader.ts';
import { GatewaySession, Op } from './gateway-session.ts';
import { LIMITS } from './limits.ts';
import { guildCreatePayload, memberPayload, userPayload } from './payloads.ts';
import { Intent } from './platform.ts';
import type { EventSink, GatewayEvent, Platform } from './platform.ts';

/** Gateway close codes (discord-api-docs, topics/opcodes-and-status-codes). */
const Close = {
  unknownOpcode: 4001,
  decodeError: 4002,
  notAuthenticated: 4003,
  authenticationFailed: 4004,
  alreadyAuthenticated: 4005,
  invalidSeq: 4007,
  rateLimited: 4008,
  sessionTimedOut: 4009,
  invalidShard: 4010,
  invalidVersion: 4012,
  invalidIntents: 4013,
  disallowedIntents: 4014,
} as const;

/** How long a session waits for its connection to come back, in milliseconds. */
const RESUME_WINDOW = 5 * 60 * 1000;
const KNOWN_INTENTS = (1 << 26) - 1;

/** Discord's gateway: sessions, heartbeats, intents, resumption. It tells what the rest of the stand-in publishes. */
export class Gateway implements EventSink, FaultyGateway {
  readonly #platform: Platform;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 4096 * 4 });
  readonly #sessions = new Map<string, GatewaySession>();
  readonly #sockets = new Set<WebSocket>();
  #faults: Faults | null = null;
  #held: GatewayEvent[] = [];
  #release: NodeJS.Timeout | null = null;
  /** How often someone logged in anew, and how often a session was taken up again. */
  readonly counts = { identifies: 0, resumes: 0 };

  constructor(platform: Platform) {
    this.#platform = platform;
    platform.connectGateway(this);
  }

  obey(faults: Faults): void {
    this.#faults = faults;
  }

  /** Sessions with a living connection. */
  get connected(): number {
    return [...this.#sessions.values()].filter((session) => session.socket !== null).length;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#welcome(webSocket, request));
  }

  publish(event: GatewayEvent): void {
    const disorder = this.#faults?.disorderFor(event.name);
    if (!disorder) return this.#publishNow(event);
    const copies = this.#faults?.copiesOf(event.name) ?? 1;
    if (!this.#mayTell(event)) return;
    for (let n = 0; n < copies; n += 1) this.#held.push(event);
    if (this.#held.length >= disorder.window) this.#releaseHeld();
    else this.#release ??= setTimeout(() => this.#releaseHeld(), disorder.holdMs);
  }

  #releaseHeld(): void {
    if (this.#release) clearTimeout(this.#release);
    this.#release = null;
    const held = this.#faults?.random.shuffled(this.#held) ?? this.#held;
    this.#held = [];
    for (const event of held) this.#deliver(event);
  }

  #publishNow(event: GatewayEvent): void {
    if (!this.#mayTell(event)) return;
    const copies = this.#faults?.copiesOf(event.name) ?? 1;
    for (let n = 0; n < copies; n += 1) this.#deliver(event);
  }

  /** The bot hears only of guilds it is in and of channels it sees. */
  #mayTell(event: GatewayEvent): boolean {
    const { store, application } = this.#platform;
    if (event.guildId !== null && !store.member(event.guildId, application.id)) return false;
    const channel = event.channelId === undefined ? undefined : store.channels.get(event.channelId);
    return channel === undefined || this.#platform.can(channel, application.id, 'ViewChannel');
  }

  #deliver(event: GatewayEvent): void {
    for (const session of this.#sessions.values()) if (session.wants(event)) session.dispatch(event);
  }

  #welcome(socket: WebSocket, request: IncomingMessage): void {
    this.#sockets.add(socket);
    const query = new URL(request.url ?? '/', 'http://gateway').searchParams;
    if (query.get('v') !== '10' || (query.get('encoding') ?? 'json') !== 'json') {
      socket.close(Close.invalidVersion, 'Invalid API version');
      return;
    }
    const connection = {
      session: null as GatewaySession | null,
      sends: [] as number[],
      lastHeartbeat: this.#platform.now(),
    };
    const { heartbeatMs } = this.#platform.timing;
    socket.send(
      JSON.stringify({ t: null, s: null, op: Op.Hello, d: { heartbeat_interval: heartbeatMs, _trace: [] } }),
    );
    const watch = setInterval(() => {
      if (this.#platform.now() - connection.lastHeartbeat > heartbeatMs * 1.5)
        socket.close(Close.sessionTimedOut, 'Session timed out.');
    }, heartbeatMs / 2);
    socket.on('message', (raw) => {
      const now = this.#platform.now();
      connection.sends = [...connection.sends.filter((at) => at > now - 60_000), now];
      if (connection.sends.length > LIMITS.gatewaySendsPerMinute)
        return socket.close(Close.rateLimited, 'Rate limited.');
      const frame = readFrame(String(raw));
      if (!frame) return socket.close(Close.decodeError, 'Error while decoding payload.');
      if (frame.op === Op.Heartbeat) {
        connection.lastHeartbeat = now;
        socket.send(JSON.stringify({ t: null, s: null, op: Op.HeartbeatAck, d: null }));
        return;
      }
      if (frame.op === Op.Identify || frame.op === Op.Resume) {
        // After op 9 the same connection may identify anew.
        const loggedIn = connection.session !== null && this.#sessions.has(connection.session.id);
        if (loggedIn) return socket.close(Close.alreadyAuthenticated, 'Already authenticated.');
        connection.session =
          frame.op === Op.Identify ? this.#identify(socket, frame.d) : this.#resume(socket, frame.d);
        return;
      }
      if (!connection.session) return socket.close(Close.notAuthenticated, 'Not authenticated.');
      if (frame.op === Op.RequestGuildMembers) return this.#sendMembers(connection.session, frame.d);
      if (frame.op !== Op.PresenceUpdate && frame.op !== Op.VoiceStateUpdate)
        socket.close(Close.unknownOpcode, 'Unknown opcode.');
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', (code) => {
      clearInterval(watch);
      this.#sockets.delete(socket);
      const { session } = connection;
      if (!session || session.socket !== socket) return;
      session.socket = null;
      session.lostAt = this.#platform.now();
      // A client that says goodbye with 1000 or 1001 ends its session.
      if (code === 1000 || code === 1001) this.#sessions.delete(session.id);
      this.#announce();
    });
  }

  #announce(): void {
    this.#platform.announce({ type: 'connections', open: this.connected });
  }

  #identify(socket: WebSocket, d: Json): GatewaySession | null {
    const { application, ids } = this.#platform;
    if (!isObject(d) || typeof d.token !== 'string' || !isObject(d.properties ?? null)) {
      socket.close(Close.decodeError, 'Error while decoding payload.');
      return null;
    }
    if (d.token.replace(/^Bot /, '') !== application.token) {
      socket.close(Close.authenticationFailed, 'Authentication failed.');
      return null;
    }
    const { intents } = d;
    if (typeof intents !== 'number' || !Number.isInteger(intents) || intents < 0 || intents > KNOWN_INTENTS) {
      socket.close(Close.invalidIntents, 'Invalid intent(s).');
      return null;
    }
    const switchedOff =
      (application.intents.members ? 0 : Intent.GuildMembers) |
      (application.intents.presences ? 0 : Intent.GuildPresences) |
      (application.intents.messageContent ? 0 : Intent.MessageContent);
    if (intents & switchedOff) {
      socket.close(Close.disallowedIntents, 'Disallowed intent(s).');
      return null;
    }
    const [index, count] = Array.isArray(d.shard) ? d.shard : [0, 1];
    if (typeof index !== 'number' || typeof count !== 'number' || count < 1 || index < 0 || index >= count) {
      socket.close(Close.invalidShard, 'Invalid shard.');
      return null;
    }
    const session = new GatewaySession(randomBytes(16).toString('hex'), intents, [index, count], socket);
    this.#sessions.set(session.id, session);
    this.counts.identifies += 1;
    const bot = this.#platform.user(application.id);
    const guilds = [...this.#platform.store.guilds.values()].filter(
      (guild) =>
        this.#platform.store.member(guild.id, application.id) &&
        Number((BigInt(guild.id) >> 22n) % BigInt(count)) === index,
    );
    session.tell('READY', {
      v: 10,
      user: { ...userPayload(bot), verified: true, mfa_enabled: false, email: null },
      user_settings: {},
      session_type: 'normal',
      session_id: session.id,
      resume_gateway_url: this.url,
      relationships: [],
      private_channels: [],
      presences: [],
      guild_join_requests: [],
      guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
      shard: [index, count],
      application: { id: application.id, flags: 1 << 19 },
      auth: {},
      _trace: [String(ids.last)],
    });
    if (intents & Intent.Guilds) {
      for (const guild of guilds)
        session.tell(
          'GUILD_CREATE',
          guildCreatePayload(this.#platform, guild, (intents & Intent.GuildMembers) !== 0),
        );
    }
    this.#announce();
    return session;
  }

  get url(): string {
    return `${this.#platform.origin.replace(/^http/, 'ws')}/gateway`;
  }

  #resume(socket: WebSocket, d: Json): GatewaySession | null {
    if (!isObject(d) || typeof d.seq !== 'number') {
      socket.close(Close.decodeError, 'Error while decoding payload.');
      return null;
    }
    if (d.token !== this.#platform.application.token) {
      socket.close(Close.authenticationFailed, 'Authentication failed.');
      return null;
    }
    const session = this.#sessions.get(String(d.session_id));
    const tooLate =
      session?.lostAt !== null &&
      session !== undefined &&
      this.#platform.now() - session.lostAt > RESUME_WINDOW;
    if (!session || tooLate || !session.canReplayAfter(d.seq)) {
      if (session) this.#sessions.delete(session.id);
      socket.send(JSON.stringify({ t: null, s: null, op: Op.InvalidSession, d: false }));
      return null;
    }
    if (d.seq > session.seq) {
      socket.close(Close.invalidSeq, 'Invalid seq.');
      return null;
    }
    session.socket?.terminate();
    session.socket = socket;
    session.lostAt = null;
    this.counts.resumes += 1;
    session.replayAfter(d.seq);
    session.tell('RESUMED', { _trace: [] });
    this.#announce();
    return session;
  }

  #sendMembers(session: GatewaySession, d: Json): void {
    const guildId = isObject(d) ? String(d.guild_id) : '';
    const { store } = this.#platform;
    if (!isObject(d) || !store.guilds.has(guildId)) return;
    const wanted = Array.isArray(d.user_ids)
      ? d.user_ids.map(String)
      : typeof d.user_ids === 'string'
        ? [d.user_ids]
        : null;
    const query = typeof d.query === 'string' ? d.query.toLowerCase() : '';
    const limit = typeof d.limit === 'number' && d.limit > 0 ? d.limit : Infinity;
    const members = store
      .membersOf(guildId)
      .filter((member) =>
        wanted
          ? wanted.includes(member.userId)
          : (store.users.get(member.userId)?.username ?? '').toLowerCase().startsWith(query),
      )
      .slice(0, limit);
    const found = new Set(members.map((member) => member.userId));
    session.tell('GUILD_MEMBERS_CHUNK', {
      guild_id: guildId,
      members: members.map((member) => memberPayload(member, store.users.get(member.userId))),
      chunk_index: 0,
      chunk_count: 1,
      not_found: (wanted ?? []).filter((id) => !found.has(id)),
      ...(typeof d.nonce === 'string' ? { nonce: d.nonce } : {}),
    });
  }

  drop(code?: number): number {
    const open = [...this.#sockets];
    for (const socket of open) {
      if (code === undefined) socket.terminate();
      else socket.close(code);
    }
    return open.length;
  }

  askToReconnect(): number {
    return this.#toAll(JSON.stringify({ t: null, s: null, op: Op.Reconnect, d: null }));
  }

  invalidate(resumable: boolean): number {
    const told = this.#toAll(JSON.stringify({ t: null, s: null, op: Op.InvalidSession, d: resumable }));
    if (!resumable) this.#sessions.clear();
    return told;
  }

  #toAll(frame: string): number {
    for (const socket of this.#sockets) socket.send(frame);
    return this.#sockets.size;
  }

  /** Ends every connection and forgets every session. */
  close(): void {
    if (this.#release) clearTimeout(this.#release);
    this.#held = [];
    for (const socket of this.#sockets) socket.terminate();
    this.#sessions.clear();
    this.#server.close();
  }
}

function readFrame(raw: string): { op: number; d: Json } | null {
  try {
    const frame: unknown = JSON.parse(raw);
    return isObject(frame) && typeof frame.op === 'number'
      ? ({ op: frame.op, d: frame.d ?? null } satisfies { op: number; d: Json })
      : null;
  } catch {
    return null;
  }
}
