import { DefaultRestOptions, REST, type ResponseLike, type RESTOptions } from 'discord.js';
import type { Agent } from 'undici';

/** How Discord is reached, and as whom. */
export interface DiscordSettings {
  /** The bot's token. */
  token: string;
  /** The application's id; only compared with what Discord says. */
  applicationId?: string;
  /** Registers the slash command in this guild only, where it shows at once. */
  guildId?: string;
  /** Base of the REST API without version and trailing slash; absent: Discord's own. */
  apiUrl?: string;
  /** Base of the CDN; absent: Discord's own. */
  cdnUrl?: string;
}

/** Seconds to wait where Discord does not say how long: so long that it is told to the caller. */
const UNSAID_WAIT_S = '3';

/**
 * Options for every REST client we make. The agent is our own because another undici in the process may claim the global
 * one, and file uploads through it then fail.
 */
export function restOptions(settings: DiscordSettings, agent: Agent): Partial<RESTOptions> {
  return {
    version: '10',
    agent,
    makeRequest: async (url, options) => withWait(await DefaultRestOptions.makeRequest(url, options)),
    ...(settings.apiUrl === undefined ? {} : { api: settings.apiUrl }),
    ...(settings.cdnUrl === undefined ? {} : { cdn: settings.cdnUrl }),
  };
}

/** A refusal for going too fast that does not say until when: the library would ask again without a pause. */
function withWait(response: ResponseLike): ResponseLike {
  const { status, headers } = response;
  if (status === 429 && !headers.has('retry-after')) headers.set('retry-after', UNSAID_WAIT_S);
  return response;
}

/** Waits longer than this are not slept through in a queue but told to the caller. */
const LONGEST_QUEUED_WAIT_MS = 2_500;

/**
 * A REST client that never repeats a call by itself: a call whose answer was lost may have been carried out, and whether
 * it was is for the caller to find out. Long rate limits are thrown as RateLimitError.
 */
export function openCarefulRest(
  settings: DiscordSettings,
  agent: Agent,
  more: Partial<RESTOptions> = {},
): REST {
  return new REST({
    ...restOptions(settings, agent),
    ...more,
    retries: 0,
    rejectOnRateLimit: ({ timeToReset, retryAfter }) =>
      Math.max(timeToReset, retryAfter) > LONGEST_QUEUED_WAIT_MS,
  }).setToken(settings.token);
}

/**
 * A careful client for what stands beside the talk. The library counts calls, and sleeps, by client: what this one waits
 * for holds up no line, and of the 50 calls a second that Discord allows a bot it takes a fifth.
 */
export function openDecoratingRest(settings: DiscordSettings, agent: Agent): REST {
  return openCarefulRest(settings, agent, { globalRequestsPerSecond: 10 });
}

/** A REST client for reading, which may be repeated as often as it takes. */
export function openReadingRest(settings: DiscordSettings, agent: Agent): REST {
  return new REST(restOptions(settings, agent)).setToken(settings.token);
}
