import type { ServerResponse } from 'node:http';
import { SlackError } from '../errors.ts';
import type { JsonObject } from '../entities.ts';
import type { MethodSpec } from '../methods.ts';
import { callback, readAuthorize } from '../oauth-codes.ts';
import type { StandInParts } from '../parts.ts';
import { readBody } from '../request-body.ts';
import type { Route } from '../server.ts';

/** Exchanging a code for tokens, and removing the app. */
export function oauthMethods(parts: StandInParts): MethodSpec[] {
  const { store, installation, oauthCodes } = parts;
  return [
    {
      name: 'oauth.v2.access',
      tokens: [],
      scopes: [],
      tier: 4,
      handle({ args, basicAuth }) {
        const clientId = basicAuth?.id ?? args.text('client_id');
        const clientSecret = basicAuth?.secret ?? args.text('client_secret');
        if (clientId !== store.app.clientId) throw new SlackError('invalid_client_id');
        if (clientSecret !== store.app.clientSecret) throw new SlackError('bad_client_secret');
        const consent = oauthCodes.redeem(args.required('code', 'invalid_code'));
        const redirect = args.text('redirect_uri') ?? '';
        if (redirect !== '' && redirect !== consent.redirectUri) throw new SlackError('bad_redirect_uri');
        const team = store.team(consent.teamId);
        const user = store.users.get(consent.userId);
        if (!user) throw new SlackError('invalid_code');
        const bot = consent.botScopes.length > 0 ? installation.install(team, consent.botScopes) : undefined;
        const own =
          consent.userScopes.length > 0 ? installation.userToken(user, consent.userScopes) : undefined;
        const botPart: JsonObject = bot
          ? {
              access_token: bot.token,
              token_type: 'bot',
              scope: bot.scopes.join(','),
              bot_user_id: bot.userId,
            }
          : {};
        const userPart: JsonObject = own
          ? { access_token: own.token, token_type: 'user', scope: own.scopes.join(',') }
          : {};
        return {
          ...botPart,
          app_id: store.app.id,
          team: { id: team.id, name: team.name },
          enterprise: null,
          authed_user: { id: user.id, ...userPart },
          is_enterprise_install: false,
        };
      },
    },
    {
      name: 'apps.uninstall',
      tokens: ['bot', 'user'],
      scopes: [],
      tier: 1,
      handle({ args, token }) {
        const known =
          args.text('client_id') === store.app.clientId &&
          args.text('client_secret') === store.app.clientSecret;
        if (!known) throw new SlackError('client_id_token_mismatch');
        installation.uninstall(token.teamId);
        return {};
      },
    },
  ];
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function html(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(
    `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Slack stand-in</title><body>${body}</body></html>`,
  );
}

/** `/oauth/v2/authorize`: asks a person of the workspace and sends the browser back with a code. */
export function authorizeRoute(parts: StandInParts): Route {
  const { store, oauthCodes } = parts;
  return async (request, response, url) => {
    if (url.pathname !== '/oauth/v2/authorize') return false;
    try {
      const asked = readAuthorize(url, store.app);
      if (request.method === 'POST') {
        const form = new URLSearchParams((await readBody(request)).toString('utf8'));
        const user = store.users.get(form.get('user') ?? '');
        const allowed = form.get('decision') === 'allow' && user;
        const parameters: Record<string, string> = allowed
          ? {
              code: oauthCodes.issue({
                ...asked,
                clientId: store.app.clientId,
                userId: user.id,
                teamId: user.teamId,
              }),
              state: asked.state,
            }
          : { error: 'access_denied', state: asked.state };
        response.writeHead(302, { location: callback(asked.redirectUri, parameters) }).end();
        return true;
      }
      const people = [...store.users.values()].filter((user) => user.botId === undefined && !user.deleted);
      const choices = people.map(
        (user) =>
          `<option value="${user.id}">${escapeHtml(user.realName)} (${escapeHtml(store.team(user.teamId).name)})</option>`,
      );
      const scopes = [...asked.botScopes, ...asked.userScopes].map(
        (scope) => `<li>${escapeHtml(scope)}</li>`,
      );
      html(
        response,
        200,
        `<h1>${escapeHtml(store.app.name)} is requesting permission</h1><ul>${scopes.join('')}</ul>
<form method="post"><label>As <select name="user">${choices.join('')}</select></label>
<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Cancel</button></form>`,
      );
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      html(
        response,
        400,
        `<h1>Something went wrong when authorizing this app.</h1><p>${escapeHtml(error.code)}</p>`,
      );
    }
    return true;
  };
}
