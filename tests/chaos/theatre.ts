import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres, { type Sql } from 'postgres';
import { chance, type Chance } from '../support/chance.ts';
import { freePort } from '../support/free-port.ts';
import { findPostgres, startPostgres, type PostgresServer, type Server } from '../support/postgres-server.ts';
import { findRedis, startRedis } from '../support/redis-server.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';
import { api } from '../support/web-client.ts';
import { Product } from './product.ts';
import { StandIns, type Place } from './stand-ins.ts';
import { Talk } from './talk.ts';
import { Visitor } from './visitor.ts';

/** Who does what: each platform has one process that serves it and one that would take it over. */
const ROLES = ['web,discord', 'web,slack', 'web,discord,slack,worker'];
const ROOMS = 3;
/** For commands to be there, links to be made, and a platform to be taken over. */
const LINK_MS = 40_000;

/**
 * The standing world of a chaos run: Postgres, Redis, stand-ins of both platforms, three processes of the product, a
 * proxy between every two of them, and people on all sides. Everything is its own, and goes with it.
 */
export class Theatre {
  talks: Talk[] = [];
  visitors: Visitor[] = [];
  /** What the product did that it must not, since it was last asked. */
  readonly complaints: string[] = [];
  /** Numbers of lines that were planted to be refused. */
  readonly poisoned = new Set<number>();
  /** Calls over REST made while processes were restarted, and how many of them were refused or cut off. */
  readonly tally = { calls: 0, refused: 0 };
  #number = 0;
  #generation = 0;
  #owner = '';

  private constructor(
    readonly folder: string,
    readonly postgres: PostgresServer,
    public redis: Server,
    private readonly redisProgram: string,
    readonly standIns: StandIns,
    readonly toDiscord: TcpProxy,
    readonly toSlack: TcpProxy,
    readonly products: readonly Product[],
    readonly random: Chance,
    /** The harness's own way to the database, past every proxy; a connection each time, as servers come and go. */
    readonly databaseUrl: string,
    /** `DATA_DIR` of all processes; a small file system of its own where we may mount one. */
    readonly dataDirectory: string,
    private readonly mounted: boolean,
  ) {}

  /** Sets everything up. @param folder where logs are kept, also afterwards */
  static async open(seed: number, folder: string): Promise<Theatre> {
    const [postgresBin, redisProgram] = [findPostgres(), findRedis()];
    if (postgresBin === null || redisProgram === null)
      throw new Error('Postgres and Redis must be installed: apt-get install postgresql redis-server');
    await mkdir(folder, { recursive: true });
    const [store, redis, discordPort, slackPort] = await Promise.all([
      startPostgres(postgresBin),
      startRedis(redisProgram),
      freePort(),
      freePort(),
    ]);
    const [toDiscord, toSlack] = await Promise.all([
      TcpProxy.open({ port: discordPort }),
      TcpProxy.open({ port: slackPort }),
    ]);
    const standIns = await StandIns.start({
      discord: { port: discordPort, reachedAt: `http://127.0.0.1:${toDiscord.port}` },
      slack: { port: slackPort, reachedAt: `http://127.0.0.1:${toSlack.port}` },
      chance: seed,
    });
    const data = await mkdtemp(join(tmpdir(), 'matinee-chaos-'));
    const mounted =
      process.getuid?.() === 0 &&
      spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', data]).status === 0;
    const products: Product[] = [];
    for (const [at, roles] of ROLES.entries()) {
      products.push(
        await Product.plan({
          name: String.fromCharCode(65 + at),
          roles,
          postgres: store.url,
          redis: redis.url,
          folder,
          environment: {
            ...standIns.endpoints.environment,
            MATINEE_SECRET: 'a-secret-for-chaos-only',
            MATINEE_RATE_LIMIT: 'off',
            DATA_DIR: data,
          },
        }),
      );
    }
    const theatre = new Theatre(
      folder,
      store,
      redis,
      redisProgram,
      standIns,
      toDiscord,
      toSlack,
      products,
      chance(seed),
      store.url,
      data,
      mounted,
    );
    // The first one brings the database up to date.
    const [first, ...others] = products;
    await first?.start();
    await Promise.all(others.map((product) => product.start()));
    await theatre.#bringPeople();
    await theatre.raise();
    return theatre;
  }

  /** New rooms on new channels; those there were are ended. */
  async raise(): Promise<void> {
    await this.lower();
    await Promise.all([this.serving('discord'), this.serving('slack')]);
    const generation = ++this.#generation;
    for (let at = 0; at < ROOMS; at++) {
      const slug = `act-${generation}-${at + 1}`;
      const place = await this.standIns.call('house', 'place', slug);
      await waitFor(
        'the commands to be registered',
        async () => (await this.standIns.call('house', 'commands', place)) > 0,
        LINK_MS,
      );
      await this.#ask('/rooms', { slug, title: slug });
      await this.#link(slug, place);
      const talk = new Talk(
        slug,
        place,
        this.standIns,
        () => this.visitors,
        this.random,
        () => ++this.#number,
      );
      this.talks.push(talk);
      for (const visitor of this.visitors) visitor.enter(slug);
    }
    const settled = await this.#settled().catch(() => false);
    if (settled) return;
    // A command that came while a platform changed hands was answered by nobody: whoever typed it types it again. Where no
    // process was killed before, the next round has failed by it.
    for (const { slug, place } of this.talks) {
      if (await this.#isLinked(slug)) continue;
      const complaint = `${slug} was not linked within ${LINK_MS} ms, and had to be asked for again`;
      console.log(`    ${complaint}`);
      this.complaints.push(complaint);
      await this.#link(slug, place);
    }
    await this.#settled();
  }

  /** Where the first process is reached, past every proxy. */
  get #url(): string {
    return this.products[0]?.direct ?? '';
  }

