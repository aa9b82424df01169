import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Change } from './changes.ts';
import { controlActions, type ControlAction } from './control-actions.ts';
import { emojiTable } from './emoji.ts';
import { SlackError } from './errors.ts';
import type { StandInParts } from './parts.ts';
import { readBody, readFields } from './request-body.ts';
import { writeFile } from './routes/files.ts';
import type { Route } from './server.ts';
import { writeJson } from './web-api.ts';
import type { World } from './world.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const KEEP_ALIVE_MS = 15_000;

function isLoopback(value: string): boolean {
  return URL.canParse(value) && LOOPBACK.has(new URL(value).hostname);
}

/**
 * `/control/…`: people's clients and the switches, for a page or another process on this machine.
 * Pages of other origins are refused, and so are other host names that resolve to this machine.
 */
export function controlRoute(parts: StandInParts, world: World): Route {
  const actions = controlActions(parts, world);
  return async (request, response, url) => {
    if (!url.pathname.startsWith('/control/')) return false;
    const { origin } = request.headers;
    if (
      !isLoopback(`http://${request.headers.host ?? ''}`) ||
      (origin !== undefined && !isLoopback(origin))
    ) {
      writeJson(response, { status: 403, headers: {}, body: { ok: false, error: 'loopback_only' } });
      return true;
    }
    if (origin !== undefined) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('vary', 'origin');
    }
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-methods', 'GET, POST');
      response.setHeader('access-control-allow-headers', 'content-type');
      response.writeHead(204).end();
      return true;
    }
    const path = url.pathname.slice('/control/'.length);
    if (request.method === 'POST') await act(actions[path], request, response);
    else if (path === 'actions') {
      writeJson(response, { status: 200, headers: {}, body: { ok: true, actions: Object.keys(actions) } });
    } else read(parts, world, path, url, request, response);
    return true;
  };
}

async function act(
  action: ControlAction | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!action) {
    writeJson(response, { status: 404, headers: {}, body: { ok: false, error: 'unknown_action' } });
    return;
  }
  const body = await readFields(await readBody(request), 'application/json');
  try {
    if (!body) throw new SlackError('invalid_json');
    writeJson(response, { status: 200, headers: {}, body: { ok: true, ...(await action(body)) } });
  } catch (error) {
    const code = error instanceof SlackError ? error.body() : { ok: false, error: (error as Error).message };
    writeJson(response, { status: 400, headers: {}, body: code });
  }
}

function read(
  parts: StandInParts,
  world: World,
  path: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const viewer = url.searchParams.get('viewer') ?? undefined;
  const answer = (body: Record<string, unknown>): void =>
    writeJson(response, {
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: { ok: true, ...body },
    });
  const channelId = /^channels\/(\w+)$/.exec(path)?.[1];
  const file = parts.store.files.get(/^files\/(\w+)$/.exec(path)?.[1] ?? '');
  const bytes = file && parts.store.fileBytes.get(file.id);
  if (path === 'events') streamChanges(world, viewer, response);
  else if (path === 'state') {
    answer({
      teamId: world.teamId,
      botUserId: world.botUserId,
      teams: world.teams(),
      users: world.users().map((user) => ({ ...user, avatarUrl: parts.wire.avatarUrl(user.id, 72) })),
      channels: world.channels(),
      connections: parts.socketMode.connections,
      faults: parts.faults.active(),
      commands: parts.store.app.commands,
    });
  } else if (path === 'emoji') answer({ emoji: emojiTable() });
  else if (path === 'pings') answer({ pings: [...world.pings] });
  else if (path === 'views' && viewer !== undefined) {
    answer({ views: world.openViews(viewer), home: parts.views.homeOf(viewer) ?? null });
  } else if (channelId !== undefined && parts.store.channels.has(channelId)) {
    answer({ channel: world.channel(channelId), messages: world.channelView(channelId, viewer) });
  } else if (file && bytes) writeFile(response, file, bytes, false, request);
  else writeJson(response, { status: 404, headers: {}, body: { ok: false, error: 'not_found' } });
}

/** Server-sent events: each change as JSON, messages with how they look now. */
function streamChanges(world: World, viewer: string | undefined, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': connected\n\n');
  const unsubscribe = world.subscribe((change) => {
    if (!concerns(change, viewer)) return;
    const message =
      'channelId' in change && 'ts' in change ? world.messageView(change.channelId, change.ts) : undefined;
    response.write(`data: ${JSON.stringify(message ? { ...change, message } : change)}\n\n`);
  });
  const keepAlive = setInterval(() => response.write(': still here\n\n'), KEEP_ALIVE_MS);
  response.on('close', () => {
    clearInterval(keepAlive);
    unsubscribe();
  });
}

/** What one person alone sees is sent to their screen only. */
function concerns(change: Change, viewer: string | undefined): boolean {
  if ('viewerId' in change) return change.viewerId === viewer;
  if ('viewId' in change) return change.userId === viewer;
  return true;
}
