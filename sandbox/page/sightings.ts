import type { MessageView as RoomMessage } from '../../src/protocol/frames.ts';
import type { DiscordMessage, Persona, SlackLine } from '../page-protocol.ts';
import type { Sighting } from './journeys.ts';
import { plainText as discordText } from './discord/markdown.ts';
import { plainText as slackText } from './slack/text.ts';
import type { Arrival } from './stage.ts';

/** A new message as a line of the room: said there, or carried there; undefined for answers, notices and the like. */
export function sightingOf(arrival: Arrival, people: readonly Persona[]): Sighting | undefined {
  return arrival.side === 'discord' ? onDiscord(arrival.message) : onSlack(arrival.message, people);
}

function onDiscord(message: DiscordMessage): Sighting | undefined {
  const { author, kind, ephemeral, content } = message;
  if (ephemeral || author.kind === 'bot' || (kind !== 'message' && kind !== 'reply')) return undefined;
  return {
    place: 'discord',
    from: author.kind === 'user' ? 'discord' : undefined,
    name: author.name,
    avatarUrl: author.avatarUrl,
    text: discordText(content, (id) => id),
  };
}

function onSlack(message: SlackLine, people: readonly Persona[]): Sighting | undefined {
  const { name, isApp, ephemeral, subtype, icon, text } = message;
  const event = subtype === 'channel_join' || subtype === 'channel_leave';
  const answer = isApp && people.some((each) => !each.playable && each.name === name);
  if (ephemeral || event || answer) return undefined;
  return {
    place: 'slack',
    from: isApp ? undefined : 'slack',
    name,
    avatarUrl: icon.imageUrl ?? '',
    text: slackText(text, { users: new Map(), emojis: {} }),
  };
}

/** A line that the widget shows. */
export function sightingInRoom({ author, text }: RoomMessage): Sighting {
  return { place: 'web', from: author.via, name: author.name, avatarUrl: author.avatar ?? '', text };
}
