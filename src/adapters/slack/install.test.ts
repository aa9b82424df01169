import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { AesSealer } from '../../auth/aes-sealer.ts';
import type { Database } from '../../db/database.ts';
import { migrate } from '../../db/migrate.ts';
import { openPglite } from '../../db/pglite.ts';
import { SEALED_FOR, SqlInstallations } from '../../db/repositories/installations.ts';
import { MIGRATIONS } from '../../../tests/support/databases.ts';
import { storedAnywhere } from '../../../tests/support/whole-database.ts';
import type { PlatformAdapter } from '../platform-adapter.ts';
import { createSlackAdapter } from './index.ts';
import { aLine, eventually, linkTo, openStage, type Stage } from './stage.test-support.ts';
import { InstalledWorkspaces } from './workspaces.ts';

let stage: Stage;
let server: Server;
let base: string;
let database: Database;

beforeAll(async () => {
  database = await openPglite();
  await migrate(database, MIGRATIONS);
});
afterAll(() => database.close());

beforeEach(async () => {
  stage = await openStage({}, (slack) => ({
    botToken: undefined,
    clientId: slack.clientId,
    clientSecret: slack.clientSecret,
  }));
  await database.query('delete from slack_installations');
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stage.platform = aProcess();
  serve(stage.platform);
  await stage.platform.start();
});
afterEach(async () => {
  await stage.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const stored = (secret = 'the same in every process'): SqlInstallations =>
  new SqlInstallations(database, new AesSealer(secret, SEALED_FOR));

/** The adapter as a process has it that was started just now, with what others have stored. */
function aProcess(secret?: string): PlatformAdapter {
  const core = { ...stage.core, publicUrl: base, installations: stored(secret) };
  return createSlackAdapter(stage.config, core, stage.log);
}

/** Lets this process answer browsers. */
function serve(platform: PlatformAdapter): void {
  server.removeAllListeners('request');
  server.on('request', (request, response) => platform.listener?.(request, response));
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

it('an installation made on one process is served by the others at once, and outlives them', async () => {
  const other = aProcess();
  const { channel, link } = await anotherWorkspace();
  const [ts = ''] = await other.adapter.post(link, aLine({ text: 'from another process' }));
  expect(stage.slack.world.messageView(channel, ts)?.text).toBe('from another process');
  await stage.platform.stop();
  stage.platform = aProcess();
  const [later = ''] = await stage.platform.adapter.post(link, aLine({ text: 'still here' }));
  expect(stage.slack.world.messageView(channel, later)?.text).toBe('still here');
});

it('no token is in clear in the database, in the log, or in what anybody is told', async () => {
  const { team, link } = await anotherWorkspace();
  const found = await stored().find(team.id);
  const token = found === null || found === 'unreadable' ? '' : found.token;
  expect(token).toMatch(/^xoxb-/);
  const refusals: unknown[] = [];
  const refused = (error: unknown): void => void refusals.push(error);
  await install(stage.mina, (url) => url.searchParams.set('state', 'forged'));
  await aProcess('another secret than before').adapter.post(link, aLine()).catch(refused);
  await stage.slack.close();
  await stage.platform.adapter.post(link, aLine()).catch(refused);
  expect(refusals).toHaveLength(2);
  expect(await storedAnywhere(database, [token, 'xoxb-'])).toEqual([]);
  expect(stage.log.lines.length).toBeGreaterThan(0);
  expect(inspect([stage.log.lines, refusals], { depth: 20, maxStringLength: null })).not.toContain(token);
});

it('a workspace whose token was stored under another secret is broken, told how to mend it, and mended by installing anew', async () => {
  const { team, channel, link } = await anotherWorkspace();
  await stage.platform.stop();
  stage.platform = aProcess('another secret than before');
  serve(stage.platform);
  await stage.platform.start();
  expect(stage.platform.status()).toBe('connected');
  await expect(stage.platform.adapter.post(link, aLine())).rejects.toMatchObject({
    kind: 'broken',
    message: expect.stringContaining(`install the app again at ${base}/slack/install`) as string,
  });
  const owner = stage.slack.world.createUser({ realName: 'Owner', teamId: team.id, isOwner: true }).id;
  expect((await install(owner)).status).toBe(200);
  const [ts = ''] = await stage.platform.adapter.post(link, aLine({ text: 'mended' }));
  expect(stage.slack.world.messageView(channel, ts)?.text).toBe('mended');
});

it('word of a removal that comes late removes nothing that was installed since', async () => {
  const { team } = await anotherWorkspace();
  const workspaces = new InstalledWorkspaces({
    installations: stored(),
    apiUrl: stage.config.apiUrl,
    publicUrl: base,
    logger: stage.log,
  });
  expect(await workspaces.forget(team.id)).toBe(false);
  expect(await stored().find(team.id)).toMatchObject({ teamId: team.id });
  stage.slack.world.uninstall(team.id);
  expect(await workspaces.forget(team.id)).toBe(true);
  expect(await stored().find(team.id)).toBeNull();
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
  expect(await stored().find(team.id)).toBeNull();
});

it('a revoked token is removed', async () => {
  const { team, link } = await anotherWorkspace();
  stage.slack.world.revokeToken(team.id);
  await eventually('lost', () => stage.inbox.lost.some(({ channelId }) => channelId === link.channelId));
  expect(await stored().find(team.id)).toBeNull();
});

it('a state from elsewhere installs nothing', async () => {
  const page = await install(stage.mina, (url) => url.searchParams.set('state', 'forged'));
  expect(page.status).toBe(400);
  expect(await page.text()).toContain('was not installed');
  expect(await stored().find(stage.slack.teamId)).toBeNull();
});
