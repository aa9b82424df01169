import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { until } from '../../../sandbox/discord/waiting.ts';
import { Problem } from '../../core/errors.ts';
import { aLine, openStage, type Stage } from './stage.test-support.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.discordAdapter.start();
});
afterAll(() => stage.close());
afterEach(() => stage.discord.faults.clear());

const say = (content: string, more: object = {}) =>
  stage.discord.world.say(stage.mina.id, stage.channel.id, { content, ...more });
const heard = (remoteId: string) => stage.inbox.posts.find((message) => message.remoteId === remoteId);
const hear = async (remoteId: string) => {
  await until(() => heard(remoteId) !== undefined);
  const message = heard(remoteId);
  if (!message) throw new Error('not heard');
  return message;
};
/** What is said last is heard last: when it is, everything before it was heard or never will be. */
const everythingHeard = async (): Promise<void> => void (await hear(say('that is all').id));

describe('what people say on Discord', () => {
  it('comes as Matinee markdown, with mentions by name', async () => {
    const { world } = stage.discord;
    const role = world.createRole(stage.guild.id, { name: 'film club' });
    const emoji = world.createEmoji(stage.guild.id, 'popcorn');
    await everythingHeard();
    const text = `**hi** <@${stage.jun.id}> <@&${role.id}> <#${stage.channel.id}> <:popcorn:${emoji.id}> ||the end||`;
    const message = await hear(say(text).id);
    const jun = stage.people.byIdentity.get(`discord:${stage.jun.id}`);
    expect(message.text).toContain(`<@${jun?.id}|Jun>`);
    expect(message.text).toContain('<@&film club>');
    expect(message.text).toContain('<#movies>');
    expect(message.text).toContain('**hi**');
    expect(message.text).toContain('||the end||');
    expect(message.text).toContain(`<:popcorn:${stage.discord.cdnUrl}/emojis/${emoji.id}`);
  });

  it('comes under the name people bear in that server', async () => {
    const { world } = stage.discord;
    world.changeMember(stage.guild.id, stage.jun.id, { nick: '준 🎥' });
    const { id } = world.say(stage.jun.id, stage.channel.id, { content: 'new name' });
    expect((await hear(id)).author).toMatchObject({ identity: `discord:${stage.jun.id}`, name: '준 🎥' });
  });

  it('is read from its channel when our store could not say who is meant', async () => {
    const away = vi
      .spyOn(stage.people, 'meet')
      .mockRejectedValueOnce(new Problem('unavailable', 'The room cannot be reached just now.'));
    say(`<@${stage.jun.id}> are you there`);
    await until(() => stage.inbox.unread.includes(stage.channel.id));
    away.mockRestore();
    await everythingHeard();
  });

  it('is handed on when our store could not say whether its channel is linked', async () => {
    vi.spyOn(stage.inbox, 'linkOf').mockRejectedValueOnce(new Error('Connection terminated unexpectedly'));
    expect(await hear(say('while the store is away').id)).toMatchObject({ relayed: true });
  });

  it('tells what it replies to, and when that was said', async () => {
    const first = say('Old Boy?');
    const reply = await hear(say('Again?', { replyTo: first.id }).id);
    expect(reply.replyTo?.remoteId).toBe(first.id);
    expect(reply.replyTo?.at.toISOString()).toBe(first.createdAt);
  });

  it('comes with its pictures, which are fetched from Discord’s CDN', async () => {
    const attachments = [{ filename: 'still.png', bytes: PIXEL, description: 'The stairs' }];
    const message = await hear(say('', { attachments }).id);
    expect(message.attachments).toMatchObject([
      { name: 'still.png', type: 'image/png', size: PIXEL.length, alt: 'The stairs' },
    ]);
    expect(await message.attachments[0]?.fetch()).toEqual(PIXEL);
  });

  it('comes with files under the names people gave them, also where Discord made up others', async () => {
    const names = ['대본 3고.pdf', 'SPOILER_범인.PDF', 'my script (2).txt', 'notes.txt', '대본'];
    const attachments = names.map((filename) => ({ filename, bytes: Buffer.from('a file') }));
    const message = await hear(say('', { attachments }).id);
    expect(message.attachments.map(({ name, spoiler = false }) => [name, spoiler])).toEqual([
      ['대본 3고.pdf', false],
      ['범인.PDF', true],
      ['my script (2).txt', false],
      ['notes.txt', false],
      ['대본', false],
    ]);
  });

  it('says which of its pictures are to be covered, and knows each again', async () => {
    const attachments = ['SPOILER_end.png', 'still.png'].map((filename) => ({ filename, bytes: PIXEL }));
    const message = await hear(say('', { attachments }).id);
    expect(message.attachments).toMatchObject([{ name: 'end.png', spoiler: true }, { name: 'still.png' }]);
    expect(message.attachments[1]).not.toHaveProperty('spoiler');
    const sources = message.attachments.map(({ source }) => source);
    for (const source of sources) expect(source).toMatch(/^discord:\d+$/);
    expect(new Set(sources).size).toBe(2);
  });

  it('is not heard from bots, foreign webhooks, ourselves, other channels or threads', async () => {
    const { world } = stage.discord;
    const bot = world.createUser({ name: 'otherbot', bot: true });
    world.addMember(stage.guild.id, bot.id);
    const other = world.createChannel(stage.guild.id, { name: 'elsewhere' });
    const thread = world.startThread(stage.mina.id, stage.channel.id, { name: 'a thread' });
    const before = stage.inbox.posts.length;
    world.say(bot.id, stage.channel.id, { content: 'from a bot' });
    world.sayAsForeignWebhook(stage.channel.id, { name: 'news', content: 'from a webhook' });
    await stage.discordAdapter.adapter.post(stage.link, aLine({ text: 'from us' }));
    await stage.discordAdapter.adapter.notify(stage.link, 'also from us');
    world.say(stage.mina.id, other.id, { content: 'elsewhere' });
    world.say(stage.mina.id, thread.id, { content: 'in a thread' });
    await everythingHeard();
    expect(stage.inbox.posts.slice(before).map(({ text }) => text)).toEqual(['that is all']);
  });

  it('is heard in the order in which it was said', async () => {
    const ids = Array.from({ length: 20 }, (_, n) => say(`in order ${n}`).id);
    await hear(ids.at(-1) ?? '');
    const order = stage.inbox.posts.map(({ remoteId }) => remoteId).filter((id) => ids.includes(id));
    expect(order).toEqual(ids);
  });
});

