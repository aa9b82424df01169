import { afterEach, describe, expect, it, vi } from 'vitest';
import { until } from '../../../sandbox/discord/waiting.ts';
import { openStage, type Stage } from './stage.test-support.ts';

let stage: Stage | undefined;
const open = async (...how: Parameters<typeof openStage>): Promise<Stage> => {
  stage = await openStage(...how);
  return stage;
};

afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

const errors = (on: Stage): string[] =>
  on.log.lines.filter(({ level }) => level === 'error').map(({ text }) => text);

describe('connecting to Discord', () => {
  it('says in one line that the token is wrong, and where to get the right one', async () => {
    const wrong = await open({}, () => ({ token: 'bm90LWEtdG9rZW4.Xxxxxx.not-the-token-of-this-bot' }));
    await wrong.discordAdapter.start();
    expect(wrong.discordAdapter.status()).toBe(
      'Discord refuses DISCORD_TOKEN: copy the bot token anew from the developer portal, Bot page.',
    );
    expect(errors(wrong)).toEqual([wrong.discordAdapter.status()]);
  });

  it('says in one line which intent to turn on', async () => {
    const muted = await open({ intents: { messageContent: false } });
    await muted.discordAdapter.start();
    expect(muted.discordAdapter.status()).toMatch(
      /^Discord refuses the intents: turn on MESSAGE CONTENT INTENT/,
    );
    expect(errors(muted)).toEqual([muted.discordAdapter.status()]);
  });

  it('says that Discord cannot be reached, and connects when it can', async () => {
    const away = await open();
    away.discord.faults.cutOff(700);
    await away.discordAdapter.start();
    expect(away.discordAdapter.status()).toMatch(/^Discord cannot be reached \(\w+\); trying again\.$/);
    await until(() => away.discordAdapter.status() === 'connected', 8000);
    expect(away.inbox.catchUps).toBe(1);
  });

  it('takes the right word for it from a server that only stumbles', async () => {
    const stumbling = await open();
    stumbling.discord.faults.serverError({ status: 503, only: 'GET /gateway/bot', calls: 20 });
    await stumbling.discordAdapter.start();
    expect(stumbling.discordAdapter.status()).toMatch(/trying again/);
    stumbling.discord.faults.clear();
    await until(() => stumbling.discordAdapter.status() === 'connected', 8000);
  });

  it('ends when it is told to, while connected and while trying', async () => {
    const connected = await open();
    await connected.discordAdapter.start();
    await connected.discordAdapter.stop();
    expect(connected.discordAdapter.status()).toBe('stopped');
    await until(() => connected.discord.gateway.connected === 0);
  });

  it('registers the command in one server when told which', async () => {
    const here = await open({}, ({ guild }) => ({ guildId: guild.id }));
    await here.discordAdapter.start();
    const registered = (): object[] => here.discord.world.commands(here.mina.id, here.channel.id);
    await until(() => registered().length > 0);
    expect(registered()).toMatchObject([{ name: 'movie', guildId: here.guild.id }]);
  });
});

