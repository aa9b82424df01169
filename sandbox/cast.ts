import type { DiscordStandIn } from './discord/index.ts';
import type { SlackStandIn } from './slack/index.ts';

/** Somebody the sandbox brings along. `handle` names them in the staged conversation and is unique on their side. */
export interface Role {
  handle: string;
  name: string;
  locale: 'en' | 'ko';
  /** May link channels; the page lets its visitor act as the ones who may first. */
  manages?: boolean;
}

/** The Discord server and its people. The first one owns it. */
const DISCORD_CAST = {
  server: 'Late Screening · 심야상영',
  channel: 'parasite-night',
  topic: 'Bong Joon-ho, 2019 · spoilers behind ||bars|| · 스포일러는 ||가려서||',
  people: [
    { handle: 'minji', name: '민지', locale: 'ko', manages: true },
    { handle: 'ana', name: 'Ana', locale: 'en', manages: true },
    { handle: 'theo', name: 'Theo', locale: 'en' },
    { handle: 'hajun', name: '하준', locale: 'ko' },
  ] satisfies Role[],
};

/** The Slack workspace and its people. */
export const SLACK_CAST = {
  workspace: 'Lantern Studio',
  channel: 'movie-club',
  /** As the app's manifest declares them. */
  commands: ['/movie', '/영화'],
  topic: 'One film a week, tea afterwards · 한 주에 한 편, 끝나고 차 한 잔',
  people: [
    { handle: 'bora', name: '보라', locale: 'ko', manages: true },
    { handle: 'daniel', name: 'Daniel', locale: 'en', manages: true },
    { handle: 'priya', name: 'Priya', locale: 'en' },
    { handle: 'sua', name: '수아', locale: 'ko' },
  ] satisfies Role[],
};

/** Readers of the blog, whom its own server vouches for. */
export const WEB_CAST = [
  { handle: 'jun', name: 'Jun 준', locale: 'ko' },
  { handle: 'mira', name: 'Mira', locale: 'en' },
] satisfies Role[];

/** Where everybody is: ids on the platforms. */
export interface Places {
  discord: { guildId: string; channelId: string; people: Map<string, string> };
  slack: { teamId: string; channelId: string; people: Map<string, string> };
}

/** Finds the server and the workspace, or furnishes them where they are new. */
export function furnish(discord: DiscordStandIn, slack: SlackStandIn): Places {
  return { discord: furnishDiscord(discord), slack: furnishSlack(slack) };
}

function furnishDiscord({ world }: DiscordStandIn): Places['discord'] {
  const { server, channel: name, topic, people: roles } = DISCORD_CAST;
  const people = new Map<string, string>();
  for (const { handle, name: displayName, locale } of roles) {
    const known = world.users.find((user) => user.username === handle && !user.bot);
    const user =
      known ?? world.createUser({ name: handle, displayName, locale: locale === 'ko' ? 'ko' : 'en-US' });
    people.set(handle, user.id);
  }
  const [owner, ...others] = roles.map(({ handle, manages }) => ({ id: people.get(handle) ?? '', manages }));
  const ownerId = owner?.id ?? '';
  let guild = world.guilds.find((each) => each.ownerId === ownerId);
  if (!guild) {
    guild = world.createGuild({ name: server, ownerId, locale: 'ko' });
    const projectionist = world.createRole(guild.id, {
      name: 'Projectionist',
      permissions: ['ManageChannels', 'ManageMessages'],
      color: 0xf2b84b,
    });
    for (const { id, manages } of others) {
      world.addMember(guild.id, id, { roleIds: manages ? [projectionist.id] : [] });
    }
  }
  const channel =
    world.channels(guild.id).find((each) => each.name === name) ??
    world.createChannel(guild.id, { name, topic });
  return { guildId: guild.id, channelId: channel.id, people };
}

function furnishSlack({ world, teamId }: SlackStandIn): Places['slack'] {
  const { channel: name, topic, people: roles } = SLACK_CAST;
  const people = new Map<string, string>();
  for (const { handle, name: realName, locale, manages = false } of roles) {
    const known = world.users().find((user) => user.name === handle);
    const user =
      known ??
      world.createUser({
        name: handle,
        realName,
        displayName: realName,
        locale: locale === 'ko' ? 'ko-KR' : 'en-US',
        isAdmin: manages,
      });
    people.set(handle, user.id);
  }
  const channel =
    world.channels().find((each) => each.name === name) ??
    world.createChannel({ name, topic, members: [...people.values()] });
  return { teamId, channelId: channel.id, people };
}
