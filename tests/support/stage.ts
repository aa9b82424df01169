import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { createDiscordStandIn, type DiscordStandIn } from '../../sandbox/discord/index.ts';
import { createSlackStandIn, type SlackStandIn } from '../../sandbox/slack/index.ts';
import { freshPostgresUrl } from './databases.ts';
import { freePort } from './free-port.ts';
import { MatineeProcess } from './matinee-process.ts';
import { api, WebClient } from './web-client.ts';
import { waitFor } from './wait-for.ts';

/** How the product is run: as on a laptop, or as an operator with several processes does. */
export type Setup = 'one process, embedded' | 'two processes, Postgres and Redis';

export const SETUPS: { setup: Setup; available: boolean }[] = [
  { setup: 'one process, embedded', available: true },
  {
    setup: 'two processes, Postgres and Redis',
    available: inject('postgresUrl') !== null && inject('redisUrl') !== null,
  },
];

export const ROOM = 'parasite';

/**
 * The whole product between both stand-ins: a Discord channel and a Slack channel linked to one room, by the commands an
 * admin types. The stand-ins live in the test's process, so that they outlive the product.
 */
export class Stage {
  readonly processes: MatineeProcess[];

  private constructor(
    readonly discord: DiscordStandIn,
    readonly slack: SlackStandIn,
    readonly places: {
      guild: string;
      discordChannel: string;
      ana: string;
      theo: string;
      slackChannel: string;
      bora: string;
      daniel: string;
    },
    readonly owner: WebClient,
    processes: MatineeProcess[],
    private readonly directory: string,
  ) {
    this.processes = processes;
  }

  /** Where the web side reaches the product. */
  get url(): string {
    return this.processes[0]?.url ?? '';
  }

  static async set(setup: Setup): Promise<Stage> {
    const directory = await mkdtemp(join(tmpdir(), 'matinee-stage-'));
    const discord = await createDiscordStandIn({});
    const slack = await createSlackStandIn({ app: { commands: ['/movie', '/영화'] } });
    const ana = discord.world.createUser({ name: 'ana', displayName: 'Ana', locale: 'en-US' });
    const theo = discord.world.createUser({ name: 'theo', displayName: 'Theo', locale: 'en-US' });
    const guild = discord.world.createGuild({ name: 'Late Screening', ownerId: ana.id });
    discord.world.addMember(guild.id, theo.id);
    const channel = discord.world.createChannel(guild.id, { name: 'parasite-night' });
    const bora = slack.world.createUser({
      name: 'bora',
      realName: '보라',
      displayName: '보라',
      isAdmin: true,
    });
    const daniel = slack.world.createUser({ name: 'daniel', realName: 'Daniel', displayName: 'Daniel' });
    const club = slack.world.createChannel({ name: 'movie-club', members: [bora.id, daniel.id] });

    const shared = {
      DISCORD_TOKEN: discord.token,
      DISCORD_APPLICATION_ID: discord.applicationId,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_CDN_URL: discord.cdnUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      MATINEE_RATE_LIMIT: 'off',
      LOG_LEVEL: 'warn',
    };
    const processes: MatineeProcess[] = [];
    if (setup === 'one process, embedded') {
      const port = String(await freePort());
      processes.push(new MatineeProcess({ ...shared, PORT: port, DATA_DIR: join(directory, 'data') }));
    } else {
      const store = {
        DATABASE_URL: await freshPostgresUrl(),
        REDIS_URL: inject('redisUrl') ?? '',
        MATINEE_SECRET: 'a-secret-for-tests-only',
        DATA_DIR: join(directory, 'data'),
      };
      for (const roles of ['web,discord', 'web,slack']) {
        const port = String(await freePort());
        processes.push(new MatineeProcess({ ...shared, ...store, PORT: port }, ['--roles', roles]));
      }
    }
    for (const process of processes) await process.start();
    const owner = await WebClient.guest(processes[0]?.url ?? '', 'Jun');
    const places = {
      guild: guild.id,
      discordChannel: channel.id,
      ana: ana.id,
      theo: theo.id,
      slackChannel: club.id,
      bora: bora.id,
      daniel: daniel.id,
    };
    const stage = new Stage(discord, slack, places, owner, processes, directory);
    await stage.connected();
    await stage.#link();
    return stage;
  }

  /** Waits until both platforms are connected, whichever process serves them. */
  async connected(): Promise<void> {
    await waitFor(
      'both platforms to be connected',
      async () => {
        const parts = await Promise.all(this.processes.map((process) => process.readiness()));
        return ['discord', 'slack'].every((platform) => parts.some((each) => each[platform] === 'connected'));
      },
      30_000,
    );
    const { ana, discordChannel } = this.places;
    await waitFor(
      'the commands to be registered',
      () => this.discord.world.commands(ana, discordChannel).length > 0,
    );
  }

  /** Ends the product, as a crash or as an operator does, and starts it again. */
  async restart(
    signal: 'SIGTERM' | 'SIGKILL',
    whileAway: () => Promise<void> | void = () => undefined,
  ): Promise<void> {
    await Promise.all(this.processes.map((process) => process.end(signal)));
    await whileAway();
    for (const process of this.processes) await process.start();
  }

  /** What the product wrote to its logs, newest last: why a journey failed is mostly there. */
  get logs(): string {
    return this.processes.map(({ log }, at) => `process ${at + 1}:\n${log.slice(-8_000)}`).join('\n');
  }

  async strike(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.end()));
    await Promise.all([this.discord.close(), this.slack.close()]);
    await rm(this.directory, { recursive: true, force: true });
  }

  /** The room is opened on the web; each channel is linked with a code, by its admin. */
  async #link(): Promise<void> {
    const { owner, places } = this;
    await api(this.url, '/rooms', {
      token: owner.token,
      body: { slug: ROOM, title: 'Parasite night', movieId: 'parasite-2019' },
    });
    const code = async (): Promise<string> =>
      (
        await api<{ code: string }>(this.url, `/rooms/${ROOM}/invites`, {
          token: owner.token,
          method: 'POST',
        })
      ).code;
    const press = await this.discord.world.slash(places.ana, places.discordChannel, 'movie', {
      subcommandGroup: 'room',
      subcommand: 'link',
      options: { code: await code() },
    });
    await press.until(({ status }) => status === 'answered', 5_000);
    await this.slack.world.slash(places.bora, places.slackChannel, '/movie', `room link ${await code()}`);
    await waitFor('both links to be active', async () => {
      const room = await api<{ links: { state: string }[] }>(this.url, `/rooms/${ROOM}`, {
        token: owner.token,
      });
      return room.links.length === 2 && room.links.every((link) => link.state === 'active');
    });
  }
}
