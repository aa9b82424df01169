import { afterEach, describe, expect, it } from 'vitest';
import { connectedApp, Endings, eventually, refusal } from './testing/bolt-app.ts';

const endings = new Endings();
afterEach(() => endings.run());

describe('threads', () => {
  it('hold replies apart from the channel, unless sent there too', async () => {
    const { slack, app, heard, mina, june, channel } = await connectedApp(endings);
    const parent = slack.world.say(mina, channel, 'what did you see?');
    slack.world.say(june, channel, { text: 'Parasite', threadTs: parent.ts });
    const both = await app.client.chat.postMessage({
      channel,
      text: 'Oldboy',
      thread_ts: parent.ts,
      reply_broadcast: true,
      username: 'Jiwoo',
    });
    const { messages: top = [] } = await app.client.conversations.history({ channel });
    expect(top.map(({ text, subtype }) => [text, subtype])).toEqual([
      ['Oldboy', 'thread_broadcast'],
      ['what did you see?', undefined],
    ]);
    expect(top[1]).toMatchObject({ reply_count: 2, latest_reply: both.ts, thread_ts: parent.ts });
    const { messages: thread = [] } = await app.client.conversations.replies({ channel, ts: parent.ts });
    expect(thread.map(({ text }) => text)).toEqual(['what did you see?', 'Parasite', 'Oldboy']);
    expect(thread[1]).toMatchObject({ thread_ts: parent.ts, parent_user_id: mina });
    await eventually('the events', () => heard.length === 3);
    expect(heard[2]).toMatchObject({
      subtype: 'thread_broadcast',
      root: { ts: parent.ts },
      thread_ts: parent.ts,
    });
    expect(slack.world.channelView(channel)[0]?.replies.map(({ name }) => name)).toEqual([
      'June Lee',
      'Jiwoo',
    ]);
    expect((await refusal(app.client.conversations.replies({ channel, ts: '1600000000.000001' }))).code).toBe(
      'thread_not_found',
    );
  });

  it('keep a tombstone while replies remain, and go with the last one', async () => {
    const { slack, app, heard, mina, june, channel } = await connectedApp(endings);
    const parent = slack.world.say(mina, channel, 'secret');
    const reply = slack.world.say(june, channel, { text: 'oh', threadTs: parent.ts });
    slack.world.remove(mina, channel, parent.ts);
    await eventually('the tombstone event', () => heard.length === 3);
    expect(heard[2]).toMatchObject({
      subtype: 'message_changed',
      message: { subtype: 'tombstone', ts: parent.ts, text: 'This message was deleted.' },
      previous_message: { text: 'secret' },
    });
    expect(slack.world.channelView(channel)).toMatchObject([
      { deleted: true, text: '', replies: [{ text: 'oh' }] },
    ]);
    expect(
      (await refusal(app.client.reactions.add({ channel, timestamp: parent.ts, name: 'tada' }))).code,
    ).toBe('message_not_found');
    slack.world.remove(june, channel, reply.ts);
    await eventually('both are gone', () => heard.length === 5);
    expect(slack.world.channelView(channel)).toEqual([]);
  });

  it('are read in pages', async () => {
    const { slack, app, mina, channel } = await connectedApp(endings);
    const { ts } = slack.world.say(mina, channel, 'parent');
    for (const text of ['1', '2', '3']) slack.world.say(mina, channel, { text, threadTs: ts });
    const first = await app.client.conversations.replies({ channel, ts, limit: 2 });
    const second = await app.client.conversations.replies({
      channel,
      ts,
      limit: 2,
      cursor: first.response_metadata?.next_cursor,
    });
    expect([...(first.messages ?? []), ...(second.messages ?? [])].map(({ text }) => text)).toEqual([
      'parent',
      '1',
      '2',
      '3',
    ]);
    expect([first.has_more, second.has_more]).toEqual([true, false]);
  });
});

