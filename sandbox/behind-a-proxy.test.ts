import { afterEach, expect, it } from 'vitest';
import { freePort } from '../tests/support/free-port.ts';
import { TcpProxy } from '../tests/support/tcp-proxy.ts';
import { createDiscordStandIn } from './discord/index.ts';
import { createSlackStandIn } from './slack/index.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function proxied(): Promise<{ port: number; reachedAt: string }> {
  const port = await freePort();
  const proxy = await TcpProxy.open({ port });
  ends.push(() => proxy.close());
  return { port, reachedAt: `http://127.0.0.1:${proxy.port}` };
}

it('a Discord behind a proxy tells a bot the way through it, to its gateway too', async () => {
  const place = await proxied();
  const discord = await createDiscordStandIn(place);
  ends.unshift(() => discord.close());
  expect(discord.apiUrl).toBe(`${place.reachedAt}/api`);
  const response = await fetch(`${discord.apiUrl}/v10/gateway/bot`, {
    headers: { authorization: `Bot ${discord.token}` },
  });
  expect(await response.json()).toMatchObject({ url: `${place.reachedAt.replace('http', 'ws')}/gateway` });
});

it('a Slack behind a proxy tells an app the way through it, to its sockets too', async () => {
  const place = await proxied();
  const slack = await createSlackStandIn(place);
  ends.unshift(() => slack.close());
  const response = await fetch(`${slack.apiUrl}apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.appToken}` },
  });
  const { url } = (await response.json()) as { url: string };
  expect(new URL(url).host).toBe(new URL(place.reachedAt).host);
});
