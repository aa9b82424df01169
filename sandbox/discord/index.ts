import { randomBytes } from 'node:crypto';
import type { Change } from './changes.ts';
import { Control } from './control.ts';
import { Faults } from './faults.ts';
import { Gateway } from './gateway.ts';
import { HttpServer } from './http-server.ts';
import { Interactions } from './interactions.ts';
import { LIMITS } from './limits.ts';
import { FileBlobs, MemoryBlobs, StateFile } from './persistence.ts';
import { drawnPicture } from './pictures.ts';
import { Platform } from './platform.ts';
import type { Application, Timing } from './platform.ts';
import { RateLimits } from './rate-limits.ts';
import type { RateLimitProfile } from './rate-limits.ts';
import { Router } from './router.ts';
import { ROUTES } from './routes/index.ts';
import { SnowflakeMint } from './snowflake.ts';
import { Store } from './store.ts';
import type { Snapshot } from './store.ts';
import { World } from './world.ts';

export { ClientRefusal } from './client-refusal.ts';
export type { Faults } from './faults.ts';
export type { PermissionName } from './permissions.ts';
export type { ChannelView, InteractionView, MessageView } from './views.ts';
export type { Press, World, WorldEvent } from './world.ts';

export interface DiscordStandInOptions {
  /** 0, the default, takes any free port. Loopback only. */
  port?: number;
  /** The origin by which the bot reaches it, where that is another: `http://127.0.0.1:PORT` of a proxy in front. */
  reachedAt?: string;
  /** JSON file that keeps everything over a restart; attachments lie in `<file>.files/`. */
  stateFile?: string;
  /** Fills a new world; not called when a state was loaded. */
  seed?: (world: World) => void | Promise<void>;
  /** Milliseconds since 1970; for tests about ages. */
  clock?: { now(): number };
  token?: string;
  applicationId?: string;
  applicationName?: string;
  /** Privileged intents switched on in the developer portal; all by default. */
  intents?: Partial<Application['intents']>;
  timing?: Partial<Timing>;
  rateLimits?: RateLimitProfile;
  /** Seed of the chance behind duplicated and reordered events. */
  chance?: number;
}

export interface DiscordStandIn {
  /** `http://127.0.0.1:PORT`, or where it is reached. */
  url: string;
  /** For discord.js `rest.api`; no version, no trailing slash. */
  apiUrl: string;
  /** For discord.js `rest.cdn`. */
  cdnUrl: string;
  controlUrl: string;
  gatewayUrl: string;
  token: string;
  applicationId: string;
  world: World;
  faults: Faults;
  rateLimits: RateLimits;
  gateway: Gateway;
  /** Saves the state and ends every connection. */
  close(): Promise<void>;
}

/** Changes that leave nothing behind to be saved. */
const PASSING: readonly Change['type'][] = ['typing', 'interaction', 'ping', 'connections', 'faults'];

function inventToken(applicationId: string): string {
  const name = Buffer.from(applicationId).toString('base64url');
  return `${name}.${randomBytes(5).toString('base64url').slice(0, 6)}.${randomBytes(29).toString('base64url').slice(0, 38)}`;
}

function identify(
  options: DiscordStandInOptions,
  ids: SnowflakeMint,
  snapshot: Snapshot | undefined,
): Application {
  const id = options.applicationId ?? snapshot?.application.id ?? ids.next();
  const token = options.token ?? snapshot?.application.token ?? inventToken(id);
  return {
    id,
    name: options.applicationName ?? 'Matinee',
    token,
    intents: { members: true, presences: true, messageContent: true, ...options.intents },
  };
}

function openBlobs(file: StateFile, store: Store): FileBlobs {
  const blobs = new FileBlobs(file.blobFolder);
  blobs.retain(store.blobIds());
  return blobs;
}

function addBotUser(platform: Platform): void {
  const { application, store } = platform;
  const known = store.users.get(application.id);
  if (known) known.username = application.name;
  else
    store.users.set(application.id, {
      id: application.id,
      username: application.name,
      globalName: null,
      bot: true,
      avatar: drawnPicture(application.name),
      locale: 'en-US',
    });
}

/** Starts a local Discord that an unmodified discord.js can log in to. */
export async function createDiscordStandIn(options: DiscordStandInOptions = {}): Promise<DiscordStandIn> {
  const now = options.clock ? options.clock.now.bind(options.clock) : Date.now;
  const file = options.stateFile === undefined ? null : new StateFile(options.stateFile);
  const snapshot = file?.load();
  const ids = new SnowflakeMint(now, snapshot?.lastSnowflake);
  const store = new Store(snapshot);
  const platform = new Platform({
    application: identify(options, ids, snapshot),
    store,
    ids,
    now,
    blobs: file ? openBlobs(file, store) : new MemoryBlobs(),
    timing: {
      interactionAnswerMs: LIMITS.interactionAnswer,
      interactionTokenMs: LIMITS.interactionToken,
      heartbeatMs: 41_250,
      ...options.timing,
    },
    signingKey: snapshot?.signingKey ?? randomBytes(32).toString('hex'),
  });
  addBotUser(platform);
  const interactions = new Interactions(platform);
  const gateway = new Gateway(platform);
  const rateLimits = new RateLimits(now, options.rateLimits ?? 'discord');
  const ledgers = { unanswered: [] as string[], carriedOut: new Map<string, number>() };
  const world = new World(platform, interactions, ledgers);
  const faults = new Faults({
    now,
    gateway,
    closeSockets: () => server.breakConnections(),
    changed: () => platform.announce({ type: 'faults' }),
    seed: options.chance ?? 1,
  });
  gateway.obey(faults);
  const control = new Control({ platform, world, faults, rateLimits, gateway });
  const server: HttpServer = new HttpServer({
    platform,
    interactions,
    gateway,
    faults,
    control,
    router: new Router(ROUTES),
    rateLimits,
    ...ledgers,
  });
  if (file) {
    const { application, signingKey } = platform;
    file.follow(() =>
      platform.store.snapshot({
        lastSnowflake: ids.last,
        signingKey,
        application: { id: application.id, token: application.token },
      }),
    );
    platform.subscribe((change) => {
      if (!PASSING.includes(change.type)) file.changed();
    });
  }
  const origin = `http://127.0.0.1:${await server.listen(options.port ?? 0)}`;
  platform.origin = options.reachedAt ?? origin;
  if (!snapshot) await options.seed?.(world);
  return {
    url: platform.origin,
    apiUrl: `${platform.origin}/api`,
    cdnUrl: platform.cdnUrl,
    controlUrl: `${origin}/control`,
    gatewayUrl: gateway.url,
    token: platform.application.token,
    applicationId: platform.application.id,
    world,
    faults,
    rateLimits,
    gateway,
    close: async () => {
      control.close();
      interactions.close();
      gateway.close();
      await server.close();
      file?.close();
    },
  };
}
