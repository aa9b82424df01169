import { App, LogLevel, SocketModeReceiver, type KnownEventFromType, type Logger } from '@slack/bolt';
import { createSlackStandIn, type SlackStandIn, type SlackStandInOptions } from '../index.ts';

/** Waiting times short enough for tests; the acknowledgement keeps its slack for busy machines. */
export const QUICK: NonNullable<SlackStandInOptions['timings']> = {
  ackTimeoutMs: 2000,
  retryDelaysMs: [0, 60, 120],
  disconnectGraceMs: 100,
};

/** Resolves once `look` gives something; fails with `what` after `ms`. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  ms = 5000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Tests say themselves what went wrong; refused calls are part of them. */
export const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** An unmodified Bolt app on Socket Mode, with its own receiver so that options are not shared. */
export function socketModeApp(slack: SlackStandIn): { app: App; receiver: SocketModeReceiver } {
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    clientPingTimeout: 300,
    logger: SILENT,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
  const app = new App({
    token: slack.botToken,
    receiver,
    logger: SILENT,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  });
  return { app, receiver };
}

/** A stand-in with two people in one channel, and things to end after the test. */
export async function aWorkspace(options: SlackStandInOptions = {}): Promise<{
  slack: SlackStandIn;
  mina: string;
  june: string;
  channel: string;
}> {
  const slack = await createSlackStandIn({ ...options, timings: { ...QUICK, ...options.timings } });
  const mina = slack.world.createUser({ realName: 'Mina Park', name: 'mina', displayName: 'mina' }).id;
  const june = slack.world.createUser({ realName: 'June Lee', name: 'june' }).id;
  const channel = slack.world.createChannel({ name: 'movies', members: [mina, june] }).id;
  return { slack, mina, june, channel };
}

/** Ends things in reverse order; give it to `afterEach`. */
export class Endings {
  private readonly list: (() => unknown)[] = [];

  add(end: () => unknown): void {
    this.list.push(end);
  }

  async run(): Promise<void> {
    for (const end of this.list.splice(0).reverse()) await end();
  }
}

export interface Connected {
  slack: SlackStandIn;
  app: App;
  /** Every `message` event the app heard, in order of arrival. */
  heard: MessageEvent[];
  mina: string;
  june: string;
  channel: string;
}

export type MessageEvent = KnownEventFromType<'message'>;

/** The workspace with a running Bolt app on Socket Mode that remembers message events. */
export async function connectedApp(endings: Endings, options: SlackStandInOptions = {}): Promise<Connected> {
  const workspace = await aWorkspace(options);
  endings.add(() => workspace.slack.close());
  const { app } = socketModeApp(workspace.slack);
  const heard: MessageEvent[] = [];
  app.event('message', ({ event }) => {
    heard.push(event);
    return Promise.resolve();
  });
  await app.start();
  endings.add(() => app.stop());
  return { ...workspace, app, heard };
}

/** The code Slack refused a call with, and its reasons. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ code: string; reasons: string[]; data: Record<string, unknown> }> {
  try {
    await call;
  } catch (error) {
    const { data } = error as { data?: { error: string; response_metadata?: { messages?: string[] } } };
    if (!data) throw error;
    return { code: data.error, reasons: data.response_metadata?.messages ?? [], data: { ...data } };
  }
  throw new Error('the call was not refused');
}
