/**
 * Carries signals between processes. Fast and allowed to lose: the log is the truth, and who misses a signal
 * finds it there.
 */
export interface EventBus {
  /** Sends to every subscriber of the topic, this process included. Never rejects; a lost signal is counted. */
  publish(topic: string, payload: Buffer): void;
  /**
   * Resolves once signals sent from now on will arrive; while the bus is away, at once, as `onRecovered` will follow.
   * The handler must not throw.
   */
  subscribe(topic: string, handler: (payload: Buffer) => void): Promise<Subscription>;
  /** Called after an outage during which signals may have been lost. */
  onRecovered(handler: () => void): void;
  /** `connected`, or why not. */
  status(): string;
  close(): Promise<void>;
}

export interface Subscription {
  end(): Promise<void>;
}
