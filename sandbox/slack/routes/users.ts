import { SlackError } from '../errors.ts';
import type { TokenRecord, User } from '../entities.ts';
import type { MethodSpec } from '../methods.ts';
import { page } from '../paging.ts';
import type { StandInParts } from '../parts.ts';

/** People of the workspace, the app's own bot user among them. */
export function userMethods(parts: StandInParts): MethodSpec[] {
  const { store, wire } = parts;
  const find = (id: string, token: TokenRecord): User => {
    const user = store.users.get(id);
    if (!user) throw new SlackError('user_not_found');
    if (user.teamId === token.teamId) return user;
    // Slack Connect: whoever is in a channel that they share with the app's workspace.
    const meets = [...store.channels.values()].some(
      ({ teamId, memberIds }) => teamId === token.teamId && memberIds.includes(id),
    );
    if (!meets) throw new SlackError('user_not_found');
    if (user.isHidden === true) throw new SlackError('user_not_visible');
    return user;
  };
  // An address is shown only to apps that may read it.
  const withoutAddress = (user: User, token: TokenRecord): User =>
    token.scopes.includes('users:read.email') ? user : { ...user, email: undefined };
  return [
    {
      name: 'users.info',
      tokens: ['bot', 'user'],
      scopes: ['users:read'],
      tier: 4,
      handle({ args, token }) {
        const user = withoutAddress(find(args.required('user', 'user_not_found'), token), token);
        const { locale, ...rest } = wire.user(user, token.teamId);
        return { user: args.flag('include_locale') ? { ...rest, locale } : rest };
      },
    },
    {
      name: 'users.list',
      tokens: ['bot', 'user'],
      scopes: ['users:read'],
      tier: 2,
      handle({ args, token }) {
        const team = [...store.users.values()].filter((user) => user.teamId === token.teamId);
        const { items, nextCursor } = page(team, args, { fallback: 1000, max: 1000 });
        return {
          members: items.map((user) => wire.user(withoutAddress(user, token))),
          cache_ts: store.nowSeconds(),
          response_metadata: { next_cursor: nextCursor },
        };
      },
    },
    {
      name: 'users.profile.get',
      tokens: ['bot', 'user'],
      scopes: ['users.profile:read'],
      tier: 4,
      handle({ args, token }) {
        const user = find(args.text('user') ?? token.userId, token);
        return { profile: wire.profile(withoutAddress(user, token)) };
      },
    },
    {
      name: 'emoji.list',
      tokens: ['bot', 'user'],
      scopes: ['emoji:read'],
      tier: 2,
      handle() {
        const custom = [...store.customEmoji].map((name) => [
          name,
          `${parts.baseUrl()}/emoji/${encodeURIComponent(name)}.png`,
        ]);
        return { emoji: Object.fromEntries(custom), cache_ts: String(store.nowSeconds()) };
      },
    },
  ];
}
