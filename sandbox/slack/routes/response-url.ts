import { SlackError } from '../errors.ts';
import { readCommandResponse } from '../message-content.ts';
import type { StandInParts } from '../parts.ts';
import { readBody } from '../request-body.ts';
import type { Route } from '../server.ts';
import { withTrouble, writeJson } from '../web-api.ts';

/** `POST /commands/TEAM/KEY` and `/actions/TEAM/KEY`: answers without a token. */
export function responseUrlRoute(parts: StandInParts): Route {
  return async (request, response, url) => {
    const match = /^\/(?:commands|actions)\/(\w+)\/(\w+)$/.exec(url.pathname);
    if (!match || request.method !== 'POST') return false;
    const [, teamId = '', key = ''] = match;
    const body = await readBody(request);
    await withTrouble(parts, parts.faults.strike('response_url', undefined), request, response, () => {
      const { status, error } = respond(parts, teamId, key, body.toString('utf8'));
      return Promise.resolve(() => writeJson(response, { status, headers: {}, body: error ?? { ok: true } }));
    });
    return true;
  };
}

function respond(
  parts: StandInParts,
  teamId: string,
  key: string,
  text: string,
): { status: number; error?: Record<string, unknown> } {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return { status: 400, error: { ok: false, error: 'invalid_payload' } };
  }
  if (typeof message !== 'object' || message === null)
    return { status: 400, error: { ok: false, error: 'invalid_payload' } };
  try {
    const { responseUrls } = parts;
    const response = readCommandResponse(parts, { ...message }, teamId);
    responseUrls.respond(responseUrls.use(key), response);
    return { status: 200 };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const gone = ['expired_url', 'used_url', 'no_such_url'].includes(error.code);
    return { status: gone ? 404 : 400, error: error.body() };
  }
}
