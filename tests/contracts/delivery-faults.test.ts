import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { webApi } from '@slack/bolt';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDiscordAdapter } from '../../src/adapters/discord/index.ts';
import { toDeliveryFault as ofDiscord } from '../../src/adapters/discord/errors.ts';
import { createSlackAdapter } from '../../src/adapters/slack/index.ts';
import { toDeliveryFault as ofSlack } from '../../src/adapters/slack/errors.ts';
import type { CommandRunner } from '../../src/core/commands/command-runner.ts';
import type { ChannelInbox } from '../../src/core/delivery/channel-inbox.ts';
import { DeliveryFault, type ChatAdapter, type OutgoingLine } from '../../src/core/delivery/chat-adapter.ts';
import type { Link, PlatformId } from '../../src/core/delivery/link.ts';
import { quietLogger } from '../support/quiet-logger.ts';

/** Answers one call of a platform. */
type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const withJson =
  (status: number, body: object, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body));
const withHtml =
  (status: number): Answer =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'text/html' })
      .end('<html>upstream connect error</html>');
const reset: Answer = (_response, request) => void request.socket.resetAndDestroy();

const nobody = { commands: {} as CommandRunner, inbox: {} as ChannelInbox };
const MENTION = '<@person-1|Bora> shall we?';

interface Stores {
  identitiesOf(id: string): Promise<string[]>;
  read(id: string): Promise<null>;
}

/** A platform as a bare server that says what a test wants it to say. */
interface Case {
  platform: PlatformId;
  ofError: (error: unknown, channel: string) => DeliveryFault;
  /** What the server answers while nothing is wrong. */
  wellAnswered(path: string): object;
  /** The call that brings a line. */
  isPost(path: string): boolean;
  adapter(origin: string, stores: Stores): ChatAdapter;
  /** A refusal in the platform's own words. */
  refusal(status: number, code: string): Answer;
  /** What each of them means. */
  words: [number, string, DeliveryFault['kind']][];
  tooFast(seconds?: number): Answer;
}

const CASES: Case[] = [
  {
    platform: 'discord',
    ofError: ofDiscord,
    isPost: (path) => /\/webhooks\/1\/token\?/.test(path),
    wellAnswered(path) {
      if (path.endsWith('/applications/@me')) return { id: '7', bot: { id: '7' } };
      if (path.endsWith('/channels/5/webhooks')) return [{ id: '1', token: 'token', application_id: '7' }];
      return { id: '900' };
    },
    adapter: (origin, { identitiesOf, read }) =>
      createDiscordAdapter(
        { token: 'token', apiUrl: `${origin}/api` },
        {
          ...nobody,
          polls: { press: () => Promise.resolve(null) },
          people: { identitiesOf, meet: () => Promise.reject(new Error('nobody speaks here')) },
          links: { ofPlatform: () => Promise.resolve([]) },
          publicUrl: 'https://rooms.example',
          media: { read },
        },
        quietLogger(),
      ).adapter,
    refusal: (status, code) => withJson(status, { code: Number(code), message: 'No' }),
    words: [
      [401, '0', 'broken'],
      [403, '50013', 'broken'],
      [403, '50001', 'broken'],
      [404, '10003', 'broken'],
      [400, '50035', 'refused'],
      [400, '50006', 'refused'],
      [400, '200000', 'refused'],
      [413, '40005', 'refused'],
    ],
    tooFast: (seconds) =>
      withJson(
        429,
        {
          message: 'You are being rate limited.',
          ...(seconds === undefined ? {} : { retry_after: seconds }),
        },
        seconds === undefined ? {} : { 'retry-after': String(seconds) },
      ),
  },
  {
    platform: 'slack',
    ofError: ofSlack,
    isPost: (path) => path.endsWith('/chat.postMessage'),
    wellAnswered: (path) =>
      path.endsWith('/auth.test')
        ? { ok: true, team_id: 'T1', team: 'Club', user_id: 'U1', bot_id: 'B1' }
        : { ok: true, ts: '900.1' },
    adapter: (origin, { identitiesOf, read }) =>
      createSlackAdapter(
        {
          botToken: 'xoxb-1',
          appToken: undefined,
          signingSecret: 'secret',
          clientId: undefined,
          clientSecret: undefined,
          stateSecret: undefined,
          apiUrl: `${origin}/api/`,
          authorizeUrl: undefined,
        },
        {
          ...nobody,
          polls: { press: () => Promise.resolve(null) },
          people: { identitiesOf, meet: () => Promise.reject(new Error('nobody speaks here')) },
          links: {
            ofPlatform: () => Promise.resolve([]),
            copyAt: () => Promise.resolve(null),
          },
          rights: { of: () => Promise.resolve('managers') },
          messages: { some: () => Promise.resolve(new Map()) },
          publicUrl: 'https://rooms.example',
          media: { read },
        },
        quietLogger(),
      ).adapter,
    refusal: (_status, error) => withJson(200, { ok: false, error }),
    words: [
      [401, 'invalid_auth', 'broken'],
      [403, 'restricted_action', 'broken'],
      [403, 'not_in_channel', 'broken'],
      [404, 'channel_not_found', 'broken'],
      [400, 'invalid_blocks', 'refused'],
      [400, 'no_text', 'refused'],
      [400, 'something_new', 'refused'],
      [413, 'msg_too_long', 'refused'],
    ],
    tooFast: (seconds) =>
      withJson(
        429,
        { ok: false, error: 'ratelimited' },
        seconds === undefined ? {} : { 'retry-after': String(seconds) },
      ),
  },
];

