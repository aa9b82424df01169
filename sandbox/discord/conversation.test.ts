import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AttachmentBuilder, Events } from 'discord.js';
import type { Client, Message, TextChannel } from 'discord.js';
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

describe('a bot logs in', () => {
  it('knows itself, its guild and the channel', () => {
    expect(client.user.id).toBe(town.discord.applicationId);
    expect(client.guilds.cache.get(town.guild.id)?.name).toBe('Film club');
    expect(channel.topic).toBe('What to watch');
  });

  it('reads the age of things from their ids', () => {
    expect(Math.abs(channel.createdTimestamp - Date.now())).toBeLessThan(60_000);
  });
});

describe('what people say', () => {
  it('reaches the bot with author, text and time', async () => {
    const heard = next(client, Events.MessageCreate);
    const said = town.discord.world.say(town.mina.id, town.channel.id, { content: '기생충 볼 사람?' });
    const [message] = await heard;
    expect(message.id).toBe(said.id);
    expect(message.content).toBe('기생충 볼 사람?');
    expect(message.member?.displayName).toBe('미나');
    expect(message.createdTimestamp).toBeCloseTo(Date.parse(said.createdAt), -3);
  });

  it('arrives as an answer to what it answers', async () => {
    const { world } = town.discord;
    const first = world.say(town.mina.id, town.channel.id, { content: 'Old Boy tonight' });
    const heard = next(client, Events.MessageCreate, (message) => message.content === 'yes');
    world.say(town.jun.id, town.channel.id, { content: 'yes', replyTo: first.id });
    const [message] = await heard;
    expect(message.reference?.messageId).toBe(first.id);
    expect(message.mentions.repliedUser?.id).toBe(town.mina.id);
  });

  it('is followed when it is edited and deleted', async () => {
    const { world } = town.discord;
    const said = world.say(town.mina.id, town.channel.id, { content: 'a tpyo' });
    const edited = next(client, Events.MessageUpdate);
    world.edit(town.mina.id, said.id, { content: 'a typo' });
    const [, after] = await edited;
    expect(after.content).toBe('a typo');
    expect(after.editedTimestamp).not.toBeNull();
    const gone = next(client, Events.MessageDelete);
    world.remove(town.mina.id, said.id);
    expect((await gone)[0].id).toBe(said.id);
  });

  it('carries pictures that can be fetched from a signed address, and from no other', async () => {
    const heard = next(client, Events.MessageCreate, (message) => message.attachments.size > 0);
    town.discord.world.say(town.mina.id, town.channel.id, {
      attachments: [{ filename: 'still.png', bytes: PIXEL, description: 'a still' }],
    });
    const [message] = await heard;
    const attachment = message.attachments.first();
    expect(attachment).toMatchObject({
      name: 'still.png',
      contentType: 'image/png',
      width: 1,
      height: 1,
      description: 'a still',
    });
    const url = attachment?.url ?? '';
    const answer = await fetch(url);
    expect(Buffer.from(await answer.arrayBuffer()).equals(PIXEL)).toBe(true);
    expect((await fetch(url.replace(/hm=[0-9a-f]{4}/, 'hm=0000'))).status).toBe(404);
  });

  it('shows who is writing', async () => {
    const typing = next(client, Events.TypingStart);
    town.discord.world.typing(town.jun.id, town.channel.id);
    expect((await typing)[0].user.id).toBe(town.jun.id);
  });
});

