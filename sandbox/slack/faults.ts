import type { Changes } from './changes.ts';
import type { SlackStore } from './store.ts';
import type { Scheduler } from './scheduler.ts';

/** Which calls a fault strikes, and how often. Without `times` and `forMs` it strikes once. */
export interface FaultScope {
  /** One Web API method or several; also `upload`, `download` and `response_url`. Absent: every call. */
  method?: string | string[];
  /** Only calls with this channel. */
  channel?: string;
  times?: number;
  /** For so many milliseconds from now, any number of times. */
  forMs?: number;
}

type CallFaultKind = 'rate_limited' | 'server_error' | 'slow' | 'lose_answer';

interface CallFault {
  kind: CallFaultKind;
  scope: FaultScope;
  left: number;
  until: number;
  /** Seconds for rate_limited, HTTP status for server_error, milliseconds for slow. */
  amount: number;
}

/** What is to happen to one call. `slowMs` comes first, then at most one of the others. */
export interface CallTrouble {
  slowMs: number;
  outcome?:
    | { kind: 'rate_limited'; retryAfter: number }
    | { kind: 'server_error'; status: number }
    | { kind: 'lose_answer' };
}

export interface DuplicateEvents {
  /** Deliveries in all, at least 2. */
  copies?: number;
  /** True: redeliveries of one event. False: several events about one message, as has been seen. */
  sameEventId?: boolean;
  times?: number;
}

export interface ReorderEvents {
  /** How many events are held back and then sent in reverse. */
  window?: number;
  /** A window that does not fill is sent after so many milliseconds. */
  maxHoldMs?: number;
  times?: number;
}

/** What the socket side offers to the faults; set once when the stand-in is put together. */
export interface SocketControls {
  closeAll(how: 'close' | 'terminate'): void;
  askToReconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void;
  destroyHttp(): void;
}

/**
 * Switches for everything Slack and the network do to an app on a bad day. Faults about calls are
 * asked before and after each call; faults about events are asked by the delivery.
 */
export class Faults {
  private calls: CallFault[] = [];
  private duplicate: { copies: number; sameEventId: boolean; left: number } | undefined;
  private reorder: { window: number; maxHoldMs: number; left: number } | undefined;
  private losing = 0;
  private cutUntil = 0;
  private endCut: () => void = () => undefined;
  private sockets: SocketControls | undefined;
  private readonly store: SlackStore;
  private readonly scheduler: Scheduler;
  private readonly changes: Changes;

  constructor(store: SlackStore, scheduler: Scheduler, changes: Changes) {
    this.store = store;
    this.scheduler = scheduler;
    this.changes = changes;
  }

  connect(sockets: SocketControls): void {
    this.sockets = sockets;
  }

  /** 429 with Retry-After (whole seconds) and nothing carried out. */
  rateLimit(scope: FaultScope & { retryAfter?: number } = {}): void {
    this.add('rate_limited', scope, scope.retryAfter ?? 1);
  }

  /** An HTTP 5xx and nothing carried out. */
  serverError(scope: FaultScope & { status?: number } = {}): void {
    this.add('server_error', scope, scope.status ?? 500);
  }

  /** The answer comes late by so many milliseconds. */
  slow(scope: FaultScope & { delayMs: number }): void {
    this.add('slow', scope, scope.delayMs);
  }

  /** The call is carried out, but the connection is reset before the answer. */
  loseAnswer(scope: FaultScope = {}): void {
    this.add('lose_answer', scope, 0);
  }

  /** The next `times` events (default 1) are delivered `copies` times. */
  duplicateEvents({ copies = 2, sameEventId = true, times = 1 }: DuplicateEvents = {}): void {
    this.duplicate = { copies, sameEventId, left: times };
    this.announce();
  }

  /** The next `times` windows of events arrive in reverse order. */
  reorderEvents({ window = 2, maxHoldMs = 200, times = 1 }: ReorderEvents = {}): void {
    this.reorder = { window, maxHoldMs, left: times };
    this.announce();
  }

  /** The next events never arrive, not even as retries. */
  loseEvents(times = 1): void {
    this.losing = times;
    this.announce();
  }

  /** Slack is unreachable: sockets are destroyed, calls and connections refused. */
  cutOff(forMs: number): void {
    this.cutUntil = Date.now() + forMs;
    this.sockets?.destroyHttp();
    this.sockets?.closeAll('terminate');
    this.endCut();
    this.endCut = this.scheduler.after(forMs, () => this.restore());
    this.announce();
  }

