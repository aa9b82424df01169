import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { ZodError } from 'zod';
import { discordRefusal, type DiscordPane } from './discord-pane.ts';
import type { Outages } from './outages.ts';
import type { PaneAction } from './pane-action.ts';
import type { PageStreams } from './page-stream.ts';
import { slackRefusal, type SlackPane } from './slack-pane.ts';

const MAX_BODY = 200_000;
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface PageParts {
  discord: DiscordPane;
  slack: SlackPane;
  outages: Outages;
  streams: PageStreams;
  /** Where the built page lies. */
  assets: string;
  /** Origins its pictures come from. */
  pictures: readonly string[];
}

/** Answers for the page at `/`, its files, its stream and what its visitor does. */
export class PageServer {
  readonly #actions: Record<string, PaneAction>;

  constructor(private readonly parts: PageParts) {
    const { discord, slack, outages } = parts;
    this.#actions = {
      ...prefixed('discord', discord.actions),
      ...prefixed('slack', slack.actions),
      'break/discord/cut': () => outages.break('discord', 'cut'),
      'break/discord/limit': () => outages.break('discord', 'limit'),
      'break/slack/cut': () => outages.break('slack', 'cut'),
      'break/slack/limit': () => outages.break('slack', 'limit'),
      'break/server/restart': () => outages.restart(),
    };
  }

  /** Takes the requests that are the page's own; false for all others. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sandbox');
    const reading = request.method === 'GET' || request.method === 'HEAD';
    if (reading && pathname === '/') void this.#file(response, 'index.html');
    else if (!pathname.startsWith('/sandbox/')) return false;
    else if (reading && pathname === '/sandbox/stream') {
      const viewer = { discord: searchParams.get('discord') ?? '', slack: searchParams.get('slack') ?? '' };
      this.parts.streams.open(request, response, viewer);
    } else if (reading) void this.#file(response, pathname.slice('/sandbox/'.length));
    else if (request.method === 'POST' && pathname.startsWith('/sandbox/do/')) {
      void this.#act(request, response, pathname.slice('/sandbox/do/'.length));
    } else answer(response, 405, { detail: 'The sandbox page is read with GET and acts with POST.' });
    return true;
  }

  async #file(response: ServerResponse, name: string): Promise<void> {
    const type = TYPES[extname(name)];
    const bytes = type && /^[\w.-]+$/.test(name) ? await this.#read(name) : undefined;
    if (!type || !bytes)
      return answer(response, 404, { detail: 'There is no such file. Was the page built? npm run build' });
    response.writeHead(200, {
      'content-type': type,
      'content-length': bytes.length,
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      ...(name.endsWith('.html') ? { 'content-security-policy': this.#policy() } : {}),
    });
    response.end(bytes);
  }

  #read(name: string): Promise<Buffer | undefined> {
    return readFile(join(this.parts.assets, name)).catch(() => undefined);
  }

  #policy(): string {
    return [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `img-src 'self' data: blob: ${this.parts.pictures.join(' ')}`,
      "connect-src 'self' ws: wss:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'self'",
    ].join('; ');
  }

  async #act(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    const action = Object.hasOwn(this.#actions, name) ? this.#actions[name] : undefined;
    if (!action) return answer(response, 404, { detail: 'There is no such action.' });
    if (!fromOwnPage(request)) return answer(response, 403, { detail: 'Only the page itself may do this.' });
    try {
      const body = await readJson(request);
      answer(response, 200, (await action(body)) ?? null);
    } catch (error) {
      const refusal = discordRefusal(error) ?? slackRefusal(error);
      if (refusal !== undefined) answer(response, 409, { detail: refusal });
      else if (error instanceof ZodError || error instanceof SyntaxError || error instanceof RangeError) {
        answer(response, 400, { detail: 'That was not understood.' });
      } else answer(response, 409, { detail: error instanceof Error ? error.message : String(error) });
    }
  }
}

function prefixed(side: string, actions: Record<string, PaneAction>): Record<string, PaneAction> {
  return Object.fromEntries(Object.entries(actions).map(([name, action]) => [`${side}/${name}`, action]));
}

/** Other pages in the same browser must not act here: they cannot send JSON without asking, and their origin is another. */
function fromOwnPage({ headers }: IncomingMessage): boolean {
  if (headers['content-type'] !== 'application/json') return false;
  const { origin, host } = headers;
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
}

/** @throws SyntaxError for what is not JSON, RangeError for what is too long */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY) throw new RangeError('too long');
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(text);
}
