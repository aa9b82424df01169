import { SlackError } from '../errors.ts';
import type { CallArguments } from '../call-arguments.ts';
import type { Channel, Message, TokenRecord } from '../entities.ts';
import type { MethodSpec } from '../methods.ts';
import type { StandInParts } from '../parts.ts';

function target(
  parts: StandInParts,
  args: CallArguments,
  token: TokenRecord,
): { channel: Channel; message: Message } {
  if (!args.text('channel') || !args.text('timestamp')) throw new SlackError('no_item_specified');
  const { conversations } = parts;
  const channel = conversations.visibleChannel(args.required('channel'), token.userId, token.teamId);
  if (!/^\d+\.\d+$/.test(args.required('timestamp'))) throw new SlackError('bad_timestamp');
  return { channel, message: conversations.existing(channel.id, args.required('timestamp')) };
}

/** Reactions of the token's user. */
export function reactionMethods(parts: StandInParts): MethodSpec[] {
  const { conversations, wire } = parts;
  return [
    {
      name: 'reactions.add',
      tokens: ['bot', 'user'],
      scopes: ['reactions:write'],
      tier: 3,
      handle({ args, token }) {
        const name = args.required('name', 'invalid_name');
        const { channel, message } = target(parts, args, token);
        if (channel.archived) throw new SlackError('is_archived');
        if (!channel.memberIds.includes(token.userId)) throw new SlackError('not_in_channel');
        conversations.react(channel, message, token.userId, name);
        return {};
      },
    },
    {
      name: 'reactions.remove',
      tokens: ['bot', 'user'],
      scopes: ['reactions:write'],
      tier: 2,
      handle({ args, token }) {
        const name = args.required('name', 'invalid_name');
        const { channel, message } = target(parts, args, token);
        if (channel.archived) throw new SlackError('is_archived');
        conversations.unreact(channel, message, token.userId, name);
        return {};
      },
    },
    {
      name: 'reactions.get',
      tokens: ['bot', 'user'],
      scopes: ['reactions:read'],
      tier: 3,
      handle({ args, token }) {
        const { channel, message } = target(parts, args, token);
        return { type: 'message', channel: channel.id, message: wire.message(message) };
      },
    },
  ];
}
