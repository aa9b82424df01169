import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { types } from '@slack/bolt';
import { connectedApp, Endings, refusal, type Connected } from './testing/bolt-app.ts';

const endings = new Endings();
let connected: Connected;
beforeAll(async () => {
  connected = await connectedApp(endings);
});
afterAll(() => endings.run());

const section = (text: string): types.SectionBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (action: string, text = 'Go'): types.Button => ({
  type: 'button',
  action_id: action,
  text: { type: 'plain_text', text },
});

function post(arguments_: Record<string, unknown>): Promise<unknown> {
  return connected.app.client.apiCall('chat.postMessage', {
    channel: connected.channel,
    text: 'fallback',
    ...arguments_,
  });
}

const code = async (call: Promise<unknown>): Promise<string> => (await refusal(call)).code;
const reasons = async (blocks: unknown[]): Promise<string[]> => {
  const refused = await refusal(post({ blocks }));
  expect(refused.code).toBe('invalid_blocks');
  return refused.reasons;
};

describe('what Block Kit allows', () => {
  it.each([
    [
      'a section of 3,001 characters',
      [section('가'.repeat(3001))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an empty section text', [section('')], 'must be more than 0 characters'],
    [
      'a section with neither text nor fields',
      [{ type: 'section' }],
      'must define either `text` or `fields`',
    ],
    [
      'eleven fields',
      [{ type: 'section', fields: Array(11).fill({ type: 'mrkdwn', text: 'x' }) }],
      'no more than 10 items allowed',
    ],
    [
      'a header of 151',
      [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }],
      'must be less than 151 characters',
    ],
    [
      'a header in mrkdwn',
      [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
      'unsupported type: mrkdwn',
    ],
    [
      '51 blocks',
      Array(51).fill({ type: 'divider' }),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    [
      '26 buttons in a row',
      [{ type: 'actions', elements: Array.from({ length: 26 }, (_, i) => button(`b${i}`)) }],
      'no more than 25 items allowed',
    ],
    [
      'eleven context elements',
      [{ type: 'context', elements: Array(11).fill({ type: 'mrkdwn', text: 'x' }) }],
      'no more than 10 items allowed',
    ],
    [
      'a button text of 76',
      [{ type: 'actions', elements: [button('a', 'x'.repeat(76))] }],
      'must be less than 76 characters',
    ],
    [
      'two buttons with one action_id',
      [{ type: 'actions', elements: [button('a'), button('a')] }],
      '`action_id` "a" already exists',
    ],
    [
      'two blocks with one block_id',
      [
        { type: 'divider', block_id: 'x' },
        { type: 'divider', block_id: 'x' },
      ],
      '`block_id` "x" already exists',
    ],
    [
      'an image without alt text',
      [{ type: 'image', image_url: 'https://example.com/a.png' }],
      'missing required field: alt_text',
    ],
    [
      'an image with no picture',
      [{ type: 'image', alt_text: 'a' }],
      'must define either `image_url` or `slack_file`',
    ],
    ['101 options', [{ type: 'actions', elements: [select(101)] }], 'no more than 100 items allowed'],
    ['no options', [{ type: 'actions', elements: [select(0)] }], 'no fewer than 1 items allowed'],
    [
      'an option value of 151',
      [{ type: 'actions', elements: [select(1, 'v'.repeat(151))] }],
      'must be less than 151 characters',
    ],
    ['an unknown block', [{ type: 'gallery' }], 'unsupported type: gallery'],
    [
      'a field Slack does not know',
      [{ type: 'divider', colour: 'red' }],
      'invalid additional property: colour',
    ],
    [
      'a text input in actions',
      [{ type: 'actions', elements: [{ type: 'plain_text_input', action_id: 'x' }] }],
      'unsupported type: plain_text_input',
    ],
    ['rich text with an empty text', [rich([{ type: 'text', text: '' }])], 'must be more than 0 characters'],
    [
      'rich text with an unknown element',
      [rich([{ type: 'spoiler', text: 'x' }])],
      'unsupported type: spoiler',
    ],
    [
      'rich text with an unknown style',
      [rich([{ type: 'text', text: 'x', style: { blink: true } }])],
      'invalid additional property: blink',
    ],
    [
      'a list of bare text',
      [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_list', style: 'bullet', elements: [{ type: 'text', text: 'x' }] }],
        },
      ],
      'unsupported type: text',
    ],
    [
      'a broadcast to nobody known',
      [rich([{ type: 'broadcast', range: 'all' }])],
      'must be one of: here, channel, everyone',
    ],
  ])('refuses %s', async (_name, blocks, reason) => {
    expect((await reasons(blocks)).join('\n')).toContain(reason);
  });

  it('takes what stays within the limits', async () => {
    const limits = [
      section('가'.repeat(3000)),
      { type: 'header', text: { type: 'plain_text', text: '머'.repeat(150) } },
      { type: 'actions', elements: [button('a', 'x'.repeat(75)), select(100)] },
      rich([
        { type: 'text', text: '굵게', style: { bold: true } },
        { type: 'emoji', name: 'tada' },
        { type: 'link', url: 'https://example.com', text: 'here' },
        { type: 'user', user_id: connected.mina },
      ]),
    ];
    await expect(post({ blocks: limits })).resolves.toMatchObject({ ok: true });
  });

  it('has a ceiling for all blocks together', async () => {
    expect(await code(post({ blocks: Array(5).fill(section('x'.repeat(2900))) }))).toBe(
      'msg_blocks_too_long',
    );
  });

  it('wants blocks to be a list of objects', async () => {
    expect(await code(post({ blocks: '{not json' }))).toBe('invalid_blocks_format');
    expect(await code(post({ blocks: { type: 'divider' } }))).toBe('invalid_blocks_format');
  });
});

describe('what the calls refuse', () => {
  it('posting nothing, too much, or where one cannot', async () => {
    const { slack, app, mina, channel } = connected;
    expect(await code(post({ text: '  ' }))).toBe('no_text');
    expect(await code(post({ channel: 'C0NOWHERE' }))).toBe('channel_not_found');
    const elsewhere = slack.world.createChannel({ name: 'elsewhere', members: [mina], withApp: false });
    expect(await code(post({ channel: elsewhere.id }))).toBe('not_in_channel');
    expect(await code(app.client.conversations.history({ channel: elsewhere.id }))).toBe('not_in_channel');
    const hidden = slack.world.createChannel({
      name: 'hidden',
      kind: 'private',
      members: [mina],
      withApp: false,
    });
    expect(await code(post({ channel: hidden.id }))).toBe('channel_not_found');
    const old = slack.world.createChannel({ name: 'old', members: [mina] });
    slack.world.archive(old.id, mina);
    expect(await code(post({ channel: old.id }))).toBe('is_archived');
    expect(await code(post({ thread_ts: '1600000000.000001' }))).toBe('thread_not_found');
    expect(await code(post({ thread_ts: 'yesterday' }))).toBe('invalid_thread_ts');
    const { ts } = slack.world.say(mina, channel, 'parent');
    const reply = slack.world.say(mina, channel, { text: 'reply', threadTs: ts });
    expect(await code(post({ thread_ts: reply.ts }))).toBe('cannot_reply_to_message');
    expect(await code(post({ metadata: { event_type: 'm' } }))).toBe('invalid_metadata_schema');
  });

  it('cuts a posted text at 40,000 characters but refuses to edit above 4,000', async () => {
    const { app, channel } = connected;
    const { ts = '', message } = await app.client.chat.postMessage({ channel, text: 'x'.repeat(40_005) });
    expect(message?.text).toHaveLength(40_000);
    expect(await code(app.client.chat.update({ channel, ts, text: 'y'.repeat(4001) }))).toBe('msg_too_long');
    await app.client.chat.update({ channel, ts, text: 'y'.repeat(4000) });
  });

  it('changing and deleting what others wrote, or what is gone', async () => {
    const { slack, app, mina, channel } = connected;
    const { ts } = slack.world.say(mina, channel, 'mine');
    expect(await code(app.client.chat.update({ channel, ts, text: 'yours' }))).toBe('cant_update_message');
    expect(await code(app.client.chat.delete({ channel, ts }))).toBe('cant_delete_message');
    slack.world.remove(mina, channel, ts);
    expect(await code(app.client.chat.update({ channel, ts, text: 'x' }))).toBe('message_not_found');
    expect(await code(app.client.chat.delete({ channel, ts }))).toBe('message_not_found');
  });

  it('reactions that are no names, come twice or were never there', async () => {
    const { slack, app, mina, channel } = connected;
    const { ts } = slack.world.say(mina, channel, 'react');
    const add = (name: string): Promise<unknown> =>
      app.client.reactions.add({ channel, timestamp: ts, name });
    expect(await code(add('👍'))).toBe('invalid_name');
    expect(await code(add('no_such_emoji'))).toBe('invalid_name');
    slack.world.addEmoji('matinee');
    await add('matinee');
    await add('+1::skin-tone-3');
    expect(await code(add('matinee'))).toBe('already_reacted');
    const remove = (name: string): Promise<unknown> =>
      app.client.reactions.remove({ channel, timestamp: ts, name });
    expect(await code(remove('tada'))).toBe('no_reaction');
    await remove('matinee');
    const { message } = await app.client.reactions.get({ channel, timestamp: ts });
    expect(message?.reactions).toMatchObject([{ name: '+1::skin-tone-3', count: 1 }]);
    expect(
      await code(app.client.reactions.add({ channel, timestamp: '1600000000.000001', name: 'tada' })),
    ).toBe('message_not_found');
  });

  it('calls without a token, with a wrong one, without the scope, and unknown methods', async () => {
    const { slack, app } = connected;
    expect(await code(app.client.apiCall('auth.test', { token: 'xoxb-wrong' }))).toBe('invalid_auth');
    expect(await code(app.client.apiCall('auth.test', { token: slack.appToken }))).toBe(
      'not_allowed_token_type',
    );
    expect(await code(app.client.apiCall('admin.users.list'))).toBe('unknown_method');
    const bare = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST' });
    expect(await bare.json()).toEqual({ ok: false, error: 'not_authed' });
    const other = slack.world.createTeam({ name: 'Poor Club' });
    const token = slack.world.install(other.id, ['chat:write']);
    const refused = await refusal(app.client.apiCall('users.list', { token }));
    expect(refused.data).toMatchObject({
      error: 'missing_scope',
      needed: 'users:read',
      provided: 'chat:write',
    });
    const theirs = slack.world.createChannel({ name: 'films', teamId: other.id }).id;
    expect(
      await code(
        app.client.apiCall('chat.postMessage', { token, channel: theirs, text: 'x', username: 'Jiwoo' }),
      ),
    ).toBe('missing_scope');
  });

  it('answers JSON bodies like forms, and tells the scopes', async () => {
    const { slack, channel } = connected;
    const answer = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${slack.botToken}`,
        'content-type': 'application/json; charset=utf-8',
      },
      body: JSON.stringify({ channel, text: 'as json', blocks: [section('as json')] }),
    });
    expect(await answer.json()).toMatchObject({ ok: true, channel });
    expect(answer.headers.get('x-oauth-scopes')).toContain('chat:write');
    expect(answer.headers.get('x-accepted-oauth-scopes')).toBe('chat:write');
  });
});

function select(count: number, value = 'v'): Record<string, unknown> {
  return {
    type: 'static_select',
    action_id: 'select',
    options: Array.from({ length: count }, (_, index) => ({
      text: { type: 'plain_text', text: `${index}` },
      value: `${value}${count > 1 ? index : ''}`,
    })),
  };
}

function rich(elements: unknown[]): Record<string, unknown> {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}
