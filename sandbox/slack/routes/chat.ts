import type { CallArguments } from '../call-arguments.ts';
import type { Actor } from '../conversations.ts';
import { openDirect } from '../direct-channel.ts';
import { SlackError } from '../errors.ts';
import type { Channel, EphemeralMessage, Message, TokenRecord } from '../entities.ts';
import { readAppMessage, readFace } from '../message-content.ts';
import type { MethodSpec } from '../methods.ts';
import type { StandInParts } from '../parts.ts';

const UPDATE_LIMIT = 4000;

/** Who a token writes as. */
export function actorOf(parts: StandInParts, token: TokenRecord): Actor {
  return token.botId === undefined
    ? { userId: token.userId }
    : { userId: token.userId, botId: token.botId, appId: parts.store.app.id };
}

/** The channel a post goes to: public ones also without membership given `chat:write.public`; a user id opens the DM. */
function postChannel(parts: StandInParts, args: CallArguments, token: TokenRecord): Channel {
  const given = args.required('channel', 'channel_not_found');
  const { conversations, store } = parts;
  const direct = store.users.get(given);
  if (direct?.teamId === token.teamId) return openDirect(parts.store, token.userId, direct.id);
  const byName = [...store.channels.values()].find(
    (channel) => channel.teamId === token.teamId && channel.kind === 'public' && `#${channel.name}` === given,
  );
  const channel = conversations.visibleChannel(byName?.id ?? given, token.userId, token.teamId);
  if (channel.archived) throw new SlackError('is_archived');
  const mayPostAnywhere = channel.kind === 'public' && token.scopes.includes('chat:write.public');
  if (!mayPostAnywhere && !channel.memberIds.includes(token.userId)) throw new SlackError('not_in_channel');
  return channel;
}

/** A message that this token wrote, or the given refusal. */
function ownMessage(
  parts: StandInParts,
  channel: Channel,
  ts: string,
  token: TokenRecord,
  refusal: string,
): Message {
  const message = parts.conversations.existing(channel.id, ts);
  if (message.userId !== token.userId || message.subtype === 'channel_join') throw new SlackError(refusal);
  return message;
}

/** Posting, changing and deleting messages. */
export function chatMethods(parts: StandInParts): MethodSpec[] {
  const { store, wire, conversations, responseUrls } = parts;
  return [
    {
      name: 'chat.postMessage',
      tokens: ['bot', 'user'],
      scopes: ['chat:write'],
      tier: 'post',
      handle({ args, token }) {
        const channel = postChannel(parts, args, token);
        const content = readAppMessage(parts, args, token.teamId);
        const message = conversations.post(channel, actorOf(parts, token), {
          ...content,
          face: readFace(args, token.scopes),
          threadTs: args.text('thread_ts') || undefined,
          broadcast: args.flag('reply_broadcast'),
        });
        return { channel: channel.id, ts: message.ts, message: wire.message(message, { metadata: true }) };
      },
    },
    {
      name: 'chat.update',
      tokens: ['bot', 'user'],
      scopes: ['chat:write'],
      tier: 3,
      handle({ args, token }) {
        const channel = conversations.visibleChannel(
          args.required('channel', 'channel_not_found'),
          token.userId,
          token.teamId,
        );
        const message = ownMessage(
          parts,
          channel,
          args.required('ts', 'message_not_found'),
          token,
          'cant_update_message',
        );
        if (channel.archived) throw new SlackError('is_archived');
        const given = args.text('text') ?? args.text('markdown_text') ?? '';
        if ([...given].length > UPDATE_LIMIT) throw new SlackError('msg_too_long');
        const content = readAppMessage(parts, args, token.teamId);
        const textGiven = args.has('text') || args.has('markdown_text');
        conversations.change(channel, message, actorOf(parts, token), {
          text: textGiven ? content.text : message.text,
          // Text without blocks replaces the blocks; neither mentioned keeps them.
          blocks: args.has('blocks') || textGiven ? content.blocks : message.blocks,
          attachments: args.has('attachments') ? content.attachments : message.attachments,
          metadata: content.metadata,
          linkNames: content.linkNames,
          fileIds: args.has('file_ids') ? args.list('file_ids') : undefined,
          marksEdited: content.blocks === undefined,
        });
        return {
          channel: channel.id,
          ts: message.ts,
          text: message.text,
          message: wire.message(message, { metadata: true }),
        };
      },
    },
    {
      name: 'chat.delete',
      tokens: ['bot', 'user'],
      scopes: ['chat:write'],
      tier: 3,
      handle({ args, token }) {
        const channel = conversations.visibleChannel(
          args.required('channel', 'channel_not_found'),
          token.userId,
          token.teamId,
        );
        const message = ownMessage(
          parts,
          channel,
          args.required('ts', 'message_not_found'),
          token,
          'cant_delete_message',
        );
        if (channel.archived) throw new SlackError('is_archived');
        conversations.remove(channel, message);
        return { channel: channel.id, ts: message.ts };
      },
    },
    {
      name: 'chat.postEphemeral',
      tokens: ['bot', 'user'],
      scopes: ['chat:write'],
      tier: 4,
      handle({ args, token }) {
        const channel = postChannel(parts, args, token);
        const viewerId = args.required('user', 'user_not_found');
        if (store.users.get(viewerId)?.teamId !== token.teamId) throw new SlackError('user_not_found');
        if (!channel.memberIds.includes(viewerId)) throw new SlackError('user_not_in_channel');
        const content = readAppMessage(parts, args, token.teamId);
        const message: EphemeralMessage = {
          ts: store.nextTs(),
          channelId: channel.id,
          teamId: channel.teamId,
          viewerId,
          ...actorOf(parts, token),
          face: readFace(args, token.scopes),
          text: content.text,
          blocks: content.blocks,
          attachments: content.attachments,
          threadTs: args.text('thread_ts') || undefined,
        };
        responseUrls.postEphemeral(message, content.linkNames);
        return { message_ts: message.ts };
      },
    },
    {
      name: 'chat.getPermalink',
      tokens: ['bot', 'user'],
      scopes: [],
      tier: 'unlimited',
      handle({ args, token }) {
        const channel = conversations.visibleChannel(
          args.required('channel', 'channel_not_found'),
          token.userId,
          token.teamId,
        );
        const message = conversations.existing(channel.id, args.required('message_ts', 'message_not_found'));
        const reply = message.threadTs !== undefined && message.threadTs !== message.ts;
        const thread = reply ? `?thread_ts=${message.threadTs}&cid=${channel.id}` : '';
        const { domain } = store.team(token.teamId);
        return {
          channel: channel.id,
          permalink: `https://${domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`,
        };
      },
    },
  ];
}
