import { randomBytes } from 'node:crypto';
import type { Channel, Message, Webhook } from './entities.ts';
import { refuse } from './errors.ts';
import { FormReader } from './form-reader.ts';
import { LIMITS } from './limits.ts';
import { checkWebhookName, readDraft } from './message-form.ts';
import type { UploadedFile } from './message-form.ts';
import { postMessage } from './messages.ts';
import { linkedPicture, readImageData } from './pictures.ts';
import { Intent } from './platform.ts';
import type { Platform } from './platform.ts';
import { checkNotArchived, checkThreadOpen } from './threads.ts';

function tell(platform: Platform, channelId: string, guildId: string): void {
  platform.publish({
    name: 'WEBHOOKS_UPDATE',
    data: { guild_id: guildId, channel_id: channelId },
    guildId,
    channelId,
    intent: Intent.GuildWebhooks,
  });
  platform.announce({ type: 'webhooks', channelId });
}

/** Makes a channel webhook for a person or for the application. The sixteenth is refused with 30007. */
export function createWebhook(
  platform: Platform,
  channel: Channel,
  creatorId: string,
  body: unknown,
): Webhook {
  const form = new FormReader(body);
  const name = checkWebhookName(form, 'name', true);
  form.errors.throwIfAny();
  if (channel.guildId === null || channel.thread) throw refuse('notInThisChannelType');
  if (platform.store.webhooksIn(channel.id).length >= LIMITS.webhooksPerChannel)
    throw refuse('tooManyWebhooks');
  const { avatar } = form.body;
  const webhook: Webhook = {
    id: platform.ids.next(),
    token: randomBytes(51).toString('base64url'),
    guildId: channel.guildId,
    channelId: channel.id,
    name: name ?? '',
    avatar: avatar === undefined || avatar === null ? null : readImageData(platform, 'avatar', avatar),
    creatorId,
    applicationId: creatorId === platform.application.id ? platform.application.id : null,
  };
  platform.store.webhooks.set(webhook.id, webhook);
  tell(platform, channel.id, webhook.guildId);
  return webhook;
}

/** Changes name, avatar or (with the bot's authority) channel. */
export function changeWebhook(
  platform: Platform,
  webhook: Webhook,
  body: unknown,
  mayMove: boolean,
): Webhook {
  const form = new FormReader(body);
  const name = checkWebhookName(form, 'name', false);
  const channelId = mayMove ? form.snowflake('channel_id') : undefined;
  form.errors.throwIfAny();
  const before = webhook.channelId;
  if (channelId !== undefined) webhook.channelId = platform.channelForBot(channelId).id;
  if (name !== undefined) webhook.name = name;
  if (form.given('avatar'))
    webhook.avatar = form.body.avatar === null ? null : readImageData(platform, 'avatar', form.body.avatar);
  tell(platform, before, webhook.guildId);
  if (before !== webhook.channelId) tell(platform, webhook.channelId, webhook.guildId);
  return webhook;
}

export function deleteWebhook(platform: Platform, webhook: Webhook): void {
  platform.store.webhooks.delete(webhook.id);
  tell(platform, webhook.channelId, webhook.guildId);
}

export function findWebhook(platform: Platform, id: string): Webhook {
  const webhook = platform.store.webhooks.get(id);
  if (!webhook) throw refuse('unknownWebhook');
  return webhook;
}

/** The webhook, if the token is its own. */
export function openWebhook(platform: Platform, id: string, token: string): Webhook {
  const webhook = findWebhook(platform, id);
  if (webhook.token !== token) throw refuse('invalidWebhookToken');
  return webhook;
}

/** The webhook's channel, or the thread of it that `thread_id` names. */
function targetOf(platform: Platform, webhook: Webhook, threadId: string | null): Channel {
  if (threadId === null) return platform.channel(webhook.channelId);
  const thread = platform.store.channels.get(threadId);
  if (!thread?.thread || thread.parentId !== webhook.channelId) throw refuse('unknownChannel');
  return thread;
}

/** Posts as the webhook, under the name and picture of this one message if it brings its own. */
export function executeWebhook(
  platform: Platform,
  webhook: Webhook,
  threadId: string | null,
  body: unknown,
  files: UploadedFile[],
): Message {
  const draft = readDraft(body, files);
  const form = new FormReader(body);
  const username = checkWebhookName(form, 'username', false);
  const avatarUrl = form.url('avatar_url');
  form.errors.throwIfAny();
  const channel = targetOf(platform, webhook, threadId);
  checkThreadOpen(platform, channel, null);
  return postMessage(platform, {
    channel,
    author: {
      kind: 'webhook',
      webhookId: webhook.id,
      applicationId: webhook.applicationId,
      name: username ?? webhook.name,
      avatar: avatarUrl === undefined ? webhook.avatar : linkedPicture(avatarUrl),
    },
    // A webhook cannot answer a message, nor is its nonce looked at.
    draft: { ...draft, replyTo: undefined, nonce: undefined, enforceNonce: undefined },
  });
}

/** A message that this webhook wrote, in the place that was named. */
export function webhookMessage(
  platform: Platform,
  webhook: Webhook,
  threadId: string | null,
  messageId: string,
): Message {
  const channel = targetOf(platform, webhook, threadId);
  const message = platform.store.message(messageId);
  const own = message?.author.kind === 'webhook' && message.author.webhookId === webhook.id;
  if (!message || !own || message.channelId !== channel.id) throw refuse('unknownMessage');
  return message;
}

/** The same, to be edited or deleted; in an archived thread nothing is. */
export function changeableWebhookMessage(
  platform: Platform,
  webhook: Webhook,
  threadId: string | null,
  messageId: string,
): Message {
  const message = webhookMessage(platform, webhook, threadId, messageId);
  checkNotArchived(targetOf(platform, webhook, threadId));
  return message;
}
