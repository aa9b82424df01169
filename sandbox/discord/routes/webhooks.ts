import type { Channel, Webhook } from '../entities.ts';
import { readDraft } from '../message-form.ts';
import { deleteMessage, editMessage } from '../messages.ts';
import { messagePayload } from '../message-payload.ts';
import { webhookPayload } from '../payloads.ts';
import { noContent, ok } from '../router.ts';
import type { Answer, Call, Route } from '../router.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  executeWebhook,
  findWebhook,
  openWebhook,
  changeableWebhookMessage,
  webhookMessage,
} from '../webhooks.ts';

const BY_TOKEN = '/webhooks/:webhook/:token';
const MESSAGE = `${BY_TOKEN}/messages/:message`;
const PER_WEBHOOK = { calls: 5, perMs: 2000 };

/** The bot sees the secret of webhooks it or a person made, not that of another application's. */
function forBot(call: Call, webhook: Webhook): ReturnType<typeof webhookPayload> {
  const { application } = call.platform;
  return webhookPayload(
    call.platform,
    webhook,
    webhook.applicationId === null || webhook.applicationId === application.id,
  );
}

function managedChannel(call: Call): Channel {
  const channel = call.platform.channelForBot(call.id('channel'));
  call.platform.requireOfBot(channel, 'ManageWebhooks');
  return channel;
}

function managedWebhook(call: Call): Webhook {
  const webhook = findWebhook(call.platform, call.id('webhook'));
  call.platform.requireOfBot(call.platform.channelForBot(webhook.channelId), 'ManageWebhooks');
  return webhook;
}

function byToken(call: Call): Webhook {
  return openWebhook(call.platform, call.id('webhook'), call.param('token'));
}

/** Under the application's own id the token is an interaction's, not a webhook's. */
function isInteraction(call: Call): boolean {
  return call.id('webhook') === call.platform.application.id;
}

function ofInteraction(call: Call, action: 'get' | 'edit' | 'delete'): Answer {
  const { interactions, platform } = call;
  const interaction = interactions.byToken(call.param('token'));
  const message = interactions.message(interaction, call.param('message'));
  if (action === 'delete') {
    interactions.remove(interaction, message);
    return noContent;
  }
  if (action === 'edit')
    interactions.edit(interaction, message, readDraft(call.body, call.files, { editing: true }));
  return ok(messagePayload(platform, message));
}

export const webhookRoutes: Route[] = [
  {
    method: 'POST',
    template: '/channels/:channel/webhooks',
    summary: 'make a webhook; needs Manage Webhooks, at most 15 per channel',
    auth: 'bot',
    handle: (call) =>
      ok(
        forBot(
          call,
          createWebhook(call.platform, managedChannel(call), call.platform.application.id, call.body),
        ),
      ),
  },
  {
    method: 'GET',
    template: '/channels/:channel/webhooks',
    summary: 'a channel’s webhooks',
    auth: 'bot',
    handle: (call) =>
      ok(call.platform.store.webhooksIn(managedChannel(call).id).map((webhook) => forBot(call, webhook))),
  },
  {
    method: 'GET',
    template: '/guilds/:guild/webhooks',
    summary: 'a guild’s webhooks',
    auth: 'bot',
    handle: (call) => {
      const guild = call.platform.guildForBot(call.id('guild'));
      call.platform.requireOfBotInGuild(guild, 'ManageWebhooks');
      return ok(
        [...call.platform.store.webhooks.values()]
          .filter((webhook) => webhook.guildId === guild.id)
          .map((webhook) => forBot(call, webhook)),
      );
    },
  },
  {
    method: 'GET',
    template: '/webhooks/:webhook',
    summary: 'one webhook, by the bot’s authority',
    auth: 'bot',
    handle: (call) => ok(forBot(call, managedWebhook(call))),
  },
  {
    method: 'PATCH',
    template: '/webhooks/:webhook',
    summary: 'change name, avatar or channel',
    auth: 'bot',
    handle: (call) => ok(forBot(call, changeWebhook(call.platform, managedWebhook(call), call.body, true))),
  },
  {
    method: 'DELETE',
    template: '/webhooks/:webhook',
    summary: 'delete a webhook',
    auth: 'bot',
    handle: (call) => {
      deleteWebhook(call.platform, managedWebhook(call));
      return noContent;
    },
  },
  {
    method: 'GET',
    template: BY_TOKEN,
    summary: 'one webhook, by its token',
    auth: 'none',
    handle: (call) => ok(webhookPayload(call.platform, byToken(call))),
  },
  {
    method: 'PATCH',
    template: BY_TOKEN,
    summary: 'change name or avatar, by its token',
    auth: 'none',
    handle: (call) =>
      ok(webhookPayload(call.platform, changeWebhook(call.platform, byToken(call), call.body, false))),
  },
  {
    method: 'DELETE',
    template: BY_TOKEN,
    summary: 'delete a webhook, by its token',
    auth: 'none',
    handle: (call) => {
      deleteWebhook(call.platform, byToken(call));
      return noContent;
    },
  },
  {
    method: 'POST',
    template: BY_TOKEN,
    summary:
      'execute a webhook (wait, thread_id, username, avatar_url, files, embeds, components), or follow up an interaction',
    auth: 'none',
    limit: PER_WEBHOOK,
    handle: (call) => {
      const { platform, interactions } = call;
      if (isInteraction(call)) {
        const interaction = interactions.byToken(call.param('token'));
        return ok(messagePayload(platform, interactions.followUp(interaction, call.body, call.files)));
      }
      const message = executeWebhook(
        platform,
        byToken(call),
        call.query.get('thread_id'),
        call.body,
        call.files,
      );
      return call.flag('wait') ? ok(messagePayload(platform, message)) : noContent;
    },
  },
  {
    method: 'GET',
    template: MESSAGE,
    summary: 'a webhook’s message, or an interaction’s (also @original)',
    auth: 'none',
    limit: PER_WEBHOOK,
    handle: (call) => {
      if (isInteraction(call)) return ofInteraction(call, 'get');
      return ok(
        messagePayload(
          call.platform,
          webhookMessage(call.platform, byToken(call), call.query.get('thread_id'), call.id('message')),
        ),
      );
    },
  },
  {
    method: 'PATCH',
    template: MESSAGE,
    summary: 'edit a webhook’s message, or an interaction’s (also @original)',
    auth: 'none',
    limit: PER_WEBHOOK,
    handle: (call) => {
      if (isInteraction(call)) return ofInteraction(call, 'edit');
      const message = changeableWebhookMessage(
        call.platform,
        byToken(call),
        call.query.get('thread_id'),
        call.id('message'),
      );
      return ok(
        messagePayload(
          call.platform,
          editMessage(call.platform, message, readDraft(call.body, call.files, { editing: true })),
        ),
      );
    },
  },
  {
    method: 'DELETE',
    template: MESSAGE,
    summary: 'delete a webhook’s message, or an interaction’s (also @original)',
    auth: 'none',
    limit: PER_WEBHOOK,
    handle: (call) => {
      if (isInteraction(call)) return ofInteraction(call, 'delete');
      deleteMessage(
        call.platform,
        changeableWebhookMessage(
          call.platform,
          byToken(call),
          call.query.get('thread_id'),
          call.id('message'),
        ),
      );
      return noContent;
    },
  },
];
