import type { RequestListener } from 'node:http';
import type { ChatAdapter } from '../core/delivery/chat-adapter.ts';

/** A platform as the composition root runs it: it starts, stops, and says how it is. */
export interface PlatformAdapter {
  readonly adapter: ChatAdapter;
  /** Resolves after the first attempt to connect, whatever came of it; `status` tells. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** `connected`, or in one line why not and how to mend it. */
  status(): string;
  /** Requests of the platform to us, under its own path, where it has any. */
  readonly listener?: RequestListener;
}
