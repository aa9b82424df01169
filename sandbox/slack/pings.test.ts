import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectedApp, Endings, type Connected } from './testing/bolt-app.ts';

const endings = new Endings();
let connected: Connected;
let before = 0;
beforeAll(async () => {
  connected = await connectedApp(endings);
});
afterAll(() => endings.run());
beforeEach(() => {
  before = connected.slack.world.pings.length;
});

function pinged(): string[] {
  return connected.slack.world.pings
    .slice(before)
    .map(({ kind, by, cause }) => `${kind} by ${by} on ${cause}`);
}

describe('pings', () => {
  it.each([
    ['<!channel> now', 'channel'],
    ['hi <!here|here>', 'here'],
    ['<!everyone>', 'everyone'],
  ])('are counted for %s in an app message', async (text, kind) => {
    const { app, channel } = connected;
    const { ts = '' } = await app.client.chat.postMessage({ channel, text });
    await app.client.chat.update({ channel, ts, text: `${text} again` });
    expect(pinged()).toEqual([`${kind} by app on post`, `${kind} by app on update`]);
  });

  it('are not counted for escaped text, unknown people or plain words', async () => {
    const { app, channel, mina } = connected;
    await app.client.chat.postMessage({
      channel,
      text: `&lt;!channel&gt; @channel @here @mina <@U0NOBODY> &lt;@${mina}&gt;`,
      blocks: [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '@channel <!here>' }] }],
        },
        { type: 'section', text: { type: 'plain_text', text: '<!channel> @here' } },
        { type: 'section', text: { type: 'mrkdwn', text: '@everyone', verbatim: true } },
      ],
    });
    expect(pinged()).toEqual([]);
  });

  it('are counted for names when link_names is on', async () => {
    const { app, channel } = connected;
    await app.client.chat.postMessage({ channel, text: '@mina @channel', link_names: true });
    expect(pinged()).toEqual(['channel by app on post', 'user by app on post']);
  });

  it('are counted in blocks, attachments and ephemeral messages', async () => {
    const { slack, app, channel, mina } = connected;
    const group = slack.world.createUserGroup({ handle: 'critics', members: [mina] }).id;
    await app.client.chat.postMessage({
      channel,
      text: 'x',
      blocks: [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'broadcast', range: 'here' }] }],
        },
        { type: 'context', elements: [{ type: 'mrkdwn', text: `<!subteam^${group}> @channel` }] },
      ],
      attachments: [{ text: `<@${mina}>`, fallback: 'x' }],
    });
    await app.client.chat.postEphemeral({ channel, user: mina, text: `<@${mina}>` });
    expect(pinged()).toEqual([
      'here by app on post',
      'usergroup by app on post',
      'channel by app on post',
      'user by app on post',
      'user by app on ephemeral',
    ]);
  });

  it('are counted for people too', () => {
    const { slack, channel, june } = connected;
    slack.world.say(june, channel, '@here @mina look');
    expect(pinged()).toEqual(['here by person on post', 'user by person on post']);
  });
});
