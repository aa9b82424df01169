import {
  Client,
  Events,
  GatewayIntentBits,
  Options,
  type GatewayDispatchPayload,
  type Interaction,
} from 'discord.js';
import type { Agent } from 'undici';
import { backoff } from '../../core/delivery/backoff.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { networkCode } from '../../core/delivery/network-code.ts';
import { TOKEN_REFUSED } from './errors.ts';
import { restOptions, type DiscordSettings } from './settings.ts';

const READY_MS = 30_000;
/** So long `start` waits for the first attempt, and `stop` for a goodbye. */
const START_MS = 7_000;
const STOP_MS = 2_000;
/** So long the library may try to reconnect by itself before we begin anew. */
const RECONNECT_MS = 60_000;
const INTENTS_RETRY_MS = 60_000;

const INTENTS = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.GuildWebhooks,
  GatewayIntentBits.GuildExpressions,
  GatewayIntentBits.MessageContent,
];
const INTENTS_REFUSED =
  'Discord refuses the intents: turn on MESSAGE CONTENT INTENT in the developer portal, Bot page, Privileged Gateway Intents.';

/** What the connection is for. */
export interface Listeners {
  /** A gateway session began, so that whatever happened before was missed. Not after a resume. */
  onFreshSession(client: Client<true>): void;
  onPacket(packet: GatewayDispatchPayload): void;
  onInteraction(interaction: Interaction): void;
  /** A client takes the place of the one before; the caches are its. */
  onClient(client: Client | undefined): void;
}

