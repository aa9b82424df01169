import { webApi } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import type { SlackStandIn } from './index.ts';
import { aWorkspace, connectedApp, Endings, eventually, refusal, SILENT } from './testing/bolt-app.ts';
import { rawSocket } from './testing/raw-socket.ts';

const endings = new Endings();
afterEach(() => endings.run());

function client(slack: SlackStandIn, retries = 0): webApi.WebClient {
  return new webApi.WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    logger: SILENT,
    rejectRateLimitedCalls: true,
    retryConfig: { retries, minTimeout: 1, maxTimeout: 5 },
  });
}

async function workspace(...options: Parameters<typeof aWorkspace>): ReturnType<typeof aWorkspace> {
  const made = await aWorkspace(...options);
  endings.add(() => made.slack.close());
  return made;
}

describe('faults of calls', () => {
  it('rate limits as often as told, with Retry-After, and carries nothing out', async () => {
    const { slack, channel } = await workspace();
    slack.faults.rateLimit({ method: 'chat.postMessage', times: 2, retryAfter: 7 });
    const web = client(slack);
    for (const _ of [1, 2]) {
      await expect(web.chat.postMessage({ channel, text: 'x' })).rejects.toMatchObject({
        code: webApi.ErrorCode.RateLimitedError,
        retryAfter: 7,
      });
    }
    await web.auth.test();
    await web.chat.postMessage({ channel, text: 'through' });
    expect(slack.world.channelView(channel).map(({ text }) => text)).toEqual(['through']);
    expect(slack.faults.active()).toEqual([]);
  });

  it('may strike one channel only, for a time only, and be cleared', async () => {
    const { slack, mina, channel } = await workspace();
    const other = slack.world.createChannel({ name: 'other', members: [mina] }).id;
    slack.faults.serverError({ channel, forMs: 60_000, status: 503 });
    const web = client(slack);
    await expect(web.chat.postMessage({ channel, text: 'x' })).rejects.toMatchObject({ statusCode: 503 });
    await web.chat.postMessage({ channel: other, text: 'fine' });
    expect(slack.faults.active()).toEqual(['server_error']);
    slack.faults.clear();
    await web.chat.postMessage({ channel, text: 'fine' });
  });

  it('answers slowly', async () => {
    const { slack } = await workspace();
    slack.faults.slow({ delayMs: 80 });
    const begun = Date.now();
    await client(slack).auth.test();
    expect(Date.now() - begun).toBeGreaterThanOrEqual(79);
  });

  it('carries a call out and resets the connection: a client that retries posts twice', async () => {
    const { slack, channel } = await workspace();
    slack.faults.loseAnswer({ method: 'chat.postMessage' });
    await client(slack, 1).chat.postMessage({ channel, text: 'once or twice?' });
    expect(slack.world.channelView(channel)).toHaveLength(2);
    slack.faults.loseAnswer({ method: 'chat.postMessage' });
    await expect(client(slack).chat.postMessage({ channel, text: 'lost answer' })).rejects.toThrow();
    expect(slack.world.channelView(channel)).toHaveLength(3);
  });

  it('limits posts by channel, and stops when told to be generous', async () => {
    const { slack, mina, channel } = await workspace({
      rateLimits: { postsPerSecond: 0.01, postBurst: 4, tiers: false },
    });
    const other = slack.world.createChannel({ name: 'other', members: [mina] }).id;
    const web = client(slack);
    const results: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      results.push(
        await web.chat.postMessage({ channel, text: `${index}` }).then(
          () => 'posted',
          () => 'limited',
        ),
      );
    }
    expect(results).toEqual(['posted', 'posted', 'posted', 'posted', 'limited', 'limited']);
    await web.chat.postMessage({ channel: other, text: 'another channel' });
    slack.setRateLimits('generous');
    await web.chat.postMessage({ channel, text: 'again' });
  });

  it('stops working for a revoked token and after the app is removed', async () => {
    const { slack, app } = await connectedApp(endings);
    const told: unknown[] = [];
    for (const type of ['tokens_revoked', 'app_uninstalled']) {
      app.event(type, ({ body }) => {
        told.push(body.event.type);
        return Promise.resolve();
      });
    }
    slack.world.revokeToken();
    expect((await refusal(app.client.auth.test())).code).toBe('token_revoked');
    slack.faults.restoreToken(slack.teamId);
    await app.client.auth.test();
    slack.world.uninstall();
    expect((await refusal(app.client.auth.test())).code).toBe('account_inactive');
    await eventually('the events', () => told.length === 3);
    expect(told).toEqual(['tokens_revoked', 'app_uninstalled', 'tokens_revoked']);
  });
});

