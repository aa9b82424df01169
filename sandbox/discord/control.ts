import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { ClientRefusal } from './client-refusal.ts';
import { CONTROL_ACTIONS } from './control-actions.ts';
import type { Controlled } from './control-action.ts';
import { DiscordError } from './errors.ts';
import type { Gateway } from './gateway.ts';
import { avatarUrl } from './pictures.ts';
import type { Platform } from './platform.ts';
import { readRequestBody } from './request-body.ts';
import { snowflakeTime } from './snowflake.ts';
import type { WorldEvent } from './world.ts';

/** Reading the world: `GET /control/…`. */
export const CONTROL_VIEWS: readonly { path: string; summary: string }[] = [
  { path: '', summary: 'this list' },
  { path: 'state', summary: 'application, guilds with channels, roles and members, people, connections' },
  { path: 'channels/:channel', summary: 'a channel as a viewer sees it; viewer=USER' },
  { path: 'messages/:message', summary: 'one message' },
  { path: 'interactions/:interaction', summary: 'what a press has come to' },
  { path: 'commands', summary: 'slash commands somebody can use; user=, channel=' },
  { path: 'pings', summary: 'mentions that reached people' },
  { path: 'unanswered', summary: 'REST calls nobody answers' },
  { path: 'faults', summary: 'what is wrong at the moment' },
  { path: 'events', summary: 'changes as server-sent events; viewer=USER leaves out what others see alone' },
];

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/;
const SSE_BEAT = 15_000;

class NotThere extends Error {}

/** The control API: for tests in other processes and for the demo page. Only loopback pages may use it. */
export class Control {
  readonly #controlled: Controlled;
  readonly #platform: Platform;
  readonly #gateway: Gateway;
  readonly #streams = new Set<ServerResponse>();

  constructor(parts: Controlled & { platform: Platform; gateway: Gateway }) {
    this.#controlled = parts;
    this.#platform = parts.platform;
    this.#gateway = parts.gateway;
  }

  async serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { origin, host } = request.headers;
    // The Host check keeps foreign pages out that reach loopback through a name of their own.
    const foreign = origin !== undefined && !LOOPBACK.test(origin.replace(/^https?:\/\//, ''));
    if (foreign || !LOOPBACK.test(host ?? ''))
      return send(response, 403, { error: 'Only pages on this machine may use the control API.' });
    if (origin !== undefined) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('access-control-allow-methods', 'GET, POST');
      response.setHeader('access-control-allow-headers', 'content-type');
      response.setHeader('vary', 'origin');
    }
    if (request.method === 'OPTIONS') return send(response, 204);
    const path = url.pathname.replace(/^\/control\/?/, '');
    try {
      if (request.method === 'GET') {
        if (path === 'events') return this.#stream(request, response, url.searchParams.get('viewer'));
        return send(response, 200, this.#view(path, url.searchParams));
      }
      const action = CONTROL_ACTIONS.find((entry) => entry.name === path);
      if (request.method !== 'POST' || !action)
        throw new NotThere(`There is nothing at ${request.method} /control/${path}.`);
      const { body } = await readRequestBody(request);
      send(response, 200, (await action.run(this.#controlled, body)) ?? null);
    } catch (error) {
      this.#refuse(response, error);
    }
  }

  #refuse(response: ServerResponse, error: unknown): void {
    if (error instanceof z.ZodError) return send(response, 400, { error: z.prettifyError(error) });
    if (error instanceof ClientRefusal) return send(response, 409, { error: error.message });
    if (error instanceof DiscordError)
      return send(response, error.status, { error: error.message, discord: error.toBody() });
    if (error instanceof NotThere) return send(response, 404, { error: error.message });
    throw error;
  }

  #view(path: string, query: URLSearchParams): unknown {
    const { world, faults } = this.#controlled;
    const [kind, id = ''] = path.split('/');
    if (path === '')
      return {
        actions: CONTROL_ACTIONS.map(({ name, summary }) => ({ name, summary })),
        views: CONTROL_VIEWS,
      };
    if (path === 'state') return this.#state();
    if (path === 'commands') return world.commands(query.get('user') ?? '', query.get('channel') ?? '');
    if (path === 'pings') return world.pings;
    if (path === 'unanswered') return world.unanswered;
    if (path === 'faults') return { ...faults.list(), rateLimits: this.#controlled.rateLimits.profile };
    if (kind === 'channels' && id) return world.channelView(id, query.get('viewer') ?? undefined);
    if (kind === 'interactions' && id) return world.interaction(id);
    if (kind === 'messages' && id) {
      const message = world.message(id);
      if (message) return message;
    }
    throw new NotThere(`There is nothing at /control/${path}.`);
  }

  #state(): unknown {
    const { world } = this.#controlled;
    const { application } = this.#platform;
    return {
      application: { id: application.id, name: application.name },
      connections: this.#gateway.connected,
      people: world.users.map((user) => ({
        id: user.id,
        name: user.globalName ?? user.username,
        username: user.username,
        bot: user.bot,
        locale: user.locale,
        avatarUrl: avatarUrl(this.#platform, user.id, user.avatar),
        createdAt: new Date(snowflakeTime(user.id)).toISOString(),
      })),
      guilds: world.guilds.map((guild) => ({
        id: guild.id,
        name: guild.name,
        iconUrl: guild.icon && `${this.#platform.cdnUrl}/icons/${guild.id}/${guild.icon.hash}.png`,
        channels: world.channels(guild.id).map(({ id, name, topic, parentId, thread }) => ({
          id,
          name,
          topic,
          parentId,
          thread: thread !== null,
          archived: thread?.archived ?? false,
        })),
        roles: world
          .roles(guild.id)
          .map(({ id, name, color, mentionable }) => ({ id, name, color, mentionable })),
        members: world.members(guild.id).map(({ userId, nick, roleIds }) => ({
          userId,
          name: this.#platform.shownName(userId, guild.id),
          nick,
          roleIds,
        })),
        emojis: guild.emojis.map(({ id, name }) => ({ id, name })),
      })),
    };
  }

  #stream(request: IncomingMessage, response: ServerResponse, viewer: string | null): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.write(': listening\n\n');
    const visible = (event: WorldEvent): boolean => {
      if (viewer === null) return true;
      if (event.type === 'message') return event.onlyFor === null || event.onlyFor === viewer;
      return event.type !== 'interaction' || event.userId === viewer;
    };
    const unsubscribe = this.#controlled.world.subscribe((event) => {
      if (visible(event)) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    });
    const beat = setInterval(() => response.write(': still here\n\n'), SSE_BEAT);
    this.#streams.add(response);
    request.on('close', () => {
      clearInterval(beat);
      unsubscribe();
      this.#streams.delete(response);
    });
  }

  close(): void {
    for (const stream of this.#streams) stream.end();
  }
}

function send(response: ServerResponse, status: number, body?: unknown): void {
  if (body === undefined) response.writeHead(status).end();
  else
    response
      .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(JSON.stringify(body));
}
