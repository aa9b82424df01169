import type { ChildProcess } from 'node:child_process';
import { spawnMatinee } from './matinee-program.ts';

/** A running `matinee serve`, as an operator starts it. */
export class MatineeProcess {
  url = '';
  /** What it wrote to its log, for when a test fails. */
  log = '';
  #child: ChildProcess | undefined;

  constructor(
    private readonly environment: Record<string, string>,
    private readonly args: readonly string[] = [],
  ) {}

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Starts it and waits for the line that names the URL. */
  async start(): Promise<void> {
    const environment = { LOG_FORMAT: 'json', ...this.environment };
    const child = spawnMatinee(['serve', '--no-sandbox', ...this.args], environment);
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        this.log = (this.log + chunk.toString()).slice(-40_000);
        const url = /Matinee is at (\S+)/.exec(this.log)?.[1];
        if (url === undefined) return;
        this.url = url.replace('localhost', '127.0.0.1');
        resolve();
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', (code, signal) =>
        reject(new Error(`matinee ended (${code ?? signal}): ${this.log}`)),
      );
    });
    this.log = this.log.replace(/Matinee is at \S+/g, '');
  }

  /** Ends it: SIGTERM lets it drain, SIGKILL does not. Resolves with the milliseconds that took. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return 0;
    const begun = Date.now();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
    return Date.now() - begun;
  }

  /** Tells it something with a signal that does not end it. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Waits until it has ended by itself. @returns its exit code */
  async ended(): Promise<number | null> {
    const child = this.#child;
    if (!child) return null;
    if (child.exitCode === null && child.signalCode === null)
      await new Promise((resolve) => child.once('exit', resolve));
    return child.exitCode;
  }

  async readiness(): Promise<Record<string, string>> {
    return (await (await fetch(`${this.url}/readyz`)).json()) as Record<string, string>;
  }
}
