import type { Channel } from '../entities.ts';
import { ChannelType } from '../entities.ts';
import { FormReader } from '../form-reader.ts';
import { createChannel, deleteChannel, updateChannel } from '../guilds.ts';
import { LIMITS } from '../limits.ts';
import { showTyping } from '../messages.ts';
import { channelPayload } from '../payloads.ts';
import { created, noContent, ok } from '../router.ts';
import type { Call, Route } from '../router.ts';
import { archiveThread, checkNotArchived } from '../threads.ts';

function channelOf(call: Call): Channel {
  return call.platform.channelForBot(call.id('channel'));
}

function changeChannel(call: Call): Channel {
  const { platform } = call;
  const channel = channelOf(call);
  const form = new FormReader(call.body);
  const name = form.string('name', { min: 1, max: LIMITS.threadName });
  const topic = form.string('topic', { max: LIMITS.topic });
  const archived = form.boolean('archived');
  const locked = form.boolean('locked');
  form.errors.throwIfAny();
  // An archived thread is changed only by waking it.
  if (archived !== false) checkNotArchived(channel);
  const ownThread = channel.thread?.ownerId === platform.application.id && locked === undefined;
  if (channel.thread && !ownThread) platform.requireOfBot(channel, 'ManageThreads');
  if (!channel.thread) platform.requireOfBot(channel, 'ManageChannels');
  updateChannel(platform, channel, {
    ...(name === undefined ? {} : { name }),
    ...(form.given('topic') && !channel.thread ? { topic: topic ?? null } : {}),
  });
  if (channel.thread && (archived !== undefined || locked !== undefined)) {
    archiveThread(platform, channel, {
      ...(archived === undefined ? {} : { archived }),
      ...(locked === undefined ? {} : { locked }),
    });
  }
  return channel;
}

export const channelRoutes: Route[] = [
  {
    method: 'GET',
    template: '/channels/:channel',
    summary: 'one channel or thread',
    auth: 'bot',
    handle: (call) => ok(channelPayload(call.platform, channelOf(call))),
  },
  {
    method: 'PATCH',
    template: '/channels/:channel',
    summary: 'name and topic; of a thread: name, archived, locked',
    auth: 'bot',
    limit: { calls: 5, perMs: 5000 },
    handle: (call) => ok(channelPayload(call.platform, changeChannel(call))),
  },
  {
    method: 'DELETE',
    template: '/channels/:channel',
    summary: 'delete a channel; needs Manage Channels (Manage Threads for a thread)',
    auth: 'bot',
    handle: (call) => {
      const channel = channelOf(call);
      call.platform.requireOfBot(channel, channel.thread ? 'ManageThreads' : 'ManageChannels');
      const payload = channelPayload(call.platform, channel);
      deleteChannel(call.platform, channel);
      return ok(payload);
    },
  },
  {
    method: 'POST',
    template: '/guilds/:guild/channels',
    summary: 'make a text channel; needs Manage Channels',
    auth: 'bot',
    handle: (call) => {
      const guild = call.platform.guildForBot(call.id('guild'));
      call.platform.requireOfBotInGuild(guild, 'ManageChannels');
      const form = new FormReader(call.body);
      const name = form.string('name', { required: true, min: 1, max: 100 }) ?? '';
      const topic = form.string('topic', { max: LIMITS.topic });
      const type = form.choice('type', [ChannelType.Text, ChannelType.Category, ChannelType.Announcement]);
      const parentId = form.snowflake('parent_id');
      form.errors.throwIfAny();
      return created(
        channelPayload(call.platform, createChannel(call.platform, guild, { name, topic, type, parentId })),
      );
    },
  },
  {
    method: 'POST',
    template: '/channels/:channel/typing',
    summary: 'show that the bot is writing',
    auth: 'bot',
    limit: { calls: 5, perMs: 5000 },
    handle: (call) => {
      const channel = channelOf(call);
      call.platform.requireOfBot(channel, 'SendMessages');
      showTyping(call.platform, channel, call.platform.application.id);
      return noContent;
    },
  },
];
