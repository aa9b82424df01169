import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiscordStandIn } from './index.ts';
import type { DiscordStandIn } from './index.ts';
import { logIn, textChannel } from './starter-guild.ts';
import { compareSnowflakes } from './snowflake.ts';
import { until } from './waiting.ts';

let folder: string;
let stateFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'discord-'));
  stateFile = join(folder, 'discord.json');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function seed(world: DiscordStandIn['world']): void {
  const owner = world.createUser({ name: 'mina', displayName: '미나' });
  const guild = world.createGuild({ name: 'Film club', ownerId: owner.id });
  world.createChannel(guild.id, { name: 'movies' });
}

describe('a stand-in with a state file', () => {
  it('has everything again after a restart: people, messages, files, webhooks, commands and the bot itself', async () => {
    const before = await createDiscordStandIn({ stateFile, seed });
    const [guild] = before.world.guilds;
    const [owner] = before.world.users.filter((user) => !user.bot);
    const [channel] = before.world.channels(guild?.id ?? '');
    if (!guild || !owner || !channel) throw new Error('the seed did not run');
    const said = before.world.say(owner.id, channel.id, {
      content: '안녕',
      attachments: [{ filename: 'note.txt', bytes: Buffer.from('kept') }],
    });
    before.world.react(owner.id, said.id, '🎬');
    const client = await logIn(before);
    const webhook = await (await textChannel(client, channel.id)).createWebhook({ name: 'relay' });
    const relayed = await webhook.send({ content: 'relayed', username: 'Ann' });
    await client.application.commands.set([{ name: 'movie', description: 'Films' }]);
    const tokenBefore = client.application.commands.cache.first()?.id;
    await client.destroy();
    await before.close();

    let seededAgain = false;
    const after = await createDiscordStandIn({ stateFile, seed: () => void (seededAgain = true) });
    expect(seededAgain).toBe(false);
    expect([after.token, after.applicationId]).toEqual([before.token, before.applicationId]);
    const messages = after.world.channelView(channel.id).messages;
    expect(messages.map(({ content, author }) => [author.name, content])).toEqual([
      ['미나', '안녕'],
      ['Ann', 'relayed'],
    ]);
    expect(messages[0]?.reactions[0]).toMatchObject({ emoji: '🎬', count: 1 });
    expect(await (await fetch(messages[0]?.attachments[0]?.url ?? '')).text()).toBe('kept');
    const again = await logIn(after);
    expect((await again.fetchWebhook(webhook.id, webhook.token ?? '')).name).toBe('relay');
    expect((await again.application.commands.fetch()).first()?.id).toBe(tokenBefore);
    const later = after.world.say(owner.id, channel.id, { content: 'later' });
    expect(compareSnowflakes(later.id, relayed.id)).toBeGreaterThan(0);
    await again.destroy();
    await after.close();
  });

  it('writes while it runs, so that a crash loses next to nothing', async () => {
    const running = await createDiscordStandIn({ stateFile, seed });
    await until(() => readdirSync(folder).includes('discord.json'));
    await running.close();
  });

  it('forgets the files of deleted messages', async () => {
    const discord = await createDiscordStandIn({ stateFile, seed });
    const { world } = discord;
    const owner = world.users.find((user) => !user.bot);
    const channel = world.guilds[0] && world.channels(world.guilds[0].id)[0];
    const said = world.say(owner?.id ?? '', channel?.id ?? '', {
      attachments: [{ filename: 'a.txt', bytes: Buffer.from('a') }],
    });
    expect(readdirSync(`${stateFile}.files`)).toHaveLength(1);
    world.remove(owner?.id ?? '', said.id);
    expect(readdirSync(`${stateFile}.files`)).toHaveLength(0);
    await discord.close();
    writeFileSync(join(`${stateFile}.files`, 'left-over'), 'x');
    await (await createDiscordStandIn({ stateFile })).close();
    expect(readdirSync(`${stateFile}.files`)).toHaveLength(0);
  });

  it('does not overwrite a file that is something else', async () => {
    writeFileSync(stateFile, '{"version": 7}');
    await expect(createDiscordStandIn({ stateFile })).rejects.toThrow('move it away');
  });
});

describe('addresses of attachments', () => {
  it('expire after a day, and fresh ones can be had', async () => {
    let now = Date.now();
    const discord = await createDiscordStandIn({ clock: { now: () => now }, seed });
    const { world } = discord;
    const owner = world.users.find((user) => !user.bot);
    const channel = world.guilds[0] && world.channels(world.guilds[0].id)[0];
    const said = world.say(owner?.id ?? '', channel?.id ?? '', {
      attachments: [{ filename: 'still.txt', bytes: Buffer.from('a still') }],
    });
    const url = said.attachments[0]?.url ?? '';
    expect((await fetch(url)).status).toBe(200);
    now += 25 * 3600 * 1000;
    expect((await fetch(url)).status).toBe(404);
    expect((await fetch(world.message(said.id)?.attachments[0]?.url ?? '')).status).toBe(200);
    await discord.close();
  });
});
