import { z } from 'zod';
import { AddressError, readPostgresAddress } from '../db/postgres-address.ts';

const ROLES = ['web', 'discord', 'slack', 'worker'] as const;
export type Role = (typeof ROLES)[number];

/** What the environment asks for, checked. */
export interface Config {
  port: number;
  host: string;
  /** Without a trailing slash; null until the port is known, where it was not given. */
  publicUrl: string | null;
  dataDir: string;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  secret: string | undefined;
  roles: readonly Role[];
  rateLimit: boolean;
  origins: readonly string[] | undefined;
  /** Reverse proxies in front of us, whose word on the client's address is taken. */
  trustProxy: number;
  log: { level: string; pretty: boolean };
  production: boolean;
  discord: DiscordConfig | null;
  slack: SlackConfig | null;
  tmdb: TmdbConfig;
}

export interface TmdbConfig {
  /** The API Read Access Token; films are not brought in without it. */
  token: string | undefined;
  /** With the version, without a trailing slash. */
  apiUrl: string | undefined;
  exportUrl: string | undefined;
}

export interface DiscordConfig {
  token: string;
  applicationId: string | undefined;
  guildId: string | undefined;
  apiUrl: string | undefined;
  cdnUrl: string | undefined;
}

export interface SlackConfig {
  botToken: string | undefined;
  appToken: string | undefined;
  signingSecret: string | undefined;
  clientId: string | undefined;
  clientSecret: string | undefined;
  stateSecret: string | undefined;
  apiUrl: string | undefined;
  authorizeUrl: string | undefined;
}

/** Whether workspaces install the Slack app themselves, instead of one whose bot token is given. */
export const isInstalledByWorkspaces = (slack: SlackConfig | null): boolean =>
  slack?.botToken === undefined && slack?.clientId !== undefined && slack.clientSecret !== undefined;

/** The environment holds a value that cannot be used; the message is one line that names it and says how to mend it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const url = (protocols: string[], example: string) =>
  z.string().refine(
    (value) => {
      try {
        return protocols.includes(new URL(value).protocol);
      } catch {
        return false;
      }
    },
    { error: `give an address such as ${example}` },
  );
const http = (example: string) =>
  url(['http:', 'https:'], example).transform((value) => value.replace(/\/+$/, ''));
const text = z.string().min(1);
/**
 * Something that goes into a header as it is. In two lines it would be refused there by a message that repeats it, and that
 * message stands in logs.
 */
const credential = text.regex(/^[\x21-\x7e]+$/, 'copy it again, in one line and without spaces');
const PROXIES = 'give the number of proxies in front, from 0 to 10, e.g. 1';

const SCHEMA = z.object({
  PORT: z.coerce
    .number({ error: 'give a number from 0 to 65535' })
    .int('give a whole number')
    .min(0, 'give a number from 0 to 65535')
    .max(65_535, 'give a number from 0 to 65535')
    .default(3000),
  HOST: text.default('127.0.0.1'),
  PUBLIC_URL: http('https://movies.example')
    .refine((value) => new URL(value).href === `${new URL(value).origin}/`, {
      error: 'give scheme, host and port alone, without a path, e.g. https://movies.example',
    })
    .optional(),
  DATA_DIR: text.default('.matinee'),
  DATABASE_URL: z
    .string()
    .superRefine((value, context) => {
      try {
        readPostgresAddress(value);
      } catch (error) {
        if (!(error instanceof AddressError)) throw error;
        context.addIssue({ code: 'custom', message: error.message });
      }
    })
    .optional(),
  REDIS_URL: url(['redis:', 'rediss:'], 'redis://localhost:6379').optional(),
  MATINEE_SECRET: z
    .string()
    .min(16, 'use at least 16 characters, e.g. from: openssl rand -base64 32')
    .optional(),
  MATINEE_ROLES: z
    .string()
    .transform((value) => value.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(ROLES, { error: `choose from ${ROLES.join(', ')}, separated by commas` })).min(1))
    .default([...ROLES]),
  MATINEE_RATE_LIMIT: z.enum(['on', 'off'], { error: 'use on or off' }).default('on'),
  MATINEE_ORIGINS: z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((origin) => origin.trim())
        .filter((origin) => origin !== ''),
    )
    .pipe(
      z.array(
        http('https://blog.example').refine((value) => !value.includes('*'), {
          error: 'name each origin, e.g. https://blog.example; a * stands for none',
        }),
      ),
    )
    .optional(),
  MATINEE_TRUST_PROXY: z.coerce
    .number({ error: PROXIES })
    .int(PROXIES)
    .min(0, PROXIES)
    .max(10, PROXIES)
    .default(0),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'choose from fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty'], { error: 'use json or pretty' }).optional(),
  NODE_ENV: z
    .enum(['production', 'development', 'test'], {
      error: 'use production, development or test; anything else would start the sandbox',
    })
    .optional(),
  DISCORD_TOKEN: credential.optional(),
  DISCORD_APPLICATION_ID: z
    .string()
    .regex(/^\d{1,20}$/, 'copy the number from the developer portal')
    .optional(),
  DISCORD_GUILD_ID: z
    .string()
    .regex(/^\d{1,20}$/, "copy the server's number: right click, Copy Server ID")
    .optional(),
  DISCORD_API_URL: http('http://127.0.0.1:4000/api').optional(),
  DISCORD_CDN_URL: http('http://127.0.0.1:4000/cdn').optional(),
  SLACK_BOT_TOKEN: credential
    .startsWith('xoxb-', 'copy the Bot User OAuth Token, which begins with xoxb-')
    .optional(),
  SLACK_APP_TOKEN: credential
    .startsWith('xapp-', 'copy the app-level token, which begins with xapp-')
    .optional(),
  SLACK_SIGNING_SECRET: credential.optional(),
  SLACK_CLIENT_ID: credential.optional(),
  SLACK_CLIENT_SECRET: credential.optional(),
  SLACK_STATE_SECRET: text.optional(),
  SLACK_API_URL: url(['http:', 'https:'], 'http://127.0.0.1:4001/api/').optional(),
  SLACK_AUTHORIZE_URL: http('http://127.0.0.1:4001/oauth/v2/authorize').optional(),
  TMDB_TOKEN: z
    .string()
    .regex(
      /^[\w.~+/-]{33,}=*$/,
      'copy the API Read Access Token, the long one, from https://www.themoviedb.org/settings/api',
    )
    .optional(),
  TMDB_API_URL: http('http://127.0.0.1:4002/3')
    .transform((value) => (/\/3$/.test(value) ? value : `${value}/3`))
    .optional(),
  TMDB_EXPORT_URL: http('http://127.0.0.1:4002/p/exports').optional(),
});

