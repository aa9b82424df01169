import { openDirect } from '../direct-channel.ts';
import { SlackError } from '../errors.ts';
import type { Channel, ChannelKind, TokenRecord } from '../entities.ts';
import { requireScope, type MethodSpec } from '../methods.ts';
import type { CallArguments } from '../call-arguments.ts';
import { messagePage, page } from '../paging.ts';
import type { StandInParts } from '../parts.ts';

const READ_SCOPES = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const HISTORY_SCOPES = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];
const SCOPE_PREFIX: Record<ChannelKind, string> = {
  public: 'channels',
  private: 'groups',
  im: 'im',
  mpim: 'mpim',
};
const KIND_OF_TYPE: Record<string, ChannelKind> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'im',
  mpim: 'mpim',
};

function found(
  parts: StandInParts,
  args: CallArguments,
  token: TokenRecord,
  right: 'read' | 'history',
): Channel {
  const id = args.required('channel', 'channel_not_found');
  const channel = parts.conversations.visibleChannel(id, token.userId, token.teamId);
  requireScope(token, `${SCOPE_PREFIX[channel.kind]}:${right}`);
  if (right === 'history' && token.kind === 'bot' && !channel.memberIds.includes(token.userId)) {
    throw new SlackError('not_in_channel');
  }
  return channel;
}

function within(args: CallArguments): (ts: string) => boolean {
  const oldest = args.text('oldest') || '0';
  const latest = args.text('latest') || undefined;
  for (const ts of [oldest, latest ?? '0']) {
    if (!/^\d+(\.\d+)?$/.test(ts))
      throw new SlackError(ts === latest ? 'invalid_ts_latest' : 'invalid_ts_oldest');
  }
  const from = Number(oldest);
  const to = latest === undefined ? Infinity : Number(latest);
  const inclusive = args.flag('inclusive');
  return (ts) => {
    const at = Number(ts);
    return inclusive ? at >= from && at <= to : at > from && at < to;
  };
}

/** Channels: finding, reading, joining. */
export function conversationMethods(parts: StandInParts): MethodSpec[] {
  const { store, wire, conversations } = parts;
  const metadata = (args: CallArguments): { metadata: boolean } => ({
    metadata: args.flag('include_all_metadata'),
  });
  return [
    {
      name: 'conversations.info',
      tokens: ['bot', 'user'],
      scopes: READ_SCOPES,
      tier: 3,
      handle({ args, token }) {
        const channel = found(parts, args, token, 'read');
        const { num_members: count, ...shown } = wire.channel(channel, token.userId);
        return { channel: args.flag('include_num_members') ? { ...shown, num_members: count } : shown };
      },
    },
    {
      name: 'conversations.list',
      tokens: ['bot', 'user'],
      scopes: READ_SCOPES,
      tier: 2,
      handle({ args, token }) {
        const types = args.list('types');
        const kinds = (types.length > 0 ? types : ['public_channel']).map((type) => {
          const kind = KIND_OF_TYPE[type];
          if (!kind) throw new SlackError('invalid_types');
          requireScope(token, `${SCOPE_PREFIX[kind]}:read`);
          return kind;
        });
        const visible = [...store.channels.values()].filter(
          (channel) =>
            channel.teamId === token.teamId &&
            kinds.includes(channel.kind) &&
            !(args.flag('exclude_archived') && channel.archived) &&
            (channel.kind === 'public' || channel.memberIds.includes(token.userId)),
        );
        const { items, nextCursor } = page(visible, args, { fallback: 100, max: 1000 });
        return {
          channels: items.map((channel) => wire.channel(channel, token.userId)),
          response_metadata: { next_cursor: nextCursor },
        };
      },
    },
    {
      name: 'conversations.members',
      tokens: ['bot', 'user'],
      scopes: READ_SCOPES,
      tier: 4,
      handle({ args, token }) {
        const channel = found(parts, args, token, 'read');
        const { items, nextCursor } = page(channel.memberIds, args, { fallback: 100, max: 1000 });
        return { members: items, response_metadata: { next_cursor: nextCursor } };
      },
    },
    {
      name: 'conversations.history',
      tokens: ['bot', 'user'],
      scopes: HISTORY_SCOPES,
      tier: 3,
      handle({ args, token }) {
        const channel = found(parts, args, token, 'history');
        const inside = within(args);
        const shown = store
          .messagesIn(channel.id)
          .filter((message) => inside(message.ts))
          .filter(
            ({ ts, threadTs, broadcast }) => threadTs === undefined || threadTs === ts || broadcast === true,
          )
          .reverse();
        const { items, nextCursor } = messagePage(shown, args, { fallback: 100, max: 999 });
        return {
          messages: items.map((message) => wire.message(message, metadata(args))),
          has_more: nextCursor !== '',
          pin_count: 0,
          ...(nextCursor === '' ? {} : { response_metadata: { next_cursor: nextCursor } }),
        };
      },
    },
    {
      name: 'conversations.replies',
      tokens: ['bot', 'user'],
      scopes: HISTORY_SCOPES,
      tier: 3,
      handle({ args, token }) {
        const channel = found(parts, args, token, 'history');
        const ts = args.required('ts', 'thread_not_found');
        const asked = store.message(channel.id, ts);
        if (!asked) throw new SlackError('thread_not_found');
        const parent =
          asked.threadTs === undefined ? asked : (store.message(channel.id, asked.threadTs) ?? asked);
        const inside = within(args);
        const replies = (parent.replies ?? []).flatMap((replyTs) => store.message(channel.id, replyTs) ?? []);
        const cursor = args.text('cursor');
        const { items, nextCursor } = messagePage(
          replies.filter((reply) => inside(reply.ts)),
          args,
          { fallback: 1000, max: 1000 },
        );
        const first = cursor ? [] : [parent];
        return {
          messages: [...first, ...items].map((message) => wire.message(message, metadata(args))),
          has_more: nextCursor !== '',
          ...(nextCursor === '' ? {} : { response_metadata: { next_cursor: nextCursor } }),
        };
      },
    },
    {
      name: 'conversations.join',
      tokens: ['bot', 'user'],
      scopes: ['channels:join', 'channels:write'],
      tier: 3,
      handle({ args, token }) {
        const id = args.required('channel', 'channel_not_found');
        const channel = conversations.visibleChannel(id, token.userId, token.teamId);
        if (channel.kind !== 'public') throw new SlackError('method_not_supported_for_channel_type');
        if (channel.archived) throw new SlackError('is_archived');
        const already = channel.memberIds.includes(token.userId);
        if (!already) parts.membership.join(channel, token.userId);
        return {
          channel: wire.channel(channel, token.userId),
          ...(already
            ? { warning: 'already_in_channel', response_metadata: { warnings: ['already_in_channel'] } }
            : {}),
        };
      },
    },
    {
      name: 'conversations.open',
      tokens: ['bot', 'user'],
      scopes: ['im:write', 'mpim:write', 'channels:manage', 'groups:write'],
      tier: 3,
      handle({ args, token }) {
        const [other, ...more] = args.list('users');
        if (other === undefined) throw new SlackError('users_list_not_supplied');
        if (more.length > 0) throw new SlackError('method_not_supported_for_channel_type');
        if (store.users.get(other)?.teamId !== token.teamId) throw new SlackError('user_not_found');
        if (other === token.userId) throw new SlackError('cannot_dm_bot');
        requireScope(token, 'im:write');
        const channel = openDirect(parts.store, token.userId, other);
        return { channel: args.flag('return_im') ? wire.channel(channel, token.userId) : { id: channel.id } };
      },
    },
  ];
}
