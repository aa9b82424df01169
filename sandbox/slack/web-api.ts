import type { IncomingMessage, ServerResponse } from 'node:http';
import { CallArguments } from './call-arguments.ts';
import { SlackError } from './errors.ts';
import type { JsonObject, TokenRecord } from './entities.ts';
import type { CallTrouble } from './faults.ts';
import { checkToken, type MethodTable } from './methods.ts';
import type { StandInParts } from './parts.ts';
import { readBody, readFields } from './request-body.ts';

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: JsonObject;
}

/** `POST /api/METHOD`: reads the call, lets faults and limits strike, and answers as Slack does. */
export class WebApi {
  private readonly parts: StandInParts;
  private readonly methods: MethodTable;

  constructor(parts: StandInParts, methods: MethodTable) {
    this.parts = parts;
    this.methods = methods;
  }

  async handle(method: string, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const body = await readBody(request);
    const fields = await readFields(body, request.headers['content-type'] ?? '');
    if (!fields) {
      writeJson(response, { status: 200, headers: {}, body: { ok: false, error: 'invalid_json' } });
      return;
    }
    const args = new CallArguments({ ...Object.fromEntries(url.searchParams), ...fields });
    await withTrouble(
      this.parts,
      this.parts.faults.strike(method, args.text('channel')),
      request,
      response,
      async () => {
        const answer = await this.answer(method, args, request);
        return () => writeJson(response, answer);
      },
    );
  }

  private async answer(method: string, args: CallArguments, request: IncomingMessage): Promise<Answer> {
    const given = bearer(request) ?? args.text('token');
    const token = given === undefined ? undefined : this.parts.store.tokens.get(given);
    const headers: Record<string, string> = token ? { 'x-oauth-scopes': token.scopes.join(',') } : {};
    try {
      const spec = this.methods.find(method);
      if (spec.scopes.length > 0) headers['x-accepted-oauth-scopes'] = spec.scopes.join(',');
      checkToken(spec, token, given);
      const wait = this.parts.rateLimits.exceeded(
        method,
        spec.tier,
        token?.teamId ?? '',
        args.text('channel'),
      );
      if (wait !== undefined) return rateLimited(wait);
      const result = await spec.handle({ args, token: token ?? nobody(), basicAuth: basic(request) });
      return { status: 200, headers, body: { ok: true, ...result } };
    } catch (error) {
      if (error instanceof SlackError) return { status: 200, headers, body: error.body() };
      throw error;
    }
  }
}

/**
 * Runs one piece of work under the troubles that struck it: late, refused, broken, or carried out
 * with the answer lost. `work` returns how to write its answer.
 */
export async function withTrouble(
  parts: StandInParts,
  trouble: CallTrouble,
  request: IncomingMessage,
  response: ServerResponse,
  work: () => Promise<() => void>,
): Promise<void> {
  const { outcome } = trouble;
  if (outcome?.kind === 'rate_limited') {
    await pause(parts, trouble.slowMs);
    writeJson(response, rateLimited(outcome.retryAfter));
    return;
  }
  if (outcome?.kind === 'server_error') {
    await pause(parts, trouble.slowMs);
    response.writeHead(outcome.status, { 'content-type': 'text/plain' }).end('upstream connect error');
    return;
  }
  const answer = await work();
  await pause(parts, trouble.slowMs);
  if (outcome?.kind === 'lose_answer') request.socket.resetAndDestroy();
  else answer();
}

function pause(parts: StandInParts, ms: number): Promise<void> {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    parts.scheduler.after(ms, resolve);
  });
}

/** The bearer token of a request, if it has one. */
export function bearer(request: IncomingMessage): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function basic(request: IncomingMessage): { id: string; secret: string } | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { id, secret };
}

function rateLimited(seconds: number): Answer {
  return {
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: { ok: false, error: 'ratelimited' },
  };
}

export function writeJson(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(answer.body));
}

/** Stands in for the token of calls that need none. */
function nobody(): TokenRecord {
  return { token: '', kind: 'app', teamId: '', userId: '', scopes: [] };
}
