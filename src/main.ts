import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { RequestListener } from 'node:http';
import { v7 as uuid } from 'uuid';
import { AesSealer } from './auth/aes-sealer.ts';
import { Argon2Hasher } from './auth/argon2-hasher.ts';
import { JwtIssuer } from './auth/jwt-issuer.ts';
import { MemoryBus } from './bus/memory-bus.ts';
import { MemoryPresence } from './bus/memory-presence.ts';
import { noRateLimits, RateLimits } from './bus/rate-limits.ts';
import { loadShippedCatalogue } from './catalogue-sources/shipped-catalogue.ts';
import type { Config } from './config/config.ts';
import { projectRoot } from './config/project-root.ts';
import { ensureSecret } from './config/secret.ts';
import { CatalogueFollower } from './core/catalogue/catalogue-follower.ts';
import { Films } from './core/catalogue/films.ts';
import { Commands } from './core/commands/runner.ts';
import type { Core } from './core/core.ts';
import type { ChatAdapter } from './core/delivery/chat-adapter.ts';
import type { DispatcherDeps } from './core/delivery/dispatcher.ts';
import { Inbox } from './core/delivery/inbox.ts';
import { Departures } from './core/departures/departures.ts';
import type { PlatformId } from './core/delivery/link.ts';
import { Platforms } from './core/delivery/platforms.ts';
import type { RoomLog } from './core/rooms/room-log.ts';
import { followTallies } from './core/reviews/film-ratings.ts';
import { actorOf } from './core/identity/actor.ts';
import { AvatarHosts, PeopleWithAvatars } from './core/identity/avatar-hosts.ts';
import { reserveNames } from './core/identity/reserved-name.ts';
import { EncodingQueue } from './core/media/encoding-queue.ts';
import { KeepTidy } from './core/media/keep-tidy.ts';
import { Library } from './core/media/library.ts';
import { MediaGrants } from './core/media/media-grants.ts';
import { Posters } from './core/media/posters.ts';
import type { EventBus } from './core/ports/event-bus.ts';
import type { Logger } from './core/ports/logger.ts';
import type { Meter } from './core/ports/meter.ts';
import type { Presence } from './core/ports/presence.ts';
import { PollDesk } from './core/polls/polls.ts';
import type { RateLimiter } from './core/ports/rate-limiter.ts';
import { CurrentModel } from './core/recommendations/current-model.ts';
import { KeepTrained } from './core/recommendations/keep-trained.ts';
import { Recommender } from './core/recommendations/recommender.ts';
import { AdapterHost } from './adapters/adapter-host.ts';
import type { PlatformSetUp } from './adapters/platform.ts';
import type { Gateway } from './adapters/web/websocket/gateway.ts';
import { openDatabase } from './db/connect.ts';
import type { Database } from './db/database.ts';
import { DirectoryInUse } from './db/directory-lock.ts';
import { SqlLeases } from './db/leases.ts';
import { migrate } from './db/migrate.ts';
import { SqlDecorationRepository } from './db/repositories/decorations.ts';
import { UnfitDatabase } from './db/postgres-fitness.ts';
import { SEALED_FOR, SqlInstallations } from './db/repositories/installations.ts';
import { SqlFollowRepository } from './db/repositories/follows.ts';
import { SqlInviteRepository } from './db/repositories/invites.ts';
import { SqlLinkRightsRepository } from './db/repositories/link-rights.ts';
import { SqlLateFiles } from './db/repositories/late-files.ts';
import { SqlLinkRepository } from './db/repositories/links.ts';
import { SqlMediaLedger } from './db/repositories/media-ledger.ts';
import { SqlMessageRepository } from './db/repositories/messages.ts';
import { SqlModelStore } from './db/repositories/models.ts';
import { SqlMovieRepository } from './db/repositories/movies.ts';
import { SqlPersonRepository } from './db/repositories/people.ts';
import { SqlDepartureRepository } from './db/repositories/departures.ts';
import { SqlPosterRepository } from './db/repositories/posters.ts';
import { SqlPictureRepository } from './db/repositories/pictures.ts';
import { SqlCommentRepository } from './db/repositories/review-comments.ts';
import { SqlReviewRepository } from './db/repositories/reviews.ts';
import { SqlRoomRepository } from './db/repositories/rooms.ts';
import { SqlUploadedFiles } from './db/repositories/uploaded-files.ts';
import { SqlWatchlistRepository } from './db/repositories/watchlist.ts';
import { SqlTasteRepository } from './db/repositories/tastes.ts';
import { OlderRows } from './db/older-rows.ts';
import { SqlRoomLog } from './db/room-log.ts';
import { StoreHealth } from './db/store-health.ts';
import { StoreClock } from './db/store-clock.ts';
import { ThreadFitter } from './fitting/thread-fitter.ts';
import { DiskStorage } from './media-storage/disk-storage.ts';
import { PosterHost } from './media-storage/poster-host.ts';
import { SharpEncoder } from './media-storage/sharp-encoder.ts';
import { PrometheusMeter } from './observability/prometheus-meter.ts';
import { MeteredLog } from './observability/metered-log.ts';
import { meteredAdapter } from './observability/metered-adapter.ts';
import { meteredLimiter } from './observability/metered-limiter.ts';
import { watchLinks } from './observability/watch-links.ts';
import { watchParts } from './observability/watch-parts.ts';
import { watchStore } from './observability/watch-store.ts';
import { DegradedWatch } from './observability/degraded-watch.ts';
import { InstallationsHealth } from './observability/installations-health.ts';
import { readinessOf, type Readiness } from './observability/readiness.ts';
import { reasonOf } from './observability/reason.ts';