describe('what the bot says', () => {
  it('stands in the channel with its files and embeds', async () => {
    const sent = await channel.send({
      content: 'Tonight: **Parasite**',
      embeds: [{ title: 'Parasite', description: '2019', image: { url: 'attachment://poster.png' } }],
      files: [
        new AttachmentBuilder(PIXEL, { name: 'poster.png' }),
        new AttachmentBuilder(Buffer.from('notes'), { name: 'notes.txt', description: 'Notes' }),
      ],
    });
    const view = town.discord.world.message(sent.id);
    expect(view?.author).toMatchObject({ kind: 'bot', name: 'Matinee' });
    expect(view?.attachments.map((attachment) => attachment.filename)).toEqual(['notes.txt']);
    expect(view?.embeds[0]).toMatchObject({ title: 'Parasite', type: 'rich' });
    expect((await fetch(sent.embeds[0]?.image?.url ?? '')).status).toBe(200);
  });

  it('can be edited, answered, found again and deleted', async () => {
    const sent = await channel.send('first');
    const answer = await sent.reply('second');
    await sent.edit({ content: 'first, mended', allowedMentions: { parse: [] } });
    const view = town.discord.world.message(answer.id);
    expect(view?.replyTo).toMatchObject({ id: sent.id, content: 'first, mended' });
    const page = await channel.messages.fetch({ after: sent.id, limit: 10, cache: false });
    expect([...page.keys()]).toEqual([answer.id]);
    const around = await channel.messages.fetch({ around: sent.id, limit: 3, cache: false });
    expect(around.has(sent.id)).toBe(true);
    await sent.delete();
    expect(town.discord.world.message(sent.id)).toBeUndefined();
    expect(town.discord.world.message(answer.id)?.replyTo).toEqual({
      id: sent.id,
      author: null,
      content: null,
    });
  });

  it('is placed once when the same nonce is sent twice', async () => {
    const once = await channel.send({ content: 'once', nonce: 'abc-1', enforceNonce: true });
    const again = await channel.send({ content: 'once', nonce: 'abc-1', enforceNonce: true });
    expect(again.id).toBe(once.id);
  });

  it('goes at once when many are deleted together', async () => {
    const sent = await Promise.all(['a', 'b', 'c'].map((content) => channel.send(content)));
    const gone = next(client, Events.MessageBulkDelete);
    await channel.bulkDelete(sent.map((message) => message.id));
    expect((await gone)[0].size).toBe(3);
  });

  it('shows that it is writing', async () => {
    const seen = new Promise<string>((resolve) => {
      const stop = town.discord.world.subscribe((event) => {
        if (event.type !== 'typing') return;
        stop();
        resolve(event.userId);
      });
    });
    await channel.sendTyping();
    expect(await seen).toBe(client.user.id);
  });
});

describe('reactions', () => {
  it('go both ways, and are taken back', async () => {
    const { world } = town.discord;
    const said = world.say(town.mina.id, town.channel.id, { content: 'react to this' });
    const added = next(client, Events.MessageReactionAdd);
    world.react(town.jun.id, said.id, '👍');
    const [reaction, user] = await added;
    expect([reaction.emoji.name, user.id]).toEqual(['👍', town.jun.id]);
    const message: Message = await channel.messages.fetch(said.id);
    await message.react('👍');
    await message.react('❤');
    expect(world.message(said.id)?.reactions.map(({ emoji, count }) => [emoji, count])).toEqual([
      ['👍', 2],
      ['❤️', 1],
    ]);
    const removed = next(client, Events.MessageReactionRemove);
    world.unreact(town.jun.id, said.id, '👍');
    await removed;
    await message.reactions.cache.get('👍')?.users.remove(client.user.id);
    expect(world.message(said.id)?.reactions.map(({ emoji }) => emoji)).toEqual(['❤️']);
  });

  it('can be those of the guild itself', async () => {
    const { world } = town.discord;
    const emoji = world.createEmoji(town.guild.id, 'popcorn');
    const said = world.say(town.mina.id, town.channel.id, { content: 'popcorn?' });
    const message = await channel.messages.fetch(said.id);
    const reaction = await message.react(`popcorn:${emoji.id}`);
    expect(reaction.emoji.id).toBe(emoji.id);
    world.react(town.jun.id, said.id, `popcorn:${emoji.id}`);
    const who = await reaction.users.fetch();
    expect(new Set(who.keys())).toEqual(new Set([client.user.id, town.jun.id]));
    expect(
      (await fetch(world.message(said.id)?.reactions[0]?.imageUrl ?? '')).headers.get('content-type'),
    ).toBe('image/png');
  });
});
