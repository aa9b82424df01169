import { v7 as uuid } from 'uuid';
import type { Answer } from '../../protocol/frames.ts';
import type { Bilingual } from '../catalogue/movie.ts';
import {
  LINKS_TOPIC,
  type ChannelRef,
  type Link,
  type LinkState,
  type Moderation,
} from '../delivery/link.ts';
import type { LinkRepository } from '../delivery/link-repository.ts';
import { Problem } from '../errors.ts';
import { actorOf } from '../identity/actor.ts';
import type { PasswordHasher } from '../identity/password-hasher.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { Presence } from '../ports/presence.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import { createRoom } from '../rooms/create-room.ts';
import { checkInvite, inviteToRoom, type InviteRepository } from '../rooms/invite.ts';
import { parseSlug, type Room, type Visibility } from '../rooms/room.ts';
import type { RoomLog } from '../rooms/room-log.ts';
import type { RoomRepository } from '../rooms/room-repository.ts';
import type { CommandContext } from './command-runner.ts';
import type { CommandName } from './grammar.ts';
import { literal } from './literal.ts';
import { BilingualProblem } from './problem-text.ts';

export interface RoomCommandDeps {
  rooms: RoomRepository;
  links: LinkRepository;
  invites: InviteRepository;
  passwords: PasswordHasher;
  log: RoomLog;
  bus: EventBus;
  presence: Presence;
  limiter: RateLimiter;
  publicUrl: string;
}

type RoomCommand = Extract<CommandName, `room ${string}`>;
type Channel = NonNullable<CommandContext['channel']>;
const PLATFORM = { discord: 'Discord', slack: 'Slack' } as const;
const STATE: Record<LinkState, Bilingual> = {
  active: { en: 'active', ko: '연결됨' },
  paused: { en: 'paused', ko: '멈춤' },
  broken: { en: 'broken', ko: '끊김' },
};
/** Said of links that go their own way. */
const DELETIONS: Record<Moderation, Bilingual> = {
  room: { en: '', ko: '' },
  here: { en: ', what is deleted there goes there alone', ko: ', 거기서 지운 메시지는 거기서만 사라져요' },
};
const VISIBILITY: Record<Visibility, Bilingual> = {
  public: { en: 'public', ko: '공개' },
  unlisted: { en: 'unlisted', ko: '링크로만' },
  private: { en: 'private', ko: '비공개' },
};

/** `/movie room …`: making rooms and joining channels to them. */
export function roomCommands(
  deps: RoomCommandDeps,
): Record<RoomCommand, (options: Record<string, string>, context: CommandContext) => Promise<Answer>> {
  return {
    'room open': async (options, context) => {
      const channel = await freeChannel(deps, context);
      const slug = options['slug'] ?? '';
      const title = options['title']?.trim() || slug;
      const room = await createRoom(deps, context.person.id, { slug: named(slug), title });
      await linkChannel(deps, room, channel, context, false, moderationOf(options));
      const url = roomUrl(deps, room);
      return reply(
        context,
        `Room **${literal(room.title)}** is open, it is yours, and this channel is linked to it. On the web: ${url}\nLink another channel with a code from \`/movie room invite\`.`,
        `**${literal(room.title)}** 방을 열고 이 채널을 연결했어요. 방장은 ${literal(context.person.name)}님이에요. 웹: ${url}\n다른 채널은 \`/영화 방 초대\` 코드로 연결할 수 있어요.`,
        'channel',
      );
    },

    'room invite': async (_options, context) => {
      const room = await roomHere(deps, context);
      const { code } = await inviteToRoom(deps, room.id, context.person.id);
      return reply(
        context,
        `Code for **${literal(room.title)}**: \`${code}\`\nGood once, for 10 minutes. In the other channel: \`/movie room link ${code}\``,
        `**${literal(room.title)}** 방의 코드: \`${code}\`\n10분 동안 한 번만 쓸 수 있어요. 다른 채널에서 이렇게 입력해 주세요: \`/영화 방 연결 ${code}\``,
        'sender',
      );
    },

    'room link': async (options, context) => {
      const channel = await freeChannel(deps, context);
      const invite = await checkInvite(deps, options['code'] ?? '', context.person.id);
      const room = await deps.rooms.byId(invite.roomId);
      if (!room) throw new Problem('room_not_found', 'The room of this code no longer exists.');
      await invite.redeem();
      await linkChannel(deps, room, channel, context, true, moderationOf(options));
      return reply(
        context,
        `This channel is now part of **${literal(room.title)}**. What is said here shows everywhere else: ${roomUrl(deps, room)}`,
        `이 채널이 **${literal(room.title)}** 방에 연결됐어요. 여기서 한 말이 다른 곳에도 보여요: ${roomUrl(deps, room)}`,
        'channel',
      );
    },

    'room unlink': async (_options, context) => {
      const channel = managedChannel(context);
      const link = await linkHere(deps, channel);
      await deps.log.append({
        roomId: link.roomId,
        key: `unlink:${uuid()}`,
        actor: actorOf(context.person, context.via),
        action: {
          kind: 'remove-link',
          linkId: link.id,
          platform: channel.platform,
          channel: link.channelName,
          onPlatform: true,
        },
      });
      deps.bus.publish(LINKS_TOPIC, Buffer.from(link.id));
      return reply(
        context,
        'This channel is no longer linked. What was said stays where it is.',
        '이 채널의 연결을 끊었어요. 지금까지 한 말은 그대로 남아 있어요.',
        'channel',
      );
    },

    'room info': async (_options, context) => {
      const room = await roomHere(deps, context);
      const summary = await deps.rooms.summary(room.slug);
      const online = await deps.presence.count(room.id);
      const members = summary?.members ?? 0;
      const links = (locale: 'en' | 'ko'): string =>
        (summary?.links ?? [])
          .map(
            (link) =>
              `${PLATFORM[link.platform]} #${literal(link.channel)} (${STATE[link.state][locale]}${DELETIONS[link.moderation][locale]})`,
          )
          .join(', ') || '–';
      const head = (locale: 'en' | 'ko'): string =>
        `**${literal(room.title)}** (${VISIBILITY[room.visibility][locale]}) ${roomUrl(deps, room)}`;
      return reply(
        context,
        `${head('en')}\n${members} ${members === 1 ? 'member' : 'members'}, ${online} here on the web now\nLinks: ${links('en')}`,
        `${head('ko')}\n멤버 ${members}명, 지금 웹에 ${online}명\n연결: ${links('ko')}`,
        'sender',
      );
    },
  };
}

