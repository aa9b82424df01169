import { webApi } from '@slack/bolt';
import { DeliveryFault } from '../../core/delivery/chat-adapter.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { boltLog } from './bolt-log.ts';
import type { Installations } from './installations.ts';

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
  /** The app was removed there. */
  forget(teamId: string): Promise<void>;
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

  /** The token may be made good again: it is kept. */
  forget(): Promise<void> {
    return Promise.resolve();
  }
}

/** Workspaces that installed the app themselves. */
export class InstalledWorkspaces implements Workspaces {
  readonly #clients = new Map<string, Pick<Workspace, 'careful' | 'patient'>>();

  constructor(
    private readonly installations: Installations,
    private readonly apiUrl: string | undefined,
    private readonly logger: Logger,
  ) {}

  async of(teamId: string): Promise<Workspace> {
    const installed = await this.installations.find(teamId);
    if (!installed) {
      throw new DeliveryFault(
        'broken',
        'The app is no longer installed in this workspace: install it again at /slack/install.',
      );
    }
    let clients = this.#clients.get(installed.token);
    if (!clients) {
      clients = clientsOf(installed.token, this.apiUrl, this.logger);
      this.#clients.set(installed.token, clients);
    }
    return { ...installed, ...clients };
  }

  forget(teamId: string): Promise<void> {
    return this.installations.remove(teamId);
  }
}
