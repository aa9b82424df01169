import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChannelType, DiscordAPIError, Events, ThreadAutoArchiveDuration } from 'discord.js';
import type { Client, TextChannel } from 'discord.js';
import { logIn, openStarterGuild, textChannel } from './starter-guild.ts';
import type { StarterGuild } from './starter-guild.ts';
import { next } from './waiting.ts';

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

describe('a thread', () => {
  it('opened by a person on a message is heard of, and what is said in it', async () => {
    const { world } = town.discord;
    const said = world.say(town.mina.id, channel.id, { content: 'spoilers below' });
    const opened = next(client, Events.ThreadCreate);
    const thread = world.startThread(town.jun.id, channel.id, { name: 'Spoilers', messageId: said.id });
    expect((await opened)[0]).toMatchObject({ id: said.id, name: 'Spoilers', parentId: channel.id });
    const heard = next(client, Events.MessageCreate, (message) => message.content === 'he did it');
    world.say(town.jun.id, thread.id, { content: 'he did it' });
    const [message] = await heard;
    expect(message.channel.isThread()).toBe(true);
    expect(world.message(said.id)?.threadId).toBe(thread.id);
  });

  it('opened by the bot is listed, written to, left, joined and deleted', async () => {
    const thread = await channel.threads.create({
      name: 'Tonight',
      type: ChannelType.PublicThread,
      autoArchiveDuration: ThreadAutoArchiveDuration.OneHour,
    });
    await thread.send('popcorn is ready');
    const active = await channel.threads.fetchActive();
    expect(active.threads.get(thread.id)?.messageCount).toBe(1);
    await thread.leave();
    expect((await thread.members.fetch()).size).toBe(0);
    await thread.join();
    expect((await thread.members.fetch()).has(client.user.id)).toBe(true);
    const gone = next(client, Events.ThreadDelete);
    await thread.delete();
    expect((await gone)[0].id).toBe(thread.id);
  });

  it('lets nothing be changed in it while it is archived', async () => {
    const thread = await channel.threads.create({ name: 'Shelved', type: ChannelType.PublicThread });
    const sent = await thread.send('dusty');
    const webhook = await channel.createWebhook({ name: 'relay' });
    const relayed = await webhook.send({ content: 'dusty too', threadId: thread.id });
    await thread.setArchived(true);
    await expect(sent.edit('polished')).rejects.toMatchObject({ code: 50083 });
    await expect(sent.react('👍')).rejects.toMatchObject({ code: 50083 });
    await expect(sent.delete()).rejects.toMatchObject({ code: 50083 });
    await expect(
      webhook.editMessage(relayed.id, { content: 'polished', threadId: thread.id }),
    ).rejects.toMatchObject({ code: 50083 });
    await expect(thread.setLocked(true)).rejects.toMatchObject({ code: 50083 });
    await thread.setArchived(false);
    await sent.edit('polished');
  });

  it('wakes when someone writes in it, but not when it is locked', async () => {
    const { world } = town.discord;
    const thread = await channel.threads.create({ name: 'Old', type: ChannelType.PublicThread });
    await thread.setArchived(true);
    expect(world.channelView(thread.id).archived).toBe(true);
    await thread.send('good morning');
    expect(world.channelView(thread.id).archived).toBe(false);
    world.setPermissions(channel.id, { deny: ['ManageThreads'] });
    world.setThreadState(thread.id, { archived: true, locked: true });
    await expect(thread.send('anyone?')).rejects.toMatchObject({ code: 50083 });
    world.setPermissions(channel.id, { reset: ['ManageThreads'] });
  });

  it('grows from a message only once', async () => {
    const sent = await channel.send('discuss');
    await sent.startThread({ name: 'First' });
    await expect(channel.threads.create({ name: 'Second', startMessage: sent.id })).rejects.toBeInstanceOf(
      DiscordAPIError,
    );
  });
});