describe('history', () => {
  it('is bounded by oldest and latest, with or without the ends', async () => {
    const { slack, app, mina, channel } = await connectedApp(endings);
    const [one, , three] = ['1', '2', '3'].map((text) => slack.world.say(mina, channel, text).ts);
    const texts = async (inclusive: boolean): Promise<unknown> => {
      const { messages = [] } = await app.client.conversations.history({
        channel,
        oldest: one,
        latest: three,
        inclusive,
      });
      return messages.map(({ text }) => text);
    };
    expect(await texts(false)).toEqual(['2']);
    expect(await texts(true)).toEqual(['3', '2', '1']);
    expect((await refusal(app.client.conversations.history({ channel, cursor: 'bm9wZQ==' }))).code).toBe(
      'invalid_cursor',
    );
  });

  it('shows the app its own metadata when asked', async () => {
    const { app, channel } = await connectedApp(endings);
    const metadata = { event_type: 'matinee_message', event_payload: { id: 'm-1' } };
    const posted = await app.client.chat.postMessage({ channel, text: 'with a note', metadata });
    expect(posted.message?.metadata).toEqual(metadata);
    const plain = await app.client.conversations.history({ channel });
    expect(plain.messages?.[0]).not.toHaveProperty('metadata');
    const full = await app.client.conversations.history({ channel, include_all_metadata: true });
    expect(full.messages?.[0]?.metadata).toEqual(metadata);
  });
});

describe("the app's own messages", () => {
  it('are plain with its name, and bot_message under another', async () => {
    const { slack, app, channel } = await connectedApp(endings);
    const own = await app.client.chat.postMessage({ channel, text: 'as myself' });
    expect(own.message).toMatchObject({ user: slack.world.botUserId, bot_profile: { name: 'Matinee' } });
    expect(own.message).not.toHaveProperty('subtype');
    const other = await app.client.chat.postMessage({ channel, text: 'as Jiwoo', icon_emoji: 'popcorn' });
    expect(other.message).toMatchObject({
      subtype: 'bot_message',
      username: 'Matinee',
      icons: { emoji: ':popcorn:' },
    });
    const { bot } = await app.client.bots.info({ bot: own.message?.bot_id ?? '' });
    expect(bot).toMatchObject({ name: 'Matinee', user_id: slack.world.botUserId });
  });

  it('lose their blocks to an edit with text only, and show no mark when edited with blocks', async () => {
    const { slack, app, channel } = await connectedApp(endings);
    const blocks = [{ type: 'section', text: { type: 'plain_text', text: 'card' } } as const];
    const { ts = '' } = await app.client.chat.postMessage({ channel, text: 'fallback', blocks });
    await app.client.chat.update({ channel, ts, text: 'fallback 2', blocks });
    expect(slack.world.messageView(channel, ts)).toMatchObject({ text: 'fallback 2', edited: false, blocks });
    await app.client.chat.update({ channel, ts, text: 'only text' });
    expect(slack.world.messageView(channel, ts)).toMatchObject({
      text: 'only text',
      edited: true,
      blocks: undefined,
    });
  });

  it('may be shown without formatting', async () => {
    const { slack, app, channel } = await connectedApp(endings);
    const { ts = '', message } = await app.client.chat.postMessage({
      channel,
      text: '*as is*',
      mrkdwn: false,
    });
    expect(message).toMatchObject({ mrkdwn: false });
    expect(slack.world.messageView(channel, ts)).toMatchObject({ text: '*as is*', mrkdwn: false });
  });

  it('have a permanent link', async () => {
    const { slack, app, mina, channel } = await connectedApp(endings);
    const { ts } = slack.world.say(mina, channel, 'link me');
    const { permalink } = await app.client.chat.getPermalink({ channel, message_ts: ts });
    expect(permalink).toBe(`https://matinee-club.slack.com/archives/${channel}/p${ts.replace('.', '')}`);
  });
});

describe('link previews', () => {
  it('arrive as message_changed with the same text and no new edit', async () => {
    const { slack, heard, mina, channel } = await connectedApp(endings);
    const { ts } = slack.world.say(mina, channel, 'see https://example.com/film.');
    slack.world.unfurl(channel, ts, { title: 'A film', url: 'https://example.com/film' });
    await eventually('the change', () => heard.length === 2);
    const [, changed] = heard;
    expect(changed).toMatchObject({
      subtype: 'message_changed',
      message: { text: 'see <https://example.com/film>.', attachments: [{ title: 'A film' }] },
      previous_message: { text: 'see <https://example.com/film>.' },
    });
    expect(changed).not.toHaveProperty('message.edited');
  });
});

