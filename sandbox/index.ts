import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { readPlatforms, type Config } from '../src/config/config.ts';
import { projectRoot } from '../src/config/project-root.ts';
import type { Logger } from '../src/core/ports/logger.ts';
import { furnish, SLACK_CAST } from './cast.ts';
import { SandboxClock } from './clock.ts';
import { createDiscordStandIn } from './discord/index.ts';
import { DiscordPane } from './discord-pane.ts';
import { Outages } from './outages.ts';
import { PageServer } from './page-server.ts';
import { PageStreams } from './page-stream.ts';
import { choosePorts, type StandInPorts } from './ports.ts';
import { isUnstaged, Seeding, STAGED_AGO, type SeededProduct } from './seed.ts';
import { createSlackStandIn } from './slack/index.ts';
import { SlackPane } from './slack-pane.ts';

export interface SandboxOptions {
  /** Everything the sandbox keeps lies in `sandbox/` in here. */
  dataDir: string;
  /** Where the page is reached, without a trailing slash. */
  publicUrl: string;
  logger: Logger;
  /** Stops the product and starts it again in this process; the page's server goes on. */
  restart: () => Promise<void>;
}

export interface Sandbox {
  /** Points the product's adapters at the stand-ins. */
  configure(config: Config): Config;
  /** Fills the room of the page, once. Never throws: what is missing is in the log and on the page. */
  seed(product: SeededProduct): Promise<void>;
  /** Answers `/` and `/sandbox/…`; false for what is not its own. */
  handle: (...args: Parameters<RequestListener>) => boolean;
  close(): Promise<void>;
}

/** Starts a local Discord and a local Slack, with people in them, and a page that shows both beside a blog. */
export async function startSandbox({
  dataDir,
  publicUrl,
  logger,
  restart,
}: SandboxOptions): Promise<Sandbox> {
  const folder = join(dataDir, 'sandbox');
  const markerFile = join(folder, 'seeded.json');
  const clock = new SandboxClock();
  // Ids of Discord's tell the time and only rise: what is made now must not be later than what is staged.
  if (await isUnstaged(markerFile)) clock.setBack(STAGED_AGO);
  const ports = await choosePorts(join(folder, 'ports.json'));
  const [discord, slack] = await Promise.all([
    createDiscordStandIn({ port: ports.discord, stateFile: join(folder, 'discord.json'), clock }),
    createSlackStandIn({
      port: ports.slack,
      stateFile: join(folder, 'slack.json'),
      clock: clock.now,
      team: { name: SLACK_CAST.workspace },
      app: { commands: SLACK_CAST.commands },
    }),
  ]);
  const places = furnish(discord, slack);
  const outages = new Outages(discord, slack, restart, logger);
  const unfollow = [
    discord.world.subscribe((change) => void (change.type === 'connections' && outages.announce())),
    slack.world.subscribe((change) => void (change.type.startsWith('socket.') && outages.announce())),
  ];
  const panes = {
    discord: new DiscordPane(discord, places.discord),
    slack: new SlackPane(slack, places.slack),
  };
  const streams = new PageStreams(panes.discord, panes.slack, outages, renewing(ports));
  const page = new PageServer({
    ...panes,
    outages,
    streams,
    assets: join(projectRoot(), 'dist/sandbox'),
    pictures: [discord.url, slack.url],
  });

  return {
    configure: (config) => ({
      ...config,
      platforms: readPlatforms(
        {
          DISCORD_TOKEN: discord.token,
          DISCORD_APPLICATION_ID: discord.applicationId,
          DISCORD_GUILD_ID: places.discord.guildId,
          DISCORD_API_URL: discord.apiUrl,
          DISCORD_CDN_URL: discord.cdnUrl,
          SLACK_BOT_TOKEN: slack.botToken,
          SLACK_APP_TOKEN: slack.appToken,
          SLACK_SIGNING_SECRET: slack.signingSecret,
          SLACK_API_URL: slack.apiUrl,
        },
        config.platforms.map(({ platform }) => platform),
      ),
    }),
    async seed(product) {
      const faces = `${publicUrl}/sandbox`;
      try {
        await new Seeding(product, { discord, slack, places, clock, logger, markerFile, faces }).run();
      } catch (error) {
        logger.error({ err: error }, 'the sandbox room could not be filled; the next start tries again');
      } finally {
        clock.setBack(0);
        outages.ready();
      }
    },
    handle: (request, response) => page.handle(request, response),
    async close() {
      for (const stop of unfollow) stop();
      streams.close();
      outages.close();
      await Promise.all([discord.close(), slack.close()]);
    },
  };
}

/** Rewrites addresses of pictures that were served on ports of earlier starts to those of this one. */
function renewing({ discord, slack, former }: StandInPorts): (json: string) => string {
  const now = new Map<string, string>([
    ...former.discord.map((port) => [`127.0.0.1:${port}/`, `127.0.0.1:${discord}/`] as [string, string]),
    ...former.slack.map((port) => [`127.0.0.1:${port}/`, `127.0.0.1:${slack}/`] as [string, string]),
  ]);
  if (now.size === 0) return (json) => json;
  return (json) => json.replaceAll(/127\.0\.0\.1:\d+\//g, (origin) => now.get(origin) ?? origin);
}
