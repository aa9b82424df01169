import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { avatarPng } from './avatars.ts';
import type { SlackStandIn } from './index.ts';
import { aWorkspace, connectedApp, Endings, eventually } from './testing/bolt-app.ts';

const endings = new Endings();
afterEach(() => endings.run());

async function act(slack: SlackStandIn, action: string, body: object = {}): Promise<Record<string, unknown>> {
  const answer = await fetch(`${slack.url}/control/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Record<string, unknown>;
}

async function see(slack: SlackStandIn, path: string): Promise<Record<string, unknown>> {
  return (await (await fetch(`${slack.url}/control/${path}`)).json()) as Record<string, unknown>;
}

describe('the control API', () => {
  it('lets a page act as people and see what they see', async () => {
    const { slack, mina, june, channel } = await aWorkspace();
    endings.add(() => slack.close());
    const { ts } = await act(slack, 'say', {
      user: mina,
      channel,
      text: 'hello *there*',
      files: [{ name: 'p.png', base64: avatarPng('x', 16).toString('base64') }],
    });
    await act(slack, 'say', { user: june, channel, text: 'reply', threadTs: ts });
    await act(slack, 'react', { user: june, channel, ts, emoji: '🎉' });
    await act(slack, 'react', { user: mina, channel, ts, emoji: 'tada' });
    await act(slack, 'unreact', { user: mina, channel, ts, emoji: 'tada' });
    await act(slack, 'edit', { user: mina, channel, ts, text: 'hello again' });
    await act(slack, 'unfurl', { channel, ts, title: 'A film', url: 'https://example.com/' });
    expect(await see(slack, `channels/${channel}?viewer=${mina}`)).toMatchObject({
      ok: true,
      channel: { name: 'movies' },
      messages: [
        {
          text: 'hello again',
          edited: true,
          files: [{ name: 'p.png' }],
          reactions: [{ name: 'tada', users: [june] }],
          replies: [{ text: 'reply' }],
        },
      ],
    });
    expect(await act(slack, 'edit', { user: june, channel, ts, text: 'x' })).toEqual({
      ok: false,
      error: 'cant_update_message',
    });
    await act(slack, 'remove', { user: mina, channel, ts });
    const made = await act(slack, 'user', { realName: '박지우', displayName: '지우' });
    const room = await act(slack, 'channel', { name: '영화', members: [mina] });
    const { id: userId } = made.user as { id: string };
    const { id: roomId } = room.channel as { id: string };
    await act(slack, 'join', { user: userId, channel: roomId });
    await act(slack, 'leave', { user: userId, channel: roomId });
    await act(slack, 'remove-app', { channel: roomId });
    await act(slack, 'invite-app', { user: mina, channel: roomId });
    await act(slack, 'archive', { user: mina, channel: roomId });
    await act(slack, 'unarchive', { user: mina, channel: roomId });
    const state = await see(slack, 'state');
    expect(state).toMatchObject({ teamId: slack.teamId, commands: ['/movie'], connections: 0 });
    expect(state.channels).toHaveLength(2);
    expect(await see(slack, 'pings')).toEqual({ ok: true, pings: [] });
    expect((await see(slack, 'emoji')).emoji).toMatchObject({ tada: '🎉' });
    expect(await act(slack, 'dance')).toEqual({ ok: false, error: 'unknown_action' });
    expect(await see(slack, 'nowhere')).toEqual({ ok: false, error: 'not_found' });
  });

  it('runs commands, buttons, menus and modals', async () => {
    const { slack, app, mina, channel } = await connectedApp(endings);
    app.command('/movie', async ({ ack, client, command }) => {
      if (command.text === 'form') {
        await ack();
        await client.views.open({
          trigger_id: command.trigger_id,
          view: { type: 'modal', title: { type: 'plain_text', text: 'Form' }, blocks: [{ type: 'divider' }] },
        });
      } else {
        await ack({
          text: 'pick',
          blocks: [
            {
              type: 'actions',
              elements: [
                { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } },
                {
                  type: 'external_select',
                  action_id: 'film',
                  min_query_length: 0,
                  placeholder: { type: 'plain_text', text: 'F' },
                },
              ],
            },
          ],
        });
      }
    });
    app.action('go', async ({ ack, respond }) => {
      await ack();
      await respond('went');
    });
    app.options('film', async ({ ack }) =>
      ack({ options: [{ text: { type: 'plain_text', text: 'A' }, value: 'a' }] }),
    );
    const answered = await act(slack, 'slash', {
      user: mina,
      channel,
      command: '/movie',
      text: 'menu',
      waitMs: 2000,
    });
    const [message] = answered.messages as { ts: string; ephemeral: boolean }[];
    expect(message?.ephemeral).toBe(true);
    const place = { user: mina, channel, ts: message?.ts };
    expect(await act(slack, 'suggest', { ...place, action: 'film', text: '' })).toMatchObject({
      options: [{ value: 'a' }],
    });
    const pressed = await act(slack, 'choose', { ...place, action: 'go', waitMs: 2000 });
    expect(pressed.messages).toMatchObject([{ text: 'went', ephemeral: true }]);
    await act(slack, 'slash', { user: mina, channel, command: '/movie', text: 'form' });
    const [view] = await eventually('the modal', async () => {
      const { views } = await see(slack, `views?viewer=${mina}`);
      return (views as { id: string }[]).length > 0 && (views as { id: string }[]);
    });
    await act(slack, 'close', { user: mina, view: view?.id });
    expect(slack.world.openViews(mina)).toEqual([]);
    await act(slack, 'slash', { user: mina, channel, command: '/movie', text: 'form' });
    const again = await eventually('the modal again', () => slack.world.openViews(mina)[0]);
    app.view(/.*/, async ({ ack }) => ack());
    expect(await act(slack, 'submit', { user: mina, view: again.id })).toMatchObject({ outcome: 'closed' });
    expect(await act(slack, 'home', { user: mina })).toMatchObject({ view: null });
  });

  it('switches every fault on and off', async () => {
    const { slack } = await aWorkspace();
    endings.add(() => slack.close());
    await act(slack, 'faults/rate-limit', { method: 'chat.postMessage', retryAfter: 3 });
    await act(slack, 'faults/server-error', { method: ['chat.update', 'chat.delete'], status: 502 });
    await act(slack, 'faults/slow', { delayMs: 10, forMs: 10_000 });
    await act(slack, 'faults/lose-answer', { times: 2 });
    await act(slack, 'faults/duplicate-events', { copies: 3, sameEventId: false });
    await act(slack, 'faults/reorder-events', { window: 4 });
    await act(slack, 'faults/lose-events', { times: 2 });
    expect(await act(slack, 'faults/cut-off', { forMs: 60_000 })).toEqual({
      ok: true,
      faults: [
        'rate_limited',
        'server_error',
        'slow',
        'lose_answer',
        'duplicate_events',
        'reorder_events',
        'lose_events',
        'cut_off',
      ],
    });
    expect((await act(slack, 'faults/restore')).faults).not.toContain('cut_off');
    expect(await act(slack, 'faults/clear')).toEqual({ ok: true, faults: [] });
    for (const action of [
      'drop-sockets',
      'ask-to-reconnect',
      'limits',
      'revoke-token',
      'restore-token',
      'tell-rate-limited',
      'uninstall',
    ]) {
      expect(await act(slack, `faults/${action}`)).toMatchObject({ ok: true });
    }
    expect((await act(slack, 'faults/uninstall')).ok).toBe(true);
  });

  it('streams changes, with what only one person sees to them alone', async () => {
    const { slack, app, mina, june, channel } = await connectedApp(endings);
    const lines: string[] = [];
    const stop = new AbortController();
    endings.add(() => stop.abort());
    const stream = await fetch(`${slack.url}/control/events?viewer=${mina}`, { signal: stop.signal });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    void (async () => {
      for (;;) {
        const chunk = await reader?.read().catch(() => undefined);
        if (!chunk || chunk.done) return;
        lines.push(chunk.value);
      }
    })();
    slack.world.say(june, channel, 'to all');
    await app.client.chat.postEphemeral({ channel, user: june, text: 'for june' });
    await app.client.chat.postEphemeral({ channel, user: mina, text: 'for mina' });
    await eventually('the last one', () => lines.join('').includes('for mina'));
    expect(lines.join('')).toContain('"text":"to all"');
    expect(lines.join('')).not.toContain('for june');
  });

  it('answers pages of this machine only', async () => {
    const { slack } = await aWorkspace();
    endings.add(() => slack.close());
    const from = async (origin: string): Promise<[number, string | null]> => {
      const answer = await fetch(`${slack.url}/control/state`, { headers: { origin } });
      return [answer.status, answer.headers.get('access-control-allow-origin')];
    };
    expect(await from('http://localhost:3000')).toEqual([200, 'http://localhost:3000']);
    expect(await from('https://evil.example')).toEqual([403, null]);
    const preflight = await fetch(`${slack.url}/control/say`, {
      method: 'OPTIONS',
      headers: { origin: 'http://127.0.0.1:3000' },
    });
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST');
    const rebound = await new Promise<number>((resolve, reject) => {
      const { port } = new URL(slack.url);
      request(
        { host: '127.0.0.1', port, path: '/control/state', headers: { host: 'evil.example' } },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      )
        .on('error', reject)
        .end();
    });
    expect(rebound).toBe(403);
  });
});
