import { LRUCache } from 'lru-cache';
import type { RemotePerson } from '../../core/delivery/chat-adapter.ts';
import { cleanName } from '../../core/markup/clean-text.ts';
import { slackCode } from './errors.ts';
import type { WireMessage } from './wire-message.ts';
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
  /** How messages showed their authors whom Slack does not tell of when it is asked. */
  readonly #introduced = new LRUCache<string, SlackPerson>({ max: 20_000 });

  /**
   * @returns null for somebody of whom the workspace is shown nothing
   * @throws Slack's error when it cannot be asked
   */
  async find(workspace: Workspace, userId: string): Promise<SlackPerson | null> {
    const key = nameOf(workspace.teamId, userId);
    return (await this.#shown(key, workspace, userId)) ?? this.#introduced.get(key) ?? null;
  }

  /** Who wrote a message: Slack shows people of other workspaces there whom it may not show otherwise. */
  author(workspace: Workspace, userId: string, message: WireMessage): Promise<SlackPerson> {
    const introduced = introducedBy(workspace, userId, message);
    if (introduced) this.#introduced.set(nameOf(workspace.teamId, userId), introduced);
    return this.resolve(workspace, userId);
  }

  #shown(key: string, workspace: Workspace, userId: string): Promise<SlackPerson | null> {
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
    this.#seen.delete(nameOf(teamId, userId));
  }

  async #ask(workspace: Workspace, userId: string): Promise<SlackPerson | null> {
    try {
      const { user } = await workspace.patient.users.info({ user: userId, include_locale: true });
      const avatar = user?.profile?.image_192 ?? user?.profile?.image_72;
      return {
        // Somebody from a workspace that shares the channel keeps their own.
        identity: `slack:${user?.team_id ?? workspace.teamId}:${userId}`,
        name:
          firstName(user?.profile?.display_name, user?.profile?.real_name ?? user?.real_name, user?.name) ||
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

const nameOf = (teamId: string, userId: string): string => `${teamId} ${userId}`;

/** The first that is a name; empty when none is. */
const firstName = (...names: (string | null | undefined)[]): string =>
  names.map((name) => cleanName(name ?? '')).find((name) => name !== '') ?? '';

/** Somebody as a message of theirs shows them; null when it does not. */
function introducedBy(
  workspace: Workspace,
  userId: string,
  { user_profile: profile, user_team: team }: WireMessage,
): SlackPerson | null {
  const name = firstName(profile?.display_name, profile?.real_name, profile?.name);
  if (name === '') return null;
  const avatar = profile?.image_72;
  const identity = `slack:${team ?? workspace.teamId}:${userId}`;
  return { identity, name, ...(avatar ? { avatar } : {}), bot: false, locale: 'en' };
}

function outsider(workspace: Workspace, userId: string): SlackPerson {
  const identity = `slack:${workspace.teamId}:${userId}`;
  return { identity, name: NAMELESS, bot: false, locale: 'en' };
}