describe('channels and people', () => {
  it('are found, listed in pages, joined and opened', async () => {
    const { slack, app, mina, june, channel } = await connectedApp(endings);
    const joined: unknown[] = [];
    app.event('member_joined_channel', ({ event }) => {
      joined.push(event);
      return Promise.resolve();
    });
    const open = slack.world.createChannel({ name: 'open', members: [june], withApp: false });
    slack.world.createChannel({ name: 'secret', kind: 'private', members: [june], withApp: false });
    const names: unknown[] = [];
    for await (const page of app.client.paginate('conversations.list', {
      limit: 1,
      types: 'public_channel,private_channel',
    })) {
      names.push(...((page as { channels?: { name?: string }[] }).channels ?? []).map(({ name }) => name));
    }
    expect(names).toEqual(['movies', 'open']);
    await app.client.conversations.join({ channel: open.id });
    await eventually('the event about itself', () => joined.length === 1);
    const info = await app.client.conversations.info({ channel: open.id, include_num_members: true });
    expect(info.channel).toMatchObject({ is_member: true, num_members: 2 });
    const { members } = await app.client.conversations.members({ channel });
    expect(members).toEqual([mina, june, slack.world.botUserId]);
    const direct = await app.client.conversations.open({ users: mina });
    const posted = await app.client.chat.postMessage({ channel: mina, text: 'psst' });
    expect(posted.channel).toBe(direct.channel?.id);
    expect(slack.world.directChannel(slack.world.botUserId, mina)).toBe(direct.channel?.id);
  });

  it('tell the app when it is invited, removed, and when the channel is renamed or archived', async () => {
    const { slack, app, mina } = await connectedApp(endings);
    const told: string[] = [];
    const types = [
      'member_joined_channel',
      'channel_left',
      'channel_rename',
      'channel_archive',
      'channel_unarchive',
    ];
    for (const type of types) {
      app.event(type, ({ body }) => {
        told.push(body.event.type);
        return Promise.resolve();
      });
    }
    const room = slack.world.createChannel({ name: 'room', members: [mina], withApp: false }).id;
    slack.world.inviteApp(room, mina);
    slack.world.rename(room, 'room-2');
    slack.world.archive(room, mina);
    slack.world.unarchive(room, mina);
    slack.world.removeApp(room, mina);
    slack.world.say(mina, room, 'the app is gone');
    await eventually('five events', () => told.length === 5);
    expect(told).toEqual([types[0], types[2], types[3], types[4], types[1]]);
    expect((await refusal(app.client.chat.postMessage({ channel: room, text: 'x' }))).code).toBe(
      'not_in_channel',
    );
  });

  it('have names, pictures and the workspace around them', async () => {
    const { slack, app, mina } = await connectedApp(endings);
    const { user } = await app.client.users.info({ user: mina, include_locale: true });
    expect(user).toMatchObject({
      real_name: 'Mina Park',
      locale: 'en-US',
      profile: { display_name: 'mina' },
    });
    const picture = await fetch(user?.profile?.image_72 ?? '');
    expect(picture.headers.get('content-type')).toBe('image/png');
    const { members = [] } = await app.client.users.list({});
    expect(members.map(({ name }) => name)).toEqual(['matinee', 'mina', 'june']);
    const { profile } = await app.client.users.profile.get({ user: mina });
    expect(profile?.real_name).toBe('Mina Park');
    const { team } = await app.client.team.info();
    expect(team).toMatchObject({ name: 'Matinee Club', domain: 'matinee-club' });
    slack.world.addEmoji('popcorn_man');
    const { emoji } = await app.client.emoji.list();
    expect(Object.keys(emoji ?? {})).toEqual(['popcorn_man']);
    expect(await app.client.apiCall('api.test', { foo: 'bar' })).toMatchObject({ args: { foo: 'bar' } });
  });

  it('mention the app and it hears so', async () => {
    const { slack, app, mina, channel } = await connectedApp(endings);
    const mentions: string[] = [];
    app.event('app_mention', ({ event }) => {
      mentions.push(event.text);
      return Promise.resolve();
    });
    slack.world.say(mina, channel, '@matinee hello');
    await eventually('the mention', () => mentions.length === 1);
    expect(mentions).toEqual([`<@${slack.world.botUserId}> hello`]);
  });
});
