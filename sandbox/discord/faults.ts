import { Random } from './random.ts';

/** Which calls a fault strikes, and for how long. Without `calls` and `forMs` it lasts until it is cleared. */
export interface FaultScope {
  /** Strikes this many calls and is gone. */
  calls?: number;
  /** Strikes for this many milliseconds. */
  forMs?: number;
  /** Strikes only calls whose `METHOD /path` contains this, e.g. `POST /webhooks/` (path without `/api/v10`). */
  only?: string;
}

type RestFaultKind =
  | { kind: 'rateLimit'; retryAfter: number; scope: 'user' | 'shared' | 'global' }
  | { kind: 'serverError'; status: number }
  | { kind: 'slow'; ms: number }
  /** Carried out, but the answer never arrives: the connection is reset, or closed in the proper way. */
  | { kind: 'lostAnswer'; how: 'reset' | 'close' };

export type RestFault = RestFaultKind & {
  id: number;
  only: string | null;
  callsLeft: number | null;
  until: number | null;
  struck: number;
};

interface Arrangement {
  events: string[] | null;
  until: number | null;
}
export type Duplication = Arrangement & { atMost: number };
export type Disorder = Arrangement & { window: number; holdMs: number };

/** What the faults need of the gateway. */
export interface FaultyGateway {
  drop(code?: number): number;
  askToReconnect(): number;
  invalidate(resumable: boolean): number;
}

/** Events that Discord is known to repeat or disorder: those about messages and reactions. */
const DISTURBED = /^MESSAGE_/;

/** Everything that can be made to go wrong on purpose. Nothing is wrong until asked for. */
export class Faults {
  readonly #now: () => number;
  readonly #gateway: FaultyGateway;
  readonly #closeSockets: () => void;
  readonly #changed: () => void;
  readonly random: Random;
  #rest: RestFault[] = [];
  #cutOffUntil = 0;
  #duplication: Duplication | null = null;
  #disorder: Disorder | null = null;
  #nextId = 1;

  constructor(parts: {
    now: () => number;
    gateway: FaultyGateway;
    closeSockets: () => void;
    changed: () => void;
    seed: number;
  }) {
    this.random = new Random(parts.seed);
    this.#now = parts.now;
    this.#gateway = parts.gateway;
    this.#closeSockets = parts.closeSockets;
    this.#changed = parts.changed;
  }

