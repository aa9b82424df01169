import type { App, Receiver } from '@slack/bolt';
import { SocketModeReceiver } from '@slack/bolt';
import type { Logger } from '../../core/ports/logger.ts';
import { boltLog } from './bolt-log.ts';

const HELLO_MS = 10_000;
const API_MS = 10_000;
const CLOSE_MS = 500;
/** After a new connection is up, the old one still acknowledges what it was given. */
const LINGER_MS = 1_000;

/** One connection at a time, and at a change of connections two. */
type Connection = SocketModeReceiver;

/**
 * Socket Mode, kept up from here instead of by the SDK: its own reconnecting leaves rejections that end the process, and
 * stays away for seconds whenever Slack renews a connection. When Slack announces that, the new connection is made before
 * the old one ends, so nothing is missed.
 */
export class SocketLine implements Receiver {
  #app: App | undefined;
  #current: Connection | undefined;
  #renewing = false;

  constructor(
    private readonly options: {
      appToken: string;
      apiUrl: string | undefined;
      logger: Logger;
      /** A connection was exchanged for another without a gap. */
      onRenewed(): void;
      /** The connection is gone; `start` makes another. */
      onLost(): void;
    },
  ) {}

  init(app: App): void {
    this.#app = app;
  }

  /** Connects once, unless it is connected. @throws Slack's error, or why there was no connection */
  async start(): Promise<void> {
    this.#current ??= await this.#open();
  }

  /** Resolves soon, also when Slack does not say goodbye. */
  async stop(): Promise<void> {
    const connection = this.#current;
    this.#current = undefined;
    if (connection) await close(connection);
  }

  async #open(): Promise<Connection> {
    const { appToken, apiUrl, logger } = this.options;
    if (!this.#app) throw new Error('the receiver has no app yet');
    const connection = new SocketModeReceiver({
      appToken,
      autoReconnectEnabled: false,
      logger: boltLog(logger),
      installerOptions: {
        clientOptions: {
          ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
          retryConfig: { retries: 0 },
          rejectRateLimitedCalls: true,
          timeout: API_MS,
        },
      },
    });
    connection.init(this.#app);
    this.#listen(connection);
    try {
      await inTime(connection.start(), HELLO_MS);
    } catch (error) {
      await close(connection);
      throw error ?? new Error('Slack ended the connection at once');
    }
    connection.client.once('disconnected', () => {
      if (this.#current !== connection) return;
      this.#current = undefined;
      this.options.onLost();
    });
    return connection;
  }

  /** Stands before the SDK's own reading of frames, which two kinds of frames break. */
  #listen(connection: Connection): void {
    const { client } = connection;
    const read = client.listeners('ws_message');
    client.removeAllListeners('ws_message');
    client.on('ws_message', (data: unknown, isBinary: unknown) => {
      const frame = typeof data === 'string' ? frameOf(data) : undefined;
      if (frame?.type === 'disconnect') {
        this.options.logger.debug({ reason: frame.reason }, 'Slack asks for a new connection');
        void this.#renew(connection);
        return;
      }
      const told = frame?.type === 'events_api' ? withInnerEvent(frame) : data;
      for (const listener of read) {
        Promise.resolve(listener(told, isBinary)).catch((error: unknown) => {
          this.options.logger.warn({ err: error }, 'a frame from Slack could not be read');
        });
      }
    });
  }

  async #renew(old: Connection): Promise<void> {
    if (this.#renewing || this.#current !== old) return;
    this.#renewing = true;
    try {
      const fresh = await this.#open();
      if (this.#current !== old) {
        // Stopped, or made anew, in the meantime.
        await close(fresh);
        return;
      }
      this.#current = fresh;
      this.options.onRenewed();
      setTimeout(() => void close(old), LINGER_MS).unref();
    } catch (error) {
      // Slack will end the old connection; then it is made anew in the ordinary way.
      this.options.logger.warn(
        { err: error },
        'Slack asked for a new connection, which could not be made yet',
      );
    } finally {
      this.#renewing = false;
    }
  }
}

interface Frame {
  type?: unknown;
  reason?: unknown;
  payload?: unknown;
}

function frameOf(data: string): Frame | undefined {
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === 'object' && frame !== null ? frame : undefined;
  } catch {
    return undefined; // the SDK ignores it as well
  }
}

/** `app_rate_limited` comes without the inner event that everything else has. */
function withInnerEvent(frame: Frame): string {
  const payload: { type?: unknown; event?: unknown } =
    typeof frame.payload === 'object' && frame.payload !== null ? frame.payload : {};
  const event = payload.event ?? { type: payload.type };
  return JSON.stringify({ ...frame, payload: { ...payload, event } });
}

/** Says goodbye; when Slack does not answer, ends without. */
async function close({ client }: Connection): Promise<void> {
  const gone = client.disconnect();
  const late = Symbol('late');
  const patience = new Promise((resolve) => setTimeout(resolve, CLOSE_MS, late));
  // The second request to disconnect no longer waits for the other side.
  if ((await Promise.race([gone, patience])) === late) void client.disconnect();
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Slack did not say hello in time')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
