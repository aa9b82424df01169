import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { Server as NetServer, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { StartError } from '../main.ts';
import { reasonOf } from '../observability/reason.ts';

/** What answers once the process can serve. */
export interface Inside {
  listener: RequestListener;
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
}

/** How long requests are still let in after the end was announced: until a balancer has seen it. */
const LAST_CALL_MS = 300;
/** So long nothing must have come on any connection before those that are idle are ended: a request may be on its way. */
const ARRIVING_MS = 250;
/**
 * What comes while a turn of the event loop lasts is seen by the next one only, and would be cut off: so much the turn may
 * have taken in which nothing came. On a machine that has no such turns twice as much each time so long has been waited,
 * up to ten times as much, and in the end it is not waited for.
 */
const SHORT_TURN_MS = 0.2;
const LONGER_TURNS_MS = 250;
const LONGEST_TURN_MS = 10 * SHORT_TURN_MS;
const UNQUIET_MS = 2_000;
/** How long those that are inside may take. */
const FINISH_MS = 1_500;
/** How long it is waited for clients that go on asking; each of them is told with its answer to go elsewhere. */
const LEAVING_MS = 3_000;

/**
 * The process's HTTP server. It opens when the process can serve, so that a balancer sends nobody to one that starts; and
 * closes by letting nobody new in while those who are inside are answered.
 *
 * Where it must be open earlier (a free port has to be known, the sandbox's stand-ins are reached through it), what comes
 * too early waits until it can be served; only questions about health are answered at once.
 */
export class FrontDoor {
  readonly #server = createServer({
    headersTimeout: 10_000,
    requestTimeout: 60_000,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 5_000,
  });
  readonly #inside = new Set<ServerResponse>();
  #serving: Promise<Inside>;
  #admit: (inside: Inside) => void = () => undefined;
  #isServing = false;
  #closing = false;
  /** Connections and requests taken up so far. */
  #taken = 0;
  /** When the last request came, on this process's steady clock. */
  #arrived = 0;

  /** @param first answers requests of its own at any time; false for those that are not its own */
  constructor(private readonly first: (...args: Parameters<RequestListener>) => boolean) {
    this.#serving = this.#nobodyYet();
    this.#server.on('connection', () => this.#taken++);
    this.#server.on('request', (request, response) => void this.#answer(request, response));
    this.#server.on('upgrade', (request, stream, head) => void this.#upgrade(request, stream, head));
  }

  /**
   * Listens. @returns the port
   * @throws StartError that says how to mend it
   */
  open(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const onError = (error: NodeJS.ErrnoException): void => reject(cannotListen(error, host, port));
      this.#server.once('error', onError);
      this.#server.listen(port, host, () => {
        this.#server.off('error', onError);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /** From now on requests are answered, those that waited first. */
  admit(inside: Inside): void {
    this.#isServing = true;
    this.#admit(inside);
  }

  /** Until `admit` is called again, what comes waits. */
  hold(): void {
    if (!this.#isServing) return;
    this.#isServing = false;
    this.#serving = this.#nobodyYet();
  }

  /** Lets nobody new in, and resolves when those who are inside have been answered, or took too long. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const response of this.#inside) response.shouldKeepAlive = false;
    await new Promise((resolve) => setTimeout(resolve, LAST_CALL_MS));
    // Not http's own `close`, which cuts connections that have just been made and whose request is still on its way.
    await this.#inQuietMoment(() => NetServer.prototype.close.call(this.#server));
    const closed = performance.now();
    this.#arrived = closed;
    const waits = (now: number): boolean =>
      (now - this.#arrived < ARRIVING_MS && now - closed < LEAVING_MS) ||
      (this.#inside.size > 0 && now - closed < FINISH_MS);
    while (waits(performance.now())) await new Promise((resolve) => setTimeout(resolve, 20));
    // What would still come on them would meet a process that has half ended.
    await this.#inQuietMoment(() => this.#server.closeIdleConnections());
  }

  /** Does it right after a short turn in which nothing was taken up: a connection or request that waits to be would be cut off. */
  async #inQuietMoment(act: () => void): Promise<void> {
    const begun = performance.now();
    for (let quiet = false, now = begun; !quiet && now - begun < UNQUIET_MS;) {
      const [before, taken] = [now, this.#taken];
      await new Promise(setImmediate);
      now = performance.now();
      const longer = SHORT_TURN_MS * 2 ** Math.floor((now - begun) / LONGER_TURNS_MS);
      quiet = this.#taken === taken && now - before < Math.min(longer, LONGEST_TURN_MS);
    }
    act();
  }

  /** Ends every connection that is left. */
  end(): void {
    this.#server.closeAllConnections();
  }

  #nobodyYet(): Promise<Inside> {
    return new Promise((resolve) => (this.#admit = resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.first(request, response)) return;
    if (!this.#isServing && /^\/(?:healthz|readyz)\b/.test(request.url ?? '')) {
      response.writeHead(503, { 'retry-after': '1', 'content-type': 'application/json' });
      response.end('{"status":"starting"}');
      return;
    }
    if (this.#closing && request.url?.startsWith('/readyz')) {
      response.writeHead(503, { 'content-type': 'application/json', connection: 'close' });
      response.end('{"status":"ending"}');
      return;
    }
    this.#taken++;
    this.#arrived = performance.now();
    this.#inside.add(response);
    response.once('close', () => this.#inside.delete(response));
    if (this.#closing) response.shouldKeepAlive = false;
    const { listener } = await this.#serving;
    if (!response.destroyed) listener(request, response);
  }

  async #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    stream.on('error', () => stream.destroy());
    const { upgrade } = await this.#serving;
    if (!stream.destroyed) upgrade(request, stream, head);
  }
}

/**
 * Finds out whether the address may be listened on, before anything else is started.
 * @throws StartError that says how to mend it
 */
export async function tryAddress(host: string, port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen(port, host, resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): StartError {
  const at = `${host}:${port}`;
  const mend =
    error.code === 'EADDRINUSE'
      ? `PORT: ${at} is taken by another program; stop it, or choose another port (PORT=0 takes any free one)`
      : error.code === 'EACCES'
        ? `PORT: this user may not listen on ${at}; choose a port above 1023`
        : `HOST: cannot listen on ${at} (${reasonOf(error)})`;
  return new StartError(mend, { cause: error });
}