describe('what people change on Discord', () => {
  it('is an edit with its time', async () => {
    const message = say('frist');
    await hear(message.id);
    stage.discord.world.edit(stage.mina.id, message.id, { content: 'first' });
    await until(() => stage.inbox.edits.some(({ remoteId }) => remoteId === message.id));
    const edit = stage.inbox.edits.find(({ remoteId }) => remoteId === message.id);
    expect(edit).toMatchObject({ text: 'first', edited: true });
    expect(edit?.editedAt?.toISOString()).toBe(stage.discord.world.message(message.id)?.editedAt);
  });

  it('is no edit when only a link preview appeared', async () => {
    const message = say('see https://example.com/film');
    await hear(message.id);
    const before = stage.inbox.edits.length;
    stage.discord.world.unfurl(message.id, { title: 'A film', url: 'https://example.com/film' });
    await everythingHeard();
    expect(stage.inbox.edits.length).toBe(before);
  });

  it('is no edit of ours when we edited a line ourselves', async () => {
    const ids = await stage.discordAdapter.adapter.post(stage.link, aLine({ text: 'ours' }));
    const before = stage.inbox.edits.length;
    await stage.discordAdapter.adapter.edit(stage.link, ids, aLine({ text: 'ours, better' }));
    await everythingHeard();
    expect(stage.inbox.edits.length).toBe(before);
  });

  it('is a deletion, one by one or many at once', async () => {
    const ids = [say('one').id, say('two').id, say('three').id];
    await hear(ids[2] ?? '');
    const { world } = stage.discord;
    world.remove(stage.mina.id, ids[0] ?? '');
    await bulkDelete(stage, ids.slice(1));
    await until(() => ids.every((id) => stage.inbox.deletions.includes(id)));
  });

  it('is heard although it was said before we came', async () => {
    const late = await openStage();
    const { world } = late.discord;
    const early = world.say(late.mina.id, late.channel.id, { content: 'before you came' });
    await late.discordAdapter.start();
    world.edit(late.mina.id, early.id, { content: 'before you came, edited' });
    world.react(late.jun.id, early.id, '👀');
    world.remove(late.mina.id, early.id);
    await until(() => late.inbox.deletions.includes(early.id));
    expect(late.inbox.edits.map(({ text }) => text)).toEqual(['before you came, edited']);
    expect(late.inbox.reactions).toMatchObject([{ remoteId: early.id, emoji: '👀', present: true }]);
    await late.close();
  });

  it('is heard, message and edit, also when the edit overtakes the message', async () => {
    stage.discord.faults.reorderEvents({ window: 6, holdMs: 30 });
    stage.discord.faults.duplicateEvents({ atMost: 3 });
    const ids: string[] = [];
    for (let n = 0; n < 12; n++) {
      const { id } = say(`draft ${n}`);
      stage.discord.world.edit(stage.mina.id, id, { content: `final ${n}` });
      ids.push(id);
    }
    await until(() =>
      ids.every((id) => heard(id) && stage.inbox.edits.some(({ remoteId }) => remoteId === id)),
    );
  });
});

