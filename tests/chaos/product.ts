import type { ChildProcess } from 'node:child_process';
import { createWriteStream, readFileSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { spawnMatinee } from '../support/matinee-program.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

/** What a log must not hold: the product met something it had not thought of. */
const ALARMING = /a rejection was not handled|unhandledRejection|uncaught|"level":"?(?:60|fatal)/i;
const START_MS = 60_000;
/** A signal upon which a process collects garbage: memory is judged by what it needs, not by what it was slow to give back. */
const COLLECT = 'SIGUSR2';
const COLLECTOR = `--expose-gc --import=data:text/javascript,process.on('${COLLECT}',()=>gc())`;
const KEPT = 30_000;

export interface ProductPlan {
  /** One letter, for the report. */
  name: string;
  roles: string;
  /** Where the real servers are; the process is given the way through its own proxies. */
  postgres: string;
  redis: string;
  environment: Record<string, string>;
  /** Where its log is kept. */
  folder: string;
}

/** One process of the product, with a proxy on each of its ways: to Postgres, to Redis, and from its visitors. */
export class Product {
  #child: ChildProcess | undefined;
  #log: WriteStream;
  #tail = '';
  #leaving = false;
  /** Lines of its log that should not be there, and ends that nobody asked for. */
  readonly alarms: string[] = [];

  private constructor(
    private readonly plan: ProductPlan,
    private readonly port: number,
    readonly toPostgres: TcpProxy,
    readonly toRedis: TcpProxy,
    readonly fromVisitors: TcpProxy,
  ) {
    this.#log = createWriteStream(join(plan.folder, `process-${plan.name}.log`), { flags: 'a' });
  }

  static async plan(plan: ProductPlan): Promise<Product> {
    const port = await freePort();
    const [toPostgres, toRedis, fromVisitors] = await Promise.all([
      TcpProxy.before(plan.postgres),
      TcpProxy.before(plan.redis),
      TcpProxy.open({ port }),
    ]);
    return new Product(plan, port, toPostgres, toRedis, fromVisitors);
  }

  get name(): string {
    return this.plan.name;
  }

  get roles(): string {
    return this.plan.roles;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  /** Where visitors reach it: through their proxy. */
  get url(): string {
    return `http://127.0.0.1:${this.fromVisitors.port}`;
  }

  /** Where the harness itself reaches it, whatever the visitors' network is like. */
  get direct(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The end of what it wrote. */
  get tail(): string {
    return this.#tail;
  }

  /** Starts it. Resolves when it serves. @param more of its environment, this once */
  async start(more: Record<string, string> = {}): Promise<void> {
    const { plan } = this;
    this.#leaving = false;
    const child = spawnMatinee(['serve', '--no-sandbox', '--roles', plan.roles], {
      ...plan.environment,
      PORT: String(this.port),
      DATABASE_URL: this.toPostgres.url(plan.postgres),
      REDIS_URL: this.toRedis.url(plan.redis),
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'warn',
      NODE_OPTIONS: COLLECTOR,
      ...more,
    });
    this.#child = child;
    const hear = (chunk: Buffer): void => {
      const text = chunk.toString();
      this.#log.write(text);
      this.#tail = (this.#tail + text).slice(-KEPT);
      for (const line of text.split('\n')) if (ALARMING.test(line)) this.alarms.push(line.slice(0, 600));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code, signal) => {
      if (this.#child === child) this.#child = undefined;
      if (!this.#leaving) this.alarms.push(`it ended by itself (${code ?? signal})`);
    });
    await waitFor(
      `process ${plan.name} to serve`,
      async () => {
        if (this.#child !== child) throw new Error(`it ended: ${this.#tail.slice(-1_000)}`);
        return (await fetch(`${this.direct}/healthz`)).ok;
      },
      START_MS,
    );
  }

  /** Ends it: SIGTERM lets it drain, SIGKILL does not. Resolves with the milliseconds that took. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number> {
    const child = this.#child;
    if (!child) return 0;
    this.#leaving = true;
    const begun = Date.now();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
    return Date.now() - begun;
  }

  /** Stops its clock, as a machine that hangs does. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  /** What `/readyz` says, and how long it took to say so. */
  async readiness(): Promise<{ status: number; parts: Record<string, string>; ms: number }> {
    const begun = Date.now();
    const response = await fetch(`${this.direct}/readyz`, { signal: AbortSignal.timeout(10_000) });
    const parts = (await response.json()) as Record<string, string>;
    return { status: response.status, parts, ms: Date.now() - begun };
  }

  /** Resident memory once what nobody needs any more was collected, in bytes. */
  async tidyMemory(): Promise<number> {
    if (!this.#child) return 0;
    // Memory goes back to the system some time after it was collected; what is lowest counts.
    let least = Infinity;
    for (let look = 0; look < 5; look++) {
      this.#child.kill(COLLECT);
      await new Promise((resolve) => setTimeout(resolve, 300));
      least = Math.min(least, this.#memory);
    }
    return least;
  }

  get #memory(): number {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'));
    return Number(line?.[1] ?? 0) * 1024;
  }

  /** Whatever was done to its ways is undone. */
  heal(): void {
    for (const proxy of [this.toPostgres, this.toRedis, this.fromVisitors]) {
      proxy.delayMs = 0;
      proxy.heal();
    }
  }

  async close(): Promise<void> {
    await this.end('SIGKILL');
    await Promise.all([this.toPostgres, this.toRedis, this.fromVisitors].map((proxy) => proxy.close()));
    this.#log.end();
  }
}
