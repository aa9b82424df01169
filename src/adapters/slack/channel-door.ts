import type { ChannelLook } from '../../core/commands/command-runner.ts';
import { mayLink, type LinkRightsRepository } from '../../core/commands/link-rights.ts';
import type { Bilingual } from '../../core/catalogue/movie.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { Answer } from '../../protocol/frames.ts';
import { slackCode, toDeliveryFault } from './errors.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

/** A channel as Slack names it in a command, and who asks there. */
export interface Place {
  teamId: string;
  channelId: string;
  /** `privategroup` for private channels. */
  channelName: string;
  userId: string;
}

interface Seen {
  name: string;
  member: boolean;
  private: boolean;
  creator: string | undefined;
}

/** `hidden`: to the app it is as if there were no such channel, as a private one that it is not in; `unknown`: Slack did not say. */
type Sight = Seen | 'hidden' | 'unknown';

const INVITE: Bilingual = {
  en: 'I am not in this channel yet. Invite me with `/invite @Matinee`, then repeat the command.',
  ko: '저는 아직 이 채널에 없어요. 먼저 `/invite @Matinee`로 초대한 다음 다시 입력해 주세요.',
};
const LATER: Bilingual = {
  en: 'Slack does not let me into this channel just now, so nothing was done. Try again in a moment.',
  ko: '지금은 Slack이 저를 이 채널에 들여보내지 않아서 아무것도 하지 않았어요. 잠시 뒤에 다시 해 보세요.',
};

/** What the app can see of the channels in which it is spoken to, and its way into them. */
export class ChannelDoor {
  constructor(
    private readonly workspaces: Workspaces,
    private readonly rights: Pick<LinkRightsRepository, 'of'>,
    private readonly logger: Logger,
  ) {}

  /**
   * What Slack says of a channel and of who asks there. Asked anew each time: rights that were taken end at once. Admins and
   * owners of the workspace may manage each channel, others those that they made.
   */
  async look(place: Place): Promise<ChannelLook> {
    const workspace = await this.workspaces.of(place.teamId);
    const [sight, standing] = await Promise.all([
      this.#see(workspace, place.channelId),
      this.#standing(workspace, place.userId),
    ]);
    const seen = typeof sight === 'object' ? sight : undefined;
    const admin = standing === 'unknown' ? standing : standing === 'admin';
    return {
      name: seen?.name ?? place.channelName,
      isPrivate: seen?.private ?? (sight === 'hidden' ? true : 'unknown'),
      // Whoever is no admin may still have made a channel that cannot be seen.
      mayManage: admin === true || (seen?.creator === place.userId ? true : seen ? admin : 'unknown'),
      standing,
    };
  }

  /**
   * Makes sure that the app is in a channel before it is linked: it joins public ones by itself, for whoever may link them.
   * @returns null when it is there, or that is not to be found out just now; else an answer that says what to do
   */
  async enter(place: Place, look: () => Promise<ChannelLook>, locale: 'en' | 'ko'): Promise<Answer | null> {
    const workspace = await this.workspaces.of(place.teamId);
    const sight = await this.#see(workspace, place.channelId);
    if (sight === 'hidden') return refusal(INVITE[locale]);
    if (sight === 'unknown' || sight.member) return null;
    if (sight.private) return refusal(INVITE[locale]);
    const who = await this.rights.of({ platform: 'slack', tenantId: place.teamId });
    return mayLink(who, await look()) === true ? this.#join(workspace, place.channelId, locale) : null;
  }

  async #see({ careful }: Workspace, channel: string): Promise<Sight> {
    try {
      const { channel: info } = await careful.conversations.info({ channel });
      if (!info) return 'unknown';
      return {
        name: info.name ?? channel,
        member: info.is_member === true,
        // Only what Slack says in so many words makes a channel public.
        private: !(info.is_private === false && info.is_mpim !== true && info.is_im !== true),
        creator: info.creator,
      };
    } catch (error) {
      if (slackCode(error) === 'channel_not_found') return 'hidden';
      this.logger.warn({ err: error, channel }, 'Slack does not tell what a channel is like');
      return 'unknown';
    }
  }

  async #standing({ careful, teamId }: Workspace, userId: string): Promise<ChannelLook['standing']> {
    try {
      const { user } = await careful.users.info({ user: userId });
      if (!user) return 'unknown';
      // Somebody of another workspace that shares the channel is an admin there, and not here.
      if (user.team_id !== teamId && user.enterprise_user?.teams?.includes(teamId) !== true) return 'guest';
      if (user.is_admin === true || user.is_owner === true || user.is_primary_owner === true) return 'admin';
      return user.is_restricted === true || user.is_ultra_restricted === true ? 'guest' : 'member';
    } catch (error) {
      const code = slackCode(error) ?? '';
      if (code === 'user_not_found' || code === 'user_not_visible') return 'guest';
      this.logger.warn({ err: error }, 'Slack does not tell who may manage a channel');
      return 'unknown';
    }
  }

  async #join({ careful }: Workspace, channel: string, locale: 'en' | 'ko'): Promise<Answer | null> {
    try {
      await careful.conversations.join({ channel });
      return null;
    } catch (error) {
      const { kind } = toDeliveryFault(error, 'the channel');
      this.logger.warn({ err: error, channel }, 'a channel could not be joined on Slack');
      return refusal((kind === 'wait' || kind === 'retry' ? LATER : INVITE)[locale]);
    }
  }
}

const refusal = (text: string): Answer => ({ to: 'sender', refused: true, cards: [], text });
