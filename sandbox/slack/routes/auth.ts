import type { MethodSpec } from '../methods.ts';
import { SlackError } from '../errors.ts';
import type { StandInParts } from '../parts.ts';

/** Who am I, does the API answer, and where is the next Socket Mode connection. */
export function authMethods(parts: StandInParts): MethodSpec[] {
  const { store, wire, socketMode } = parts;
  return [
    {
      name: 'api.test',
      tokens: [],
      scopes: [],
      tier: 4,
      handle({ args }) {
        const error = args.text('error');
        if (error !== undefined) throw new SlackError(error);
        return { args: args.has('foo') ? { foo: args.text('foo') } : {} };
      },
    },
    {
      name: 'auth.test',
      tokens: ['bot', 'user'],
      scopes: [],
      tier: 'unlimited',
      handle({ token }) {
        const team = store.team(token.teamId);
        const user = store.users.get(token.userId);
        return {
          url: `https://${team.domain}.slack.com/`,
          team: team.name,
          user: user?.name,
          team_id: team.id,
          user_id: token.userId,
          ...(token.botId === undefined ? {} : { bot_id: token.botId }),
          is_enterprise_install: false,
        };
      },
    },
    {
      name: 'auth.revoke',
      tokens: ['bot', 'user'],
      scopes: [],
      tier: 4,
      handle({ args, token }) {
        if (args.flag('test')) return { revoked: false };
        token.refusedWith = 'token_revoked';
        store.touch();
        parts.feed.emit(
          {
            type: 'tokens_revoked',
            tokens: {
              oauth: token.kind === 'user' ? [token.userId] : [],
              bot: token.kind === 'bot' ? [token.userId] : [],
            },
            event_ts: store.nextTs(),
          },
          { teamId: token.teamId },
        );
        return { revoked: true };
      },
    },
    {
      name: 'apps.connections.open',
      tokens: ['app'],
      scopes: ['connections:write'],
      tier: 1,
      handle() {
        return { url: socketMode.issueUrl(parts.baseUrl()) };
      },
    },
    {
      name: 'bots.info',
      tokens: ['bot', 'user'],
      scopes: ['users:read'],
      tier: 3,
      handle({ args, token }) {
        const bot = store.bots.get(args.required('bot', 'bot_not_found'));
        if (bot?.teamId !== token.teamId) throw new SlackError('bot_not_found');
        return {
          bot: {
            id: bot.id,
            deleted: bot.deleted,
            name: bot.name,
            updated: bot.updated,
            app_id: bot.appId,
            user_id: bot.userId,
            icons: wire.botIcons(bot),
          },
        };
      },
    },
    {
      name: 'team.info',
      tokens: ['bot', 'user'],
      scopes: ['team:read'],
      tier: 3,
      handle({ args, token }) {
        const wanted = args.text('team') ?? token.teamId;
        if (wanted !== token.teamId) throw new SlackError('team_not_found');
        const team = store.team(wanted);
        return {
          team: {
            id: team.id,
            name: team.name,
            domain: team.domain,
            email_domain: '',
            icon: { image_default: true },
          },
        };
      },
    },
  ];
}
