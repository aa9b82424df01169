import type { CommandRunner } from './commands/command-runner.ts';
import type { LinkRepository } from './delivery/link-repository.ts';
import type { PasswordHasher } from './identity/password-hasher.ts';
import type { PersonRepository } from './identity/person.ts';
import type { TokenIssuer } from './identity/token-issuer.ts';
import type { EncodingQueue } from './media/encoding-queue.ts';
import type { MediaGrants } from './media/media-grants.ts';
import type { MediaLibrary } from './media/media-library.ts';
import type { Posters } from './media/posters.ts';
import type { MessageRepository } from './messages/message-repository.ts';
import type { PollPresses } from './polls/polls.ts';
import type { EventBus } from './ports/event-bus.ts';
import type { Logger } from './ports/logger.ts';
import type { Meter } from './ports/meter.ts';
import type { Presence } from './ports/presence.ts';
import type { RateLimiter } from './ports/rate-limiter.ts';
import type { Recommender } from './recommendations/recommender.ts';
import type { TasteRepository } from './recommendations/taste-repository.ts';
import type { InviteRepository } from './rooms/invite.ts';
import type { RoomLog } from './rooms/room-log.ts';
import type { RoomRepository } from './rooms/room-repository.ts';
import type { FollowRepository } from './follows/follow.ts';
import type { CommentRepository } from './reviews/comment.ts';
import type { ReviewRepository } from './reviews/review-repository.ts';
import type { WatchlistRepository } from './watchlist/watchlist.ts';
import type { Films } from './catalogue/films.ts';

/** What the core offers its adapters: the use-cases' ports, put together once in `main.ts`. */
export interface Core {
  log: RoomLog;
  rooms: RoomRepository;
  messages: MessageRepository;
  people: PersonRepository;
  links: LinkRepository;
  invites: InviteRepository;
  films: Films;
  reviews: ReviewRepository;
  comments: CommentRepository;
  watchlist: WatchlistRepository;
  follows: FollowRepository;
  recommender: Recommender;
  tastes: TasteRepository;
  media: MediaLibrary;
  mediaGrants: MediaGrants;
  encoding: Pick<EncodingQueue, 'refuseWhenFull' | 'waiting'>;
  posters: Posters;
  commands: CommandRunner;
  polls: PollPresses;
  tokens: TokenIssuer;
  passwords: PasswordHasher;
  presence: Presence;
  limiter: RateLimiter;
  bus: EventBus;
  logger: Logger;
  meter: Meter;
  /** Where people reach us, without a trailing slash. */
  publicUrl: string;
}
