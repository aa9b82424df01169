import { webApi } from '@slack/bolt';
import { InstallProvider, type Installation } from '@slack/oauth';
import { afterEach, describe, expect, it } from 'vitest';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aWorkspace, Endings, refusal, SILENT } from './testing/bolt-app.ts';

const endings = new Endings();
afterEach(() => endings.run());

describe('installing the app', () => {
  it('gives each workspace its own working token, through the real install flow', async () => {
    const { slack } = await aWorkspace();
    endings.add(() => slack.close());
    const second = slack.world.createTeam({ name: 'Second Club' });
    const owner = slack.world.createUser({ realName: 'Owner', teamId: second.id, isOwner: true }).id;
    const stored: Installation[] = [];
    const installer = new InstallProvider({
      clientId: slack.clientId,
      clientSecret: slack.clientSecret,
      stateSecret: 'a secret for this test',
      authorizationUrl: `${slack.url}/oauth/v2/authorize`,
      clientOptions: { slackApiUrl: slack.apiUrl },
      directInstall: true,
      logger: SILENT,
      installationStore: {
        storeInstallation: (installation) => {
          stored.push(installation as Installation);
          return Promise.resolve();
        },
        fetchInstallation: () => Promise.reject(new Error('not asked for here')),
      },
    });
    const server = createServer((request, response) => {
      const options = {
        scopes: ['chat:write', 'channels:read'],
        redirectUri: `${base}/slack/oauth_redirect`,
      };
      if (request.url?.startsWith('/slack/install'))
        void installer.handleInstallPath(request, response, {}, options);
      else void installer.handleCallback(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endings.add(() => server.close());
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const start = await fetch(`${base}/slack/install`, { redirect: 'manual' });
    const cookie = start.headers.get('set-cookie')?.split(';')[0] ?? '';
    const authorize = start.headers.get('location') ?? '';
    const page = await fetch(authorize);
    expect(await page.text()).toContain('chat:write');
    const allowed = await fetch(authorize, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ user: owner, decision: 'allow' }),
    });
    const done = await fetch(allowed.headers.get('location') ?? '', { headers: { cookie } });
    expect(done.status).toBe(200);
    expect(stored[0]).toMatchObject({
      team: { id: second.id },
      user: { id: owner },
      bot: { scopes: ['chat:write', 'channels:read'] },
    });
    const web = new webApi.WebClient(stored[0]?.bot?.token, { slackApiUrl: slack.apiUrl, logger: SILENT });
    expect(await web.auth.test()).toMatchObject({ team_id: second.id, team: 'Second Club' });
    const uninstalled = await web.apps.uninstall({
      client_id: slack.clientId,
      client_secret: slack.clientSecret,
    });
    expect(uninstalled.ok).toBe(true);
    expect((await refusal(web.auth.test())).code).toBe('account_inactive');
  });

  it('refuses codes that are unknown, used or came for another address, and wrong secrets', async () => {
    const { slack, mina } = await aWorkspace({ app: { redirectUrl: 'https://example.com/back' } });
    endings.add(() => slack.close());
    const web = new webApi.WebClient(undefined, { slackApiUrl: slack.apiUrl, logger: SILENT });
    const address = new URL(`${slack.url}/oauth/v2/authorize`);
    address.searchParams.set('client_id', slack.clientId);
    address.searchParams.set('user_scope', 'users:read');
    address.searchParams.set('state', 's1');
    const back = new URL(slack.world.approveInstall(address.toString(), mina));
    expect([back.origin, back.searchParams.get('state')]).toEqual(['https://example.com', 's1']);
    const code = back.searchParams.get('code') ?? '';
    const access = (more: Record<string, string>): Promise<webApi.OauthV2AccessResponse> =>
      web.oauth.v2.access({ client_id: slack.clientId, client_secret: slack.clientSecret, code, ...more });
    expect((await refusal(access({ client_secret: 'wrong' }))).code).toBe('bad_client_secret');
    expect((await refusal(access({ code: 'unknown' }))).code).toBe('invalid_code');
    const { authed_user: user } = await access({});
    expect(user).toMatchObject({ id: mina, scope: 'users:read', token_type: 'user' });
    expect((await refusal(access({}))).code).toBe('code_already_used');
    const own = new webApi.WebClient(user?.access_token, { slackApiUrl: slack.apiUrl, logger: SILENT });
    expect((await own.auth.test()).user_id).toBe(mina);
    expect(await own.auth.revoke()).toMatchObject({ revoked: true });
    expect((await refusal(own.auth.test())).code).toBe('token_revoked');
  });

  it('tells a visitor of the page what is wrong, and the app when they decline', async () => {
    const { slack, mina } = await aWorkspace();
    endings.add(() => slack.close());
    const unknown = await fetch(`${slack.url}/oauth/v2/authorize?client_id=1&scope=chat:write`);
    expect([unknown.status, await unknown.text()]).toEqual([
      400,
      expect.stringContaining('invalid_client_id') as string,
    ]);
    const query = new URLSearchParams({
      client_id: slack.clientId,
      scope: 'chat:write',
      redirect_uri: 'https://example.com/back',
      state: 's2',
    });
    const declined = await fetch(`${slack.url}/oauth/v2/authorize?${query.toString()}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ user: mina, decision: 'deny' }),
    });
    expect(declined.headers.get('location')).toBe('https://example.com/back?error=access_denied&state=s2');
  });
});
