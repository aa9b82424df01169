import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { createSlackStandIn, type SlackStandIn, type SlackStandInOptions } from '../index.ts';

/** Waiting times short enough for tests. */
export const QUICK: NonNullable<SlackStandInOptions['timings']> = {
  ackTimeoutMs: 250,
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

/** An unmodified Bolt app on Socket Mode, with its own receiver so that options are not shared. */
export function socketModeApp(slack: SlackStandIn): { app: App; receiver: SocketModeReceiver } {
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    clientPingTimeout: 300,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
  const app = new App({
    token: slack.botToken,
    receiver,
    logLevel: LogLevel.ERROR,
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
