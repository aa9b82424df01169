import { askPlatform, type PlatformAnswer } from '../../doctor/ask-platform.ts';
import { finding, type Finding } from '../../doctor/finding.ts';
import { SLACK_SCOPES } from './scopes.ts';
import type { SlackSettings } from './settings.ts';

/** Whether the app's tokens are good and its scopes complete. */
export async function checkSlack(slack: SlackSettings): Promise<Finding[]> {
  const base = (slack.apiUrl ?? 'https://slack.com/api/').replace(/\/*$/, '/');
  const call = (method: string, token: string): Promise<PlatformAnswer<Record<string, unknown>>> =>
    askPlatform('Slack', 'SLACK_API_URL', `${base}${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    });
  const findings: Finding[] = [];
  const { botToken, appToken } = slack;
  if (botToken !== undefined) {
    findings.push(
      await finding('slack', async () => {
        const { json: answer, headers } = await call('auth.test', botToken);
        if (answer['ok'] !== true) {
          throw new Error(
            `Slack refuses SLACK_BOT_TOKEN (${String(answer['error'])}): reinstall the app and copy the Bot User OAuth Token anew`,
          );
        }
        const granted = new Set(
          String(headers['x-oauth-scopes'] ?? '')
            .split(',')
            .map((scope) => scope.trim()),
        );
        const missing = SLACK_SCOPES.filter((scope) => !granted.has(scope));
        if (missing.length > 0) {
          throw new Error(
            `scopes are missing: add ${missing.join(', ')} under OAuth & Permissions, then reinstall the app`,
          );
        }
        return `the app is ${String(answer['user'])} in ${String(answer['team'])}, with every scope`;
      }),
    );
  }
  if (appToken !== undefined) {
    findings.push(
      await finding('slack', async () => {
        const { json: answer } = await call('apps.connections.open', appToken);
        if (answer['ok'] !== true) {
          throw new Error(
            `Slack refuses SLACK_APP_TOKEN (${String(answer['error'])}): make an app-level token with connections:write under Basic Information`,
          );
        }
        return 'Socket Mode is open';
      }),
    );
  }
  return findings;
}
