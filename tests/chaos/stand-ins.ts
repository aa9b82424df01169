import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { DiscordStandIn } from '../../sandbox/discord/index.ts';
import type { SlackStandIn } from '../../sandbox/slack/index.ts';
import type { PlatformLine } from '../support/shown-lines.ts';

/** The channels that are linked to one room. */
export interface Place {
  discord: string;
  slack: string;
}

/** What both channels of a room show. */
export interface Look {
  discord: PlatformLine[];
  slack: PlatformLine[];
}

export interface Someone {
  id: string;
  name: string;
}

/** Who is on the platforms; the first of each may link channels. */
export interface Cast {
  discord: Someone[];
  slack: Someone[];
}

export interface Furnishing {
  discord: { port: number; reachedAt: string };
  slack: { port: number; reachedAt: string };
  /** Seed of what the stand-ins leave to chance. */
  chance: number;
}

export interface Endpoints {
  cast: Cast;
  /** Points a process of the product at the stand-ins. */
  environment: Record<string, string>;
}

/** What the process with the stand-ins offers to be called. */
export interface Parts {
  'discord.world': DiscordStandIn['world'];
  'discord.faults': DiscordStandIn['faults'];
  'slack.world': SlackStandIn['world'];
  'slack.faults': SlackStandIn['faults'];
  house: {
    place(name: string): Place;
    link(place: Place, codes: { discord: string; slack: string }): Promise<void>;
    commands(place: Place): number;
    look(place: Place): Look;
    clearFaults(): void;
    limitSlack(strict: boolean): void;
    connections(): { discord: number; slack: number };
  };
}

/** A call as it goes to that process. */
export interface Asked {
  id: number;
  part: keyof Parts;
  method: string;
  args: readonly unknown[];
}

type Method = (...args: never[]) => unknown;
type MethodOf<T> = { [K in keyof T]: T[K] extends Method ? K : never }[keyof T] & string;
type ArgumentsOf<F> = F extends (...args: infer A) => unknown ? A : never;
type ResultOf<F> = F extends (...args: never[]) => infer R ? Awaited<R> : never;

const PATIENCE_MS = 30_000;

/** The process in which the stand-ins of Discord and Slack live. */
export class StandIns {
  #next = 1;
  readonly #open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();

  private constructor(
    private readonly child: ChildProcess,
    readonly endpoints: Endpoints,
  ) {}

  static async start(furnishing: Furnishing): Promise<StandIns> {
    const child = fork(join(import.meta.dirname, 'stand-ins-process.ts'), [], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const standIns = new StandIns(child, { cast: { discord: [], slack: [] }, environment: {} });
    child.on('message', (answer: { id: number; value?: string; error?: string }) => {
      const waiting = standIns.#open.get(answer.id);
      standIns.#open.delete(answer.id);
      if (answer.error !== undefined) waiting?.reject(new Error(answer.error));
      else waiting?.resolve(answer.value === undefined ? undefined : JSON.parse(answer.value));
    });
    child.once('exit', () => {
      for (const { reject } of standIns.#open.values()) reject(new Error('the stand-ins have ended'));
    });
    Object.assign(standIns.endpoints, await standIns.#ask('house', 'open', [furnishing]));
    return standIns;
  }

  /** Calls a method of one of the parts over there. What it returns has gone through JSON. */
  async call<P extends keyof Parts, M extends MethodOf<Parts[P]>>(
    part: P,
    method: M,
    ...args: ArgumentsOf<Parts[P][M]>
  ): Promise<ResultOf<Parts[P][M]>> {
    return (await this.#ask(part, method, args)) as ResultOf<Parts[P][M]>;
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.disconnect();
    await ended;
  }

  #ask(part: keyof Parts, method: string, args: readonly unknown[]): Promise<unknown> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#open.delete(id);
        reject(new Error(`the stand-ins did not answer ${part}.${method}`));
      }, PATIENCE_MS);
      this.#open.set(id, {
        resolve: (value) => (clearTimeout(timer), resolve(value)),
        reject: (error) => (clearTimeout(timer), reject(error)),
      });
      this.child.send({ id, part, method, args } satisfies Asked);
    });
  }
}
