import { LRUCache } from 'lru-cache';
import type { RemotePerson } from '../../core/delivery/chat-adapter.ts';
import { cleanName } from '../../core/markup/clean-text.ts';
import { slackCode } from './errors.ts';
import type { Workspace } from './workspaces.ts';

/** Somebody on Slack as their workspace shows them. */
export interface SlackPerson extends RemotePerson {
  /** True for apps and Slack's own users. */
  bot: boolean;
  locale: 'en' | 'ko';
}

const HOUR_MS = 3_600_000;
/** What they say is not lost, and an id is no name. */
const NAMELESS = 'Somebody on Slack';
/** Whom the workspace does not show to the app: strangers of a shared channel, everybody without the scope. */
const UNKNOWN = new Set(['user_not_found', 'user_not_visible', 'missing_scope']);

/** How people are shown in each workspace, remembered for an hour or until Slack tells of a change. */
export class People {
  readonly #seen = new LRUCache<string, Promise<SlackPerson | null>>({ max: 20_000, ttl: HOUR_MS });

  /**
   * @returns null for somebody the workspace does not know
   * @throws Slack's error when it cannot be asked
   */
  find(workspace: Workspace, userId: string): Promise<SlackPerson | null> {
    const key = `${workspace.teamId} ${userId}`;
    const seen = this.#seen.get(key);
    if (seen) return seen;
    const asked = this.#ask(workspace, userId);
    this.#seen.set(key, asked);
    asked.catch(() => this.#seen.delete(key));
    return asked;
  }

  /** The same; somebody unknown has no name. */
  async resolve(workspace: Workspace, userId: string): Promise<SlackPerson> {
    return (await this.find(workspace, userId)) ?? outsider(workspace, userId);
  }

  /** They are shown otherwise from now on. */
  forget(teamId: string, userId: string): void {
    this.#seen.delete(`${teamId} ${userId}`);
  }

  async #ask(workspace: Workspace, userId: string): Promise<SlackPerson | null> {
    try {
      const { user } = await workspace.patient.users.info({ user: userId, include_locale: true });
      const avatar = user?.profile?.image_192 ?? user?.profile?.image_72;
      return {
        // Somebody from a workspace that shares the channel keeps their own.
        identity: `slack:${user?.team_id ?? workspace.teamId}:${userId}`,
        name:
          cleanName(user?.profile?.display_name ?? '') ||
          cleanName(user?.profile?.real_name ?? user?.real_name ?? '') ||
          cleanName(user?.name ?? '') ||
          NAMELESS,
        ...(avatar === undefined ? {} : { avatar }),
        bot: user?.is_bot === true || userId === 'USLACKBOT',
        locale: user?.locale?.startsWith('ko') === true ? 'ko' : 'en',
      };
    } catch (error) {
      const code = slackCode(error);
      if (UNKNOWN.has(code ?? '')) return null;
      throw error;
    }
  }
}

function outsider(workspace: Workspace, userId: string): SlackPerson {
  const identity = `slack:${workspace.teamId}:${userId}`;
  return { identity, name: NAMELESS, bot: false, locale: 'en' };
}
