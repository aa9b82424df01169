import { z } from 'zod';
import { PLATFORMS } from '../adapters/index.ts';
import type { Platform, PlatformSetUp } from '../adapters/platform.ts';
import { AddressError, readPostgresAddress } from '../db/postgres-address.ts';
import { ConfigError, givenIn, http, readSettings, text, url } from './setting-kinds.ts';

export { ConfigError } from './setting-kinds.ts';

/** `web`, `worker`, or a platform's id. */
export type Role = string;

/** A platform of the list, and what the environment asks of it; null: it is off. */
export interface ConfiguredPlatform {
  platform: Platform;
  setUp: PlatformSetUp | null;
}

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
  /** Every platform there is, in the order of the list. */
  platforms: readonly ConfiguredPlatform[];
  tmdb: TmdbConfig;
}

export interface TmdbConfig {
  /** The API Read Access Token; films are not brought in without it. */
  token: string | undefined;
  /** With the version, without a trailing slash. */
  apiUrl: string | undefined;
  exportUrl: string | undefined;
}

const PROXIES = 'give the number of proxies in front, from 0 to 10, e.g. 1';

/** The settings that are no platform's, by their names in the environment. */
const settings = (roles: readonly Role[]) => ({
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
    .pipe(z.array(z.enum(roles, { error: `choose from ${roles.join(', ')}, separated by commas` })).min(1))
    .default([...roles]),
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

/** The names of all settings, those of the platforms too. */
export const settingNames = (platforms: readonly Platform[] = PLATFORMS): string[] =>
  [settings([]), ...platforms.map(({ environment }) => environment)].flatMap((shape) => Object.keys(shape));

/** Every role that a process may have. */
export const rolesOf = (platforms: readonly Platform[]): Role[] => [
  'web',
  ...platforms.map(({ facts }) => facts.id),
  'worker',
];

/**
 * What the environment asks of platforms. Empty values count as absent.
 * @throws ConfigError
 */
export function readPlatforms(
  environment: NodeJS.ProcessEnv,
  platforms: readonly Platform[] = PLATFORMS,
): ConfiguredPlatform[] {
  const given = givenIn(environment);
  return platforms.map((platform) => ({ platform, setUp: platform.setUp(given) }));
}

/**
 * Reads the environment. Empty values count as absent.
 * @throws ConfigError for the first value that cannot be used
 */
export function readConfig(
  environment: NodeJS.ProcessEnv,
  isTerminal = false,
  platforms: readonly Platform[] = PLATFORMS,
): Config {
  const env = readSettings(settings(rolesOf(platforms)), givenIn(environment));
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
    platforms: readPlatforms(environment, platforms),
    tmdb: { token: env.TMDB_TOKEN, apiUrl: env.TMDB_API_URL, exportUrl: env.TMDB_EXPORT_URL },
  };
}
