import type { WebSocket } from 'ws';
import type { JsonObject } from './entities.ts';
import { Intent } from './platform.ts';
import type { GatewayEvent } from './platform.ts';

/** Gateway opcodes (discord-api-docs, topics/opcodes-and-status-codes). */
export const Op = {
  Dispatch: 0,
  Heartbeat: 1,
  Identify: 2,
  PresenceUpdate: 3,
  VoiceStateUpdate: 4,
  Resume: 6,
  Reconnect: 7,
  RequestGuildMembers: 8,
  InvalidSession: 9,
  Hello: 10,
  HeartbeatAck: 11,
} as const;

/** How many events a session keeps for a resume. */
const REPLAY_LIMIT = 1000;

interface Told {
  s: number;
  frame: string;
}

/** One logged-in session: it outlives its connection, numbers what it tells and can tell it again. */
export class GatewaySession {
  readonly id: string;
  readonly intents: number;
  readonly shard: readonly [number, number];
  socket: WebSocket | null;
  /** When the connection was lost, in milliseconds; null while connected. */
  lostAt: number | null = null;
  #seq = 0;
  #told: Told[] = [];

  constructor(id: string, intents: number, shard: readonly [number, number], socket: WebSocket) {
    this.id = id;
    this.intents = intents;
    this.shard = shard;
    this.socket = socket;
  }

  get seq(): number {
    return this.#seq;
  }

  /** True for what this shard and these intents entitle to. Direct messages go to shard 0. */
  wants(event: GatewayEvent): boolean {
    if (event.intent !== 0 && !(this.intents & event.intent)) return false;
    const [index, count] = this.shard;
    return event.guildId === null
      ? index === 0
      : Number((BigInt(event.guildId) >> 22n) % BigInt(count)) === index;
  }

  dispatch(event: GatewayEvent): void {
    const readsContent = (this.intents & Intent.MessageContent) !== 0;
    this.tell(event.name, readsContent ? event.data : (event.withoutContent ?? event.data));
  }

  /** Numbers and sends one event, and keeps it for a resume. */
  tell(name: string, data: JsonObject): void {
    this.#seq += 1;
    const frame = JSON.stringify({ t: name, s: this.#seq, op: Op.Dispatch, d: data });
    this.#told.push({ s: this.#seq, frame });
    if (this.#told.length > REPLAY_LIMIT) this.#told.shift();
    this.send(frame);
  }

  send(frame: string): void {
    if (this.socket?.readyState === 1) this.socket.send(frame);
  }

  /** True while everything after `seq` is still at hand. */
  canReplayAfter(seq: number): boolean {
    const first = this.#told[0];
    return seq === this.#seq || (first !== undefined && first.s <= seq + 1);
  }

  /** Sends again what came after `seq`; returns how many events that were. */
  replayAfter(seq: number): number {
    const missed = this.#told.filter((told) => told.s > seq);
    for (const told of missed) this.send(told.frame);
    return missed.length;
  }
}