/** A fault of the connection: what it is and how to mend it, and whether trying again makes sense. */
class ConnectionFault extends Error {
  constructor(
    message: string,
    readonly retryAfter: number | 'backoff' | 'never',
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The gateway connection: begun, watched, and begun anew when the library gives it up. */
export class Connection {
  #client: Client | undefined;
  #status = 'not started';
  #attempt = 0;
  /** Shards that were connected and are not now. */
  readonly #away = new Set<number>();
  #stopped = true;
  #retry: NodeJS.Timeout | undefined;
  #patience: NodeJS.Timeout | undefined;

  constructor(
    private readonly settings: DiscordSettings,
    private readonly agent: Agent,
    private readonly listeners: Listeners,
    private readonly logger: Logger,
  ) {}

  /** `connected`, or why not and how to mend it. */
  status(): string {
    return this.#status;
  }

  /** Resolves after the first attempt, however it ended, or after 7 s while that still lasts. */
  async start(): Promise<void> {
    this.#stopped = false;
    await atMost(START_MS, this.#connect());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#status = 'stopped';
    clearTimeout(this.#retry);
    await this.#drop();
  }

  async #connect(): Promise<void> {
    if (this.#stopped) return;
    this.#status = 'connecting to Discord';
    const client = this.#newClient();
    try {
      await this.#logIn(client);
      this.#attempt = 0;
    } catch (error) {
      if (this.#client === client) await this.#fail(error);
    }
  }

  #newClient(): Client {
    const client = new Client({
      intents: INTENTS,
      shards: 'auto',
      rest: restOptions(this.settings, this.agent),
      allowedMentions: { parse: [] },
      // Messages are read from packets; what is cached of them would never be looked at.
      makeCache: Options.cacheWithLimits({
        ...Options.DefaultMakeCacheSettings,
        MessageManager: 0,
        ReactionManager: 0,
        ReactionUserManager: 0,
        PresenceManager: 0,
        GuildMemberManager: { maxSize: 200, keepOverLimit: (member) => member.id === member.client.user.id },
        UserManager: { maxSize: 1000, keepOverLimit: (user) => user.id === user.client.user.id },
      }),
    });
    this.#client = client;
    this.listeners.onClient(client);
    client.on(Events.Raw as string, (packet: GatewayDispatchPayload) => this.listeners.onPacket(packet));
    client.on(Events.InteractionCreate, (interaction) => this.listeners.onInteraction(interaction));
    client.on(Events.ShardReady, (shard) => this.#connected(client, shard, true));
    client.on(Events.ShardResume, (shard) => this.#connected(client, shard, false));
    client.on(Events.ShardReconnecting, (shard) => this.#reconnecting(client, shard));
    client.on(Events.ShardDisconnect, ({ code }) => void this.#closed(client, code));
    client.on(Events.ShardError, (error) =>
      this.logger.warn({ err: error }, 'trouble with the Discord gateway'),
    );
    client.on(Events.Error, (error) => this.logger.warn({ err: error }, 'trouble with Discord'));
    client.on(Events.Warn, (text) => this.logger.debug({ text }, 'a warning from discord.js'));
    return client;
  }

  async #logIn(client: Client): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    // Both may come before login() resolves.
    const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()));
    const refused = new Promise<never>((_, reject) => {
      client.once(Events.ShardDisconnect, ({ code }) => reject(ofCloseCode(code)));
      timer = setTimeout(
        () => reject(new ConnectionFault('Discord does not answer; trying again.', 'backoff')),
        READY_MS,
      );
    });
    const loggedIn = client.login(this.settings.token).then(() => ready);
    loggedIn.catch(() => undefined);
    try {
      await Promise.race([loggedIn, refused]);
    } finally {
      clearTimeout(timer);
    }
  }

  #connected(client: Client, shard: number, fresh: boolean): void {
    if (client !== this.#client) return;
    this.#away.delete(shard);
    if (this.#away.size === 0) {
      clearTimeout(this.#patience);
      this.#patience = undefined;
      if (this.#status !== 'connected') this.logger.info({ fresh }, 'connected to Discord');
      this.#status = 'connected';
    }
    if (fresh && client.isReady()) this.listeners.onFreshSession(client);
    else if (fresh) client.once(Events.ClientReady, (ready) => this.listeners.onFreshSession(ready));
  }

  #reconnecting(client: Client, shard: number): void {
    if (client !== this.#client) return;
    this.#away.add(shard);
    this.#status = 'reconnecting to Discord';
    this.#patience ??= setTimeout(() => {
      this.#patience = undefined;
      void this.#fail(new ConnectionFault('Discord cannot be reached; trying again.', 'backoff'));
    }, RECONNECT_MS);
  }

  async #closed(client: Client, code: number): Promise<void> {
    if (client === this.#client && this.#status === 'connected') await this.#fail(ofCloseCode(code));
  }

  async #fail(error: unknown): Promise<void> {
    await this.#drop();
    if (this.#stopped) return;
    const fault = error instanceof ConnectionFault ? error : ofLogin(error);
    this.#status = fault.message;
    this.logger.error({}, fault.message);
    this.logger.debug({ err: error }, 'why Discord is not connected');
    if (fault.retryAfter === 'never') return;
    const wait =
      fault.retryAfter === 'backoff' ? 500 + backoff(this.#attempt++, 1000, 60_000) : fault.retryAfter;
    this.#retry = setTimeout(() => void this.#connect(), wait);
    this.#retry.unref();
  }

  async #drop(): Promise<void> {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#away.clear();
    const client = this.#client;
    this.#client = undefined;
    this.listeners.onClient(undefined);
    if (!client) return;
    client.removeAllListeners();
    // An emitter without a listener for errors would throw them.
    client.on(Events.Error, () => undefined);
    client.on(Events.ShardError, () => undefined);
    try {
      await atMost(STOP_MS, client.destroy());
    } catch (error) {
      this.logger.debug({ err: error }, 'a Discord client did not end cleanly');
    }
  }
}

/** Waits for the work, but not longer than this; the work goes on. */
async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, enough]);
  clearTimeout(timer);
}

/** What it means that the gateway closes for good (discord-api-docs, topics/opcodes-and-status-codes). */
function ofCloseCode(code: number): ConnectionFault {
  if (code === 4004) return new ConnectionFault(TOKEN_REFUSED, 'never');
  if (code === 4014 || code === 4013) return new ConnectionFault(INTENTS_REFUSED, INTENTS_RETRY_MS);
  return new ConnectionFault(`Discord closed the connection (${code}); trying again.`, 'backoff');
}

function ofLogin(error: unknown): ConnectionFault {
  const cause = { cause: error };
  const text = error instanceof Error ? error.message : String(error);
  const tokenInvalid = error instanceof Error && 'code' in error && error.code === 'TokenInvalid';
  if (tokenInvalid || /invalid token|Authentication failed/i.test(text))
    return new ConnectionFault(TOKEN_REFUSED, 'never', cause);
  if (/disallowed intents/i.test(text)) return new ConnectionFault(INTENTS_REFUSED, INTENTS_RETRY_MS, cause);
  const network = networkCode(error);
  return new ConnectionFault(
    network === undefined
      ? `Discord cannot be used (${text}); trying again.`
      : `Discord cannot be reached (${network}); trying again.`,
    'backoff',
    cause,
  );
}