  #add(kind: RestFaultKind, { calls, forMs, only }: FaultScope): number {
    const id = this.#nextId++;
    this.#rest.push({
      ...kind,
      id,
      only: only ?? null,
      callsLeft: calls ?? null,
      until: forMs === undefined ? null : this.#now() + forMs,
      struck: 0,
    });
    this.#changed();
    return id;
  }

  /** Answers 429; `retryAfter` in seconds. */
  rateLimit({
    retryAfter = 1,
    scope = 'user',
    ...where
  }: FaultScope & { retryAfter?: number; scope?: 'user' | 'shared' | 'global' } = {}): number {
    return this.#add({ kind: 'rateLimit', retryAfter, scope }, where);
  }

  /** Answers with a 5xx and does nothing. */
  serverError({ status = 503, ...where }: FaultScope & { status?: number } = {}): number {
    return this.#add({ kind: 'serverError', status }, where);
  }

  /** Holds the answer back for `ms`. */
  slow({ ms, ...where }: FaultScope & { ms: number }): number {
    return this.#add({ kind: 'slow', ms }, where);
  }

  /** Carries the call out and loses the answer. */
  loseAnswer({ how = 'reset', ...where }: FaultScope & { how?: 'reset' | 'close' } = {}): number {
    return this.#add({ kind: 'lostAnswer', how }, where);
  }

  /** Breaks every gateway connection: abruptly, or with a close code. Returns how many there were. */
  dropGateway(code?: number): number {
    return this.#gateway.drop(code);
  }

  /** Sends op 7: please reconnect and resume. */
  askToReconnect(): number {
    return this.#gateway.askToReconnect();
  }

  /** Sends op 9. Without `resumable` the session is gone and what was missed is missed. */
  invalidateSessions({ resumable = false } = {}): number {
    return this.#gateway.invalidate(resumable);
  }

  /** Cuts Discord off for `ms`: open connections break, new ones are refused, on REST, gateway and CDN. */
  cutOff(ms: number): void {
    this.#cutOffUntil = this.#now() + ms;
    this.#gateway.drop();
    this.#closeSockets();
    this.#changed();
  }

  get isCutOff(): boolean {
    return this.#now() < this.#cutOffUntil;
  }

  /** Tells each event 1 to `atMost` times. */
  duplicateEvents({
    atMost = 3,
    events,
    forMs,
  }: { atMost?: number; events?: string[]; forMs?: number } = {}): void {
    this.#duplication = {
      atMost,
      events: events ?? null,
      until: forMs === undefined ? null : this.#now() + forMs,
    };
    this.#changed();
  }

  /** Tells events out of order: up to `window` of them, gathered for at most `holdMs`, are shuffled. */
  reorderEvents({
    window = 4,
    holdMs = 40,
    events,
    forMs,
  }: { window?: number; holdMs?: number; events?: string[]; forMs?: number } = {}): void {
    this.#disorder = {
      window,
      holdMs,
      events: events ?? null,
      until: forMs === undefined ? null : this.#now() + forMs,
    };
    this.#changed();
  }

  #holds(arrangement: Arrangement | null, event: string): boolean {
    if (!arrangement || (arrangement.until !== null && this.#now() >= arrangement.until)) return false;
    return arrangement.events ? arrangement.events.includes(event) : DISTURBED.test(event);
  }

  /** How often to tell this event. */
  copiesOf(event: string): number {
    return this.#duplication && this.#holds(this.#duplication, event)
      ? 1 + this.random.below(this.#duplication.atMost)
      : 1;
  }

  /** The disorder this event is subject to, if any. */
  disorderFor(event: string): Disorder | null {
    return this.#disorder && this.#holds(this.#disorder, event) ? this.#disorder : null;
  }

  /** Takes the faults that strike this call, counting them down. */
  strike(method: string, path: string): RestFault[] {
    const call = `${method} ${path}`;
    const now = this.#now();
    this.#rest = this.#rest.filter(
      (fault) => fault.callsLeft !== 0 && (fault.until === null || now < fault.until),
    );
    const struck = this.#rest.filter((fault) => fault.only === null || call.includes(fault.only));
    // Faults that prevent the call come first and alone; the others may come together.
    const preventing = struck.find((fault) => fault.kind === 'rateLimit' || fault.kind === 'serverError');
    const chosen = preventing ? [...struck.filter((fault) => fault.kind === 'slow'), preventing] : struck;
    for (const fault of chosen) {
      fault.struck += 1;
      if (fault.callsLeft !== null) fault.callsLeft -= 1;
    }
    if (chosen.length > 0) this.#changed();
    return chosen;
  }

  /** What is wrong at the moment. */
  list(): {
    rest: RestFault[];
    cutOffMs: number;
    duplication: Duplication | null;
    disorder: Disorder | null;
  } {
    const now = this.#now();
    const lasting = <T extends Arrangement>(arrangement: T | null): T | null =>
      arrangement && (arrangement.until === null || now < arrangement.until) ? arrangement : null;
    return {
      rest: this.#rest.filter(
        (fault) => fault.callsLeft !== 0 && (fault.until === null || now < fault.until),
      ),
      cutOffMs: Math.max(0, this.#cutOffUntil - now),
      duplication: lasting(this.#duplication),
      disorder: lasting(this.#disorder),
    };
  }

  /** Mends everything, or the one fault of this id. */
  clear(id?: number): void {
    if (id === undefined) {
      this.#rest = [];
      this.#cutOffUntil = 0;
      this.#duplication = null;
      this.#disorder = null;
    } else {
      this.#rest = this.#rest.filter((fault) => fault.id !== id);
    }
    this.#changed();
  }
}