/** The slug as it is kept. @throws BilingualProblem `invalid_input` */
function named(slug: string): string {
  try {
    return parseSlug(slug);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new BilingualProblem('invalid_input', {
      en: error.message,
      ko: '방 이름에는 글자, 숫자, 하이픈(-)만 64자까지 쓸 수 있어요. 예: `parasite`, `기생충`',
    });
  }
}

async function linkChannel(
  deps: RoomCommandDeps,
  room: Room,
  channel: Channel,
  context: CommandContext,
  invited: boolean,
  moderation: Moderation,
): Promise<void> {
  await deps.log.append({
    roomId: room.id,
    key: `link:${uuid()}`,
    actor: actorOf(context.person, context.via),
    action: {
      kind: 'add-link',
      invited,
      link: {
        id: uuid(),
        platform: channel.platform,
        tenantId: channel.tenantId,
        channelId: channel.channelId,
        channelName: channel.name,
        moderation,
      },
    },
  });
  deps.bus.publish(LINKS_TOPIC, Buffer.from(room.id));
}

const moderationOf = (options: Record<string, string>): Moderation =>
  options['moderation'] === 'here' ? 'here' : 'room';

function managedChannel({ channel }: CommandContext): Channel {
  if (!channel) {
    throw new BilingualProblem('not_allowed', {
      en: 'Use this in a Discord or Slack channel.',
      ko: '이 명령은 Discord나 Slack 채널에서 쓸 수 있어요.',
    });
  }
  if (!channel.mayManage) {
    throw new BilingualProblem('not_allowed', {
      en: 'Only people who may manage this channel can link it. Ask somebody who can.',
      ko: '채널을 관리할 수 있는 사람만 방에 연결할 수 있어요. 관리자에게 부탁해 보세요.',
    });
  }
  return channel;
}

async function freeChannel(deps: RoomCommandDeps, context: CommandContext): Promise<Channel> {
  const channel = managedChannel(context);
  if (await deps.links.byChannel(channel)) {
    throw new Problem('channel_linked', 'This channel is linked already. End that first: /movie room unlink');
  }
  return channel;
}

async function linkHere(deps: Pick<RoomCommandDeps, 'links'>, channel: ChannelRef): Promise<Link> {
  const link = await deps.links.byChannel(channel);
  if (!link) {
    throw new Problem(
      'link_not_found',
      'This channel is not linked to a room. Make one with /movie room open, or link it with /movie room link.',
    );
  }
  return link;
}

/**
 * The room a command is asked in, or whose channel it is asked in.
 * @throws Problem `link_not_found`, `room_not_found`
 */
export async function roomHere(
  deps: Pick<RoomCommandDeps, 'rooms' | 'links'>,
  context: CommandContext,
): Promise<Room> {
  const room =
    context.room !== undefined
      ? await deps.rooms.bySlug(context.room)
      : context.channel && (await deps.rooms.byId((await linkHere(deps, context.channel)).roomId));
  if (!room) throw new Problem('room_not_found', 'There is no such room.');
  return room;
}

const roomUrl = (deps: RoomCommandDeps, room: Room): string =>
  `${deps.publicUrl}/r/${encodeURIComponent(room.slug)}`;

function reply(context: CommandContext, en: string, ko: string, to: Answer['to']): Answer {
  return { to, text: context.locale === 'ko' ? ko : en, cards: [] };
}
