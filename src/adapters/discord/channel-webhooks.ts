import {
  Routes,
  type REST,
  type RESTGetAPIChannelWebhooksResult,
  type RESTPostAPIChannelWebhookJSONBody,
  type RESTPostAPIChannelWebhookResult,
} from 'discord.js';
import type { OwnIdentity } from './self.ts';

/** Enough to speak through a webhook. */
export interface ChannelWebhook {
  id: string;
  token: string;
}

const NAME = 'Matinee';

/**
 * The one webhook of ours in each channel, through which lines appear under their authors' names. Found again after a
 * restart by the application it belongs to; made when there is none.
 */
export class ChannelWebhooks {
  readonly #byChannel = new Map<string, Promise<ChannelWebhook>>();

  constructor(
    private readonly rest: REST,
    private readonly self: OwnIdentity,
  ) {}

  /** @throws what Discord answers: no permission, no channel, 15 webhooks already */
  of(channelId: string): Promise<ChannelWebhook> {
    const known = this.#byChannel.get(channelId);
    if (known) return known;
    const webhook = this.#findOrMake(channelId);
    this.#byChannel.set(channelId, webhook);
    webhook.catch(() => this.#byChannel.delete(channelId));
    return webhook;
  }

  /** It no longer works, or the channel's webhooks changed: looked up again when next needed. */
  forget(channelId: string): void {
    this.#byChannel.delete(channelId);
  }

  async #findOrMake(channelId: string): Promise<ChannelWebhook> {
    const { applicationId } = await this.self.get();
    const there = (await this.rest.get(Routes.channelWebhooks(channelId))) as RESTGetAPIChannelWebhooksResult;
    for (const { id, token, application_id } of there) {
      if (application_id === applicationId && token !== undefined) return { id, token };
    }
    const body: RESTPostAPIChannelWebhookJSONBody = { name: NAME };
    const made = (await this.rest.post(Routes.channelWebhooks(channelId), {
      body,
    })) as RESTPostAPIChannelWebhookResult;
    if (made.token === undefined) throw new Error('Discord made a webhook without a token');
    return { id: made.id, token: made.token };
  }
}
