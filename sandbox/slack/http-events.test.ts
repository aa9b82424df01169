import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, ExpressReceiver, HTTPReceiver } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import { signature } from './http-events.ts';
import type { SlackStandIn } from './index.ts';
import { aWorkspace, Endings, eventually, SILENT } from './testing/bolt-app.ts';

const endings = new Endings();
afterEach(() => endings.run());

interface Seen {
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A request URL that answers as told and remembers what came. */
async function requestUrl(
  answer: (seen: Seen) => { status: number; headers?: Record<string, string>; body?: string },
): Promise<{
  url: string;
  seen: Seen[];
}> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      const entry = { headers: request.headers, body };
      seen.push(entry);
      const { status, headers, body: text } = answer(entry);
      response.writeHead(status, headers).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.add(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`, seen };
}

async function boltOverHttp(
  slack: SlackStandIn,
  kind: 'http' | 'express',
): Promise<{ app: App; url: string }> {
  const options = { signingSecret: slack.signingSecret, logger: SILENT };
  const receiver = kind === 'http' ? new HTTPReceiver(options) : new ExpressReceiver(options);
  const app = new App({
    token: slack.botToken,
    receiver,
    logger: SILENT,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  });
  const server = await receiver.start(0);
  endings.add(() => receiver.stop());
  return { app, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` };
}

describe.each(['http', 'express'] as const)(
  'an unmodified Bolt app behind a request URL (%s receiver)',
  (kind) => {
    it('passes the check of the URL and gets events, commands and interactions, signed', async () => {
      const { slack, mina, channel } = await aWorkspace();
      endings.add(() => slack.close());
      const { app, url } = await boltOverHttp(slack, kind);
      const heard: string[] = [];
      app.message(({ message }) => {
        heard.push('text' in message ? (message.text ?? '') : '');
        return Promise.resolve();
      });
      app.command('/movie', async ({ ack, respond, command }) => {
        await ack(`looking for ${command.text}`);
        await respond('here it is');
      });
      app.action('go', async ({ ack, respond }) => {
        await ack();
        await respond({ text: 'gone', response_type: 'in_channel' });
      });
      expect(await slack.setRequestUrl(url)).toBe(true);
      slack.world.say(mina, channel, '안녕하세요');
      await eventually('the message', () => heard.includes('안녕하세요'));
      const outcome = await slack.world.slash(mina, channel, '/movie', 'a & b');
      expect(await outcome.next()).toMatchObject({ text: 'looking for a &amp; b', ephemeral: true });
      expect(await outcome.next()).toMatchObject({ text: 'here it is', ephemeral: true });
      const { ts = '' } = await app.client.chat.postMessage({
        channel,
        text: 'press',
        blocks: [
          {
            type: 'actions',
            elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } }],
          },
        ],
      });
      expect(await (await slack.world.clickButton(mina, channel, ts, 'go')).next()).toMatchObject({
        text: 'gone',
      });
    });
  },
);

describe('signed HTTP delivery', () => {
  it('refuses a URL that does not answer the challenge', async () => {
    const { slack } = await aWorkspace();
    endings.add(() => slack.close());
    const { url } = await requestUrl(() => ({ status: 200, body: 'hello' }));
    expect(await slack.setRequestUrl(url)).toBe(false);
  });

  it('signs the body as sent, and Bolt refuses what was altered or is stale', async () => {
    const { slack, mina, channel } = await aWorkspace();
    endings.add(() => slack.close());
    const caught = await requestUrl(({ body }) => ({ status: 200, body }));
    await slack.setRequestUrl(caught.url);
    slack.world.say(mina, channel, 'sign me');
    const request = await eventually('the event', () => caught.seen[1]);
    const at = Number(request.headers['x-slack-request-timestamp']);
    expect(request.headers['x-slack-signature']).toBe(signature(slack.signingSecret, at, request.body));

    const { url } = await boltOverHttp(slack, 'http');
    const post = async (timestamp: number, signed: string, body: string): Promise<number> => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-slack-request-timestamp': String(timestamp),
          'x-slack-signature': signature(slack.signingSecret, timestamp, signed),
        },
        body,
      });
      return answer.status;
    };
    expect(await post(at, request.body, request.body)).toBe(200);
    expect(await post(at, request.body, request.body.replace('sign me', 'sign him'))).toBe(401);
    expect(await post(at - 301, request.body, request.body)).toBe(401);
  });

  it('sends an event again when the app fails, saying why, three times', async () => {
    const { slack, mina, channel } = await aWorkspace();
    endings.add(() => slack.close());
    const { url, seen } = await requestUrl(({ body }) =>
      body.includes('url_verification') ? { status: 200, body } : { status: 500 },
    );
    await slack.setRequestUrl(url);
    slack.world.say(mina, channel, 'anybody?');
    await eventually('four deliveries', () => seen.length === 5);
    const retries = seen
      .slice(1)
      .map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']]);
    expect(retries).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
    const ids = seen.slice(1).map(({ body }) => (JSON.parse(body) as { event_id: string }).event_id);
    expect(new Set(ids).size).toBe(1);
  });

  it('does not send again when the app asks it not to', async () => {
    const { slack, mina, channel } = await aWorkspace();
    endings.add(() => slack.close());
    const { url, seen } = await requestUrl(({ body }) =>
      body.includes('url_verification')
        ? { status: 200, body }
        : { status: 500, headers: { 'x-slack-no-retry': body.includes('first') ? '1' : '0' } },
    );
    await slack.setRequestUrl(url);
    slack.world.say(mina, channel, 'first');
    slack.world.say(mina, channel, 'second');
    await eventually(
      'all deliveries of the second',
      () => seen.filter(({ body }) => body.includes('second')).length === 4,
    );
    expect(seen.filter(({ body }) => body.includes('first'))).toHaveLength(1);
  });

  it('waits while Slack is cut off from the app, and comes as a retry afterwards', async () => {
    const { slack, mina, channel } = await aWorkspace({ timings: { retryDelaysMs: [0, 150, 2000] } });
    endings.add(() => slack.close());
    const { url, seen } = await requestUrl(({ body }) => ({ status: 200, body }));
    await slack.setRequestUrl(url);
    slack.faults.cutOff(100);
    slack.world.say(mina, channel, 'into the dark');
    expect((await slack.world.slash(mina, channel, '/movie')).error).toBe('dispatch_failed');
    await eventually('the retry', () => seen.length === 2);
    expect(seen[1]?.headers['x-slack-retry-reason']).toBe('connection_failed');
  });

  it('shows the person an error when the request URL is dead', async () => {
    const { slack, mina, channel } = await aWorkspace({ requestUrl: 'http://127.0.0.1:9/slack/events' });
    endings.add(() => slack.close());
    expect((await slack.world.slash(mina, channel, '/movie')).error).toBe('dispatch_failed');
  });
});