describe('staying connected to Discord', () => {
  it('resumes after a broken connection and hears what was said meanwhile, once, without reading the past', async () => {
    const on = await open();
    await on.discordAdapter.start();
    await until(() => on.inbox.catchUps === 1);
    on.discord.faults.dropGateway();
    const { id } = on.discord.world.say(on.mina.id, on.channel.id, { content: 'while you were away' });
    await until(() => on.inbox.posts.some(({ remoteId }) => remoteId === id));
    expect(on.inbox.posts.filter(({ remoteId }) => remoteId === id)).toHaveLength(1);
    expect(on.inbox.catchUps).toBe(1);
    expect(on.discordAdapter.status()).toBe('connected');
  });

  it('asks for what was said meanwhile when the session is lost', async () => {
    const on = await open();
    await on.discordAdapter.start();
    await until(() => on.inbox.catchUps === 1);
    on.discord.faults.invalidateSessions();
    on.discord.world.say(on.mina.id, on.channel.id, { content: 'nobody will tell you' });
    await until(() => on.inbox.catchUps === 2, 9000);
    const missed = await on.discordAdapter.adapter.stretch(on.link, null, null);
    expect(missed.messages.map(({ text }) => text)).toEqual(['nobody will tell you']);
  });

  it('says that it reconnects while Discord is away, and comes back', async () => {
    const on = await open();
    await on.discordAdapter.start();
    on.discord.faults.cutOff(1200);
    await until(() => on.discordAdapter.status() !== 'connected');
    expect(on.discordAdapter.status()).toBe('reconnecting to Discord');
    await until(() => on.discordAdapter.status() === 'connected', 9000);
    const { id } = on.discord.world.say(on.mina.id, on.channel.id, { content: 'back again' });
    await until(() => on.inbox.posts.some(({ remoteId }) => remoteId === id));
  });

  it('begins anew when the library does not get through in a minute', async () => {
    const on = await open();
    await on.discordAdapter.start();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      on.discord.faults.cutOff(400);
      await vi.waitFor(() => expect(on.discordAdapter.status()).toBe('reconnecting to Discord'));
      vi.advanceTimersByTime(60_000);
      await vi.waitFor(() => expect(on.discordAdapter.status()).toMatch(/cannot be reached; trying again/));
      vi.advanceTimersByTime(2_000);
    } finally {
      vi.useRealTimers();
    }
    await vi.waitFor(
      async () => {
        const { id } = on.discord.world.say(on.mina.id, on.channel.id, { content: 'there?' });
        await until(() => on.inbox.posts.some(({ remoteId }) => remoteId === id), 200);
      },
      { timeout: 12_000 },
    );
    expect(on.discordAdapter.status()).toBe('connected');
  });

  it('says what to mend when the token is withdrawn while connected', async () => {
    const on = await open();
    await on.discordAdapter.start();
    on.discord.faults.dropGateway(4004);
    await until(() => on.discordAdapter.status() !== 'connected');
    expect(on.discordAdapter.status()).toMatch(/DISCORD_TOKEN/);
  });

  it('begins anew when the intent is turned on', async () => {
    const on = await open();
    await on.discordAdapter.start();
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      on.discord.faults.dropGateway(4014);
      await vi.waitFor(() => expect(on.discordAdapter.status()).toMatch(/MESSAGE CONTENT INTENT/));
      vi.advanceTimersByTime(60_000);
    } finally {
      vi.useRealTimers();
    }
    await until(() => on.discordAdapter.status() === 'connected', 9000);
  });
});

describe('a linked channel', () => {
  it('is lost when it is deleted', async () => {
    const on = await open();
    await on.discordAdapter.start();
    on.discord.world.deleteChannel(on.channel.id);
    await until(() => on.inbox.lost.length === 1);
    expect(on.inbox.lost[0]?.reason).toMatch(/#movies was deleted/);
  });

  it('is lost when the bot is removed, and found when it is back', async () => {
    const on = await open();
    await on.discordAdapter.start();
    on.discord.world.removeBot(on.guild.id);
    await until(() => on.inbox.lost.length === 1);
    expect(on.inbox.lost[0]?.reason).toMatch(/invite the bot again/);
    on.discord.world.inviteBot(on.guild.id);
    await until(() => on.inbox.found.length === 1);
  });

  it('is lost with a permission, by name, and found with it', async () => {
    const on = await open();
    await on.discordAdapter.start();
    on.discord.world.setPermissions(on.channel.id, { deny: ['ManageWebhooks'] });
    await until(() => on.inbox.lost.length === 1);
    expect(on.inbox.lost[0]?.reason).toBe(
      'Matinee lacks Manage Webhooks in #movies: give its role these permissions there.',
    );
    on.discord.world.setPermissions(on.channel.id, { reset: ['ManageWebhooks'] });
    await until(() => on.inbox.found.length === 1);
    on.discord.world.setPermissions(on.channel.id, { deny: ['ViewChannel'] });
    await until(() => on.inbox.lost.length === 2);
  });

  it('is known to be lost although nobody told us while we were away', async () => {
    const on = await open();
    on.discord.world.setPermissions(on.channel.id, { deny: ['ViewChannel'] });
    await on.discordAdapter.start();
    await until(() => on.inbox.lost.length === 1);
  });
});
