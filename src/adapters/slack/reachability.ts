import type { ChannelRef, Link } from '../../core/delivery/link.ts';
import { DeliveryFault } from '../../core/delivery/chat-adapter.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { slackCode } from './errors.ts';
import type { SlackCore } from './slack-core.ts';
import type { Workspaces } from './workspaces.ts';

const INVITE = 'type /invite @Matinee there to go on';

/** Tells the core which channels can be reached: as Slack tells of changes, and by looking after a connection. */
export class Reachability {
  constructor(
    private readonly core: Pick<SlackCore, 'inbox'>,
    private readonly workspaces: Workspaces,
    private readonly logger: Logger,
  ) {}

  /** Somebody joined or left a channel: of interest when it was us. */
  async member(teamId: string, event: { channel: string; user: string; joined: boolean }): Promise<void> {
    const { botUserId } = await this.workspaces.of(teamId);
    if (event.user !== botUserId) return;
    if (event.joined) await this.core.inbox.channelFound(channelOf(teamId, event.channel));
    else
      await this.#lost(
        teamId,
        event.channel,
        (name) => `Matinee was removed from ${name} on Slack: ${INVITE}.`,
      );
  }

  async channel(teamId: string, event: { channel: string; became: string }): Promise<void> {
    switch (event.became) {
      case 'left':
        return this.#lost(
          teamId,
          event.channel,
          (name) => `Matinee was removed from ${name} on Slack: ${INVITE}.`,
        );
      case 'archive':
        return this.#lost(teamId, event.channel, archived);
      case 'deleted':
        return this.#lost(teamId, event.channel, gone);
      case 'unarchive': {
        const link = await this.core.inbox.linkOf(channelOf(teamId, event.channel));
        if (link) await this.#check(link);
      }
    }
  }

  async uninstalled(teamId: string): Promise<void> {
    await this.#lostAll(
      teamId,
      'The app was removed from the workspace on Slack: install it again to go on.',
    );
  }

  async revoked(teamId: string): Promise<void> {
    await this.#lostAll(
      teamId,
      "Slack has revoked the app's token: reinstall the app and copy the Bot User OAuth Token anew.",
    );
  }

  /** Looks at every linked channel, as after a connection: what Slack told meanwhile was not heard. Never throws. */
  async checkAll(): Promise<void> {
    try {
      for (const link of await this.core.inbox.linksOf('slack')) await this.#check(link);
    } catch (error) {
      this.logger.warn({ err: error }, 'linked channels could not be looked at');
    }
  }

  async #check(link: Link): Promise<void> {
    try {
      const { patient } = await this.workspaces.of(link.tenantId);
      const { channel } = await patient.conversations.info({ channel: link.channelId });
      // By the name the room knows it by: that of a private channel is told to nobody.
      const name = `#${link.channelName}`;
      if (channel?.is_archived === true) await this.core.inbox.channelLost(link, archived(name));
      else if (channel?.is_member === false) {
        await this.core.inbox.channelLost(link, `Matinee is not in ${name} on Slack: ${INVITE}.`);
      } else if (link.state === 'broken') await this.core.inbox.channelFound(link);
    } catch (error) {
      const code = slackCode(error);
      if (code === 'channel_not_found') {
        const text = `Matinee can no longer see #${link.channelName} on Slack: ${INVITE}, or link another channel.`;
        await this.core.inbox.channelLost(link, text);
      } else if (error instanceof DeliveryFault) await this.core.inbox.channelLost(link, error.message);
      else this.logger.debug({ err: error, link: link.id }, 'a linked channel could not be looked at');
    }
  }

  async #lost(teamId: string, channelId: string, reason: (name: string) => string): Promise<void> {
    const channel = channelOf(teamId, channelId);
    const link = await this.core.inbox.linkOf(channel);
    if (link) await this.core.inbox.channelLost(channel, reason(`#${link.channelName}`));
  }

  async #lostAll(teamId: string, reason: string): Promise<void> {
    for (const link of await this.core.inbox.linksOf('slack')) {
      if (link.tenantId === teamId) await this.core.inbox.channelLost(link, reason);
    }
  }
}

const archived = (name: string): string =>
  `${name} was archived on Slack: unarchive it to go on, or link another channel.`;
const gone = (name: string): string =>
  `${name} was deleted on Slack: end its link with /movie room unlink elsewhere, or link another channel.`;

const channelOf = (teamId: string, channelId: string): ChannelRef => ({
  platform: 'slack',
  tenantId: teamId,
  channelId,
});
