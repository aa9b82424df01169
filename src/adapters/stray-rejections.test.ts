import { REST } from 'discord.js';
import { webApi } from '@slack/bolt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PlatformId } from '../core/delivery/link.ts';
import { PLATFORMS } from './index.ts';
import { asPlatform, platformOf } from './stray-rejections.ts';

const before = process.listeners('unhandledRejection');
const told: { reason: unknown; platform: PlatformId | null }[] = [];
const note = (reason: unknown): void => void told.push({ reason, platform: platformOf(reason, PLATFORMS) });

beforeAll(() => {
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', note);
});
afterAll(() => {
  process.off('unhandledRejection', note);
  for (const listener of before) process.on('unhandledRejection', listener);
});

/** Lets something reject that nobody waits for. @returns whose it is taken for */
async function rejection(leave: () => void): Promise<PlatformId | null> {
  told.length = 0;
  leave();
  while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  return told[0]?.platform ?? null;
}

const thrownIn = (...files: string[]): Error =>
  Object.assign(new Error('oops'), {
    stack: ['Error: oops', ...files.map((file) => `    at work (${file}:1:2)`)].join('\n'),
  });
const reject = (error: unknown): void => {
  // An error of any kind, as libraries throw them.
  void new Promise((_resolve, fail) => fail(error as Error));
};

it('is the platform’s in whose course it happened, however late', async () => {
  const late = (): void => void setTimeout(() => reject(new Error('late')), 5);
  expect(await rejection(() => asPlatform('slack', late))).toBe('slack');
  expect(await rejection(() => asPlatform('discord', late))).toBe('discord');
  expect(await rejection(() => asPlatform('slack', () => reject('no error at all')))).toBe('slack');
  expect(await rejection(late)).toBeNull();
});

it('is the platform’s whose library threw it', async () => {
  const slack = new webApi.WebClient('xoxb-1', {
    slackApiUrl: 'http://127.0.0.1:1/',
    retryConfig: { retries: 0 },
    logLevel: webApi.LogLevel.ERROR,
  });
  expect(await rejection(() => void slack.auth.test())).toBe('slack');
  const discord = new REST({ api: 'http://127.0.0.1:1', retries: 0 });
  expect(await rejection(() => void discord.get('/gateway'))).toBe('discord');
});

it('is nobody’s because a platform’s name stands in a path', async () => {
  const named = thrownIn(
    'file:///home/slack/matinee/dist/server/chunk-1.js',
    '/srv/discord/socket-mode/x.js',
  );
  expect(await rejection(() => reject(named))).toBeNull();
  expect(await rejection(() => reject(new Error('slack and discord and socket-mode')))).toBeNull();
});

it('is told by the library in which it was thrown, first of all', async () => {
  const inSlack = thrownIn(
    '/app/node_modules/undici/lib/x.js',
    '/home/discord/app/node_modules/@slack/socket-mode/dist/SocketModeClient.js',
    '/app/node_modules/discord.js/src/x.js',
  );
  expect(await rejection(() => reject(inSlack))).toBe('slack');
  expect(await rejection(() => asPlatform('discord', () => reject(inSlack)))).toBe('slack');
});

it('is no platform’s when one of our own stores’ drivers threw it', async () => {
  const inStore = thrownIn('/app/node_modules/postgres/src/connection.js', '/app/dist/server/slack-1.js');
  expect(await rejection(() => asPlatform('slack', () => reject(inStore)))).toBeNull();
});
