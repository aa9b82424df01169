import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSlackStandIn, type SlackStandIn } from '../../../sandbox/slack/index.ts';
import type { Finding } from '../../doctor/finding.ts';
import { slack as platform } from './platform.ts';
import { SLACK_SCOPES } from './scopes.ts';

const lines = (findings: Finding[]): string[] =>
  findings.map(({ ok, text }) => `${ok ? 'ok' : 'FAIL'} ${text}`);

describe('the doctor on Slack', () => {
  let slack: SlackStandIn;
  let poor: SlackStandIn;
  beforeAll(async () => {
    slack = await createSlackStandIn({});
    poor = await createSlackStandIn({
      app: { scopes: SLACK_SCOPES.filter((scope) => scope !== 'files:write') },
    });
  });
  afterAll(() => Promise.all([slack.close(), poor.close()]));

  const of = async (standIn: SlackStandIn, more: Record<string, string> = {}): Promise<string[]> => {
    const tokens = { SLACK_BOT_TOKEN: standIn.botToken, SLACK_APP_TOKEN: standIn.appToken };
    const environment = { ...tokens, SLACK_API_URL: standIn.apiUrl, ...more };
    return lines((await platform.setUp(environment)?.check()) ?? []);
  };

  it('is content with good tokens and every scope', async () => {
    expect(await of(slack)).toEqual([
      expect.stringMatching(/^ok the app is .+ in .+, with every scope$/),
      'ok Socket Mode is open',
    ]);
  });

  it('names the scopes that are missing', async () => {
    expect((await of(poor))[0]).toBe(
      'FAIL scopes are missing: add files:write under OAuth & Permissions, then reinstall the app',
    );
  });

  it('tells each wrong token', async () => {
    expect(await of(slack, { SLACK_BOT_TOKEN: 'xoxb-wrong', SLACK_APP_TOKEN: 'xapp-wrong' })).toEqual([
      expect.stringMatching(/^FAIL Slack refuses SLACK_BOT_TOKEN \(invalid_auth\): reinstall the app/),
      expect.stringMatching(/^FAIL Slack refuses SLACK_APP_TOKEN \(invalid_auth\): make an app-level token/),
    ]);
  });
});
