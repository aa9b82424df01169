import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, openStage, type Stage } from './stage.test-support.ts';

let stage: Stage;
let server: Server;
let url: string;

beforeAll(async () => {
  stage = await openStage({}, (slack) => ({ appToken: undefined, signingSecret: slack.signingSecret }));
  const { listener } = stage.platform;
  if (!listener) throw new Error('nobody listens for Slack');
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  await stage.platform.start();
});
afterAll(async () => {
  await stage.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const now = () => Math.floor(Date.now() / 1000);
const sign = (body: string, at: number, secret = stage.slack.signingSecret) =>
  `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`;
const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const send = async (
  body: string,
  {
    at = now(),
    signature = sign(body, at),
    type = JSON_TYPE,
    path = url,
  }: { at?: number; signature?: string; type?: string; path?: string } = {},
) => {
  const headers = {
    'content-type': type,
    'x-slack-request-timestamp': String(at),
    'x-slack-signature': signature,
  };
  return (await fetch(path, { method: 'POST', headers, body })).status;
};
const message = (text: string, team = stage.slack.teamId) =>
  JSON.stringify({
    type: 'event_callback',
    event_id: `Ev${randomUUID()}`,
    team_id: team,
    event: {
      type: 'message',
      channel: stage.channel,
      user: stage.mina,
      text,
      ts: `${now()}.${String(Math.random()).slice(2, 8)}`,
    },
  });
const heard = (text: string) => stage.inbox.posts.some((post) => post.text === text);
const aCommand = (text: string) =>
  new URLSearchParams({
    command: '/movie',
    text,
    team_id: stage.slack.teamId,
    channel_id: stage.channel,
    channel_name: 'movies',
    user_id: stage.mina,
    response_url: stage.slack.url,
  }).toString();

describe('without an app token Slack comes to us', () => {
  it('and is answered when it checks the address', async () => {
    expect(stage.platform.status()).toBe('connected');
    expect(await stage.slack.setRequestUrl(url)).toBe(true);
  });

  it('with events, commands and buttons', async () => {
    stage.slack.world.say(stage.mina, stage.channel, 'over HTTP');
    await eventually('hearing', () => heard('over HTTP'));
    const outcome = await stage.slack.world.slash(stage.mina, stage.channel, '/movie', 'recommend');
    expect((await outcome.next())?.text).toBe('Done.');
  });
});

describe('a request that pretends to be Slack’s', () => {
  it('is refused unless it is signed well, now, by Slack', async () => {
    const body = message('forged');
    expect(await send(body, { at: now() - 301 })).toBe(401);
    expect(await send(body, { at: now() + 302 })).toBe(401);
    expect(await send(body, { signature: sign(`${body} `, now()) })).toBe(401);
    expect(await send(body, { signature: sign(body, now(), 'another secret') })).toBe(401);
    expect(await send(body, { signature: `${sign(body, now())}, ${sign(body, now())}` })).toBe(401);
    expect(await send(body, { signature: '' })).toBe(401);
    expect((await fetch(url, { method: 'POST', body, headers: { 'content-type': JSON_TYPE } })).status).toBe(
      401,
    );
    expect(heard('forged')).toBe(false);
  });

  it('is taken when it is Slack’s', async () => {
    expect(await send(message('genuine'))).toBe(200);
    await eventually('hearing', () => heard('genuine'));
  });

  it('is ignored when it speaks of another workspace', async () => {
    expect(await send(message('from elsewhere', 'T0ELSEWHERE'))).toBe(200);
    expect(await send(message('from here'))).toBe(200);
    await eventually('hearing', () => heard('from here'));
    expect(heard('from elsewhere')).toBe(false);
    expect(stage.log.lines.map(({ text }) => text)).toContain('something from Slack was not taken in');
  });

  it('is told of once, however much another workspace sends', async () => {
    for (let n = 0; n < 20; n++) expect(await send(message(`flood ${n}`, 'T0FLOOD'))).toBe(200);
    expect(await send(message('after the flood'))).toBe(200);
    await eventually('hearing', () => heard('after the flood'));
    const told = stage.log.lines.filter(({ facts }) => 'team' in facts && facts.team === 'T0FLOOD');
    expect(told).toMatchObject([{ level: 'warn', text: 'something from Slack was not taken in' }]);
  });

  it('cannot run a recorded command a second time', async () => {
    const body = aCommand('room unlink');
    const at = now();
    const before = stage.commands.typed.length;
    expect(await send(body, { type: FORM, at })).toBe(200);
    expect(await send(body, { type: FORM, at })).toBe(401);
    await eventually('the command', () => stage.commands.typed.length > before);
    expect(stage.commands.typed.length).toBe(before + 1);
  });

  it('with something else than Slack sends is refused', async () => {
    expect(await send('{"type":')).toBe(400);
    expect(await send(message('x'.repeat(2_000_000)))).toBe(413);
    expect(await send(message('lost'), { path: url.replace('events', 'nowhere') })).toBe(404);
  });
});