/**
 * Reads the environment. Empty values count as absent.
 * @throws ConfigError for the first value that cannot be used
 */
export function readConfig(environment: NodeJS.ProcessEnv, isTerminal = false): Config {
  const given = Object.fromEntries(
    Object.entries(environment)
      // A newline at the end comes with what is read from a file, and belongs to no value; a secret stays what it is.
      .map(([name, value]) => [name, name === 'MATINEE_SECRET' ? value : value?.trim()] as const)
      .filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const result = SCHEMA.safeParse(given);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new ConfigError(`${String(issue?.path[0])}: ${issue?.message ?? 'not understood'}`);
  }
  const env = result.data;
  if (env.DATABASE_URL !== undefined && env.MATINEE_SECRET === undefined) {
    throw new ConfigError(
      'MATINEE_SECRET: set it when DATABASE_URL is set, the same in every process, e.g. from: openssl rand -base64 32',
    );
  }
  return {
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL ?? (env.PORT === 0 ? null : `http://localhost:${env.PORT}`),
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    secret: env.MATINEE_SECRET,
    roles: env.MATINEE_ROLES,
    rateLimit: env.MATINEE_RATE_LIMIT === 'on',
    origins: env.MATINEE_ORIGINS,
    trustProxy: env.MATINEE_TRUST_PROXY,
    log: {
      level: env.LOG_LEVEL,
      pretty: env.LOG_FORMAT === 'pretty' || (env.LOG_FORMAT === undefined && isTerminal),
    },
    production: env.NODE_ENV === 'production',
    discord:
      env.DISCORD_TOKEN === undefined
        ? null
        : {
            token: env.DISCORD_TOKEN,
            applicationId: env.DISCORD_APPLICATION_ID,
            guildId: env.DISCORD_GUILD_ID,
            apiUrl: env.DISCORD_API_URL,
            cdnUrl: env.DISCORD_CDN_URL,
          },
    slack: slackConfig(env),
    tmdb: { token: env.TMDB_TOKEN, apiUrl: env.TMDB_API_URL, exportUrl: env.TMDB_EXPORT_URL },
  };
}

function slackConfig(env: z.infer<typeof SCHEMA>): SlackConfig | null {
  const installs = env.SLACK_CLIENT_ID !== undefined && env.SLACK_CLIENT_SECRET !== undefined;
  if (env.SLACK_BOT_TOKEN === undefined && !installs) return null;
  if (env.SLACK_APP_TOKEN === undefined && env.SLACK_SIGNING_SECRET === undefined) {
    throw new ConfigError(
      'SLACK_APP_TOKEN: set it for Socket Mode, or set SLACK_SIGNING_SECRET to take requests at /slack/events',
    );
  }
  return {
    botToken: env.SLACK_BOT_TOKEN,
    appToken: env.SLACK_APP_TOKEN,
    signingSecret: env.SLACK_SIGNING_SECRET,
    clientId: env.SLACK_CLIENT_ID,
    clientSecret: env.SLACK_CLIENT_SECRET,
    stateSecret: env.SLACK_STATE_SECRET,
    apiUrl: env.SLACK_API_URL,
    authorizeUrl: env.SLACK_AUTHORIZE_URL,
  };
}
