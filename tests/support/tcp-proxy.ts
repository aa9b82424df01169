import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** How a connection through the proxy is treated. */
type Way =
  /** Bytes and endings are passed on. */
  | 'open'
  /** Nothing is passed on, and nothing is lost: what comes is kept back, and passed on when the way is open again. */
  | 'held'
  /** What comes is thrown away, endings too: each side believes the other one silent. Never mended for a connection. */
  | 'swallowed';

interface Passage {
  client: Socket;
  upstream: Socket;
  way: Way;
  /** What `held` keeps back, in order. */
  kept: (() => void)[];
}

/**
 * A TCP proxy on loopback that stands between two programs and can make their network bad: slow, frozen, vanished without
 * a reset, reset, refused. Programs are given `port` (or `url(...)`) instead of the other's own.
 *
 * Faults hold until `heal()`, which concerns connections made from then on, and those that were only held. A connection
 * that was swallowed stays so for ever, as after a firewall has forgotten it; at `heal()` the far side alone finds out that
 * nobody is there, as its keepalives tell a server some time later.
 */
export class TcpProxy {
  /** Milliseconds by which everything is passed on later, in both directions. */
  delayMs = 0;
  #way: Way = 'open';
  #refuses = false;
  readonly #passages = new Set<Passage>();
  readonly #refused = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: { host: string; port: number },
  ) {
    server.on('connection', (client) => this.#take(client));
  }

  /** Opens a proxy on a free port of loopback. */
  static async open(target: { host?: string; port: number }): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    const proxy = new TcpProxy(server, { host: target.host ?? '127.0.0.1', port: target.port });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  /** Opens a proxy before the program at this address; `proxy.url(address)` is the way through it. */
  static before(address: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(address);
    return TcpProxy.open({ host: hostname, port: Number(port) });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The same address, by way of this proxy. */
  url(address: string): string {
    const through = new URL(address);
    through.hostname = '127.0.0.1';
    through.port = String(this.port);
    return through.href;
  }

  /** Connections through it that have not ended, whatever their way. */
  get connections(): number {
    return this.#passages.size;
  }

  /** From now on nothing gets through, on new connections either, and nothing is lost: `heal()` passes it on. */
  hold(): void {
    this.#way = 'held';
    for (const passage of this.#passages) if (passage.way === 'open') passage.way = 'held';
  }

  /** From now on every packet is swallowed, on new connections too (they are made, and stay silent). */
  freeze(): void {
    this.#way = 'swallowed';
    this.vanish();
  }

  /** Swallows every packet of the connections there are, for ever and without a reset; new ones work. */
  vanish(): void {
    for (const passage of this.#passages) {
      passage.way = 'swallowed';
      passage.kept = [];
    }
  }

  /** Resets the connections there are (RST on both sides); new ones work. */
  reset(): void {
    for (const passage of this.#passages) this.#cut(passage);
  }

  /** Resets the connections there are and each new one, as when nobody listens. */
  refuse(): void {
    this.#refuses = true;
    this.reset();
  }

  /** Takes new connections through again, and passes on what was held. */
  heal(): void {
    this.#way = 'open';
    this.#refuses = false;
    for (const passage of this.#passages) {
      if (passage.way === 'swallowed') passage.upstream.destroy();
      if (passage.way !== 'held') continue;
      passage.way = 'open';
      for (const pass of passage.kept.splice(0)) pass();
    }
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const passage of this.#passages) this.#cut(passage);
    for (const socket of this.#refused) socket.destroy();
    await closed;
  }

  #take(client: Socket): void {
    client.on('error', () => client.destroy());
    if (this.#refuses) {
      this.#refused.add(client);
      client.once('close', () => this.#refused.delete(client));
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ ...this.target, allowHalfOpen: true, noDelay: true });
    const passage: Passage = { client, upstream, way: this.#way, kept: [] };
    this.#passages.add(passage);
    this.#pipe(passage, client, upstream);
    this.#pipe(passage, upstream, client);
    const gone = (): void => {
      // A connection counts until both ends are gone: swallowed ones are told of nothing.
      if (client.destroyed && upstream.destroyed) this.#passages.delete(passage);
    };
    client.once('close', gone);
    upstream.once('close', gone);
  }

  #pipe(passage: Passage, from: Socket, to: Socket): void {
    // What came first goes first, also when the delay has become shorter meanwhile: bytes never overtake bytes.
    let last = 0;
    let delayed = Promise.resolve();
    let waiting = 0;
    const later = (pass: () => void): void => {
      const now = (): void => {
        if (passage.way === 'held') passage.kept.push(pass);
        else if (passage.way === 'open') pass();
      };
      if (this.delayMs <= 0 && waiting === 0) return now();
      last = Math.max(last, Date.now() + this.delayMs);
      const due = last;
      waiting++;
      delayed = delayed.then(async () => {
        if (due > Date.now()) await new Promise((resolve) => setTimeout(resolve, due - Date.now()));
        waiting--;
        now();
      });
    };
    from.on('data', (chunk) => later(() => void (to.destroyed || to.write(chunk))));
    from.on('end', () => later(() => to.end()));
    from.on('error', () => {
      from.destroy();
      later(() => to.resetAndDestroy());
    });
    from.on('close', () => later(() => to.destroySoon()));
  }

  #cut(passage: Passage): void {
    passage.way = 'swallowed';
    passage.client.resetAndDestroy();
    passage.upstream.resetAndDestroy();
    this.#passages.delete(passage);
  }
}