  async #link(slug: string, place: Place): Promise<void> {
    const code = async (): Promise<string> => {
      const path = `/rooms/${slug}/invites`;
      return (await api<{ code: string }>(this.#url, path, { token: this.#owner, method: 'POST' })).code;
    };
    await this.standIns.call('house', 'link', place, { discord: await code(), slack: await code() });
  }

  async #isLinked(slug: string): Promise<boolean> {
    const room = await api<{ links: { state: string }[] }>(this.#url, `/rooms/${slug}`);
    return room.links.length === 2 && room.links.every(({ state }) => state === 'active');
  }

  #settled(): Promise<true> {
    return waitFor(
      'all links to be active and all visitors to be in',
      async () => {
        for (const { slug } of this.talks) {
          if (!(await this.#isLinked(slug))) return false;
          if (!this.visitors.every((visitor) => visitor.room(slug).log.before !== undefined)) return false;
        }
        return this.visitors.every(({ settled }) => settled);
      },
      LINK_MS,
    );
  }

  /** Ends the rooms there are, with all that was said in them. */
  async lower(): Promise<void> {
    for (const { slug, place } of this.talks.splice(0)) {
      for (const visitor of this.visitors) visitor.leave(slug);
      await this.#ask(`/rooms/${slug}`, undefined, 'DELETE').catch((error: unknown) =>
        this.complaints.push(`a room could not be ended: ${String(error)}`),
      );
      await this.standIns.call('discord.world', 'deleteChannel', place.discord);
    }
  }

  /** The process that serves a platform now, and not one that stands by. */
  async serving(platform: 'discord' | 'slack'): Promise<Product> {
    return waitFor(
      `some process to serve ${platform}`,
      async () => {
        for (const product of this.products) {
          if (!product.running) continue;
          const { parts } = await product.readiness().catch(() => ({ parts: {} as Record<string, string> }));
          if (parts[platform] === 'connected') return product;
        }
        return null;
      },
      LINK_MS,
    );
  }

  /** Asks the database, past every proxy. */
  async sql<T>(ask: (sql: Sql) => Promise<T>): Promise<T> {
    const sql = postgres(this.databaseUrl, { max: 1, onnotice: () => undefined });
    try {
      return await ask(sql);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }

  /** A Redis that was killed is there again, empty. */
  async restartRedis(): Promise<void> {
    await this.redis.stop();
    this.redis = await startRedis(this.redisProgram, Number(new URL(this.redis.url).port));
  }

  /** Undoes whatever was done to ways and platforms. */
  async heal(): Promise<void> {
    for (const product of this.products) product.heal();
    for (const proxy of [this.toDiscord, this.toSlack]) {
      proxy.delayMs = 0;
      proxy.heal();
    }
    await this.standIns.call('house', 'clearFaults');
  }

  /** After a round that went wrong: everything afresh but the servers, so that the next round says something again. */
  async renew(): Promise<void> {
    await this.heal();
    this.talks.length = 0;
    for (const visitor of this.visitors.splice(0)) visitor.end();
    await Promise.all(
      this.products.map((product) => {
        product.thaw();
        return product.end('SIGKILL');
      }),
    );
    await Promise.all(this.products.map((product) => product.start()));
    await this.#bringPeople();
    await this.sql((sql) => sql`delete from rooms`);
    await this.raise();
    this.complaints.length = 0;
  }

  async close(): Promise<void> {
    for (const visitor of this.visitors) visitor.end();
    await Promise.all(this.products.map((product) => product.close()));
    await this.standIns.end();
    await Promise.all([
      this.postgres.stop(),
      this.redis.stop(),
      this.toDiscord.close(),
      this.toSlack.close(),
    ]);
    if (this.mounted) spawnSync('umount', ['-l', this.dataDirectory]);
    await rm(this.dataDirectory, { recursive: true, force: true });
  }

  /** A room beside the others, linked to nothing, for what would be too much for a platform. */
  async annex(token: string): Promise<string> {
    const slug = `annex-${++this.#number}`;
    await api(this.products[0]?.direct ?? '', '/rooms', { token, body: { slug, title: slug } });
    return slug;
  }

  async endAnnex(slug: string, token: string): Promise<void> {
    await api(this.products[0]?.direct ?? '', `/rooms/${slug}`, { token, method: 'DELETE' });
  }

  async #bringPeople(): Promise<void> {
    const complain = (what: string): void => void this.complaints.push(what);
    const url = this.products[0]?.direct ?? '';
    const keeper = await api<{ token: string }>(url, '/guests', { body: { name: 'Keeper' } });
    this.#owner = keeper.token;
    // Two at the first process: who speaks and who hears need not be at different ones.
    for (const [at, name] of ['Jun', 'Mira', 'Noa', 'Sol'].entries()) {
      const product = this.products[at % this.products.length];
      this.visitors.push(await Visitor.come(product?.url ?? '', `${name}-${++this.#number}`, complain));
    }
  }

  async #ask(path: string, body?: unknown, method?: string): Promise<void> {
    const running = this.products.find((product) => product.running);
    await api(running?.direct ?? '', path, {
      token: this.#owner,
      ...(body === undefined ? {} : { body }),
      ...(method === undefined ? {} : { method }),
    });
  }
}
