import { mkdtempSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSlackAdapter } from './index.ts';
import { FileInstallations } from './installations.ts';
import { aLine, eventually, linkTo, openStage, type Stage } from './stage.test-support.ts';

let stage: Stage;
let server: Server;
let base: string;
let path: string;

beforeEach(async () => {
  stage = await openStage({}, (slack) => ({
    botToken: undefined,
    clientId: slack.clientId,
    clientSecret: slack.clientSecret,
  }));
  path = join(mkdtempSync(join(tmpdir(), 'slack-installations-')), 'installations.json');
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stage.platform = openWith();
  await stage.platform.start();
});
afterEach(async () => {
  await stage.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** The adapter as it is after a start of the process, with what earlier ones have stored. */
function openWith() {
  const core = { ...stage.core, publicUrl: base, installations: new FileInstallations(path) };
  const platform = createSlackAdapter(stage.config, core, stage.log);
  server.removeAllListeners('request');
  server.on('request', (request, response) => platform.listener?.(request, response));
  return platform;
}

/** Somebody installs the app through their browser. @returns the last page */
async function install(userId: string, change: (url: URL) => void = () => undefined): Promise<Response> {
  const start = await fetch(`${base}/slack/install`, { redirect: 'manual' });
  const cookie = start.headers.get('set-cookie')?.split(';')[0] ?? '';
  const authorize = start.headers.get('location') ?? '';
  expect(authorize).toContain(`${stage.slack.url}/oauth/v2/authorize`);
  const back = new URL(stage.slack.world.approveInstall(authorize, userId));
  change(back);
  return fetch(back, { headers: { cookie }, redirect: 'manual' });
}

async function anotherWorkspace() {
  const { world } = stage.slack;
  const team = world.createTeam({ name: 'Second Club' });
  const owner = world.createUser({ realName: 'Owner', teamId: team.id, isOwner: true }).id;
  const page = await install(owner);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('Matinee is installed.');
  const channel = world.createChannel({ name: 'second', members: [owner], teamId: team.id }).id;
  const link = linkTo(team.id, channel, 'second');
  stage.links.push(link);
  return { team, owner, channel, link };
}

it('workspaces install the app themselves, and are served each with its own token', async () => {
  expect(stage.platform.status()).toBe('connected');
  const { owner, channel, link } = await anotherWorkspace();
  const [ts = ''] = await stage.platform.adapter.post(link, aLine({ text: 'welcome' }));
  expect(stage.slack.world.messageView(channel, ts)?.text).toBe('welcome');
  stage.slack.world.say(owner, channel, 'thank you');
  await eventually('hearing', () => stage.inbox.posts.some(({ text }) => text === 'thank you'));
});

it('installations outlive the process, readable by their owner alone', async () => {
  const { channel, link } = await anotherWorkspace();
  await stage.platform.stop();
  stage.platform = openWith();
  const [ts = ''] = await stage.platform.adapter.post(link, aLine({ text: 'still here' }));
  expect(stage.slack.world.messageView(channel, ts)?.text).toBe('still here');
  expect(statSync(path).mode & 0o077).toBe(0);
});

it('a workspace without the app is broken, and so is one that removed it', async () => {
  const gone = {
    kind: 'broken',
    message: 'The app is no longer installed in this workspace: install it again at /slack/install.',
  };
  await expect(stage.platform.adapter.post(stage.link, aLine())).rejects.toMatchObject(gone);
  const { team, link } = await anotherWorkspace();
  stage.slack.world.uninstall(team.id);
  await eventually('lost', () => stage.inbox.lost.some(({ channelId }) => channelId === link.channelId));
  await expect(stage.platform.adapter.post(link, aLine())).rejects.toMatchObject(gone);
});

it('a state from elsewhere installs nothing', async () => {
  const page = await install(stage.mina, (url) => url.searchParams.set('state', 'forged'));
  expect(page.status).toBe(400);
  expect(await page.text()).toContain('was not installed');
  expect(await new FileInstallations(path).find(stage.slack.teamId)).toBeNull();
});
