import type { Author, Channel, Message, Ping } from './entities.ts';
import type { AllowedMentions } from './message-form.ts';
import { mentionTokens, narrowMentions } from './mentions.ts';
import type { Platform } from './platform.ts';

/** Whom a message reaches by name, once the sender's wish and permissions are taken into account. */
export interface Reach {
  userIds: string[];
  roleIds: string[];
  everyone: boolean;
  here: boolean;
}

function mayMentionEveryone(platform: Platform, channel: Channel, author: Author): boolean {
  return author.kind === 'webhook' || platform.can(channel, author.userId, 'MentionEveryone');
}

/**
 * Works out the mentions of a text: code does not mention, `allowed_mentions` narrows, everyone and unmentionable
 * roles need the permission (a webhook has it), and people have to exist.
 */
export function reachOf(
  platform: Platform,
  channel: Channel,
  author: Author,
  content: string,
  allowed: AllowedMentions | undefined,
): Reach {
  const wanted = narrowMentions(mentionTokens(content), allowed);
  const everyone = channel.guildId !== null && mayMentionEveryone(platform, channel, author);
  return {
    userIds: wanted.userIds.filter((id) => platform.store.users.has(id)),
    roleIds: wanted.roleIds.filter((id) => {
      const role = platform.store.roles.get(id);
      return (
        role !== undefined &&
        role.guildId === channel.guildId &&
        role.id !== channel.guildId &&
        (role.mentionable || everyone)
      );
    }),
    everyone: wanted.everyone && everyone,
    here: wanted.here && everyone,
  };
}

/** Writes down who was pinged. A person must be able to see the channel, and nobody pings themselves. */
export function recordPings(
  platform: Platform,
  channel: Channel,
  message: Message,
  reach: Reach,
  via: Ping['via'],
): void {
  if (message.onlyFor !== null) return;
  const sender = { kind: message.author.kind, id: platform.authorId(message.author) };
  const note = (target: Ping['target'], targetId: string | null): void => {
    const ping: Ping = {
      messageId: message.id,
      channelId: channel.id,
      target,
      targetId,
      sender,
      via,
      at: platform.now(),
    };
    platform.pings.push(ping);
    platform.announce({ type: 'ping', ping });
  };
  if (reach.everyone) note('everyone', null);
  if (reach.here) note('here', null);
  for (const id of reach.roleIds) note('role', id);
  for (const id of reach.userIds) {
    if (id !== sender.id && platform.can(channel, id, 'ViewChannel')) note('user', id);
  }
}
