import { Changes } from './changes.ts';
import { Conversations } from './conversations.ts';
import { controlRoute } from './control.ts';
import { Delivery } from './delivery.ts';
import type { AppRegistration } from './entities.ts';
import { EventFeed } from './event-feed.ts';
import { Faults } from './faults.ts';
import { Files } from './files.ts';
import { HttpEvents } from './http-events.ts';
import { ALL_BOT_SCOPES, Installation } from './installation.ts';
import { Interactions } from './interactions.ts';
import { Membership } from './membership.ts';
import { pictureCheck } from './message-content.ts';
import { OAuthCodes } from './oauth-codes.ts';
import type { StandInParts } from './parts.ts';
import { StateFile } from './persistence.ts';
import {
  GENEROUS_RATE_LIMITS,
  RateLimits,
  SLACK_RATE_LIMITS,
  type RateLimitSettings,
} from './rate-limits.ts';
import { ResponseUrls } from './response-urls.ts';
import { downloadRoute, uploadRoute } from './routes/files.ts';
import { webApiMethods } from './routes/index.ts';
import { authorizeRoute } from './routes/oauth.ts';
import { responseUrlRoute } from './routes/response-url.ts';
import { Scheduler } from './scheduler.ts';
import { SlackServer } from './server.ts';
import { SocketMode } from './socket-mode.ts';
import { SlackStore } from './store.ts';
import { Views } from './views.ts';
import { WebApi } from './web-api.ts';
import { Wire } from './wire.ts';
import { createTeam } from './workspace-admin.ts';
import { World } from './world.ts';

/** Slack's own waiting times, in milliseconds; tests shorten them. */
export interface Timings {
  ackTimeoutMs: number;
  /** Pauses before the first, second and third retry of an event. */
  retryDelaysMs: readonly number[];
  triggerLifeMs: number;
  pingIntervalMs: number;
  disconnectGraceMs: number;
  /** How long an uploaded picture cannot be shown in blocks yet. */
  fileProcessingMs: number;
}

const SLACK_TIMINGS: Timings = {
  ackTimeoutMs: 3000,
  retryDelaysMs: [0, 60_000, 300_000],
  triggerLifeMs: 3000,
  pingIntervalMs: 10_000,
  disconnectGraceMs: 10_000,
  fileProcessingMs: 0,
};

export interface SlackStandInOptions {
  /** Default: any free port. */
  port?: number;
  /** The origin by which the app reaches it, where that is another: `http://127.0.0.1:PORT` of a proxy in front. */
  reachedAt?: string;
  /** Where state survives a restart; absent: memory only. */
  stateFile?: string;
  /** Milliseconds since 1970; timestamps come from it. Timeouts run on real time. */
  clock?: () => number;
  /** Changes the generated ids, for two stand-ins in one test. */
  seed?: string;
  /** The app's request URL; with it events go there signed instead of through Socket Mode. */
  requestUrl?: string;
  rateLimits?: 'generous' | 'slack' | RateLimitSettings;
  timings?: Partial<Timings>;
  /** The app as its manifest describes it. */
  app?: { name?: string; commands?: string[]; scopes?: string[]; redirectUrl?: string };
  team?: { name?: string; domain?: string };
}

export interface SlackStandIn {
  /** For SLACK_API_URL, e.g. `http://127.0.0.1:40123/api/`. */
  apiUrl: string;
  /** The origin. */
  url: string;
  world: World;
  faults: Faults;
  botToken: string;
  appToken: string;
  signingSecret: string;
  clientId: string;
  clientSecret: string;
  teamId: string;
  /** Open Socket Mode connections. */
  connections(): number;
  setRateLimits(settings: 'generous' | 'slack' | RateLimitSettings): void;
  /** Slack's check of a request URL; on success events go there from now on. `undefined` returns to Socket Mode. */
  setRequestUrl(url: string | undefined): Promise<boolean>;
  /** Names of the Web API methods that are answered. */
  methods(): string[];
  close(): Promise<void>;
}

function newApp(store: SlackStore, given: NonNullable<SlackStandInOptions['app']>): AppRegistration {
  return {
    id: store.nextId('A'),
    name: given.name ?? 'Matinee',
    clientId: `${Math.floor(store.now() / 1000)}.${store.nextSecret('client-id', 12)}`,
    clientSecret: store.nextSecret('client-secret', 32),
    signingSecret: store.nextSecret('signing-secret', 32),
    verificationToken: store.nextSecret('verification', 24),
    appToken: `xapp-1-${store.nextSecret('app-token', 40)}`,
    commands: given.commands ?? ['/movie'],
    redirectUrl: given.redirectUrl ?? '',
  };
}

/** A manifest that changed since the state was saved counts from now on; a token that was revoked stays so. */
function applyManifest(
  store: SlackStore,
  teamId: string,
  given: NonNullable<SlackStandInOptions['app']>,
): void {
  if (given.commands) store.app.commands = given.commands;
  if (given.redirectUrl !== undefined) store.app.redirectUrl = given.redirectUrl;
  const token = store.botTokenOf(teamId);
  if (token && given.scopes) token.scopes = given.scopes;
}

