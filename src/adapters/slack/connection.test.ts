import { afterEach, expect, it } from 'vitest';
import { eventually, openStage, type Stage } from './stage.test-support.ts';

let stage: Stage | undefined;
const rejections: unknown[] = [];
const noteRejection = (reason: unknown): void => void rejections.push(reason);
process.on('unhandledRejection', noteRejection);

afterEach(async () => {
  await stage?.close();
  stage = undefined;
  expect(rejections.splice(0)).toEqual([]);
});

const open = async (...options: Parameters<typeof openStage>): Promise<Stage> => {
  stage = await openStage(...options);
  return stage;
};
const hears = async ({ slack, inbox, mina, channel }: Stage, text: string): Promise<void> => {
  slack.world.say(mina, channel, text);
  await eventually(`hearing ${text}`, () => inbox.posts.some((message) => message.text === text));
};

it('connects, says so, and reads what was said before', async () => {
  const { platform, inbox, slack } = await open();
  expect(platform.status()).toBe('connecting');
  await platform.start();
  expect(platform.status()).toBe('connected');
  expect(slack.connections()).toBe(1);
  await eventually('catching up', () => inbox.catchUps === 1);
  expect(platform.listener).toBeUndefined();
});

it('says in one line that the bot token is wrong, and goes on once it is mended', async () => {
  const { platform, slack, log } = await open();
  slack.faults.revokeToken(slack.teamId, 'invalid_auth');
  await platform.start();
  const line =
    'Slack refuses SLACK_BOT_TOKEN (invalid_auth): reinstall the app and copy the Bot User OAuth Token anew';
  expect(platform.status()).toBe(line);
  expect(log.lines).toContainEqual({
    level: 'warn',
    text: 'Slack needs attention',
    facts: { platform: 'slack', reason: line },
  });
  slack.faults.restoreToken(slack.teamId);
  await eventually('connected', () => platform.status() === 'connected');
});

it('says in one line that the app token is wrong', async () => {
  const { platform } = await open({}, () => ({ appToken: 'xapp-1-wrong' }));
  await platform.start();
  expect(platform.status()).toBe(
    'Slack refuses SLACK_APP_TOKEN (invalid_auth): make an app-level token with connections:write under Basic Information, and switch on Socket Mode',
  );
});

it('names the scopes that are missing, and serves as far as it can', async () => {
  const { SLACK_SCOPES } = await import('./scopes.ts');
  const scopes = SLACK_SCOPES.filter((scope) => scope !== 'files:write' && scope !== 'reactions:write');
  const opened = await open({ app: { scopes } });
  await opened.platform.start();
  expect(opened.platform.status()).toBe(
    'Slack scopes are missing: add files:write, reactions:write under OAuth & Permissions, then reinstall the app',
  );
  await hears(opened, 'still heard');
});

it('says that Slack cannot be reached, and connects when it can', async () => {
  const { platform, slack } = await open();
  slack.faults.cutOff(60_000);
  await platform.start();
  expect(platform.status()).toMatch(/^Slack cannot be reached \(.+\); trying again$/);
  slack.faults.restore();
  await eventually('connected', () => platform.status() === 'connected');
});

it('connects again after the connection was lost, and reads what it missed', async () => {
  const opened = await open();
  const { platform, slack, inbox } = opened;
  await platform.start();
  await eventually('catching up', () => inbox.catchUps === 1);
  slack.faults.dropSockets('terminate');
  await eventually(
    'another connection',
    () => slack.connections() === 1 && platform.status() === 'connected',
  );
  await eventually('catching up again', () => inbox.catchUps === 2);
  await hears(opened, 'back again');
});

it('connects again after Slack itself was away, its token refused meanwhile', async () => {
  const opened = await open();
  const { platform, slack } = opened;
  await platform.start();
  slack.faults.revokeToken(slack.teamId, 'token_revoked');
  slack.faults.dropSockets('close');
  await eventually('refused', () => platform.status().includes('token_revoked'));
  slack.faults.restoreToken(slack.teamId);
  await eventually('connected', () => platform.status() === 'connected');
  await hears(opened, 'hello again');
});

it('changes connections without missing anything when Slack asks for it', async () => {
  const opened = await open({ timings: { disconnectGraceMs: 1_500 } });
  const { platform, slack, inbox } = opened;
  await platform.start();
  slack.faults.askToReconnect('refresh_requested');
  for (let line = 0; line < 20; line++) await hears(opened, `line ${line}`);
  await eventually('one new connection', () => slack.connections() === 1);
  expect(platform.status()).toBe('connected');
  expect(inbox.catchUps).toBe(2);
  expect(new Set(inbox.posts.map(({ text }) => text)).size).toBe(20);
});

it('survives being told that there are too many events', async () => {
  const opened = await open();
  const { platform, slack, log } = opened;
  await platform.start();
  slack.world.tellRateLimited();
  await hears(opened, 'after the flood');
  expect(log.lines.map(({ text }) => text)).toContain(
    'Slack holds events back because there are too many; they are read from history',
  );
});

it('tells every link of a workspace from which the app was removed', async () => {
  const { platform, slack, inbox, channel } = await open();
  await platform.start();
  slack.world.uninstall();
  const lost = await eventually('lost', () => inbox.lost.at(0));
  expect(lost).toMatchObject({
    channelId: channel,
    reason: expect.stringMatching(/removed from the workspace|revoked/),
  });
});

it('finds at the start which channels were lost or mended while it was away', async () => {
  const { platform, slack, inbox, links, mina, link } = await open();
  const { linkTo } = await import('./stage.test-support.ts');
  const old = slack.world.createChannel({ name: 'old', members: [mina] }).id;
  slack.world.archive(old, mina);
  const secret = slack.world.createChannel({
    name: 'secret',
    kind: 'private',
    members: [mina],
    withApp: false,
  }).id;
  links.push(linkTo(slack.teamId, old, 'old'), linkTo(slack.teamId, secret, 'secret'));
  Object.assign(link, { state: 'broken', reason: 'was away' });
  await platform.start();
  await eventually('the mended one', () => inbox.found.length === 1 && inbox.lost.length === 2);
  expect(inbox.lost).toEqual([
    { channelId: old, reason: expect.stringContaining('#old was archived') },
    { channelId: secret, reason: expect.stringContaining('can no longer see #secret') },
  ]);
  expect(inbox.found).toEqual([link.channelId]);
});

it('stops at once, and hears nothing any more', async () => {
  const { platform, slack, inbox, mina, channel } = await open();
  await platform.start();
  const before = Date.now();
  await platform.stop();
  expect(Date.now() - before).toBeLessThan(1_500);
  slack.world.say(mina, channel, 'too late');
  await eventually('the connection to end', () => slack.connections() === 0);
  expect(inbox.posts).toEqual([]);
  expect(platform.status()).toBe('stopped');
});
