import { problemText } from '../commands/problem-text.ts';
import type { ChannelRef } from '../delivery/link.ts';
import type { LinkRepository } from '../delivery/link-repository.ts';
import { Problem } from '../errors.ts';
import { actorOf } from '../identity/actor.ts';
import type { Person } from '../identity/person.ts';
import type { Logger } from '../ports/logger.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { RoomLog } from '../rooms/room-log.ts';

export interface PressDeps {
  links: Pick<LinkRepository, 'byChannel'>;
  log: Pick<RoomLog, 'append'>;
  limiter: Pick<RateLimiter, 'take'>;
  logger: Logger;
}

/** Somebody on a platform pressed an option of a poll. */
export interface PollPress {
  /** Where; absent outside channels. */
  channel: ChannelRef | undefined;
  person: Person;
  locale: 'en' | 'ko';
  /** What the button carries: as `pollButton` made it. */
  button: string;
  /** The platform's own id of the press: told twice, it counts once. */
  pressId: string;
}

/** The buttons under polls on platforms. */
export interface PollPresses {
  /**
   * Takes a press as the vote it is: the option chosen already is taken back.
   * @returns what to tell the person alone, in their language; null when the vote counts. Never throws.
   */
  press(press: PollPress): Promise<string | null>;
}

const BUTTON = /^poll:([0-9a-f-]{36}):([1-9]\d{0,14}):(\d)$/;

/**
 * What a button carries that stands for an option. At most 57 characters (Discord takes 100).
 * @param lineKey `ROOM:SEQ`, as lines on their way to channels have it
 * @param option its place in the poll
 */
export const pollButton = (lineKey: string, option: number): string => `poll:${lineKey}:${option}`;

export const isPollButton = (button: string): boolean => BUTTON.test(button);

export class PollDesk implements PollPresses {
  constructor(private readonly deps: PressDeps) {}

  async press({ channel, person, locale, button, pressId }: PollPress): Promise<string | null> {
    try {
      await this.deps.limiter.take('act', person.id);
      const [, roomId, seq, option] = BUTTON.exec(button) ?? [];
      const link = channel && (await this.deps.links.byChannel(channel));
      // A copy outlives its link, and a button the poll: only where the room still is does it count.
      if (!channel || !link || link.roomId !== roomId) return NOT_HERE[locale];
      await this.deps.log.append({
        roomId,
        key: `${channel.platform}:press:${pressId}`,
        retold: true,
        actor: actorOf(person, channel.platform),
        action: { kind: 'vote', seq: Number(seq), option: Number(option), again: 'takes back' },
        origin: { linkId: link.id },
      });
      return null;
    } catch (error) {
      if (error instanceof Problem) return problemText(error, locale);
      this.deps.logger.error({ err: error }, 'a press on a poll failed');
      return FAILED[locale];
    }
  }
}

const NOT_HERE = {
  en: 'This channel is no longer part of the room that was asked, so votes here do not count.',
  ko: '이 채널은 이제 투표가 열린 방과 연결되어 있지 않아서, 여기서 한 투표는 세지 않아요.',
};
const FAILED = {
  en: 'Something went wrong on our side. Try again in a moment.',
  ko: '문제가 생겼어요. 잠시 뒤에 다시 해 보세요.',
};
