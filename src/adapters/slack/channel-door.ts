import { LRUCache } from 'lru-cache';
import type { Answer } from '../../protocol/frames.ts';
import { slackCode } from './errors.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

/** A channel as Slack names it in a command. */
export interface Place {
  teamId: string;
  channelId: string;
  /** `privategroup` for every private channel. */
  channelName: string;
}

interface Seen {
  name: string;
  member: boolean;
  public: boolean;
}

const MINUTE_MS = 60_000;

/** What the app can see of the channels in which it is spoken to, and its way into them. */
export class ChannelDoor {
  readonly #names = new LRUCache<string, string>({ max: 5_000, ttl: MINUTE_MS });

  constructor(private readonly workspaces: Workspaces) {}

  /** A channel's name, as good as it can be known. */
  async nameOf(place: Place): Promise<string> {
    if (place.channelName !== 'privategroup' && place.channelName !== '') return place.channelName;
    const key = `${place.teamId} ${place.channelId}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const seen = await this.#look(await this.workspaces.of(place.teamId), place.channelId);
    if (seen) this.#names.set(key, seen.name);
    return seen?.name ?? place.channelName;
  }

  /**
   * Makes sure that the app is in a channel before it is linked: it joins public ones by itself.
   * @returns null when it is there, else an answer that says how to let it in
   */
  async enter(place: Place, locale: 'en' | 'ko'): Promise<Answer | null> {
    const workspace = await this.workspaces.of(place.teamId);
    const seen = await this.#look(workspace, place.channelId);
    if (seen?.member === true) return null;
    if (seen?.public === true && (await this.#join(workspace, place.channelId))) return null;
    return {
      to: 'sender',
      refused: true,
      cards: [],
      text:
        locale === 'ko'
          ? '저는 아직 이 채널에 없어요. 먼저 `/invite @Matinee`로 초대한 다음 다시 입력해 주세요.'
          : 'I am not in this channel yet. Invite me with `/invite @Matinee`, then repeat the command.',
    };
  }

  async #look({ careful }: Workspace, channel: string): Promise<Seen | null> {
    try {
      const { channel: info } = await careful.conversations.info({ channel });
      if (!info) return null;
      return {
        name: info.name ?? channel,
        member: info.is_member === true,
        public: info.is_private !== true,
      };
    } catch (error) {
      // A private channel that the app is not in looks to it as if it did not exist.
      if (slackCode(error) !== undefined) return null;
      throw error;
    }
  }

  async #join({ careful }: Workspace, channel: string): Promise<boolean> {
    try {
      await careful.conversations.join({ channel });
      return true;
    } catch (error) {
      if (slackCode(error) !== undefined) return false;
      throw error;
    }
  }
}
