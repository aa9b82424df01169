import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { ExpressReceiver, type Installation } from '@slack/bolt';
import express, { type Express } from 'express';
import type { Installations, Installed } from '../../core/delivery/installations.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { boltLog } from './bolt-log.ts';
import { SLACK_SCOPES } from './scopes.ts';
import type { SlackSettings } from './settings.ts';

const REDIRECT_PATH = '/slack/oauth_redirect';

export interface InstallParts {
  config: SlackSettings;
  installations: Installations;
  publicUrl: string;
  logger: Logger;
  /** Told after a workspace has installed the app. */
  onInstalled(): void;
}

/**
 * The pages on which workspaces install the app: `/slack/install` and where Slack sends the browser back. Null when there
 * is no client id and secret, or a bot token, which goes before.
 */
export function installPages({
  config,
  installations,
  publicUrl,
  logger,
  onInstalled,
}: InstallParts): Express | null {
  const { clientId, clientSecret } = config;
  if (config.botToken !== undefined || clientId === undefined || clientSecret === undefined) return null;
  const app = express();
  app.disable('x-powered-by');
  const authorizationUrl = authorizeUrlOf(config);
  // Only its pages: it takes no events.
  new ExpressReceiver({
    app,
    endpoints: {},
    signingSecret: 'none',
    clientId,
    clientSecret,
    stateSecret:
      config.stateSecret ?? createHmac('sha256', clientSecret).update('install state').digest('hex'),
    scopes: [...SLACK_SCOPES],
    redirectUri: publicUrl + REDIRECT_PATH,
    logger: boltLog(logger),
    installationStore: {
      storeInstallation: async (installation) => {
        const installed = installedOf(installation);
        await installations.save(installed);
        logger.info({ team: installed.teamId }, 'a workspace installed the Slack app');
        onInstalled();
      },
      fetchInstallation: () => Promise.reject(new Error('installations are read by workspace')),
    },
    installerOptions: {
      directInstall: true,
      redirectUriPath: REDIRECT_PATH,
      clientOptions: config.apiUrl === undefined ? {} : { slackApiUrl: config.apiUrl },
      ...(authorizationUrl === undefined ? {} : { authorizationUrl }),
      callbackOptions: {
        success: (_installation, _options, _request, response) => page(response, 200, INSTALLED),
        failure: (error, _options, _request, response) => {
          logger.warn({ reason: error.message }, 'a workspace could not install the Slack app');
          page(response, 400, FAILED);
        },
      },
    },
  });
  return app;
}

/** Slack's page that asks for consent, which lies beside its API. */
function authorizeUrlOf({ authorizeUrl, apiUrl }: SlackSettings): string | undefined {
  return authorizeUrl ?? (apiUrl === undefined ? undefined : new URL('/oauth/v2/authorize', apiUrl).href);
}

function installedOf({ team, bot }: Installation<'v1' | 'v2', boolean>): Installed {
  if (!team || !bot) throw new Error('the app has to be installed in one workspace, with its bot');
  return { teamId: team.id, botId: bot.id, botUserId: bot.userId, token: bot.token };
}

const INSTALLED = `<h1>Matinee is installed.</h1>
<p>In Slack, type <code>/movie room open</code> in a channel to make a room of it.</p>
<h1 lang="ko">Matinee를 설치했어요.</h1>
<p lang="ko">Slack 채널에서 <code>/movie 방 열기</code>를 입력하면 방이 열려요.</p>`;

const FAILED = `<h1>Matinee was not installed.</h1>
<p>The link was too old, came from another browser, or was declined. <a href="/slack/install">Try again</a></p>
<h1 lang="ko">Matinee를 설치하지 못했어요.</h1>
<p lang="ko">링크가 오래되었거나, 다른 브라우저에서 왔거나, 거절되었어요. <a href="/slack/install">다시 해 보기</a></p>`;

function page(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  });
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Matinee</title>${body}</html>`);
}