function limits(given: SlackStandInOptions['rateLimits']): RateLimitSettings {
  if (given === undefined || given === 'generous') return GENEROUS_RATE_LIMITS;
  return given === 'slack' ? SLACK_RATE_LIMITS : given;
}

/** Starts a Slack on 127.0.0.1 to which @slack/bolt connects unmodified. */
export async function createSlackStandIn(options: SlackStandInOptions = {}): Promise<SlackStandIn> {
  const timings = { ...SLACK_TIMINGS, ...options.timings };
  const blankApp: AppRegistration = {
    id: '',
    name: '',
    clientId: '',
    clientSecret: '',
    signingSecret: '',
    verificationToken: '',
    appToken: '',
    commands: [],
    redirectUrl: '',
  };
  const store = new SlackStore(blankApp, options.clock ?? Date.now, options.seed ?? 'sandbox');
  const stateFile = options.stateFile === undefined ? undefined : new StateFile(options.stateFile, store);
  const restored = stateFile?.load() ?? false;
  if (!restored) Object.assign(store.app, newApp(store, options.app ?? {}));

  const changes = new Changes();
  const scheduler = new Scheduler();
  const feed = new EventFeed(store);
  const server = new SlackServer(() => parts);
  const baseUrl = (): string => options.reachedAt ?? `http://127.0.0.1:${server.port}`;
  const wire = new Wire(store, baseUrl);
  const conversations = new Conversations(store, wire, feed, changes);
  const faults = new Faults(store, scheduler, changes);
  const rateLimits = new RateLimits(limits(options.rateLimits));
  const socketMode = new SocketMode(store.app.id, timings, scheduler, changes);
  let requestUrl = options.requestUrl;
  const httpEvents = new HttpEvents({
    app: store.app,
    requestUrl: () => requestUrl ?? '',
    ackTimeoutMs: timings.ackTimeoutMs,
    nowSeconds: () => Math.floor(Date.now() / 1000),
  });
  const delivery = new Delivery({
    transport: () => (requestUrl === undefined ? socketMode : httpEvents),
    faults,
    scheduler,
    retryDelaysMs: timings.retryDelaysMs,
    freshEventId: () => store.nextId('Ev'),
  });
  const parts: StandInParts = {
    store,
    wire,
    feed,
    conversations,
    membership: new Membership(store, feed, conversations, changes),
    installation: new Installation(store, feed),
    files: new Files(store, feed, changes),
    oauthCodes: new OAuthCodes(store),
    views: new Views(store, changes, (teamId) => pictureCheck(parts, teamId)),
    changes,
    faults,
    rateLimits,
    scheduler,
    delivery,
    socketMode,
    httpEvents,
    interactions: new Interactions(() => parts, store, timings.triggerLifeMs),
    responseUrls: new ResponseUrls(store, conversations, changes, baseUrl),
    baseUrl,
    fileProcessingMs: timings.fileProcessingMs,
  };
  feed.connect((payload) => delivery.sendEvent(payload));
  faults.connect({
    closeAll: (how) => socketMode.closeAll(how),
    askToReconnect: (reason) => socketMode.askToReconnect(reason),
    destroyHttp: () => server.destroyAppSockets(),
  });

  if (!restored) {
    const team = createTeam(parts, options.team?.name ?? 'Matinee Club', options.team?.domain);
    const app = store.app.appToken;
    store.tokens.set(app, {
      token: app,
      kind: 'app',
      teamId: team.id,
      userId: '',
      scopes: ['connections:write'],
    });
    parts.installation.install(team, options.app?.scopes ?? ALL_BOT_SCOPES);
  }
  const teamId = [...store.teams.keys()][0] ?? '';
  if (restored) applyManifest(store, teamId, options.app ?? {});
  const world = new World(parts, teamId);
  const methods = webApiMethods(parts);
  server.mount(new WebApi(parts, methods), [
    responseUrlRoute(parts),
    uploadRoute(parts),
    downloadRoute(parts),
    authorizeRoute(parts),
    controlRoute(parts, world),
  ]);
  await server.listen(options.port ?? 0);
  stateFile?.watch();
  stateFile?.save();

  return {
    apiUrl: `${baseUrl()}/api/`,
    url: baseUrl(),
    world,
    faults,
    botToken: store.botTokenOf(teamId)?.token ?? '',
    appToken: store.app.appToken,
    signingSecret: store.app.signingSecret,
    clientId: store.app.clientId,
    clientSecret: store.app.clientSecret,
    teamId,
    connections: () => socketMode.connections,
    setRateLimits: (settings) => rateLimits.change(limits(settings)),
    async setRequestUrl(url) {
      if (url !== undefined && !(await httpEvents.verify(url))) return false;
      requestUrl = url;
      return true;
    },
    methods: () => methods.names(),
    async close() {
      scheduler.close();
      httpEvents.close();
      await socketMode.close();
      await server.close();
      stateFile?.close();
    },
  };
}
