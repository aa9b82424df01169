import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../tests/support/wait-for.ts';
import type { Persona, SlackLine } from './page-protocol.ts';
import { ROOM } from './seed.ts';
import { SCREENPLAY } from './screenplay.ts';
import { RunningSandbox } from './testing/running-sandbox.ts';

/** The letters of a line; how marks and emoji are written differs from place to place. */
const said = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/:[a-z_]+:/g, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
const flat = (lines: readonly SlackLine[]): SlackLine[] =>
  lines.flatMap((line) => [line, ...flat(line.replies)]);
const named = (people: readonly Persona[], name: string): string =>
  people.find((person) => person.name === name)?.id ?? '';

describe('the sandbox', () => {
  let folder: string;
  let running: RunningSandbox;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'matinee-sandbox-'));
    running = await RunningSandbox.start(folder);
  }, 120_000);
  afterAll(async () => {
    await running.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const staged = async (): Promise<{ discord: string[]; slack: string[] }> => {
    const { discord, slack } = await running.all();
    return {
      discord: discord.messages.filter(({ kind }) => kind !== 'command').map(({ content }) => said(content)),
      slack: flat(slack.messages).map(({ text }) => said(text)),
    };
  };

  it("opens the film's room from the Discord channel and links the Slack channel to it", async () => {
    const room = await running.matinee?.core.rooms.summary(ROOM.slug);
    expect(room).toMatchObject({ title: ROOM.title, movieId: ROOM.movieId });
    expect(
      room?.links.map(({ platform, channel, state }) => `${platform} ${channel} ${state}`).sort(),
    ).toEqual(['discord parasite-night active', 'slack movie-club active']);
    const owner = await running.matinee?.core.people.byId(room?.ownerId ?? '');
    expect(owner?.name).toBe('민지');
  });

  it('lets people talk in both channels and on the web, in one order', async () => {
    const { discord, slack } = await staged();
    for (const { text } of SCREENPLAY.filter((line) => !line.text.includes('||'))) {
      expect(discord.filter((line) => line.endsWith(said(text)))).toHaveLength(1);
      expect(slack.filter((line) => line === said(text))).toHaveLength(1);
    }
  });

  it('dates the conversation before the opening, oldest first, without a line of the future', async () => {
    const { discord } = await running.all();
    const times = discord.messages.map(({ createdAt }) => Date.parse(createdAt));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Date.now() - (times[0] ?? 0)).toBeGreaterThan(15 * 60_000);
    expect(times.at(-1)).toBeLessThan(Date.now());
  });

  it('hides the invite code from everybody', async () => {
    const { discord } = await running.all();
    const opener = named(discord.people, '민지');
    const seen = await running.all({ discord: opener });
    expect(JSON.stringify(seen.discord.messages)).not.toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/);
  });

  it('serves its page and nothing that is not its own', async () => {
    const page = await fetch(`${running.url}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'; style-src 'self'");
    const html = await page.text();
    expect(html).toContain('<matinee-room room="parasite"></matinee-room>');
    for (const [, path = ''] of html.matchAll(/(?:href|src)="(\/[^"]+)"/g)) {
      expect(`${path} ${(await fetch(running.url + path)).status}`).toBe(`${path} 200`);
    }
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${running.url}/sandbox/..%2fmatinee.js`)).status).toBe(404);
  });

  it('shows what is said in one channel to whoever watches', async () => {
    const { discord } = await running.all();
    const ana = named(discord.people, 'Ana');
    const seen = running.watch((event) =>
      event.type === 'slack.message' && event.message.text === 'Told to everybody'
        ? event.message
        : undefined,
    );
    const answer = await running.act('discord/say', { as: ana, content: 'Told to everybody' });
    expect(answer.status).toBe(200);
    expect((await seen).name).toBe('Ana');
  });

  it('refuses what the platform’s own client would refuse, in its words', async () => {
    const { discord, slack } = await running.all();
    const [theo, ana] = [named(discord.people, 'Theo'), named(discord.people, 'Ana')];
    const message = discord.messages.find(({ author }) => author.id === ana);
    const edit = await running.act('discord/edit', { as: theo, messageId: message?.id, content: 'mine now' });
    expect(edit.status).toBe(409);
    expect(await edit.json()).toEqual({ detail: 'Only its author can edit a message.' });
    const line = slack.messages.find(({ name }) => name === 'Daniel');
    const slackEdit = await running.act('slack/edit', {
      as: named(slack.people, 'Priya'),
      ts: line?.ts,
      text: 'mine now',
    });
    expect(await slackEdit.json()).toEqual({ detail: 'cant_update_message' });
  });

  it('lets only its own page act', async () => {
    const { discord } = await running.all();
    const wish = { as: named(discord.people, 'Ana'), content: 'from elsewhere' };
    const foreign = await running.act('discord/say', wish, { origin: 'https://elsewhere.example' });
    expect(foreign.status).toBe(403);
    const form = await running.act('discord/say', wish, { 'content-type': 'text/plain' });
    expect(form.status).toBe(403);
    expect((await running.act('discord/say', { as: 1 })).status).toBe(400);
    expect((await running.act('constructor', wish)).status).toBe(404);
    const { discord: after } = await running.all();
    expect(after.messages.some(({ content }) => content === 'from elsewhere')).toBe(false);
  });

  it('answers a slash command typed in the Slack channel with film cards', async () => {
    const { slack } = await running.all();
    const daniel = named(slack.people, 'Daniel');
    const card = running.watch(
      (event) =>
        event.type === 'slack.message' && JSON.stringify(event.message.blocks ?? []).includes('Shoplifters')
          ? event.message
          : undefined,
      { slack: daniel },
    );
    await running.act('slack/slash', { as: daniel, text: '/movie info Shoplifters' });
    expect((await card).isApp).toBe(true);
  });

  it('offers and completes slash commands in the Discord channel', async () => {
    const { discord } = await running.all();
    const minji = named(discord.people, '민지');
    const offered = (await (await running.act('discord/commands', { as: minji })).json()) as {
      words: string[];
    }[];
    expect(offered.map(({ words }) => words.join(' '))).toContain('영화 추천');
    const choices = await running.act('discord/autocomplete', {
      as: minji,
      name: 'movie',
      subcommand: 'recommend',
      focused: 'like',
      value: '기생',
    });
    expect(await choices.json()).toContainEqual({ name: '기생충 (2019)', value: 'parasite-2019' });
  });

  it('cuts a platform off, says for how long, and loses nothing of what is said meanwhile', async () => {
    const { discord } = await running.all();
    const theo = named(discord.people, 'Theo');
    expect(await (await running.act('break/slack/cut')).json()).toBe(true);
    expect(await (await running.act('break/slack/limit')).json()).toBe(false);
    const { weather } = await running.all();
    expect(weather.slack.broken).toMatchObject({ kind: 'cut' });
    expect(weather.slack.broken?.leftMs).toBeGreaterThan(8000);
    await running.act('discord/say', { as: theo, content: 'Said while Slack is away' });
    await waitFor(
      'the line to reach Slack',
      async () =>
        (await running.all()).slack.messages.some(({ text }) => text === 'Said while Slack is away'),
      25_000,
    );
  }, 40_000);

  it('restarts the product while the page stays, and says so', async () => {
    expect(await (await running.act('break/server/restart')).json()).toBe(true);
    expect((await running.all()).weather.server.phase).toBe('restarting');
    expect((await fetch(`${running.url}/`)).status).toBe(200);
    await running.watch((event) =>
      (event.type === 'weather' || event.type === 'all') && event.weather.server.phase === 'up'
        ? true
        : undefined,
    );
    expect(running.restarts).toEqual(['stopped', 'started']);
  });

  it('has everything again after it was ended, at the same addresses, and stages nothing twice', async () => {
    const before = await running.all();
    const port = running.port;
    await running.stop();
    running = await RunningSandbox.start(folder, port);
    const after = await running.all();
    expect(after.discord.messages).toEqual(before.discord.messages.filter(({ ephemeral }) => !ephemeral));
    expect(flat(after.slack.messages).map(({ ts, text, icon }) => [ts, text, icon])).toEqual(
      flat(before.slack.messages)
        .filter(({ ephemeral }) => !ephemeral)
        .map(({ ts, text, icon }) => [ts, text, icon]),
    );
    expect((await fetch(after.discord.people[0]?.avatarUrl ?? '')).status).toBe(200);
  }, 40_000);
});