/** One running process: what it serves, and how it ends. */
export interface Matinee {
  core: Core;
  /** Answers HTTP requests. */
  listener: RequestListener;
  /** Answers WebSocket upgrades; null without the role `web`. */
  gateway: Gateway | null;
  adapters: readonly AdapterHost[];
  readiness(): Promise<Readiness>;
  stop(): Promise<void>;
}

/** A part could not be started; the message is one line that says what is wrong and how to mend it. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/**
 * Puts the parts together that the configuration asks for, and starts them. The only place that knows which
 * implementation stands behind which port.
 * @throws StartError when it cannot go on
 */
export async function startMatinee(config: Config & { publicUrl: string }, logger: Logger): Promise<Matinee> {
  const processId = uuid();
  const meter = new PrometheusMeter();
  const root = projectRoot();
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) {
      await end().catch((error: unknown) => logger.warn({ err: error }, 'a part did not stop cleanly'));
    }
  };
  try {
    const database = await connect(config);
    stops.push(() => database.close());
    const signals = await openSignals(config, logger, processId);
    stops.push(signals.close);
    await migrate(database, join(root, 'migrations'), (names) =>
      logger.warn({ names }, 'the database is newer than this program, and serves it all the same'),
    );
    const movies = new SqlMovieRepository(database);
    await loadShippedCatalogue(movies, join(root, 'catalogue'));
    const moment = await movies.changedAt();
    const models = new SqlModelStore(database);
    const current = new CurrentModel({ models, bus: signals.bus, logger });
    const clock = new StoreClock(database, logger);
    await clock.start();
    stops.push(() => Promise.resolve(clock.stop()));
    const log = new SqlRoomLog(database, signals.bus, logger, clock.now);
    const health = new StoreHealth(database, log);
    watchStore(meter, database);
    const secret = await ensureSecret(config.secret, config.dataDir);
    const installations = new SqlInstallations(database, new AesSealer(secret, SEALED_FOR));
    for (const { platform } of config.platforms)
      await platform.takeOver?.({ dataDir: config.dataDir, installations, logger });
    const core = buildCore(config, logger, database, signals, {
      log,
      meter,
      secret,
      films: new Films(await movies.all()),
      models: current,
    });
    await current.start();
    stops.push(() => current.stop());

    const follower = new CatalogueFollower({ ...core, movies }, moment);
    stops.push(() => follower.stop());
    await follower.start();
    const tallies = { repository: core.reviews, bus: core.bus, logger };
    const told = await followTallies(core.films.ratings, tallies);
    stops.push(() => told.end());

    const older = new OlderRows(database, logger);
    older.start();
    stops.push(() => older.stop());

    const leases = new SqlLeases(database, processId);
    if (config.roles.includes('worker')) {
      const parts = { tastes: core.tastes, models, leases, bus: core.bus, logger };
      const trained = new KeepTrained({
        ...parts,
        fitter: new ThreadFitter(),
        serving: () => current.newest(),
      });
      trained.start();
      stops.push(() => trained.stop());
    }
    const ledger = new SqlMediaLedger(database);
    const departures = new Departures({
      ...core,
      departures: new SqlDepartureRepository(database),
      leases,
    });
    await departures.start();
    stops.push(() => departures.stop());
    const tidy = new KeepTidy({ ledger, storage: mediaStorage(config), leases, logger });
    tidy.start();
    stops.push(() => tidy.stop());
    const system = await core.people.meet({ identity: 'matinee', name: 'Matinee' });
    const adapters = new Map<PlatformId, ChatAdapter>();
    const deps: DispatcherDeps = {
      ...core,
      leases,
      decorations: new SqlDecorationRepository(database),
      system: actorOf(system, 'web'),
    };
    const inbox = new Inbox({
      ...deps,
      people: core.people,
      media: core.media,
      limiter: core.limiter,
      lateFiles: new SqlLateFiles(database),
      adapters,
    });
    stops.push(() => Promise.resolve(inbox.close()));
    const secretFor = (purpose: string): string => createHmac('sha256', secret).update(purpose).digest('hex');
    const stores = { inbox, installations, uploads: new SqlUploadedFiles(database) };
    const hosts = wanted(config).map(
      ({ id, setUp }) =>
        new AdapterHost({
          platform: id,
          deps,
          adapters,
          exclusive: setUp.exclusive,
          make: async () => {
            const made = await setUp.create({ ...core, ...stores, secretFor });
            return { ...made, adapter: meteredAdapter(made.adapter, meter) };
          },
        }),
    );

    const sealed = new Map<string, InstallationsHealth>();
    for (const { setUp } of config.platforms) {
      const words = setUp?.installedByWorkspaces;
      if (!words) continue;
      const say = (count: number): string => words.unreadable(count, config.publicUrl);
      sealed.set(words.part, new InstallationsHealth(installations, say, logger));
    }
    for (const each of sealed.values()) await each.look();
    const readiness = async (): Promise<Readiness> => {
      const parts: Record<string, string> = { database: await health.state(), bus: signals.status() };
      for (const host of hosts) parts[host.platform] = host.status();
      for (const [part, each] of sealed) parts[part] = each.state();
      return readinessOf(parts);
    };
    const watch = new DegradedWatch(readiness, logger);
    stops.push(() => watch.stop());
    watchParts(meter, readiness);
    watchLinks(meter, new SqlLinkRepository(database), () =>
      hosts.filter((host) => host.adapter).map((host) => host.platform),
    );
    const web = await import('./adapters/web/index.ts');
    const { listener, gateway } = web.createWeb(core, config, {
      root,
      readiness,
      metrics: meter.registry,
      hosts,
    });
    if (gateway) stops.push(() => gateway.close());
    stops.push(async () => void (await Promise.all(hosts.map((host) => host.stop()))));
    for (const host of hosts) void host.start();
    return { core, listener, gateway, adapters: hosts, readiness, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Signals {
  bus: EventBus;
  presence: Presence;
  limiter: RateLimiter;
  /** `connected`: all that is used of it works; or what does not. */
  status(): string;
  close(): Promise<void>;
}

async function openSignals(config: Config, logger: Logger, processId: string): Promise<Signals> {
  if (config.redisUrl === undefined) {
    const [bus, presence] = [new MemoryBus(), new MemoryPresence()];
    const limiter = config.rateLimit ? new RateLimits() : noRateLimits;
    return {
      bus,
      presence,
      limiter,
      status: () => bus.status(),
      close: async () => void (await Promise.all([bus.close(), presence.close()])),
    };
  }
  const { RedisBus } = await import('./bus/redis-bus.ts');
  const { RedisPresence } = await import('./bus/redis-presence.ts');
  const { SharedRedis } = await import('./bus/shared-redis.ts');
  const bus = new RedisBus(config.redisUrl, logger);
  try {
    await bus.waitReady();
  } catch (error) {
    await bus.close();
    throw new StartError(
      `REDIS_URL: Redis cannot be reached (${reasonOf(error)}); start it, or mend the address`,
      { cause: error },
    );
  }
  const shared = new SharedRedis(config.redisUrl);
  const presence = new RedisPresence(shared, processId, logger);
  return {
    bus,
    presence,
    limiter: config.rateLimit ? new RateLimits(shared) : noRateLimits,
    status() {
      const [signals, counts] = [bus.status(), shared.status()];
      if (signals !== 'connected' || counts === 'connected') return signals;
      return `each process counts people and limits by itself: ${counts}`;
    },
    async close() {
      await presence.close();
      await bus.close();
      shared.close();
    },
  };
}

function buildCore(
  config: Config & { publicUrl: string },
  logger: Logger,
  database: Database,
  { bus, presence, limiter }: Signals,
  made: { log: RoomLog; meter: Meter; secret: string; films: Films; models: CurrentModel },
): Core {
  const tastes = new SqlTasteRepository(database);
  const platforms = new Platforms(config.platforms.map(({ platform }) => platform.facts));
  reserveNames(platforms.all.flatMap(({ reservedNames }) => reservedNames));
  const { films, models } = made;
  const encoder = new EncodingQueue(new SharpEncoder());
  const passwords = new Argon2Hasher();
  made.meter.watch('matinee_queue_waiting', () => [
    { labels: { queue: 'pictures' }, value: encoder.waiting },
    { labels: { queue: 'passwords' }, value: passwords.waiting },
  ]);
  const storage = mediaStorage(config);
  const mediaGrants = new MediaGrants(made.secret);
  const parts = {
    log: new MeteredLog(made.log, made.meter),
    rooms: new SqlRoomRepository(database),
    messages: new SqlMessageRepository(database),
    people: new PeopleWithAvatars(
      new SqlPersonRepository(database),
      new AvatarHosts(
        config.publicUrl,
        platforms,
        config.platforms.flatMap(({ setUp }) => setUp?.standIns ?? []),
      ),
    ),
    platforms,
    links: new SqlLinkRepository(database),
    rights: new SqlLinkRightsRepository(database),
    invites: new SqlInviteRepository(database),
    departures: new SqlDepartureRepository(database),
    reviews: new SqlReviewRepository(database),
    comments: new SqlCommentRepository(database),
    watchlist: new SqlWatchlistRepository(database),
    follows: new SqlFollowRepository(database),
    films,
    tastes,
    recommender: new Recommender({ films, tastes, models }),
    media: new Library(encoder, storage, new SqlPictureRepository(database), mediaGrants),
    mediaGrants,
    encoding: encoder,
    posters: new Posters({
      posters: new SqlPosterRepository(database),
      source: new PosterHost(config.tmdb.apiUrl),
      encoder,
      storage,
      logger,
    }),
    tokens: new JwtIssuer(made.secret),
    passwords,
    presence,
    limiter: meteredLimiter(limiter, made.meter),
    bus,
    logger,
    meter: made.meter,
    publicUrl: config.publicUrl,
  };
  return { ...parts, commands: new Commands(parts), polls: new PollDesk(parts) };
}

const mediaStorage = (config: Config): DiskStorage => new DiskStorage(join(config.dataDir, 'media'));

async function connect(config: Config): Promise<Database> {
  try {
    return await openDatabase({ databaseUrl: config.databaseUrl, dataDir: config.dataDir });
  } catch (error) {
    if (error instanceof UnfitDatabase)
      throw new StartError(`DATABASE_URL: ${error.message}`, { cause: error });
    throw config.databaseUrl === undefined
      ? new StartError(`DATA_DIR: ${embeddedTrouble(error)}`, { cause: error })
      : new StartError(
          `DATABASE_URL: Postgres cannot be reached (${reasonOf(error)}); start it, or mend the address, user or password`,
          { cause: error },
        );
  }
}

function embeddedTrouble(error: unknown): string {
  if (error instanceof DirectoryInUse) return error.message;
  return `the embedded database cannot be opened (${reasonOf(error)}); choose a folder this user may write to`;
}

/** The platforms that this process serves: those that are set up and whose role it has. */
function wanted(config: Config): { id: PlatformId; setUp: PlatformSetUp }[] {
  return config.platforms.flatMap(({ platform, setUp }) => {
    const { id } = platform.facts;
    return setUp && config.roles.includes(id) ? [{ id, setUp }] : [];
  });
}
