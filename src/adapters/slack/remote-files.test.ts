import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Agent } from 'undici';
import { SLACK_SCOPES } from './scopes.ts';
import { eventually, LogRecorder, openStage, type Stage } from './stage.test-support.ts';
import { RemoteFiles } from './remote-files.ts';
import { clientsOf, type Workspace } from './workspaces.ts';

let stage: Stage;
let elsewhere: Server;
const asked: { authorization: string | undefined }[] = [];
const agent = new Agent();

beforeAll(async () => {
  stage = await openStage({ app: { scopes: SLACK_SCOPES.filter((scope) => scope !== 'files:read') } });
  await stage.platform.start();
  elsewhere = createServer((request, response) => {
    asked.push({ authorization: request.headers.authorization });
    if (request.url === '/moved') response.writeHead(302, { location: `${stage.slack.url}/somewhere` }).end();
    else response.end('bytes');
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await stage.close();
  await agent.close();
  await new Promise((resolve) => elsewhere.close(resolve));
});

const workspace = (): Workspace => ({
  teamId: stage.slack.teamId,
  botId: 'B1',
  botUserId: 'U1',
  token: stage.slack.botToken,
  ...clientsOf(stage.slack.botToken, stage.slack.apiUrl, new LogRecorder()),
});
const fetchFrom = (url: string, apiUrl: string | undefined): Promise<Buffer> => {
  const [file] = new RemoteFiles(agent, apiUrl).attachments(workspace(), [{ id: 'F1', url_private: url }]);
  if (!file) throw new Error('no attachment');
  return file.fetch();
};
const origin = () => `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;

it('our token is shown to Slack and to nobody else', async () => {
  for (const url of [
    `${origin()}/still.png`,
    'http://files.slack.com/still.png',
    'https://slack.com.evil.example/still.png',
    'https://evilslack.com/still.png',
    'file:///etc/hostname',
  ]) {
    await expect(fetchFrom(url, stage.slack.apiUrl)).rejects.toThrow('does not lie with Slack');
  }
  expect(asked).toEqual([]);
});

it('not even where Slack sends us on to', async () => {
  await expect(fetchFrom(`${origin()}/moved`, `${origin()}/api/`)).rejects.toThrow('does not lie with Slack');
  expect(asked.at(-1)?.authorization).toBe(`Bearer ${stage.slack.botToken}`);
});

it('the page on which Slack asks to sign in is no picture', async () => {
  const bytes = Buffer.from('not looked at');
  const { ts } = stage.slack.world.say(stage.mina, stage.channel, {
    text: 'look',
    files: [{ name: 'still.png', bytes }],
  });
  const message = await eventually('hearing', () => stage.inbox.posts.find((post) => post.remoteId === ts));
  await expect(message.attachments[0]?.fetch()).rejects.toThrow('the app needs the scope files:read');
});
