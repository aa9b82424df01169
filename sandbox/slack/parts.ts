import type { Changes } from './changes.ts';
import type { Conversations } from './conversations.ts';
import type { Delivery } from './delivery.ts';
import type { EventFeed } from './event-feed.ts';
import type { Faults } from './faults.ts';
import type { Files } from './files.ts';
import type { HttpEvents } from './http-events.ts';
import type { Installation } from './installation.ts';
import type { Interactions } from './interactions.ts';
import type { Membership } from './membership.ts';
import type { OAuthCodes } from './oauth-codes.ts';
import type { RateLimits } from './rate-limits.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Scheduler } from './scheduler.ts';
import type { SocketMode } from './socket-mode.ts';
import type { SlackStore } from './store.ts';
import type { Views } from './views.ts';
import type { Wire } from './wire.ts';

/** The parts of one running stand-in, put together in `index.ts`. */
export interface StandInParts {
  store: SlackStore;
  wire: Wire;
  feed: EventFeed;
  conversations: Conversations;
  membership: Membership;
  installation: Installation;
  files: Files;
  oauthCodes: OAuthCodes;
  changes: Changes;
  faults: Faults;
  rateLimits: RateLimits;
  scheduler: Scheduler;
  delivery: Delivery;
  socketMode: SocketMode;
  httpEvents: HttpEvents;
  interactions: Interactions;
  views: Views;
  responseUrls: ResponseUrls;
  /** `http://127.0.0.1:PORT`, known once the server listens. */
  baseUrl(): string;
  /** How long an uploaded file stays unusable in blocks; real Slack needs a moment. */
  fileProcessingMs: number;
}
