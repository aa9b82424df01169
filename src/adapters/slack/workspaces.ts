import { webApi } from '@slack/bolt';
import { DeliveryFault } from '../../core/delivery/chat-adapter.ts';
import type { Installations } from '../../core/delivery/installations.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { boltLog } from './bolt-log.ts';
import { slackCode, TOKEN_CODES } from './errors.ts';

const TIMEOUT_MS = 15_000;

/** A workspace in which the app is installed. */
export interface Workspace {
  teamId: string;
  botUserId: string;
  botId: string;
  token: string;
  /** Never repeats a call by itself: what to do about a failure is the courier's to decide. */
  careful: webApi.WebClient;
  /** Repeats calls that only read, and waits where Slack asks to. */
  patient: webApi.WebClient;
}

/** The workspaces we serve. */
export interface Workspaces {
  /** @throws DeliveryFault `broken` for a workspace that is none of ours, or Slack's error when it cannot be asked */
  of(teamId: string): Promise<Workspace>;
  /**
   * Slack says that the app was removed there, or its token revoked.
   * @returns whether that holds: such word may come late, when the app is installed again
   */
  forget(teamId: string): Promise<boolean>;
}

/** Makes the two clients of a token. */
export function clientsOf(
  token: string,
  apiUrl: string | undefined,
  logger: Logger,
): Pick<Workspace, 'careful' | 'patient'> {
  // Each client gets options of its own: the SDK writes into them.
  const options = (): webApi.WebClientOptions => ({
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    logger: boltLog(logger),
    timeout: TIMEOUT_MS,
  });
  return {
    careful: new webApi.WebClient(token, {
      ...options(),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    }),
    patient: new webApi.WebClient(token, {
      ...options(),
      retryConfig: { retries: 4, minTimeout: 200, maxTimeout: 4000, randomize: true },
    }),
  };
}

/** What Slack says of a token: whose it is, and what it may do. */
export interface Introduction {
  workspace: Workspace;
  scopes: string[];
  teamName: string;
}

/** The one workspace of a bot token. */
export class TokenWorkspace implements Workspaces {
  readonly #clients: Pick<Workspace, 'careful' | 'patient'>;
  #known: Introduction | undefined;

  constructor(
    private readonly token: string,
    apiUrl: string | undefined,
    logger: Logger,
  ) {
    this.#clients = clientsOf(token, apiUrl, logger);
  }

  /** Asks Slack whose token it is. @throws Slack's error when the token is refused or Slack cannot be reached */
  async introduce(): Promise<Introduction> {
    const answer = await this.#clients.careful.auth.test();
    this.#known = {
      workspace: {
        teamId: answer.team_id ?? '',
        botUserId: answer.user_id ?? '',
        botId: answer.bot_id ?? '',
        token: this.token,
        ...this.#clients,
      },
      scopes: answer.response_metadata?.scopes ?? [],
      teamName: answer.team ?? '',
    };
    return this.#known;
  }

  async of(teamId: string): Promise<Workspace> {
    const { workspace, teamName } = this.#known ?? (await this.introduce());
    if (workspace.teamId === teamId) return workspace;
    throw new DeliveryFault(
      'broken',
      `SLACK_BOT_TOKEN belongs to the workspace ${teamName}, and this channel to another: use a token of the channel's workspace, or let workspaces install the app (SLACK_CLIENT_ID and SLACK_CLIENT_SECRET).`,
    );
  }

  /** The token may be made good again: it is kept. What another workspace says of the app there is not about it. */
  forget(teamId: string): Promise<boolean> {
    return Promise.resolve((this.#known?.workspace.teamId ?? teamId) === teamId);
  }
}

/** What is served to workspaces that installed the app themselves. */
export interface InstalledParts {
  installations: Installations;
  apiUrl: string | undefined;
  /** Where the app is installed, without a trailing slash. */
  publicUrl: string;
  logger: Logger;
}

/** Workspaces that installed the app themselves. They are asked for each time: another process may have installed one. */
export class InstalledWorkspaces implements Workspaces {
  readonly #clients = new Map<string, { token: string; clients: Pick<Workspace, 'careful' | 'patient'> }>();

  constructor(private readonly parts: InstalledParts) {}

  async of(teamId: string): Promise<Workspace> {
    const installed = await this.parts.installations.find(teamId);
    if (installed === 'unreadable') {
      throw new DeliveryFault(
        'broken',
        `The app's token for this workspace was stored under another secret and cannot be read: install the app again at ${this.parts.publicUrl}/slack/install, or let the operator set the former MATINEE_SECRET.`,
      );
    }
    if (!installed) {
      this.#clients.delete(teamId);
      throw new DeliveryFault(
        'broken',
        'The app is no longer installed in this workspace: install it again at /slack/install.',
      );
    }
    return { ...installed, ...this.#clientsOf(teamId, installed.token) };
  }

  async forget(teamId: string): Promise<boolean> {
    const { installations } = this.parts;
    const installed = await installations.find(teamId);
    if (installed === null) return true;
    if (installed === 'unreadable') await installations.remove(teamId, null);
    else {
      if (await this.#isGood(teamId, installed.token)) return false;
      await installations.remove(teamId, installed.token);
    }
    this.#clients.delete(teamId);
    return true;
  }

  /** Whether Slack takes a token. Where it cannot be asked, what it told us stands. */
  async #isGood(teamId: string, token: string): Promise<boolean> {
    try {
      await this.#clientsOf(teamId, token).careful.auth.test();
      return true;
    } catch (error) {
      if (!TOKEN_CODES.has(slackCode(error) ?? ''))
        this.parts.logger.warn(
          { team: teamId },
          'Slack could not be asked whether a removed app is installed again',
        );
      return false;
    }
  }

  #clientsOf(teamId: string, token: string): Pick<Workspace, 'careful' | 'patient'> {
    const known = this.#clients.get(teamId);
    if (known?.token === token) return known.clients;
    const clients = clientsOf(token, this.parts.apiUrl, this.parts.logger);
    this.#clients.set(teamId, { token, clients });
    return clients;
  }
}
