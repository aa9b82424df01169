import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client, TextChannel } from 'discord.js';
import type { Role } from './entities.ts';
import { logIn, openStarterGuild, textChannel } from './starter-guild.ts';
import type { StarterGuild } from './starter-guild.ts';

let town: StarterGuild;
let client: Client<true>;
let channel: TextChannel;
let critics: Role;
let quiet: Role;

beforeAll(async () => {
  town = await openStarterGuild();
  client = await logIn(town.discord);
  channel = await textChannel(client, town.channel.id);
  critics = town.discord.world.createRole(town.guild.id, { name: 'critics', mentionable: true });
  quiet = town.discord.world.createRole(town.guild.id, { name: 'quiet' });
});

beforeEach(() => {
  town.discord.world.pings.length = 0;
});

afterAll(async () => {
  await client.destroy();
  await town.discord.close();
});

/** Who was pinged so far, as short words. */
function pinged(): string[] {
  const names = new Map([
    [town.mina.id, 'mina'],
    [town.jun.id, 'jun'],
    [critics.id, 'critics'],
    [quiet.id, 'quiet'],
  ]);
  return town.discord.world.pings.map(
    ({ target, targetId, via }) =>
      `${targetId === null ? target : (names.get(targetId) ?? targetId)} by ${via}`,
  );
}

const everything = (): string => `@everyone @here <@${town.mina.id}> <@&${critics.id}> <@&${quiet.id}>`;

describe('a webhook', () => {
  it('pings everyone it names when nothing holds it back', async () => {
    const webhook = await channel.createWebhook({ name: 'relay' });
    await webhook.send(everything());
    expect(pinged()).toEqual([
      'everyone by message',
      'here by message',
      'critics by message',
      'quiet by message',
      'mina by message',
    ]);
    expect(town.discord.world.pings[0]?.sender).toEqual({ kind: 'webhook', id: webhook.id });
  });

  it('pings nobody when it allows no mentions, on sending and on editing', async () => {
    const webhook = await channel.createWebhook({ name: 'relay' });
    const sent = await webhook.send({ content: everything(), allowedMentions: { parse: [] } });
    await webhook.editMessage(sent.id, { content: `again ${everything()}`, allowedMentions: { parse: [] } });
    expect(pinged()).toEqual([]);
    expect(town.discord.world.message(sent.id)?.mentionsEveryone).toBe(false);
  });

  it('that forgets to say so on an edit pings after all', async () => {
    const webhook = await channel.createWebhook({ name: 'relay' });
    const sent = await webhook.send({ content: 'harmless', allowedMentions: { parse: [] } });
    await webhook.editMessage(sent.id, { content: '@everyone' });
    expect(pinged()).toEqual(['everyone by edit']);
  });
});

describe('the bot', () => {
  it('pings only whom it allows', async () => {
    await channel.send({
      content: `${everything()} <@${town.jun.id}>`,
      allowedMentions: { users: [town.jun.id] },
    });
    expect(pinged()).toEqual(['jun by message']);
  });

  it('cannot ping everyone, or roles that are not for it, without the permission', async () => {
    await channel.send(everything());
    expect(pinged()).toEqual(['critics by message', 'mina by message']);
    town.discord.world.setPermissions(channel.id, { allow: ['MentionEveryone'] });
    await channel.send('@here');
    expect(pinged()).toContain('here by message');
    town.discord.world.setPermissions(channel.id, { reset: ['MentionEveryone'] });
  });

  it('pings the author it answers, unless it says no', async () => {
    const said = town.discord.world.say(town.jun.id, channel.id, { content: 'a question' });
    const message = await channel.messages.fetch(said.id);
    await message.reply({ content: 'quietly', allowedMentions: { repliedUser: false } });
    expect(pinged()).toEqual([]);
    await message.reply('loudly');
    expect(pinged()).toEqual(['jun by reply']);
  });

  it('that edits a quiet answer without saying so again mentions its author after all', async () => {
    const said = town.discord.world.say(town.jun.id, channel.id, { content: 'another question' });
    const message = await channel.messages.fetch(said.id);
    const reply = await message.reply({
      content: 'quietly',
      allowedMentions: { parse: [], repliedUser: false },
    });
    await reply.edit({ content: 'still quietly', allowedMentions: { parse: [], repliedUser: false } });
    expect(pinged()).toEqual([]);
    await reply.edit('oops');
    expect(pinged()).toEqual(['jun by edit']);
  });
});

describe('a person', () => {
  it('pings everyone only with the permission to', () => {
    const { world } = town.discord;
    world.say(town.jun.id, channel.id, { content: '@everyone' });
    expect(pinged()).toEqual([]);
    world.say(town.mina.id, channel.id, { content: '@everyone' });
    expect(pinged()).toEqual(['everyone by message']);
  });

  it('does not ping from within code, nor themselves, nor whoever cannot see the channel', () => {
    const { world } = town.discord;
    const outsider = world.createUser({ name: 'outsider' });
    world.say(town.mina.id, channel.id, {
      content: `\`@everyone\` \`\`\`\n<@${town.jun.id}>\n\`\`\` <@${town.mina.id}> <@${outsider.id}>`,
    });
    expect(pinged()).toEqual([]);
  });
});
