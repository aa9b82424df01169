import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { upgradeTo } from '../../src/adapters/web/websocket/gateway.ts';
import { readConfig } from '../../src/config/config.ts';
import { startMatinee, type Matinee } from '../../src/main.ts';
import { quietLogger } from '../../tests/support/quiet-logger.ts';
import { startSandbox, type Sandbox } from '../index.ts';
import type { StreamEvent } from '../page-protocol.ts';

/** The product with its sandbox in this process, put together as `matinee serve` does it. */
export class RunningSandbox {
  readonly log = quietLogger();
  /** What was stopped and started, in order. */
  readonly restarts: string[] = [];
  sandbox!: Sandbox;
  matinee: Matinee | null = null;
  #server!: Server;

  private constructor(readonly dataDir: string) {}

  static async start(dataDir: string, port = 0): Promise<RunningSandbox> {
    const running = new RunningSandbox(dataDir);
    await running.#start(port);
    return running;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    await this.matinee?.stop();
    await this.sandbox.close();
    this.#server.closeAllConnections();
  }

  /** Does what the page's visitor does. */
  act(name: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}/sandbox/do/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  /** Reads the page's stream as two people see it, until an event fits. */
  async watch<T>(
    find: (event: StreamEvent) => T | undefined,
    viewers: { discord?: string; slack?: string } = {},
  ): Promise<T> {
    const abort = new AbortController();
    const response = await fetch(`${this.url}/sandbox/stream?${new URLSearchParams(viewers).toString()}`, {
      signal: AbortSignal.any([abort.signal, AbortSignal.timeout(10_000)]),
    });
    let text = '';
    try {
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk).toString('utf8');
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) {
          if (!event.startsWith('data: ')) continue;
          const found = find(JSON.parse(event.slice('data: '.length)) as StreamEvent);
          if (found !== undefined) return found;
        }
      }
    } finally {
      abort.abort();
    }
    throw new Error('the stream ended before what was looked for came');
  }

  /** Both channels as they are. */
  all(viewers: { discord?: string; slack?: string } = {}): Promise<Extract<StreamEvent, { type: 'all' }>> {
    return this.watch((event) => (event.type === 'all' ? event : undefined), viewers);
  }

  async #start(port: number): Promise<void> {
    this.#server = createServer((request, response) => {
      if (this.sandbox.handle(request, response)) return;
      if (this.matinee) this.matinee.listener(request, response);
      else response.writeHead(503).end();
    });
    this.#server.on('upgrade', (request, stream, head) =>
      upgradeTo(this.matinee?.gateway ?? null, request, stream, head),
    );
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    const publicUrl = this.url;
    const plain = readConfig({ DATA_DIR: this.dataDir, PORT: '0', MATINEE_RATE_LIMIT: 'off' });
    this.sandbox = await startSandbox({
      dataDir: this.dataDir,
      publicUrl,
      logger: this.log,
      restart: async () => {
        const before = this.matinee;
        this.matinee = null;
        await before?.stop();
        this.restarts.push('stopped');
        this.matinee = await startMatinee(config, this.log);
        this.restarts.push('started');
      },
    });
    const config = { ...this.sandbox.configure(plain), publicUrl };
    this.matinee = await startMatinee(config, this.log);
    await this.sandbox.seed(this.matinee);
  }
}