describe('faults of connections', () => {
  it('cuts Slack off for a while: calls fail, the socket drops, and both come back', async () => {
    const { slack, app, heard, mina, channel } = await connectedApp(endings);
    slack.faults.cutOff(150);
    expect(slack.connections()).toBe(0);
    await expect(app.client.chat.postMessage({ channel, text: 'x' })).rejects.toThrow();
    expect(slack.world.channelView(channel)).toEqual([]);
    const still = await fetch(`${slack.url}/control/state`);
    expect(await still.json()).toMatchObject({ faults: ['cut_off'], connections: 0 });
    await eventually('the app is connected again', () => slack.connections() === 1);
    slack.world.say(mina, channel, 'back');
    await eventually('the message', () => heard.some((event) => 'text' in event && event.text === 'back'));
  });

  it('makes the app reconnect with a warning, and events sent meanwhile come back as retries', async () => {
    const { slack, heard, mina, channel } = await connectedApp(endings, {
      timings: { retryDelaysMs: [0, 400, 4000] },
    });
    slack.faults.askToReconnect('refresh_requested');
    await eventually('the app left', () => slack.connections() === 0);
    slack.world.say(mina, channel, 'while away');
    await eventually('the message', () =>
      heard.some((event) => 'text' in event && event.text === 'while away'),
    );
    slack.faults.dropSockets();
    expect(slack.connections()).toBe(0);
    await eventually('the app is connected again', () => slack.connections() === 1);
    // A connection counts before the app has heard its hello; ended in between, its library rejects with nothing.
    slack.world.say(mina, channel, 'back again');
    await eventually('the next message', () =>
      heard.some((event) => 'text' in event && event.text === 'back again'),
    );
  });

  it('sends unacknowledged envelopes again, three times, under new envelope ids', async () => {
    const { slack, mina, channel } = await workspace({ timings: { ackTimeoutMs: 60 } });
    const raw = await rawSocket(slack, false);
    expect(raw.hello).toMatchObject({ type: 'hello', num_connections: 1 });
    slack.world.say(mina, channel, 'hello?');
    await eventually('four deliveries', () => raw.envelopes.length === 4);
    expect(raw.envelopes.map(({ retry_attempt: n, retry_reason: why }) => [n, why])).toEqual([
      [0, ''],
      [1, 'timeout'],
      [2, 'timeout'],
      [3, 'timeout'],
    ]);
    expect(new Set(raw.envelopes.map(({ envelope_id: id }) => id)).size).toBe(4);
    expect(new Set(raw.envelopes.map(({ payload }) => payload.event_id)).size).toBe(1);
  });

  it('gives each event to one of several connections', async () => {
    const { slack, mina, channel } = await workspace();
    const [one, two] = [await rawSocket(slack, true), await rawSocket(slack, true)];
    expect(two.hello.num_connections).toBe(2);
    for (const text of ['a', 'b', 'c', 'd']) slack.world.say(mina, channel, text);
    await eventually('all four', () => one.envelopes.length + two.envelopes.length === 4);
    expect(one.envelopes).toHaveLength(2);
  });

  it('pings, warns before it closes, and refuses a used ticket', async () => {
    const { slack } = await workspace({ timings: { pingIntervalMs: 20 } });
    const raw = await rawSocket(slack, true);
    await eventually('a ping', () => raw.pings > 0);
    slack.faults.askToReconnect('warning');
    await eventually('the warning', () => raw.others[0]);
    expect(raw.others[0]).toMatchObject({ type: 'disconnect', reason: 'warning' });
    await eventually('the server closes', () => raw.closed);
    const again = await fetch(raw.socket.url.replace('ws:', 'http:'), {
      headers: { connection: 'upgrade', upgrade: 'websocket' },
    }).catch(() => undefined);
    expect(again?.ok ?? false).toBe(false);
  });

  it('drops a connection that does not answer its pings, and sends what was sent to it elsewhere', async () => {
    const { slack, mina, channel } = await workspace({ timings: { pingIntervalMs: 100 } });
    const deaf = await rawSocket(slack, false);
    // As after a firewall has forgotten it: nothing comes back any more, and nothing says so.
    deaf.socket.pong = () => undefined;
    deaf.socket.removeAllListeners('message');
    const raw = await rawSocket(slack, true);
    for (const text of ['a', 'b']) slack.world.say(mina, channel, text);
    await eventually('the deaf one to be dropped', () => deaf.closed);
    await eventually('both', () => new Set(raw.envelopes.map(({ payload }) => payload.event_id)).size === 2);
  });

  it('opens no more than ten connections', async () => {
    const { slack } = await workspace();
    for (let count = 0; count < 10; count += 1) await rawSocket(slack, true);
    const web = new webApi.WebClient(slack.appToken, { slackApiUrl: slack.apiUrl, logger: SILENT });
    expect((await refusal(web.apps.connections.open())).code).toBe('too_many_websockets');
  });
});

