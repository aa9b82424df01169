import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSlackStandIn, type SlackStandIn } from '../../../sandbox/slack/index.ts';
import { quietLogger } from '../../../tests/support/quiet-logger.ts';
import { TokenWorkspace } from './workspaces.ts';

let slack: SlackStandIn;
beforeAll(async () => {
  slack = await createSlackStandIn({});
});
afterAll(() => slack.close());

describe('the workspace of a bot token', () => {
  it('is in doubt when it removes the app, and not when another workspace does', async () => {
    const workspaces = new TokenWorkspace(slack.botToken, slack.apiUrl, quietLogger());
    await workspaces.introduce();
    expect(await workspaces.forget(slack.teamId)).toBe(true);
    expect(await workspaces.forget('T0ELSEWHERE')).toBe(false);
  });
});
