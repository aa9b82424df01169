/**
 * A process of its own with a Discord and a Slack in it, so that neither the product's faults nor the harness's own work
 * keep the platforms from answering. Its parent asks it for everything over the channel of `fork`.
 */
import { createDiscordStandIn } from '../../sandbox/discord/index.ts';
import { createSlackStandIn } from '../../sandbox/slack/index.ts';
import { discordLines, slackLines } from '../support/shown-lines.ts';
import type { Asked, Cast, Endpoints, Furnishing, Look, Parts, Place } from './stand-ins.ts';

/** Soon enough that a gateway which no longer answers is found out within a round. */
const HEARTBEAT_MS = 2_000;

async function open(furnishing: Furnishing): Promise<{ parts: Parts; endpoints: Endpoints }> {
  const discord = await createDiscordStandIn({
    port: furnishing.discord.port,
    reachedAt: furnishing.discord.reachedAt,
    rateLimits: 'lenient',
    timing: { heartbeatMs: HEARTBEAT_MS },
    chance: furnishing.chance,
  });
  const slack = await createSlackStandIn({
    port: furnishing.slack.port,
    reachedAt: furnishing.slack.reachedAt,
    app: { commands: ['/movie'] },
    timings: { retryDelaysMs: [0, 500, 2_000], ackTimeoutMs: 3_000, pingIntervalMs: 1_500 },
  });
  const [ana, theo] = ['Ana', 'Theo'].map((displayName) =>
    discord.world.createUser({ name: displayName.toLowerCase(), displayName, locale: 'en-US' }),
  );
  const guild = discord.world.createGuild({ name: 'Late Screening', ownerId: ana?.id ?? '' });
  discord.world.addMember(guild.id, theo?.id ?? '');
  const [bora, daniel] = [
    { name: 'bora', realName: 'Bora', displayName: 'Bora', isAdmin: true },
    { name: 'daniel', realName: 'Daniel', displayName: 'Daniel' },
  ].map((person) => slack.world.createUser(person));
  const cast: Cast = {
    discord: [
      { id: ana?.id ?? '', name: 'Ana' },
      { id: theo?.id ?? '', name: 'Theo' },
    ],
    slack: [
      { id: bora?.id ?? '', name: 'Bora' },
      { id: daniel?.id ?? '', name: 'Daniel' },
    ],
  };
  const [admin] = cast.discord;
  const [boss] = cast.slack;

  const house = {
    /** A new channel on each platform. */
    place(name: string): Place {
      const members = cast.slack.map(({ id }) => id);
      return {
        discord: discord.world.createChannel(guild.id, { name }).id,
        slack: slack.world.createChannel({ name, members }).id,
      };
    },
    /** Both channels are linked to a room, as their admins type it. */
    async link(place: Place, codes: { discord: string; slack: string }): Promise<void> {
      const press = await discord.world.slash(admin?.id ?? '', place.discord, 'movie', {
        subcommandGroup: 'room',
        subcommand: 'link',
        options: { code: codes.discord },
      });
      await press.until(({ status }) => status === 'answered', 10_000);
      await slack.world.slash(boss?.id ?? '', place.slack, '/movie', `room link ${codes.slack}`);
    },
    /** Whether the bot has registered its commands, so that it can be asked for a link. */
    commands(place: Place): number {
      return discord.world.commands(admin?.id ?? '', place.discord).length;
    },
    look(place: Place): Look {
      return {
        discord: discordLines(discord.world.channelView(place.discord).messages),
        slack: slackLines(slack.world.channelView(place.slack)),
      };
    },
    clearFaults(): void {
      discord.faults.clear();
      discord.rateLimits.profile = 'lenient';
      slack.faults.clear();
      slack.setRateLimits('generous');
    },
    /** Slack counts posts as the real one does. */
    limitSlack(strict: boolean): void {
      slack.setRateLimits(strict ? 'slack' : 'generous');
    },
    connections(): { discord: number; slack: number } {
      return { discord: discord.gateway.connected, slack: slack.connections() };
    },
  };
  return {
    parts: {
      'discord.world': discord.world,
      'discord.faults': discord.faults,
      'slack.world': slack.world,
      'slack.faults': slack.faults,
      house,
    },
    endpoints: {
      cast,
      environment: {
        DISCORD_TOKEN: discord.token,
        DISCORD_APPLICATION_ID: discord.applicationId,
        DISCORD_API_URL: discord.apiUrl,
        DISCORD_CDN_URL: discord.cdnUrl,
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_APP_TOKEN: slack.appToken,
        SLACK_API_URL: slack.apiUrl,
      },
    },
  };
}

let parts: Parts | undefined;

async function answer({ part, method, args }: Asked): Promise<unknown> {
  if (method === 'open') {
    const opened = await open(args[0] as Furnishing);
    parts = opened.parts;
    return opened.endpoints;
  }
  const owner = parts?.[part] as Record<string, (...args: unknown[]) => unknown> | undefined;
  const called = owner?.[method];
  if (!owner || typeof called !== 'function') throw new Error(`the stand-ins have no ${part}.${method}`);
  return called.apply(owner, args as unknown[]);
}

process.on('message', (asked: Asked) => {
  answer(asked).then(
    (value) => process.send?.({ id: asked.id, value: JSON.stringify(value) }),
    (error: unknown) =>
      process.send?.({ id: asked.id, error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
