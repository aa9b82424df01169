import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Control } from './control.ts';
import type { JsonObject } from './entities.ts';
import { DiscordError, refuse } from './errors.ts';
import type { Faults, RestFault } from './faults.ts';
import type { Gateway } from './gateway.ts';
import type { Interactions } from './interactions.ts';
import type { Platform } from './platform.ts';
import type { RateLimits } from './rate-limits.ts';
import { readRequestBody } from './request-body.ts';
import { Call, routeName } from './router.ts';
import type { Answer, Match, Router } from './router.ts';
import { serveCdn } from './routes/cdn.ts';

export interface ServedParts {
  platform: Platform;
  interactions: Interactions;
  gateway: Gateway;
  faults: Faults;
  control: Control;
  router: Router;
  rateLimits: RateLimits;
  /** Calls that were asked for and that nobody answers. */
  unanswered: string[];
  /** How often each route was carried out without a refusal, by its name. */
  carriedOut: Map<string, number>;
}

/** The one HTTP server of a stand-in: REST below `/api/v10`, `/cdn`, `/control`, and the gateway's upgrade. */
export class HttpServer {
  readonly #parts: ServedParts;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Connections that serve the control API, which faults leave alone. */
  readonly #spared = new WeakSet<Socket | Duplex>();

  constructor(parts: ServedParts) {
    this.#parts = parts;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        if (!response.headersSent)
          this.#send(response, {
            status: 500,
            body: { message: `stand-in failed: ${String(error)}`, code: 0 },
          });
      });
    });
    this.#server.keepAliveTimeout = 30_000;
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('upgrade', (request, socket, head) => {
      if (parts.faults.isCutOff || !(request.url ?? '').startsWith('/gateway')) socket.destroy();
      else parts.gateway.upgrade(request, socket, head);
    });
  }

  /** Listens on loopback only; port 0 takes any free one. Returns the port. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => resolve());
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** Breaks every open connection but those of the control API. */
  breakConnections(): void {
    for (const socket of this.#sockets) if (!this.#spared.has(socket)) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    if (url.pathname === '/control' || url.pathname.startsWith('/control/')) {
      this.#spared.add(request.socket);
      return this.#parts.control.serve(request, response, url);
    }
    if (this.#parts.faults.isCutOff) {
      request.socket.destroy();
      return;
    }
    if (url.pathname.startsWith('/cdn/')) return this.#serveCdn(response, url);
    const path = /^\/api(?:\/v(\d+))?(\/.*)$/.exec(url.pathname);
    if (!path?.[2]) return this.#send(response, { status: 404, body: refuse('notFound').toBody() });
    if (path[1] !== undefined && path[1] !== '10') {
      return this.#send(response, { status: 400, body: { message: 'Invalid API version', code: 50041 } });
    }
    await this.#serveApi(request, response, path[2], url.searchParams);
  }

  async #serveCdn(response: ServerResponse, url: URL): Promise<void> {
    const answer = await serveCdn(this.#parts.platform, url.pathname.slice('/cdn'.length), url.searchParams);
    if (!answer) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('This content is no longer available.');
    } else if ('redirect' in answer) {
      response.writeHead(302, { location: answer.redirect }).end();
    } else {
      const headers = {
        'content-type': answer.type,
        'content-length': answer.bytes.length,
        'cache-control': 'public, max-age=3600',
        'x-content-type-options': 'nosniff',
        'access-control-allow-origin': '*',
      };
      response.writeHead(200, headers).end(answer.bytes);
    }
  }

  async #serveApi(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
  ): Promise<void> {
    const method = request.method ?? 'GET';
    const struck = this.#parts.faults.strike(method, path);
    for (const fault of struck) if (fault.kind === 'slow') await delay(fault.ms);
    const prevented = struck.find((fault) => fault.kind === 'rateLimit' || fault.kind === 'serverError');
    if (prevented) {
      request.resume();
      return this.#sendFault(response, prevented);
    }
    const match = this.#parts.router.match(method, path);
    if (!match) {
      this.#parts.unanswered.push(`${method} ${path}`);
      request.resume();
      return this.#send(response, { status: 404, body: refuse('notFound').toBody() });
    }
    const refusal = this.#authorize(request, match);
    if (refusal) {
      request.resume();
      return this.#send(response, { status: refusal.status, body: refusal.toBody() });
    }
    const verdict = this.#parts.rateLimits.count(match);
    if (verdict.retryAfter !== null) {
      request.resume();
      const body = {
        message: 'You are being rate limited.',
        retry_after: verdict.retryAfter,
        global: verdict.global,
      };
      return this.#send(response, { status: 429, body }, verdict.headers);
    }
    const answer = await this.#carryOut(request, match, query);
    const lost = struck.find((fault) => fault.kind === 'lostAnswer');
    if (lost?.kind === 'lostAnswer') {
      if (lost.how === 'reset') request.socket.resetAndDestroy();
      else request.socket.end();
      return;
    }
    this.#send(response, answer, verdict.headers);
  }

  #authorize(request: IncomingMessage, { route }: Match): DiscordError | null {
    if (route.auth === 'none') return null;
    return request.headers.authorization === `Bot ${this.#parts.platform.application.token}`
      ? null
      : refuse('unauthorized');
  }

  async #carryOut(
    request: IncomingMessage,
    { route, params }: Match,
    query: URLSearchParams,
  ): Promise<Answer> {
    const { platform, interactions, carriedOut } = this.#parts;
    try {
      const { body, files } = await readRequestBody(request);
      const answer = await route.handle(new Call({ platform, interactions, params, query, body, files }));
      const name = routeName(route);
      carriedOut.set(name, (carriedOut.get(name) ?? 0) + 1);
      return answer;
    } catch (error) {
      if (error instanceof DiscordError) return { status: error.status, body: error.toBody() };
      throw error;
    }
  }

  #sendFault(response: ServerResponse, fault: RestFault): void {
    if (fault.kind === 'serverError') {
      const text =
        fault.status === 500
          ? '{"message": "500: Internal Server Error", "code": 0}'
          : 'upstream connect error or disconnect/reset before headers';
      response
        .writeHead(fault.status, { 'content-type': fault.status === 500 ? 'application/json' : 'text/plain' })
        .end(text);
      return;
    }
    if (fault.kind !== 'rateLimit') return;
    const global = fault.scope === 'global';
    const headers: Record<string, string> = {
      'retry-after': String(fault.retryAfter),
      'x-ratelimit-scope': fault.scope,
      ...(global ? { 'x-ratelimit-global': 'true' } : {}),
    };
    const body: JsonObject = {
      message: 'You are being rate limited.',
      retry_after: fault.retryAfter,
      global,
    };
    this.#send(response, { status: 429, body }, headers);
  }

  #send(response: ServerResponse, { status, body }: Answer, headers: Record<string, string> = {}): void {
    if (response.writableEnded || response.destroyed) return;
    if (body === undefined) {
      response.writeHead(status, { ...headers, via: '1.1 stand-in' }).end();
      return;
    }
    const text = JSON.stringify(body);
    response
      .writeHead(status, {
        ...headers,
        via: '1.1 stand-in',
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      })
      .end(text);
  }
}
