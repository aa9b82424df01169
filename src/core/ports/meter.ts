/**
 * Everything that is counted, timed and watched, by the name under which it is read. Names follow Prometheus' guide: base
 * units, `_total` for what only rises. `docs/operations.md` says of each what to do when it is bad.
 */
export const COUNTERS = {
  matinee_changes_accepted_total: {
    help: 'Changes stored in the log, by kind (post, edit, delete, react, join …)',
    labels: ['kind'],
  },
  matinee_changes_repeated_total: {
    help: 'Changes that had been made before under the same key, or changed nothing',
    labels: ['kind'],
  },
  matinee_changes_refused_total: {
    help: 'Changes that were refused, by the code of the refusal',
    labels: ['kind', 'code'],
  },
  matinee_events_delivered_total: { help: 'Events handed to sockets: events times readers', labels: [] },
  matinee_resumes_total: {
    help: 'Joins that said where they had stopped: caught up with events, or told to start afresh (reset)',
    labels: ['outcome'],
  },
  matinee_socket_closes_total: { help: 'Sockets closed, by close code', labels: ['code'] },
  matinee_socket_refusals_total: { help: 'Frames of clients that were refused, by code', labels: ['code'] },
  matinee_http_requests_total: {
    help: 'Requests answered, by method, route and status',
    labels: ['method', 'route', 'status'],
  },
  matinee_rate_limited_total: { help: 'Refusals because of a limit, by limit', labels: ['limit'] },
  matinee_platform_calls_total: {
    help: 'What couriers asked of a platform, by call and outcome (ok, wait, retry, refused, broken)',
    labels: ['platform', 'call', 'outcome'],
  },
  matinee_faults_total: {
    help: 'Rejections and exceptions that nobody caught, by the part they came from',
    labels: ['part'],
  },
} as const satisfies Record<string, Measure>;

export const TIMERS = {
  matinee_append_seconds: {
    help: 'From a change being handed to the log until it is durable or refused',
    labels: [],
  },
  matinee_http_request_seconds: { help: 'From a request to its answer, by route', labels: ['route'] },
  matinee_platform_call_seconds: {
    help: 'How long a platform took to answer a courier',
    labels: ['platform'],
  },
} as const satisfies Record<string, Measure>;

export const GAUGES = {
  matinee_sockets: { help: 'Open WebSocket connections', labels: [] },
  matinee_append_waiting: { help: 'Changes that are being stored or wait for it', labels: [] },
  matinee_part_up: {
    help: '1 while a part (database, bus, each platform) does what is asked of it, else 0',
    labels: ['part'],
  },
  matinee_store_connections: {
    help: 'Connections to the database and who waits for one, by state (in_use, idle, waiting)',
    labels: ['state'],
  },
  matinee_queue_waiting: { help: 'Work that waits for its turn, by queue', labels: ['queue'] },
  matinee_link_lag_events: {
    help: 'Events a linked channel has not been given yet; on the process that serves the platform',
    labels: ['platform', 'link', 'state'],
  },
  matinee_link_oldest_seconds: {
    help: 'Age of the oldest event a linked channel has not been given yet',
    labels: ['platform', 'link', 'state'],
  },
} as const satisfies Record<string, Measure>;

interface Measure {
  help: string;
  labels: readonly string[];
}

export type CounterName = keyof typeof COUNTERS;
export type TimerName = keyof typeof TIMERS;
export type GaugeName = keyof typeof GAUGES;
type Named<M extends Measure> = Record<M['labels'][number], string>;

/** One reading of a gauge. */
export interface Reading<N extends GaugeName> {
  labels: Named<(typeof GAUGES)[N]>;
  value: number;
}

/** Takes measurements. None of its calls throws or waits. */
export interface Meter {
  count<N extends CounterName>(name: N, labels: Named<(typeof COUNTERS)[N]>, by?: number): void;
  /** Notes how long something took, in seconds. */
  time<N extends TimerName>(name: N, labels: Named<(typeof TIMERS)[N]>, seconds: number): void;
  /** Has a gauge read by `read` whenever somebody looks; what it throws leaves the gauge without a reading. */
  watch<N extends GaugeName>(
    name: N,
    read: () => readonly Reading<N>[] | Promise<readonly Reading<N>[]>,
  ): void;
}
