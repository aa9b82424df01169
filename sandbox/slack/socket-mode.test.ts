import { afterEach, describe, expect, it } from 'vitest';
import type { SlackStandInOptions } from './index.ts';
import { connectedApp, Endings, eventually } from './testing/bolt-app.ts';

const endings = new Endings();
afterEach(() => endings.run());
const connected = (options?: SlackStandInOptions): ReturnType<typeof connectedApp> =>
  connectedApp(endings, options);

describe('an unmodified Bolt app on Socket Mode', () => {
  it('hears what a person says, as text and as rich text', async () => {
    const { slack, heard, mina, channel } = await connected();
    const said = slack.world.say(mina, channel, '*굵게*입니다 & <b> :tada: 🎬');
    const event = await eventually('the message event', () => heard[0]);
    expect(event).toMatchObject({
      type: 'message',
      user: mina,
      channel,
      channel_type: 'channel',
      ts: said.ts,
      text: '*굵게*입니다 &amp; &lt;b&gt; :tada: :clapper:',
    });
    expect(said.blocks?.[0]).toMatchObject({
      type: 'rich_text',
      elements: [
        {
          elements: [
            { type: 'text', text: '굵게', style: { bold: true } },
            { text: '입니다 & <b> ' },
            { name: 'tada' },
            { text: ' ' },
            { name: 'clapper' },
          ],
        },
      ],
    });
  });

  it('hears edits, deletions and reactions of people', async () => {
    const { slack, app, heard, mina, june, channel } = await connected();
    const reactions: string[] = [];
    app.event('reaction_added', ({ event }) => {
      reactions.push(`+${event.reaction} by ${event.user}`);
      return Promise.resolve();
    });
    app.event('reaction_removed', ({ event }) => {
      reactions.push(`-${event.reaction} by ${event.user}`);
      return Promise.resolve();
    });
    const { ts } = slack.world.say(mina, channel, 'first');
    slack.world.edit(mina, channel, ts, 'second');
    slack.world.react(june, channel, ts, '👍');
    slack.world.unreact(june, channel, ts, ':+1:');
    slack.world.remove(mina, channel, ts);
    await eventually('three messages and two reactions', () => heard.length === 3 && reactions.length === 2);
    expect(heard[1]).toMatchObject({
      subtype: 'message_changed',
      hidden: true,
      message: { ts, text: 'second', user: mina, edited: { user: mina } },
      previous_message: { text: 'first' },
    });
    expect(heard[2]).toMatchObject({
      subtype: 'message_deleted',
      deleted_ts: ts,
      previous_message: { text: 'second' },
    });
    expect(reactions).toEqual([`++1 by ${june}`, `-+1 by ${june}`]);
  });

  it('posts, edits, deletes and reacts, and its own posts come back as events', async () => {
    const { slack, app, heard, mina, channel } = await connected();
    const posted = await app.client.chat.postMessage({
      channel,
      text: 'hello from the web & elsewhere',
      username: 'Jiwoo',
      icon_url: 'https://example.com/jiwoo.png',
    });
    expect(posted.message).toMatchObject({
      subtype: 'bot_message',
      username: 'Jiwoo',
      text: 'hello from the web &amp; elsewhere',
    });
    expect(posted.message).not.toHaveProperty('user');
    const ts = posted.ts ?? '';
    await app.client.reactions.add({ channel, timestamp: ts, name: 'popcorn' });
    await app.client.chat.update({ channel, ts, text: 'hello again' });
    expect(slack.world.channelView(channel, mina)).toMatchObject([
      {
        name: 'Jiwoo',
        icon: { imageUrl: 'https://example.com/jiwoo.png' },
        text: 'hello again',
        edited: true,
        isApp: true,
        reactions: [{ name: 'popcorn', users: [slack.world.botUserId] }],
      },
    ]);
    await app.client.chat.delete({ channel, ts });
    expect(slack.world.channelView(channel, mina)).toEqual([]);
    await eventually('the echoes of edit and deletion', () => heard.length >= 2);
    expect(heard.map((event) => event.subtype)).toContain('message_changed');
    expect(heard.map((event) => event.subtype)).toContain('message_deleted');
  });

  it('answers a slash command at once and later through the response_url', async () => {
    const { slack, app, mina, june, channel } = await connected();
    app.command('/movie', async ({ ack, respond, command }) => {
      await ack({ text: `looking for ${command.text}` });
      await respond({ text: 'found it', response_type: 'in_channel' });
    });
    const outcome = await slack.world.slash(mina, channel, '/movie', 'search 기생충');
    expect(outcome.error).toBeUndefined();
    expect(await outcome.next()).toMatchObject({ text: 'looking for search 기생충', ephemeral: true });
    expect(await outcome.next()).toMatchObject({ text: 'found it', ephemeral: false });
    expect(slack.world.channelView(channel, june).map((message) => message.text)).toEqual(['found it']);
  });

  it('shows the person an error when a command is not acknowledged in time', async () => {
    const { slack, app, mina, channel } = await connected({ timings: { ackTimeoutMs: 100 } });
    app.command('/movie', () => Promise.resolve());
    const outcome = await slack.world.slash(mina, channel, '/movie', 'help');
    expect(outcome.error).toBe('operation_timeout');
    expect(outcome.notice).toBe('/movie failed with the error "operation_timeout"');
    expect((await slack.world.slash(mina, channel, '/film', 'help')).notice).toBe(
      '/film is not a valid command.',
    );
  });

  it('reads the history in pages, newest first', async () => {
    const { slack, app, mina, channel } = await connected();
    const said = ['one', 'two', 'three', 'four'].map((text) => slack.world.say(mina, channel, text));
    const first = await app.client.conversations.history({ channel, limit: 3 });
    expect(first.messages?.map(({ text }) => text)).toEqual(['four', 'three', 'two']);
    const second = await app.client.conversations.history({
      channel,
      limit: 3,
      cursor: first.response_metadata?.next_cursor,
    });
    expect(second.messages?.map(({ text }) => text)).toEqual(['one']);
    expect(second.has_more).toBe(false);
    const since = await app.client.conversations.history({ channel, oldest: said[1]?.ts });
    expect(since.messages?.map(({ text }) => text)).toEqual(['four', 'three']);
  });
});