  /** Ends a cut before its time. */
  restore(): void {
    this.cutUntil = 0;
    this.endCut();
    this.announce();
  }

  isCutOff(): boolean {
    return Date.now() < this.cutUntil;
  }

  /** Closes Socket Mode connections; `terminate` without a close frame. */
  dropSockets(how: 'close' | 'terminate' = 'terminate'): void {
    this.sockets?.closeAll(how);
  }

  /** Slack's `disconnect` message: the app is expected to open a new connection. */
  askToReconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled' = 'refresh_requested'): void {
    this.sockets?.askToReconnect(reason);
  }

  /** The bot token of a workspace works no more: every call gets `error`. */
  revokeToken(
    teamId: string,
    error: 'token_revoked' | 'account_inactive' | 'invalid_auth' = 'token_revoked',
  ): void {
    const token = this.store.botTokenOf(teamId);
    if (token) token.refusedWith = error;
    this.store.touch();
    this.announce();
  }

  /** The opposite of `revokeToken`, as after installing the app again. */
  restoreToken(teamId: string): void {
    const token = this.store.botTokenOf(teamId);
    if (token) delete token.refusedWith;
    this.store.touch();
    this.announce();
  }

  /** Takes every switch back, except revoked tokens. */
  clear(): void {
    this.calls = [];
    this.duplicate = undefined;
    this.reorder = undefined;
    this.losing = 0;
    this.restore();
  }

  /** What is switched on, for people to read. */
  active(): string[] {
    this.dropSpent();
    return [
      ...this.calls.map((fault) => fault.kind),
      ...(this.duplicate ? ['duplicate_events'] : []),
      ...(this.reorder ? ['reorder_events'] : []),
      ...(this.losing > 0 ? ['lose_events'] : []),
      ...(this.isCutOff() ? ['cut_off'] : []),
    ];
  }

  /** Uses up and returns what strikes this call. */
  strike(method: string, channel: string | undefined): CallTrouble {
    this.dropSpent();
    const trouble: CallTrouble = { slowMs: 0 };
    for (const fault of this.calls) {
      if (!matches(fault.scope, method, channel)) continue;
      if (fault.kind === 'slow') trouble.slowMs += fault.amount;
      else if (trouble.outcome) continue;
      else if (fault.kind === 'rate_limited')
        trouble.outcome = { kind: 'rate_limited', retryAfter: fault.amount };
      else if (fault.kind === 'server_error')
        trouble.outcome = { kind: 'server_error', status: fault.amount };
      else trouble.outcome = { kind: 'lose_answer' };
      fault.left -= 1;
    }
    if (trouble.slowMs > 0 || trouble.outcome) this.announce();
    return trouble;
  }

  takeDuplicate(): { copies: number; sameEventId: boolean } | undefined {
    const fault = this.duplicate;
    if (!fault) return undefined;
    fault.left -= 1;
    if (fault.left <= 0) this.duplicate = undefined;
    return fault;
  }

  takeLoss(): boolean {
    if (this.losing <= 0) return false;
    this.losing -= 1;
    return true;
  }

  takeReorder(): { window: number; maxHoldMs: number } | undefined {
    const fault = this.reorder;
    if (!fault) return undefined;
    fault.left -= 1;
    if (fault.left <= 0) this.reorder = undefined;
    return fault;
  }

  private add(kind: CallFaultKind, scope: FaultScope, amount: number): void {
    const until = scope.forMs === undefined ? Infinity : Date.now() + scope.forMs;
    const left = scope.times ?? (scope.forMs === undefined ? 1 : Infinity);
    this.calls.push({ kind, scope, left, until, amount });
    this.announce();
  }

  private dropSpent(): void {
    this.calls = this.calls.filter((fault) => fault.left > 0 && Date.now() < fault.until);
  }

  private announce(): void {
    this.changes.announce({ type: 'faults.changed' });
  }
}

function matches(scope: FaultScope, method: string, channel: string | undefined): boolean {
  if (scope.channel !== undefined && scope.channel !== channel) return false;
  if (scope.method === undefined) return true;
  return Array.isArray(scope.method) ? scope.method.includes(method) : scope.method === method;
}
