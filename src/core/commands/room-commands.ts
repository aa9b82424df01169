import { v7 as uuid } from 'uuid';
import type { Answer } from '../../protocol/frames.ts';
import { taggedName } from '../../protocol/tagged-name.ts';
import type { Bilingual } from '../catalogue/movie.ts';
import {
  LINKS_TOPIC,
  type ChannelRef,
  type Link,
  type LinkState,
  type Moderation,
} from '../delivery/link.ts';
import type { LinkRepository } from '../delivery/link-repository.ts';
import type { Platforms } from '../delivery/platforms.ts';
import { Problem } from '../errors.ts';
import { actorOf } from '../identity/actor.ts';
import type { PasswordHasher } from '../identity/password-hasher.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { Logger } from '../ports/logger.ts';
import type { Presence } from '../ports/presence.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import { createRoom } from '../rooms/create-room.ts';
import { endRoom } from '../rooms/end-room.ts';
import { findRoom } from '../rooms/find-room.ts';
import { checkInvite, inviteToRoom, type InviteRepository } from '../rooms/invite.ts';
import { parseSlug, type Room, type Visibility } from '../rooms/room.ts';
import type { RoomLog } from '../rooms/room-log.ts';
import type { RoomRepository } from '../rooms/room-repository.ts';
import type { ChannelLook, CommandChannel, CommandContext } from './command-runner.ts';
import type { CommandName } from './grammar.ts';
import { mayLink, type LinkRights, type LinkRightsRepository } from './link-rights.ts';
import { literal } from './literal.ts';
import { BilingualProblem } from './problem-text.ts';

export interface RoomCommandDeps {
  rooms: RoomRepository;
  platforms: Platforms;
  links: LinkRepository;
  rights: LinkRightsRepository;
  invites: InviteRepository;
  passwords: PasswordHasher;
  log: RoomLog;
  bus: EventBus;
  presence: Presence;
  limiter: RateLimiter;
  logger: Logger;
  publicUrl: string;
}

type RoomCommand = Extract<CommandName, `room ${string}`>;
/** A channel that may be linked by who asks, as the platform shows it. */
interface Managed {
  channel: CommandChannel;
  look: ChannelLook;
}
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
const READERS: Record<Visibility, Bilingual> = {
  public: {
    en: 'It is public: everybody can find and read it.',
    ko: '공개 방이라서 누구나 찾고 읽을 수 있어요.',
  },
  unlisted: {
    en: 'It is unlisted: whoever has its address can read it.',
    ko: '목록에 없는 방이라서 주소를 아는 사람만 읽을 수 있어요.',
  },
  private: {
    en: 'It is private: only its members and the channels linked to it can read it.',
    ko: '비공개 방이라서 멤버와 연결된 채널에서만 읽을 수 있어요.',
  },
};

