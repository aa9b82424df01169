import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { avatarPng } from './avatars.ts';
import { createSlackStandIn } from './index.ts';
import { connectedApp, Endings, eventually, socketModeApp } from './testing/bolt-app.ts';

const endings = new Endings();
afterEach(() => endings.run());

function stateFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'slack-stand-in-'));
  endings.add(() => rmSync(directory, { recursive: true }));
  return join(directory, 'slack.json');
}

describe('a stand-in with a state file', () => {
  it('is after a restart what it was before: people, messages, reactions, threads, files, tokens', async () => {
    const file = stateFile();
    const before = new Endings();
    const { slack, app, mina, june, channel } = await connectedApp(before, { stateFile: file });
    const picture = avatarPng('poster', 32);
    const said = slack.world.say(mina, channel, { text: 'look', files: [{ name: 'p.png', bytes: picture }] });
    slack.world.react(june, channel, said.ts, 'tada');
    slack.world.say(june, channel, { text: 'nice', threadTs: said.ts });
    await app.client.chat.postMessage({ channel, text: '<!here> hello', username: 'Jiwoo' });
    const view = slack.world.channelView(channel, mina);
    await before.run();

    const again = await createSlackStandIn({ stateFile: file });
    endings.add(() => again.close());
    const withoutAddresses = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value).replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, ''));
    expect(withoutAddresses(again.world.channelView(channel, mina))).toEqual(withoutAddresses(view));
    expect(again.world.pings).toMatchObject([{ kind: 'here' }]);
    expect([again.botToken, again.appToken, again.signingSecret, again.teamId]).toEqual([
      slack.botToken,
      slack.appToken,
      slack.signingSecret,
      slack.teamId,
    ]);
    const shown = await fetch(again.world.channelView(channel)[0]?.files[0]?.url ?? '');
    expect(Buffer.from(await shown.arrayBuffer()).equals(picture)).toBe(true);

    const { app: next } = socketModeApp(again);
    const heard: string[] = [];
    next.message(({ message }) => {
      heard.push(message.ts);
      return Promise.resolve();
    });
    await next.start();
    endings.add(() => next.stop());
    const later = again.world.say(mina, channel, 'still here');
    expect(later.ts > said.ts).toBe(true);
    await eventually('the old token hears the new message', () => heard.includes(later.ts));
  });

  it('takes a changed manifest into account', async () => {
    const file = stateFile();
    const before = await createSlackStandIn({ stateFile: file, app: { commands: ['/movie'] } });
    await before.close();
    const again = await createSlackStandIn({
      stateFile: file,
      app: { commands: ['/movie', '/영화'], scopes: ['commands'] },
    });
    endings.add(() => again.close());
    const mina = again.world.createUser({ realName: 'Mina' }).id;
    const channel = again.world.createChannel({ name: 'c', members: [mina] }).id;
    // Nobody is connected, but the command is known.
    expect((await again.world.slash(mina, channel, '/영화')).error).toBe('dispatch_failed');
    const answer = await fetch(`${again.apiUrl}users.list`, {
      headers: { authorization: `Bearer ${before.botToken}` },
    });
    expect(await answer.json()).toMatchObject({ error: 'missing_scope', provided: 'commands' });
  });

  it('says so when the file is damaged instead of starting empty', async () => {
    const file = stateFile();
    writeFileSync(file, '{"version": 1, "teams": [');
    await expect(createSlackStandIn({ stateFile: file })).rejects.toThrow();
    writeFileSync(file, '{"version": 99}');
    await expect(createSlackStandIn({ stateFile: file })).rejects.toThrow('another version');
  });
});

describe('timestamps', () => {
  it('are unique and rise even when the clock stands still', async () => {
    const slack = await createSlackStandIn({ clock: () => 1_700_000_000_000 });
    endings.add(() => slack.close());
    const mina = slack.world.createUser({ realName: 'Mina' }).id;
    const channel = slack.world.createChannel({ name: 'c', members: [mina] }).id;
    const stamps = ['a', 'b', 'c'].map((text) => slack.world.say(mina, channel, text).ts);
    expect(new Set(stamps).size).toBe(3);
    expect([...stamps].sort()).toEqual(stamps);
    expect(stamps[0]).toMatch(/^1700000000\.\d{6}$/);
  });
});
