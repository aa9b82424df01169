import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiscordAPIError, Events, WebhookClient } from 'discord.js';
import type { Client, TextChannel, Webhook } from 'discord.js';
import { Agent } from 'undici';
import { logIn, openStarterGuild, textChannel } from './starter-guild.ts';
import type { StarterGuild } from './starter-guild.ts';
import { next } from './waiting.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let town: StarterGuild;
let client: Client<true>;
let channel: TextChannel;

beforeAll(async () => {
  town = await openStarterGuild();
  client = await logIn(town.discord);
  channel = await textChannel(client, town.channel.id);
});

afterAll(async () => {
  await client.destroy();
  await town.discord.close();
});

async function codeOf(attempt: Promise<unknown>): Promise<number | string | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof DiscordAPIError) return error.code;
    throw error;
  }
}

async function freshWebhook(name = 'Matinee relay'): Promise<Webhook> {
  return channel.createWebhook({ name });
}

describe('a channel webhook', () => {
  it('speaks under the name and picture of each message, with files', async () => {
    const webhook = await freshWebhook();
    const heard = next(client, Events.MessageCreate, (message) => message.webhookId === webhook.id);
    const sent = await webhook.send({
      content: 'from Slack',
      username: '하늘',
      avatarURL: 'http://127.0.0.1:9/haneul.png',
      files: [{ attachment: PIXEL, name: 'still.png' }],
    });
    const [message] = await heard;
    expect(message.id).toBe(sent.id);
    expect(message.author.username).toBe('하늘');
    expect(message.applicationId).toBe(town.discord.applicationId);
    const view = town.discord.world.message(sent.id);
    expect(view?.author).toEqual({
      id: webhook.id,
      name: '하늘',
      avatarUrl: 'http://127.0.0.1:9/haneul.png',
      kind: 'webhook',
    });
    expect(view?.attachments[0]).toMatchObject({ filename: 'still.png', contentType: 'image/png', width: 1 });
  });

  it('edits, finds and deletes what it said, and only that', async () => {
    const webhook = await freshWebhook();
    const sent = await webhook.send({ content: 'old', username: 'Ann' });
    const other = town.discord.world.say(town.mina.id, town.channel.id, { content: 'not yours' });
    await webhook.editMessage(sent.id, { content: 'new', files: [{ attachment: PIXEL, name: 'late.png' }] });
    const found = await webhook.fetchMessage(sent.id);
    expect(found.content).toBe('new');
    expect(found.editedTimestamp).not.toBeNull();
    expect(found.attachments.size).toBe(1);
    expect(await codeOf(webhook.editMessage(other.id, { content: 'mine now' }))).toBe(10008);
    await webhook.deleteMessage(sent.id);
    expect(await codeOf(webhook.fetchMessage(sent.id))).toBe(10008);
  });

  it('works from its id and token alone', async () => {
    const webhook = await freshWebhook();
    const alone = new WebhookClient(
      { id: webhook.id, token: webhook.token ?? '' },
      { rest: { api: town.discord.apiUrl, cdn: town.discord.cdnUrl, agent: new Agent() } },
    );
    const sent = await alone.send({ content: 'alone' });
    expect(town.discord.world.message(sent.id)?.content).toBe('alone');
    const stranger = new WebhookClient(
      { id: webhook.id, token: 'wrong' },
      { rest: { api: town.discord.apiUrl, agent: new Agent() } },
    );
    expect(await codeOf(stranger.send({ content: 'forged' }))).toBe(50027);
    await alone.edit({ name: 'Renamed' });
    await alone.delete();
    expect(await codeOf(alone.send({ content: 'gone' }))).toBe(10015);
  });

  it('is listed, renamed, given a picture and deleted by the bot', async () => {
    const webhook = await freshWebhook();
    const listed = await channel.fetchWebhooks();
    expect(listed.get(webhook.id)?.token).toBe(webhook.token);
    await webhook.edit({ name: 'Cinema relay', avatar: PIXEL });
    const again = await client.fetchWebhook(webhook.id);
    expect(again.name).toBe('Cinema relay');
    expect((await fetch(again.avatarURL() ?? '')).headers.get('content-type')).toBe('image/webp');
    expect((await channel.guild.fetchWebhooks()).has(webhook.id)).toBe(true);
    const told = next(client, Events.WebhooksUpdate);
    await webhook.delete();
    expect((await told)[0].id).toBe(channel.id);
  });

  it('may not be named after Discord, nor be the sixteenth of its channel', async () => {
    expect(await codeOf(freshWebhook('Discord news'))).toBe(50035);
    expect(await codeOf(freshWebhook('Clyde'))).toBe(50035);
    for (const webhook of (await channel.fetchWebhooks()).values()) await webhook.delete();
    for (let n = 0; n < 15; n += 1) await freshWebhook(`relay ${n}`);
    expect(await codeOf(freshWebhook('one too many'))).toBe(30007);
    const first = (await channel.fetchWebhooks()).first();
    expect(await codeOf(first?.send({ content: 'hi', username: 'x'.repeat(81) }) ?? Promise.resolve())).toBe(
      50035,
    );
    for (const webhook of (await channel.fetchWebhooks()).values()) await webhook.delete();
  });

  it('speaks in threads of its channel, and in no other', async () => {
    const webhook = await freshWebhook();
    const said = town.discord.world.say(town.mina.id, town.channel.id, { content: 'let us discuss' });
    const starter = await channel.messages.fetch(said.id);
    const thread = await starter.startThread({ name: 'Discussion' });
    expect(thread.id).toBe(said.id);
    const sent = await webhook.send({ content: 'inside', threadId: thread.id });
    expect(town.discord.world.channelView(thread.id).messages.map((message) => message.content)).toContain(
      'inside',
    );
    await webhook.editMessage(sent.id, { content: 'inside, mended', threadId: thread.id });
    expect(await codeOf(webhook.editMessage(sent.id, { content: 'lost' }))).toBe(10008);
    const elsewhere = town.discord.world.createChannel(town.guild.id, { name: 'elsewhere' });
    expect(await codeOf(webhook.send({ content: 'outside', threadId: elsewhere.id }))).toBe(10003);
  });

  it('cannot be made without the permission', async () => {
    town.discord.world.setPermissions(town.channel.id, { deny: ['ManageWebhooks'] });
    expect(await codeOf(freshWebhook())).toBe(50013);
    town.discord.world.setPermissions(town.channel.id, { reset: ['ManageWebhooks'] });
    expect(await codeOf(freshWebhook())).toBeUndefined();
  });
});
