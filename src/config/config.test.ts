import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, type Config } from './config.ts';
import { ensureSecret } from './secret.ts';

/** A platform's settings; null where it is off. */
const setUp = ({ platforms }: Config, id: string): Record<string, unknown> | null => {
  const settings = platforms.find(({ platform }) => platform.facts.id === id)?.setUp?.settings;
  return settings ? { ...settings } : null;
};
const SLACK_APP = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };

describe('the configuration', () => {
  it.each([
    ['PUBLIC_URL', 'https://movies.example/matinee'],
    ['PUBLIC_URL', 'https://movies.example/?x=1'],
    ['MATINEE_ORIGINS', 'https://blog.example,https://*.example.com'],
    ['NODE_ENV', 'prod'],
    ['NODE_ENV', 'Production'],
  ])('is refused where it would quietly do something else: %s=%s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^${name}: `));
  });

  it('takes values as they come from files, and leaves a secret as it is', () => {
    const secret = 'sixteen characters at least\n';
    const read = readConfig({ DISCORD_TOKEN: 'token\n', NODE_ENV: 'production\n', MATINEE_SECRET: secret });
    expect([setUp(read, 'discord')?.['token'], read.production, read.secret]).toEqual([
      'token',
      true,
      secret,
    ]);
    expect(readConfig({ PUBLIC_URL: 'https://movies.example:8443/' }).publicUrl).toBe(
      'https://movies.example:8443',
    );
  });

  it('of an empty environment is a laptop’s', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:3000',
      dataDir: '.matinee',
      databaseUrl: undefined,
      redisUrl: undefined,
      roles: ['web', 'discord', 'slack', 'worker'],
      rateLimit: true,
      origins: undefined,
      trustProxy: 0,
      log: { level: 'info', pretty: false },
      production: false,
    });
    expect(['discord', 'slack'].map((id) => setUp(readConfig({}), id))).toEqual([null, null]);
    expect(readConfig({}, true).log.pretty).toBe(true);
  });

  it('takes an empty value for none', () => {
    expect(readConfig({ PORT: '', REDIS_URL: '  ', DISCORD_TOKEN: '', MATINEE_ORIGINS: '' })).toEqual(
      readConfig({}),
    );
  });

  it('is what the environment says', () => {
    const config = readConfig({
      PORT: '0',
      HOST: '0.0.0.0',
      DATABASE_URL: 'postgresql://u:p@db/matinee',
      REDIS_URL: 'rediss://redis:6380/1',
      MATINEE_SECRET: 'sixteen characters',
      MATINEE_ROLES: 'web, worker',
      MATINEE_RATE_LIMIT: 'off',
      MATINEE_ORIGINS: 'https://blog.example/, https://하루.example',
      MATINEE_TRUST_PROXY: '2',
      LOG_LEVEL: 'debug',
      LOG_FORMAT: 'json',
      NODE_ENV: 'production',
      DISCORD_TOKEN: 'token',
      DISCORD_API_URL: 'http://127.0.0.1:4000/api/',
      ...SLACK_APP,
    });
    expect(config).toMatchObject({
      port: 0,
      publicUrl: null,
      roles: ['web', 'worker'],
      rateLimit: false,
      origins: ['https://blog.example', 'https://하루.example'],
      trustProxy: 2,
      production: true,
    });
    expect(setUp(config, 'discord')).toMatchObject({ token: 'token', apiUrl: 'http://127.0.0.1:4000/api' });
    expect(setUp(config, 'slack')).toMatchObject({ botToken: 'xoxb-1', appToken: 'xapp-1' });
    expect(readConfig({ PORT: '0', PUBLIC_URL: 'https://movies.example/' }).publicUrl).toBe(
      'https://movies.example',
    );
  });

  it('installs Slack into many workspaces with a client id and secret, and leaves it off with less', () => {
    const many = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 's', SLACK_SIGNING_SECRET: 's' };
    expect(setUp(readConfig(many), 'slack')).toMatchObject({ botToken: undefined, clientId: '1.2' });
    expect(setUp(readConfig({ SLACK_CLIENT_ID: '1.2', SLACK_SIGNING_SECRET: 's' }), 'slack')).toBeNull();
    expect(setUp(readConfig({ SLACK_APP_TOKEN: 'xapp-1' }), 'slack')).toBeNull();
  });

  it.each<[string, string, RegExp, Record<string, string>?]>([
    ['PORT', 'abc', /0 to 65535/],
    ['PORT', '-1', /0 to 65535/],
    ['PORT', '65536', /0 to 65535/],
    ['PORT', '80.5', /whole number/],
    ['PUBLIC_URL', 'movies.example', /such as https:\/\/movies\.example/],
    ['PUBLIC_URL', 'ftp://movies.example', /such as https/],
    ['DATABASE_URL', 'mysql://localhost/x', /such as postgres:\/\//],
    ['DATABASE_URL', 'localhost:5432', /such as postgres:\/\//],
    ['REDIS_URL', 'http://localhost:6379', /such as redis:\/\//],
    ['MATINEE_SECRET', 'short', /at least 16 characters.*openssl/],
    ['MATINEE_ROLES', 'web,cook', /choose from web, discord, slack, worker/],
    ['MATINEE_RATE_LIMIT', 'maybe', /on or off/],
    ['MATINEE_ORIGINS', '*', /such as https:\/\/blog\.example/],
    ['MATINEE_ORIGINS', 'https://blog.example,blog2', /such as https:\/\/blog\.example/],
    ['MATINEE_TRUST_PROXY', 'yes', /number of proxies/],
    ['MATINEE_TRUST_PROXY', '-1', /number of proxies/],
    ['MATINEE_TRUST_PROXY', '1.5', /number of proxies/],
    ['LOG_LEVEL', 'loud', /choose from fatal, error, warn, info, debug/],
    ['LOG_FORMAT', 'xml', /json or pretty/],
    ['DISCORD_APPLICATION_ID', 'mine', /developer portal/],
    ['DISCORD_GUILD_ID', '12a', /Copy Server ID/],
    ['DISCORD_API_URL', 'discord', /such as http/],
    ['DISCORD_CDN_URL', 'cdn', /such as http/],
    ['SLACK_BOT_TOKEN', 'xoxp-1', /begins with xoxb-/],
    ['SLACK_BOT_TOKEN', 'xoxb-1\n2', /in one line/],
    ['SLACK_APP_TOKEN', 'xapp-1 2', /in one line/],
    ['SLACK_SIGNING_SECRET', 'half\nhalf', /in one line/],
    ['SLACK_CLIENT_SECRET', 'half\u200bhalf', /in one line/],
    ['DISCORD_TOKEN', 'half\r\nhalf', /in one line/],
    ['SLACK_APP_TOKEN', 'xoxb-1', /begins with xapp-/],
    ['SLACK_API_URL', 'slack', /such as http/],
    ['SLACK_AUTHORIZE_URL', 'slack', /such as http/],
    ['MATINEE_SECRET', '', /when DATABASE_URL is set.*openssl/, { DATABASE_URL: 'postgres://localhost/x' }],
    ['SLACK_APP_TOKEN', '', /Socket Mode.*SLACK_SIGNING_SECRET/, { SLACK_BOT_TOKEN: 'xoxb-1' }],
  ])('%s=%s is refused in one line that names it and how to mend it', (name, value, mend, more = {}) => {
    let said = '';
    try {
      readConfig({ ...more, [name]: value });
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      said = (error as Error).message;
    }
    expect(said).toMatch(new RegExp(`^${name}: [^\\n]+$`));
    expect(said).toMatch(mend);
  });

  it('never repeats a secret that it refuses', () => {
    for (const [name, value] of [
      ['MATINEE_SECRET', 'hunter2'],
      ['SLACK_BOT_TOKEN', 'hunter2'],
      ['DATABASE_URL', 'mysql://u:hunter2@h/x'],
    ] as const) {
      expect(() => readConfig({ [name]: value })).toThrow(/^(?!.*hunter2)/);
    }
  });
});

describe('the secret that signs tokens', () => {
  it('is the one given, or one made once and kept where only its owner reads it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'matinee-secret-'));
    const data = join(directory, 'data');
    try {
      expect(await ensureSecret('the one given', data)).toBe('the one given');
      const made = await Promise.all(Array.from({ length: 5 }, () => ensureSecret(undefined, data)));
      expect(new Set(made).size).toBe(1);
      expect(made[0]).toMatch(/^[\w-]{43}$/);
      expect(await readFile(join(data, 'secret'), 'utf8')).toBe(made[0]);
      expect((await stat(join(data, 'secret'))).mode & 0o777).toBe(0o600);
      expect(await readdir(data)).toEqual(['secret']);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
  it('is not taken when its file is empty or cut short', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'matinee-secret-'));
    try {
      await writeFile(join(directory, 'secret'), 'short');
      await expect(ensureSecret(undefined, directory)).rejects.toThrow(
        /^DATA_DIR: .*secret is too short.*delete it/,
      );
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