describe('faults of events', () => {
  it('delivers one event twice, or one message as two events', async () => {
    const { slack, mina, channel } = await workspace();
    const raw = await rawSocket(slack, true);
    slack.faults.duplicateEvents({ copies: 2 });
    slack.world.say(mina, channel, 'twin');
    await eventually('both', () => raw.envelopes.length === 2);
    expect(new Set(raw.envelopes.map(({ payload }) => payload.event_id)).size).toBe(1);
    slack.faults.duplicateEvents({ copies: 3, sameEventId: false });
    slack.world.say(mina, channel, 'cousin');
    await eventually('three more', () => raw.envelopes.length === 5);
    expect(new Set(raw.envelopes.slice(2).map(({ payload }) => payload.event_id)).size).toBe(3);
    expect(new Set(raw.envelopes.slice(2).map(({ payload }) => payload.event.ts)).size).toBe(1);
  });

  it('delivers in another order, and loses events', async () => {
    const { slack, mina, channel } = await workspace();
    const raw = await rawSocket(slack, true);
    slack.faults.reorderEvents({ window: 3 });
    for (const text of ['one', 'two', 'three', 'four']) slack.world.say(mina, channel, text);
    await eventually('all', () => raw.envelopes.length === 4);
    expect(raw.envelopes.map(({ payload }) => payload.event.text)).toEqual(['three', 'two', 'one', 'four']);
    slack.faults.loseEvents(1);
    slack.world.say(mina, channel, 'never heard');
    slack.world.say(mina, channel, 'heard');
    await eventually('the next', () => raw.envelopes.length === 5);
    expect(raw.envelopes[4]?.payload.event.text).toBe('heard');
  });

  it('does not hold a window for ever that does not fill', async () => {
    const { slack, mina, channel } = await workspace();
    const raw = await rawSocket(slack, true);
    slack.faults.reorderEvents({ window: 5, maxHoldMs: 30 });
    slack.world.say(mina, channel, 'alone');
    await eventually('it comes', () => raw.envelopes.length === 1);
  });

  it('tells the app that it gets too many events', async () => {
    const { slack } = await workspace();
    const raw = await rawSocket(slack, true);
    slack.world.tellRateLimited();
    await eventually('the notice', () => raw.envelopes[0]);
    expect(raw.envelopes[0]?.payload).toMatchObject({ type: 'app_rate_limited', team_id: slack.teamId });
  });
});