describe('reactions on Discord', () => {
  it('come with who reacted, and go', async () => {
    const { world } = stage.discord;
    const message = say('Parasite!');
    world.react(stage.jun.id, message.id, '🍿');
    world.unreact(stage.jun.id, message.id, '🍿');
    await until(() => stage.inbox.reactions.filter(({ remoteId }) => remoteId === message.id).length === 2);
    const mine = stage.inbox.reactions.filter(({ remoteId }) => remoteId === message.id);
    const person = { identity: `discord:${stage.jun.id}`, name: '준 🎥' };
    expect(mine).toMatchObject([
      { emoji: '🍿', present: true, person },
      { emoji: '🍿', present: false, person },
    ]);
  });

  it('of our own server’s emoji come by name', async () => {
    const { world } = stage.discord;
    const emoji = world.createEmoji(stage.guild.id, 'clap');
    const message = say('The end.');
    world.react(stage.jun.id, message.id, `clap:${emoji.id}`);
    await until(() => stage.inbox.reactions.some(({ remoteId }) => remoteId === message.id));
    expect(stage.inbox.reactions.find(({ remoteId }) => remoteId === message.id)?.emoji).toBe(':clap:');
    await stage.discordAdapter.adapter.setReaction(stage.link, message.id, ':clap:', true);
    expect(world.message(message.id)?.reactions).toMatchObject([{ emojiId: emoji.id, count: 2 }]);
  });

  it('are not heard from ourselves', async () => {
    const message = say('Do we like it?');
    await stage.discordAdapter.adapter.setReaction(stage.link, message.id, '👍', true);
    await stage.discordAdapter.adapter.setReaction(stage.link, message.id, '👍', false);
    await everythingHeard();
    expect(stage.inbox.reactions.some(({ remoteId }) => remoteId === message.id)).toBe(false);
  });

  it('are all taken off at once', async () => {
    const message = say('Vote!');
    stage.discord.world.react(stage.jun.id, message.id, '🅰️');
    await callDiscord(
      stage,
      'DELETE',
      `/channels/${stage.channel.id}/messages/${message.id}/reactions/%F0%9F%85%B0%EF%B8%8F`,
    );
    await callDiscord(stage, 'DELETE', `/channels/${stage.channel.id}/messages/${message.id}/reactions`);
    await until(() => stage.inbox.cleared.filter(({ remoteId }) => remoteId === message.id).length >= 1);
    expect(stage.inbox.cleared[0]).toMatchObject({ remoteId: message.id });
  });
});

async function callDiscord({ discord }: Stage, method: string, path: string, body?: object): Promise<void> {
  const response = await fetch(`${discord.apiUrl}/v10${path}`, {
    method,
    headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(await response.text());
}

const bulkDelete = (on: Stage, messages: string[]): Promise<void> =>
  callDiscord(on, 'POST', `/channels/${on.channel.id}/messages/bulk-delete`, { messages });
