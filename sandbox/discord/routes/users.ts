import type { JsonObject } from '../entities.ts';
import { FormReader } from '../form-reader.ts';
import { directChannel } from '../guilds.ts';
import { attachmentUrl } from '../message-payload.ts';
import { channelPayload, guildPayload, userPayload } from '../payloads.ts';
import { guildPermissions } from '../permissions.ts';
import type { Platform } from '../platform.ts';
import { ok } from '../router.ts';
import type { Route } from '../router.ts';

function applicationPayload(platform: Platform): JsonObject {
  const { application, store } = platform;
  return {
    id: application.id,
    name: application.name,
    icon: null,
    description: '',
    summary: '',
    type: null,
    bot: userPayload(platform.user(application.id)),
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: platform.sign('verify key'),
    // Bits 13, 15 and 19: members and message content for bots in few guilds, presence likewise.
    flags:
      (application.intents.members ? 1 << 15 : 0) |
      (application.intents.messageContent ? 1 << 19 : 0) |
      (application.intents.presences ? 1 << 13 : 0),
    approximate_guild_count: [...store.guilds.values()].filter((guild) =>
      store.member(guild.id, application.id),
    ).length,
    redirect_uris: [],
    interactions_endpoint_url: null,
    owner: userPayload(platform.user(application.id)),
    team: null,
  };
}

const applicationRoute = (template: string): Route => ({
  method: 'GET',
  template,
  summary: 'the application, with its intent flags',
  auth: 'bot',
  handle: (call) => ok(applicationPayload(call.platform)),
});

export const userRoutes: Route[] = [
  {
    method: 'GET',
    template: '/users/@me',
    summary: 'the bot itself',
    auth: 'bot',
    handle: (call) =>
      ok({
        ...userPayload(call.platform.user(call.platform.application.id)),
        verified: true,
        mfa_enabled: false,
        email: null,
      }),
  },
  {
    method: 'GET',
    template: '/users/:user',
    summary: 'one user',
    auth: 'bot',
    handle: (call) => ok(userPayload(call.platform.user(call.id('user')))),
  },
  {
    method: 'GET',
    template: '/users/@me/guilds',
    summary: 'the guilds the bot is in',
    auth: 'bot',
    handle: (call) => {
      const { store, application } = call.platform;
      return ok(
        [...store.guilds.values()].flatMap((guild) => {
          const member = store.member(guild.id, application.id);
          if (!member) return [];
          const { name, icon, features } = guildPayload(call.platform, guild);
          const permissions = guildPermissions(guild, member, store.rolesOf(guild.id)).toString();
          return [
            {
              id: guild.id,
              name: name ?? '',
              icon: icon ?? null,
              features: features ?? [],
              owner: false,
              permissions,
            },
          ];
        }),
      );
    },
  },
  {
    method: 'POST',
    template: '/users/@me/channels',
    summary: 'open a direct conversation',
    auth: 'bot',
    handle: (call) => {
      const form = new FormReader(call.body);
      const recipient = form.snowflake('recipient_id', true) ?? '';
      form.errors.throwIfAny();
      const user = call.platform.user(recipient);
      return ok(
        channelPayload(call.platform, directChannel(call.platform, call.platform.application.id, user.id)),
      );
    },
  },
  applicationRoute('/applications/@me'),
  applicationRoute('/oauth2/applications/@me'),
  {
    method: 'POST',
    template: '/attachments/refresh-urls',
    summary: 'fresh addresses for expired attachment links',
    auth: 'bot',
    handle: (call) => {
      const form = new FormReader(call.body);
      const urls = (form.list('attachment_urls', { required: true, min: 1, max: 50 }) ?? []).map(String);
      form.errors.throwIfAny();
      return ok({
        refreshed_urls: urls.map((original) => {
          const found = /\/attachments\/(\d+)\/(\d+)\/([^?/]+)/.exec(original);
          const [, channelId = '', id = '', filename = ''] = found ?? [];
          return {
            original,
            refreshed: found
              ? attachmentUrl(call.platform, channelId, { id, filename: decodeURIComponent(filename) })
              : original,
          };
        }),
      });
    },
  },
];
