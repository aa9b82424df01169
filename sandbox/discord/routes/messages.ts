import type { Channel, Message } from '../entities.ts';
import { ChannelType } from '../entities.ts';
import { invalidForm, refuse } from '../errors.ts';
import { FormReader } from '../form-reader.ts';
import { LIMITS } from '../limits.ts';
import { readDraft } from '../message-form.ts';
import { deleteMessage, deleteMessages, editMessage, postMessage } from '../messages.ts';
import { messagePayload } from '../message-payload.ts';
import { noContent, ok } from '../router.ts';
import type { Call, Route } from '../router.ts';
import { compareSnowflakes, isSnowflake, snowflakeTime } from '../snowflake.ts';
import { checkNotArchived, checkThreadOpen } from '../threads.ts';

function channelOf(call: Call): Channel {
  return call.platform.channelForBot(call.id('channel'));
}

/** The channel, if the bot may read what was said there. */
function readableChannel(call: Call): Channel {
  const channel = channelOf(call);
  call.platform.requireOfBot(channel, 'ReadMessageHistory');
  return channel;
}

function cursor(call: Call, name: 'before' | 'after' | 'around'): string | null {
  const value = call.query.get(name);
  if (value !== null && !isSnowflake(value))
    throw invalidForm([name], 'NUMBER_TYPE_COERCE', `Value "${value}" is not snowflake.`);
  return value;
}

/** One page, newest first: before an id, after an id (the ones closest to it), or around one. */
function page(
  messages: readonly Message[],
  {
    before,
    after,
    around,
    limit,
  }: { before: string | null; after: string | null; around: string | null; limit: number },
): Message[] {
  if (around !== null) {
    const half = Math.floor(limit / 2);
    const older = messages.filter((message) => compareSnowflakes(message.id, around) < 0).slice(-half);
    const newer = messages
      .filter((message) => compareSnowflakes(message.id, around) >= 0)
      .slice(0, limit - half);
    return [...older, ...newer].reverse();
  }
  if (after !== null)
    return messages
      .filter((message) => compareSnowflakes(message.id, after) > 0)
      .slice(0, limit)
      .reverse();
  const older =
    before === null ? messages : messages.filter((message) => compareSnowflakes(message.id, before) < 0);
  return older.slice(-limit).reverse();
}

function checkMaySend(call: Call, channel: Channel): void {
  const { platform } = call;
  if (channel.type === ChannelType.Category) throw refuse('notInThisChannelType');
  platform.requireOfBot(channel, channel.thread ? 'SendMessagesInThreads' : 'SendMessages');
  checkThreadOpen(platform, channel, platform.application.id);
  if (call.files.length > 0) platform.requireOfBot(channel, 'AttachFiles');
}

function bulkDelete(call: Call): void {
  const { platform } = call;
  const channel = channelOf(call);
  platform.requireOfBot(channel, 'ManageMessages');
  const form = new FormReader(call.body);
  const ids = [...new Set((form.list('messages', { required: true }) ?? []).map(String))];
  form.errors.throwIfAny();
  if (ids.length < 2 || ids.length > LIMITS.bulkDelete) throw refuse('bulkDeleteCount');
  if (ids.some((id) => !isSnowflake(id)))
    throw invalidForm(['messages'], 'NUMBER_TYPE_COERCE', 'Value is not snowflake.');
  if (ids.some((id) => snowflakeTime(id) < platform.now() - LIMITS.bulkDeleteAge))
    throw refuse('bulkDeleteTooOld');
  const found = ids.flatMap((id) =>
    platform.store.messagesIn(channel.id).filter((message) => message.id === id && message.onlyFor === null),
  );
  deleteMessages(platform, channel, found);
}

export const messageRoutes: Route[] = [
  {
    method: 'GET',
    template: '/channels/:channel/messages',
    summary: 'messages, newest first; before, after, around, limit',
    auth: 'bot',
    limit: { calls: 5, perMs: 1000 },
    handle: (call) => {
      const channel = channelOf(call);
      const limit = call.count('limit', { fallback: 50, min: 1, max: 100 });
      const wanted = {
        before: cursor(call, 'before'),
        after: cursor(call, 'after'),
        around: cursor(call, 'around'),
        limit,
      };
      // Without the right to read history the answer is empty, not a refusal.
      if (!call.platform.can(channel, call.platform.application.id, 'ReadMessageHistory')) return ok([]);
      const visible = call.platform.store
        .messagesIn(channel.id)
        .filter((message) => message.onlyFor === null);
      return ok(page(visible, wanted).map((message) => messagePayload(call.platform, message)));
    },
  },
  {
    method: 'GET',
    template: '/channels/:channel/messages/:message',
    summary: 'one message',
    auth: 'bot',
    handle: (call) =>
      ok(messagePayload(call.platform, call.platform.messageIn(readableChannel(call), call.id('message')))),
  },
  {
    method: 'POST',
    template: '/channels/:channel/messages',
    summary:
      'post; JSON or multipart, nonce with enforce_nonce, reply, allowed_mentions, embeds, components, files',
    auth: 'bot',
    limit: { calls: 5, perMs: 5000 },
    handle: (call) => {
      const channel = channelOf(call);
      checkMaySend(call, channel);
      const draft = readDraft(call.body, call.files);
      if (draft.embeds?.length) call.platform.requireOfBot(channel, 'EmbedLinks');
      const author = { kind: 'user', userId: call.platform.application.id } as const;
      return ok(messagePayload(call.platform, postMessage(call.platform, { channel, author, draft })));
    },
  },
  {
    method: 'PATCH',
    template: '/channels/:channel/messages/:message',
    summary: 'edit an own message; JSON or multipart',
    auth: 'bot',
    limit: { calls: 5, perMs: 5000 },
    handle: (call) => {
      const { platform } = call;
      const channel = channelOf(call);
      const message = platform.messageIn(channel, call.id('message'));
      checkNotArchived(channel);
      if (platform.authorId(message.author) !== platform.application.id) throw refuse('cannotEditOthers');
      return ok(
        messagePayload(
          platform,
          editMessage(platform, message, readDraft(call.body, call.files, { editing: true })),
        ),
      );
    },
  },
  {
    method: 'DELETE',
    template: '/channels/:channel/messages/:message',
    summary: 'delete; others’ messages need Manage Messages',
    auth: 'bot',
    limit: { calls: 5, perMs: 1000 },
    handle: (call) => {
      const { platform } = call;
      const channel = channelOf(call);
      const message = platform.messageIn(channel, call.id('message'));
      checkNotArchived(channel);
      if (platform.authorId(message.author) !== platform.application.id)
        platform.requireOfBot(channel, 'ManageMessages');
      deleteMessage(platform, message);
      return noContent;
    },
  },
  {
    method: 'POST',
    template: '/channels/:channel/messages/bulk-delete',
    summary: 'delete 2 to 100 messages younger than 14 days',
    auth: 'bot',
    limit: { calls: 1, perMs: 1000 },
    handle: (call) => {
      bulkDelete(call);
      return noContent;
    },
  },
];
