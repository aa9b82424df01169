import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { Argon2Hasher } from '../../src/auth/argon2-hasher.ts';
import { MemoryBus } from '../../src/bus/memory-bus.ts';
import { MemoryPresence } from '../../src/bus/memory-presence.ts';
import { noRateLimits } from '../../src/bus/rate-limits.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openPglite } from '../../src/db/pglite.ts';
import { SqlInviteRepository } from '../../src/db/repositories/invites.ts';
import { SqlLinkRightsRepository } from '../../src/db/repositories/link-rights.ts';
import { SqlLinkRepository } from '../../src/db/repositories/links.ts';
import { SqlPersonRepository } from '../../src/db/repositories/people.ts';
import { SqlReviewRepository } from '../../src/db/repositories/reviews.ts';
import { SqlRoomRepository } from '../../src/db/repositories/rooms.ts';
import { SqlTasteRepository } from '../../src/db/repositories/tastes.ts';
import { SqlWatchlistRepository } from '../../src/db/repositories/watchlist.ts';
import { SqlRoomLog } from '../../src/db/room-log.ts';
import type { Answer } from '../../src/protocol/frames.ts';
import { ourFilms } from './import-stage.ts';
import { quietLogger } from './quiet-logger.ts';
import { Recommender } from '../../src/core/recommendations/recommender.ts';
import { Films } from '../../src/core/catalogue/films.ts';
import type { Person } from '../../src/core/identity/person.ts';
import { parseMarkdown } from '../../src/core/markup/matinee-markdown.ts';
import { plainText } from '../../src/core/markup/plain-text.ts';
import type { RateLimiter } from '../../src/core/ports/rate-limiter.ts';
import type { ChannelLook, CommandChannel, CommandContext } from '../../src/core/commands/command-runner.ts';
import { Commands } from '../../src/core/commands/runner.ts';
import { allPlatforms } from './all-platforms.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Where commands are tried: a store of its own and the films that ship with the project. */
export class CommandStage {
  readonly rooms: SqlRoomRepository;
  readonly links: SqlLinkRepository;
  readonly logger = quietLogger();
  readonly commands: Commands;

  private constructor(
    readonly database: Database,
    readonly films: Films,
  ) {
    this.rooms = new SqlRoomRepository(database);
    this.links = new SqlLinkRepository(database);
    this.commands = this.runner();
  }

  static async set(): Promise<CommandStage> {
    const database = await openPglite();
    await migrate(database, join(ROOT, 'migrations'));
    return new CommandStage(database, await shippedFilms());
  }

  close(): Promise<void> {
    return this.database.close();
  }

  runner(parts: { limiter?: RateLimiter; films?: Films } = {}): Commands {
    const { database, rooms, links, logger } = this;
    const bus = new MemoryBus();
    const films = parts.films ?? this.films;
    const tastes = new SqlTasteRepository(database);
    return new Commands({
      films,
      recommender: new Recommender({ films, tastes, models: { model: null } }),
      limiter: parts.limiter ?? noRateLimits,
      rights: new SqlLinkRightsRepository(database),
      invites: new SqlInviteRepository(database),
      reviews: new SqlReviewRepository(database),
      watchlist: new SqlWatchlistRepository(database),
      log: new SqlRoomLog(database, bus, logger),
      passwords: new Argon2Hasher(),
      presence: new MemoryPresence(),
      publicUrl: 'https://movies.example',
      platforms: allPlatforms,
      rooms,
      links,
      bus,
      logger,
    });
  }

  person(name: string): Promise<Person> {
    return new SqlPersonRepository(this.database).meet({ identity: `guest:${uuid()}`, name });
  }

  /** Somebody new who asks, in English and on the web unless said otherwise. */
  async context(more: Partial<CommandContext> = {}): Promise<CommandContext> {
    return { person: await this.person('Ana'), via: more.channel?.platform ?? 'web', locale: 'en', ...more };
  }
}

/** The films that ship with the project, as a process holds them. */
export async function shippedFilms(): Promise<Films> {
  return new Films(await ourFilms());
}

/** A channel of its own that everybody there sees, and whose people may manage it, unless said otherwise. */
export const channel = (
  platform: 'discord' | 'slack' = 'discord',
  look: Partial<ChannelLook> = {},
): CommandChannel => ({
  platform,
  tenantId: 'T1',
  channelId: uuid(),
  look: () =>
    Promise.resolve({ name: 'movie-club', isPrivate: false, mayManage: true, standing: 'member', ...look }),
});

/** What an answer reads like, without its markup. */
export const read = ({ text }: Answer): string => plainText(parseMarkdown(text), { spoilers: 'mask' });
