import { GatewayDispatchEvents, type Client } from 'discord.js';
import { Agent } from 'undici';
import type { ChatAdapter } from '../../core/delivery/chat-adapter.ts';
import { tellingStoreFaults } from '../../core/delivery/store-fault.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { DiscordChatAdapter } from './adapter.ts';
import { AttachmentReader } from './attachments.ts';
import { ChannelWebhooks } from './channel-webhooks.ts';
import { Connection } from './connection.ts';
import type { DiscordCore } from './discord-core.ts';
import { GatewayEvents } from './events.ts';
import { ClientGuildFacts } from './guild-facts.ts';
import { ChannelHistory } from './history.ts';
import { inviteUrl } from './invite.ts';
import { Interactions } from './interactions.ts';
import { Members } from './members.ts';
import { Reachability } from './reachability.ts';
import { RemoteMessageReader } from './remote-message.ts';
import { OwnIdentity } from './self.ts';
import { openCarefulRest, openDecoratingRest, openReadingRest, type DiscordSettings } from './settings.ts';
import { registerSlashCommand } from './slash-commands.ts';

export type { DiscordCore } from './discord-core.ts';
export type { DiscordSettings } from './settings.ts';

/** Discord, both ways. */
export interface DiscordAdapter {
  /**
   * Connects to the gateway and registers the slash command. Resolves after the first attempt, or after 7 s while that
   * still lasts, and never throws: whether it worked is in `status()`. Where it makes sense it tries again by itself.
   */
  start(): Promise<void>;
  /** Ends the gateway connection; what is under way outbound fails. */
  stop(): Promise<void>;
  /** `connected`, or in one line why not and how to mend it. */
  status(): string;
  /** The channels, outbound; works without a gateway connection too. */
  adapter: ChatAdapter;
}

/** Puts the Discord adapter together. Connects to nothing before it is started or used. */
export function createDiscordAdapter(
  settings: DiscordSettings,
  core: DiscordCore,
  logger: Logger,
): DiscordAdapter {
  const agent = new Agent();
  const careful = openCarefulRest(settings, agent);
  const decorating = openDecoratingRest(settings, agent);
  const reading = openReadingRest(settings, agent);
  const leisurely = openReadingRest(settings, agent);
  const self = new OwnIdentity(reading, settings, logger);
  const facts = new ClientGuildFacts();
  const members = new Members(reading);
  const files = new AttachmentReader(agent, settings.cdnUrl);
  const messages = new RemoteMessageReader(core, members, files, facts, reading.cdn);
  const webhooks = new ChannelWebhooks(careful, self);
  const history = new ChannelHistory(leisurely, self, messages, members);
  const adapter = new DiscordChatAdapter({
    settings,
    core: {
      ...core,
      people: tellingStoreFaults(core.people),
      media: tellingStoreFaults(core.media),
    },
    careful,
    decorating,
    reading,
    leisurely,
    self,
    webhooks,
    history,
    facts,
  });

  const events = new GatewayEvents(core, self, messages, members, logger);
  const interactions = new Interactions(core, members, logger);
  const reachability = new Reachability(core, webhooks, logger);

  const register = async (): Promise<void> => {
    try {
      const { applicationId } = await self.get();
      const registered = await registerSlashCommand(reading, applicationId, settings.guildId);
      if (registered) logger.info({ guild: settings.guildId ?? 'all' }, 'registered /movie on Discord');
    } catch (error) {
      logger.warn(
        { err: error },
        'Discord did not take the slash command /movie; it is registered at the next connection',
      );
    }
  };

  const catchUp = async (client: Client<true>): Promise<void> => {
    try {
      await reachability.checkAll(client);
      await core.inbox.catchUp('discord');
    } catch (error) {
      logger.error({ err: error }, 'what was said on Discord while we were away was not read');
    }
  };

  const connection = new Connection(
    settings,
    agent,
    {
      onPacket: (packet) => {
        if (packet.t === GatewayDispatchEvents.Ready) {
          self.learn({ applicationId: packet.d.application.id, userId: packet.d.user.id });
        } else {
          events.take(packet);
        }
      },
      onInteraction: (interaction) => void interactions.take(interaction),
      onClient: (client: Client | undefined) => {
        facts.use(client);
        if (client) reachability.watch(client);
      },
      onFreshSession: (client) => {
        if (client.guilds.cache.size === 0) {
          logger.warn(
            { invite: inviteUrl(client.application.id) },
            'Matinee is in no Discord server yet: invite it',
          );
        }
        void register();
        void catchUp(client);
      },
    },
    logger,
  );

  return {
    adapter,
    start: () => connection.start(),
    status: () => connection.status(),
    stop: async () => {
      await connection.stop();
      await agent.destroy();
    },
  };
}
