import { refuse } from '../errors.ts';
import { leaveGuild } from '../guilds.ts';
import { channelPayload, guildPayload, memberPayload, rolePayload } from '../payloads.ts';
import { noContent, ok } from '../router.ts';
import type { Call, Route } from '../router.ts';
import { compareSnowflakes } from '../snowflake.ts';
import type { Guild, JsonObject } from '../entities.ts';

function guildOf(call: Call): Guild {
  return call.platform.guildForBot(call.id('guild'));
}

export const guildRoutes: Route[] = [
  {
    method: 'GET',
    template: '/guilds/:guild',
    summary: 'one guild; with_counts',
    auth: 'bot',
    handle: (call) => {
      const guild = guildOf(call);
      const count = call.platform.store.membersOf(guild.id).length;
      const counts: JsonObject = call.flag('with_counts')
        ? { approximate_member_count: count, approximate_presence_count: count }
        : {};
      return ok({ ...guildPayload(call.platform, guild), ...counts });
    },
  },
  {
    method: 'GET',
    template: '/guilds/:guild/channels',
    summary: 'the channels of a guild, without threads',
    auth: 'bot',
    handle: (call) => {
      const { platform } = call;
      const channels = platform.store.channelsOf(guildOf(call).id).filter((channel) => !channel.thread);
      return ok(channels.map((channel) => channelPayload(platform, channel)));
    },
  },
  {
    method: 'GET',
    template: '/guilds/:guild/roles',
    summary: 'the roles of a guild',
    auth: 'bot',
    handle: (call) => ok(call.platform.store.rolesOf(guildOf(call).id).map(rolePayload)),
  },
  {
    method: 'GET',
    template: '/guilds/:guild/members',
    summary: 'members by rising id; after, limit; needs the members intent switched on',
    auth: 'bot',
    handle: (call) => {
      const { platform } = call;
      const guild = guildOf(call);
      if (!platform.application.intents.members) throw refuse('missingAccess');
      const limit = call.count('limit', { fallback: 1, min: 1, max: 1000 });
      const after = call.query.get('after') ?? '0';
      const members = platform.store
        .membersOf(guild.id)
        .filter((member) => compareSnowflakes(member.userId, after) > 0)
        .sort((a, b) => compareSnowflakes(a.userId, b.userId));
      return ok(
        members
          .slice(0, limit)
          .map((member) => memberPayload(member, platform.store.users.get(member.userId))),
      );
    },
  },
  {
    method: 'GET',
    template: '/guilds/:guild/members/:user',
    summary: 'one member',
    auth: 'bot',
    handle: (call) => {
      const { platform } = call;
      const member = platform.store.member(guildOf(call).id, call.id('user'));
      if (!member) throw refuse('unknownMember');
      return ok(memberPayload(member, platform.store.users.get(member.userId)));
    },
  },
  {
    method: 'DELETE',
    template: '/users/@me/guilds/:guild',
    summary: 'leave a guild',
    auth: 'bot',
    handle: (call) => {
      leaveGuild(call.platform, guildOf(call), call.platform.application.id);
      return noContent;
    },
  },
];