describe.each(CASES)('a line that $platform does not take', (it_) => {
  const link: Link = {
    id: 'link-1',
    roomId: 'room-1',
    platform: it_.platform,
    tenantId: 'T1',
    channelId: '5',
    channelName: 'films',
    state: 'active',
    reason: null,
    cursor: 0,
    madeBy: 'person-0',
    createdAt: new Date(),
  };
  let server: Server;
  let origin: string;
  let answer: Answer | null;
  let stores: Stores;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = request.url ?? '';
      request.resume().on('end', () => {
        if (answer && it_.isPost(path)) answer(response, request);
        else withJson(200, it_.wellAnswered(path))(response, request);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    answer = null;
    stores = { identitiesOf: () => Promise.resolve([]), read: () => Promise.resolve(null) };
  });

  const aLine = (change: Partial<OutgoingLine> = {}): OutgoingLine => ({
    key: 'room-1:1',
    author: { name: 'Hana', via: 'web' },
    text: 'Shall we?',
    attachments: [],
    ...change,
  });
  const faultOf = async (line: OutgoingLine = aLine()): Promise<DeliveryFault> => {
    const adapter = it_.adapter(origin, stores);
    const error: unknown = await adapter.post(link, line).then(
      (ids) => `it was posted as ${ids.join()}`,
      (reason: unknown) => reason,
    );
    if (!(error instanceof DeliveryFault)) throw new Error(`no fault but ${String(error)}`);
    return error;
  };

  it('because the connection is cut, for later', async () => {
    answer = reset;
    expect(await faultOf()).toMatchObject({
      kind: 'retry',
      message: expect.stringMatching(/cannot be reached/),
    });
  });

  it.each([500, 502, 503, 504])('because it is in trouble itself (%i), for later', async (status) => {
    answer = withJson(status, { message: 'oops' });
    expect((await faultOf()).kind).toBe('retry');
    answer = withHtml(status);
    expect((await faultOf()).kind).toBe('retry');
  });

  it('because something on the way answers a page in its place, for later', async () => {
    for (const status of [200, 403, 404]) {
      answer = withHtml(status);
      expect([status, (await faultOf()).kind]).toEqual([status, 'retry']);
    }
  });

  it('because it came too fast, for as long as it says', async () => {
    answer = it_.tooFast(7);
    const fault = await faultOf();
    expect(fault.kind).toBe('wait');
    expect(fault.retryAfter).toBeGreaterThanOrEqual(7_000);
    expect(fault.retryAfter).toBeLessThan(8_000);
  });

  it('because it came too fast, without a word for how long, for a while and in one call', async () => {
    let calls = 0;
    answer = (response, request) => {
      calls++;
      it_.tooFast()(response, request);
    };
    expect(['wait', 'retry']).toContain((await faultOf()).kind);
    expect(calls).toBe(1);
  });

  it.each(it_.words)('in words of its own (%i %s): %s', async (status, code, kind) => {
    answer = it_.refusal(status, code);
    expect((await faultOf()).kind).toBe(kind);
  });

  it('because our own store does not say who is mentioned, for later', async () => {
    for (const error of [
      new Error('the database is away'),
      new TypeError("Cannot read properties of null (reading 'write')"),
      Object.assign(new Error('terminating connection'), { code: '57P01' }),
      Object.assign(new Error('write CONNECTION_CLOSED'), { code: 'CONNECTION_CLOSED' }),
    ]) {
      stores.identitiesOf = () => Promise.reject(error);
      expect([error.message, (await faultOf(aLine({ text: MENTION }))).kind]).toEqual([
        error.message,
        'retry',
      ]);
    }
  });

  it('because our own store can never say who is mentioned, after a few tries never', async () => {
    stores.identitiesOf = () => Promise.reject(Object.assign(new Error('invalid byte'), { code: '22021' }));
    expect((await faultOf(aLine({ text: MENTION }))).kind).toBe('mistake');
  });

  it('although a picture cannot be read, goes with the picture’s address', async () => {
    stores.read = () => Promise.reject(new Error('the database is away'));
    const picture = { id: 'p1', url: '/media/p1', type: 'image/png', width: 1, height: 1 };
    const adapter = it_.adapter(origin, stores);
    expect(await adapter.post(link, aLine({ attachments: [picture] }))).toHaveLength(1);
  });

  it('because our own code stumbles, after a few tries never', async () => {
    const line = aLine();
    Object.defineProperty(line, 'text', {
      get: () => {
        throw new TypeError('x is not a function');
      },
    });
    expect((await faultOf(line)).kind).toBe('mistake');
    expect(it_.ofError(new Error('nobody knows what'), '#films').kind).toBe('mistake');
  });

  it('because nothing is answered in time, for later', () => {
    const aborted = new DOMException('This operation was aborted', 'AbortError');
    const late = Object.assign(new Error('too late'), { name: 'TimeoutError' });
    for (const error of [aborted, late, new webApi.WebAPIRequestError(late)]) {
      expect(it_.ofError(error, '#films').kind).toBe('retry');
    }
  });
});