/** `/movie room …`: making rooms and joining channels to them. */
export function roomCommands(
  deps: RoomCommandDeps,
): Record<RoomCommand, (options: Record<string, string>, context: CommandContext) => Promise<Answer>> {
  return {
    'room open': async (options, context) => {
      const slug = options['slug'] ?? '';
      const title = options['title']?.trim() || slug;
      const asked = visibilityOf(options);
      const managed = await freeChannel(deps, context);
      const visibility = asked ?? (managed.look.isPrivate === false ? 'public' : 'private');
      const room = await createRoom(deps, context.person.id, { slug: named(slug), title, visibility });
      await linkChannel(deps, room, managed, context, false, moderationOf(options)).catch(
        async (error: unknown) => {
          // A room for a channel that it did not get would be found by nobody, and keep its name.
          await endRoom(deps, room.id);
          throw error;
        },
      );
      const who = (locale: 'en' | 'ko'): string =>
        [
          READERS[visibility][locale],
          whyPrivate(deps, managed, asked)[locale],
          warning(managed, room)[locale],
        ]
          .filter((sentence) => sentence !== '')
          .join(' ');
      const url = roomUrl(deps, room);
      return reply(
        context,
        `Room **${literal(room.title)}** is open, it is yours, and this channel is linked to it. ${who('en')} On the web: ${url}\nLink another channel with a code from \`/movie room invite\`.`,
        `**${literal(room.title)}** 방을 열고 이 채널을 연결했어요. 방장은 ${literal(taggedName(context.person))}님이에요. ${who('ko')} 웹: ${url}\n다른 채널은 \`/영화 방 초대\` 코드로 연결할 수 있어요.`,
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
      const managed = await freeChannel(deps, context);
      const invite = await checkInvite(deps, options['code'] ?? '', context.person.id);
      const room = await deps.rooms.byId(invite.roomId);
      if (!room) throw new Problem('room_not_found', 'The room of this code no longer exists.');
      await invite.redeem();
      await linkChannel(deps, room, managed, context, true, moderationOf(options)).catch(
        async (error: unknown) => {
          await invite.giveBack();
          throw error;
        },
      );
      const more = warning(managed, room);
      return reply(
        context,
        `This channel is now part of **${literal(room.title)}**. What is said here shows everywhere else: ${roomUrl(deps, room)}\n${more.en}`.trimEnd(),
        `이 채널이 **${literal(room.title)}** 방에 연결됐어요. 여기서 한 말이 다른 곳에도 보여요: ${roomUrl(deps, room)}\n${more.ko}`.trimEnd(),
        'channel',
      );
    },

    'room unlink': async (_options, context) => {
      const { channel } = await managedChannel(deps, context);
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
              `${deps.platforms.name(link.platform)} #${literal(link.channel)} (${STATE[link.state][locale]}${DELETIONS[link.moderation][locale]})`,
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

    'room rights': async ({ who: said }, context) => {
      const channel = channelHere(deps, context);
      const { place, admins } = deps.platforms.of(channel.platform);
      if (said === undefined) {
        const who = WHO[await deps.rights.of(channel)];
        return reply(
          context,
          `In this ${place.en} ${who.en} may open, link and unlink rooms. Its admins can change that: \`/movie room rights who:managers\`, \`everyone\` or \`admins\`.`,
          `이 ${place.ko}에서는 ${who.ko} 방을 열고 연결하고 끊을 수 있어요. 관리자는 \`/영화 방 권한 누가:기본\`, \`모두\`, \`관리자\`로 바꿀 수 있어요.`,
          'sender',
        );
      }
      const who = rightsOf(said);
      const { standing } = await channel.look();
      if (standing === 'unknown') throw notKnown(deps, channel);
      if (standing !== 'admin') throw new BilingualProblem('not_allowed', admins);
      const before = await deps.rights.of(channel);
      await deps.rights.set(channel, who, context.person.id);
      const { platform, tenantId } = channel;
      const facts = { platform, tenant: tenantId, person: context.person.id, before, who };
      deps.logger.info(facts, 'who may link channels to rooms was set');
      return reply(
        context,
        `From now on ${WHO[who].en} may open, link and unlink rooms in this ${place.en}. What is linked stays linked.`,
        `이제 이 ${place.ko}에서는 ${WHO[who].ko} 방을 열고 연결하고 끊을 수 있어요. 지금 연결은 그대로예요.`,
        'channel',
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

/**
 * What a room calls a channel. A private one's own name is nobody's business elsewhere, and a room may become public; the
 * end of the link's id tells two of them apart.
 */
const calledInRoom = ({ name, isPrivate }: ChannelLook, linkId: string): string =>
  isPrivate === false ? name : `private-channel-${linkId.slice(-4)}`;

async function linkChannel(
  deps: RoomCommandDeps,
  room: Room,
  { channel, look }: Managed,
  context: CommandContext,
  invited: boolean,
  moderation: Moderation,
): Promise<void> {
  const id = uuid();
  try {
    await deps.log.append({
      roomId: room.id,
      key: `link:${id}`,
      actor: actorOf(context.person, context.via),
      action: {
        kind: 'add-link',
        invited,
        link: {
          id,
          platform: channel.platform,
          tenantId: channel.tenantId,
          channelId: channel.channelId,
          channelName: calledInRoom(look, id),
          moderation,
        },
      },
    });
  } catch (error) {
    // Somebody else linked it since it was looked at; or it was done, and only the answer was lost.
    const there = await deps.links.byChannel(channel);
    if (there?.id !== id) throw there ? linkedAlready() : error;
  }
  deps.bus.publish(LINKS_TOPIC, Buffer.from(room.id));
}

const moderationOf = (options: Record<string, string>): Moderation =>
  options['moderation'] === 'here' ? 'here' : 'room';

/** Who the room is for, where that was said. @throws BilingualProblem `invalid_input` for anything else: no word of it may pass for “public” */
function visibilityOf({ visibility: said }: Record<string, string>): Visibility | undefined {
  if (said === undefined || said === 'public' || said === 'unlisted' || said === 'private') return said;
  throw new BilingualProblem('invalid_input', {
    en: 'A room is `visibility:public`, `visibility:unlisted` or `visibility:private`.',
    ko: '방은 `공개:공개`, `공개:링크`, `공개:비공개` 가운데 하나예요.',
  });
}

/** Why a room became private where nobody asked for it. */
function whyPrivate(
  { platforms }: Pick<RoomCommandDeps, 'platforms'>,
  { channel, look }: Managed,
  asked: Visibility | undefined,
): Bilingual {
  if (asked !== undefined || look.isPrivate === false) return { en: '', ko: '' };
  const platform = platforms.name(channel.platform);
  return look.isPrivate === 'unknown'
    ? {
        en: `(${platform} does not say whether this channel is private; \`visibility:public\` makes a public room.)`,
        ko: `(비공개 채널인지 ${platform}에서 알려 주지 않았어요. 공개 방은 \`공개:공개\`라고 적어 주세요.)`,
      }
    : {
        en: '(So is this channel; `visibility:public` makes a public room.)',
        ko: '(이 채널이 비공개예요. 공개 방은 `공개:공개`라고 적어 주세요.)',
      };
}

/** What people in a private channel are to know of a room that others read. */
function warning({ look }: Managed, { visibility }: Room): Bilingual {
  if (visibility === 'private' || look.isPrivate === false) return { en: '', ko: '' };
  const readers = {
    public: { en: 'everybody can read', ko: '누구나 읽을 수 있어요' },
    unlisted: { en: 'whoever has its address can read', ko: '주소를 아는 사람은 누구나 읽을 수 있어요' },
  }[visibility];
  return look.isPrivate === 'unknown'
    ? {
        en: `This channel may be private; the room is not: ${readers.en} what is said here.`,
        ko: `이 채널은 비공개일 수 있지만 방은 아니에요. 여기서 한 말을 ${readers.ko}.`,
      }
    : {
        en: `This channel is private; the room is not: ${readers.en} what is said here.`,
        ko: `이 채널은 비공개지만 방은 아니에요. 여기서 한 말을 ${readers.ko}.`,
      };
}

const GUESTS: Bilingual = {
  en: 'Every member may link channels here, but not guests, nor people of somewhere else. Ask a member.',
  ko: '여기서는 모든 멤버가 채널을 연결할 수 있지만, 게스트와 다른 곳의 사람은 할 수 없어요. 멤버에게 부탁해 보세요.',
};
const WHO: Record<LinkRights, Bilingual> = {
  managers: { en: 'whoever may manage a channel', ko: '채널을 관리할 수 있는 사람이' },
  everyone: { en: 'every member', ko: '모든 멤버가' },
  admins: { en: 'admins alone', ko: '관리자만' },
};

/** @throws BilingualProblem `invalid_input` for anything else: a word that is not known gives nobody a right */
function rightsOf(said: string): LinkRights {
  if (said === 'managers' || said === 'everyone' || said === 'admins') return said;
  throw new BilingualProblem('invalid_input', {
    en: 'It is `who:managers`, `who:everyone` or `who:admins`.',
    ko: '`누가:기본`, `누가:모두`, `누가:관리자` 가운데 하나예요.',
  });
}

function notKnown(
  { platforms }: Pick<RoomCommandDeps, 'platforms'>,
  { platform }: ChannelRef,
): BilingualProblem {
  const name = platforms.name(platform);
  return new BilingualProblem('unavailable', {
    en: `${name} does not say just now whether you may do this, so nothing was done. Try again in a moment.`,
    ko: `할 수 있는지 지금은 ${name}에서 알 수 없어서 아무것도 하지 않았어요. 잠시 뒤에 다시 해 보세요.`,
  });
}

function channelHere(
  { platforms }: Pick<RoomCommandDeps, 'platforms'>,
  { channel }: CommandContext,
): CommandChannel {
  if (!channel) {
    throw new BilingualProblem('not_allowed', {
      en: `Use this in a ${platforms.anyOf('en')} channel.`,
      ko: `이 명령은 ${platforms.anyOf('ko')} 채널에서 쓸 수 있어요.`,
    });
  }
  return channel;
}

async function managedChannel(
  deps: Pick<RoomCommandDeps, 'rights' | 'platforms'>,
  context: CommandContext,
): Promise<Managed> {
  const channel = channelHere(deps, context);
  const [look, who] = await Promise.all([channel.look(), deps.rights.of(channel)]);
  const may = mayLink(who, look);
  if (may === 'unknown') throw notKnown(deps, channel);
  if (may) return { channel, look };
  const { managers, admins } = deps.platforms.of(channel.platform);
  const why = { managers, everyone: GUESTS, admins };
  throw new BilingualProblem('not_allowed', why[who]);
}

async function freeChannel(deps: RoomCommandDeps, context: CommandContext): Promise<Managed> {
  const { channel, look } = await managedChannel(deps, context);
  if (await deps.links.byChannel(channel)) throw linkedAlready();
  return { channel, look };
}

const linkedAlready = (): Problem =>
  new Problem('channel_linked', 'This channel is linked already. End that first: /movie room unlink');

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
  if (context.room !== undefined) return (await findRoom(deps, context.room, context.person.id)).room;
  const room = context.channel && (await deps.rooms.byId((await linkHere(deps, context.channel)).roomId));
  if (!room) throw new Problem('room_not_found', 'There is no such room.');
  return room;
}

const roomUrl = (deps: RoomCommandDeps, room: Room): string =>
  `${deps.publicUrl}/r/${encodeURIComponent(room.slug)}`;

function reply(context: CommandContext, en: string, ko: string, to: Answer['to']): Answer {
  return { to, text: context.locale === 'ko' ? ko : en, cards: [] };
}
