import { ConfigError, credential, http, text, url } from '../../config/setting-kinds.ts';
import { definePlatform } from '../platform.ts';
import { installedByWorkspaces } from './installed.ts';
import type { SlackSettings } from './settings.ts';
import { takeOverInstallations } from './take-over-installations.ts';

/** Slack, as everybody outside this folder knows it. */
export const slack = definePlatform({
  facts: {
    id: 'slack',
    title: { en: 'Slack', ko: '슬랙' },
    colour: { light: '#8a2f63', dark: '#f0a3cf' },
    place: { en: 'workspace', ko: '워크스페이스' },
    managers: {
      en: 'Only people who may manage this channel can link or unlink it: admins and owners of the workspace, and whoever made the channel. Ask one of them.',
      ko: '채널을 관리할 수 있는 사람만 방에 연결하거나 연결을 끊을 수 있어요. 워크스페이스의 관리자와 소유자, 채널을 만든 사람이에요. 그분에게 부탁해 보세요.',
    },
    admins: {
      en: 'In this workspace only its admins and owners can do that. Ask one of them.',
      ko: '이 워크스페이스에서는 관리자와 소유자만 할 수 있어요. 그분에게 부탁해 보세요.',
    },
    // People without a picture of their own have it at Gravatar.
    avatarHosts: ['.slack-edge.com', 'secure.gravatar.com'],
    reservedNames: ['slack', '슬랙', 'slackbot'],
  },
  packages: ['@slack'],
  environment: {
    SLACK_BOT_TOKEN: credential
      .startsWith('xoxb-', 'copy the Bot User OAuth Token, which begins with xoxb-')
      .optional(),
    SLACK_APP_TOKEN: credential
      .startsWith('xapp-', 'copy the app-level token, which begins with xapp-')
      .optional(),
    SLACK_SIGNING_SECRET: credential.optional(),
    SLACK_CLIENT_ID: credential.optional(),
    SLACK_CLIENT_SECRET: credential.optional(),
    SLACK_STATE_SECRET: text.optional(),
    SLACK_API_URL: url(['http:', 'https:'], 'http://127.0.0.1:4001/api/').optional(),
    SLACK_AUTHORIZE_URL: http('http://127.0.0.1:4001/oauth/v2/authorize').optional(),
  },
  turnedOnBy: 'SLACK_BOT_TOKEN',
  read(env): SlackSettings | null {
    const installs = env.SLACK_CLIENT_ID !== undefined && env.SLACK_CLIENT_SECRET !== undefined;
    if (env.SLACK_BOT_TOKEN === undefined && !installs) return null;
    if (env.SLACK_APP_TOKEN === undefined && env.SLACK_SIGNING_SECRET === undefined) {
      throw new ConfigError(
        'SLACK_APP_TOKEN: set it for Socket Mode, or set SLACK_SIGNING_SECRET to take requests at /slack/events',
      );
    }
    return {
      botToken: env.SLACK_BOT_TOKEN,
      appToken: env.SLACK_APP_TOKEN,
      signingSecret: env.SLACK_SIGNING_SECRET,
      clientId: env.SLACK_CLIENT_ID,
      clientSecret: env.SLACK_CLIENT_SECRET,
      stateSecret: env.SLACK_STATE_SECRET,
      apiUrl: env.SLACK_API_URL,
      authorizeUrl: env.SLACK_AUTHORIZE_URL,
    };
  },
  // Socket Mode is a connection; signed requests are answered by every process.
  isExclusive: ({ appToken }) => appToken !== undefined,
  standIns: ({ apiUrl }) => [apiUrl],
  installedByWorkspaces,
  takeOver: takeOverInstallations,
  check: async (settings) => (await import('./doctor.ts')).checkSlack(settings),
  async create(settings, parts) {
    const { createSlackAdapter } = await import('./index.ts');
    const stateSecret = settings.stateSecret ?? parts.secretFor('slack install');
    return createSlackAdapter({ ...settings, stateSecret }, parts, parts.logger);
  },
});
