import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { avatarPng } from './avatars.ts';
import type { StandInParts } from './parts.ts';
import { writeJson, type WebApi } from './web-api.ts';

/** Answers one kind of address; true when the request was its own. */
export type Route = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => Promise<boolean> | boolean;

/** Addresses people and tests use; they stay reachable while Slack is cut off from the app. */
const ALWAYS_OPEN = ['/control/', '/avatars/'];

/** The one HTTP server of the stand-in, on 127.0.0.1 only. */
export class SlackServer {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly parts: () => StandInParts;
  private readonly routes: Route[] = [];
  private api: WebApi | undefined;

  constructor(parts: () => StandInParts) {
    this.parts = parts;
    this.server = createServer((request, response) => void this.handle(request, response));
    this.server.keepAliveTimeout = 30_000;
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    this.server.on('upgrade', (request, socket, head) => {
      // A client that goes away during the handshake is no fault of ours.
      socket.on('error', () => socket.destroy());
      if (this.parts().faults.isCutOff() || !request.url?.startsWith('/link/')) socket.destroy();
      else this.parts().socketMode.accept(request, socket, head);
    });
  }

  mount(api: WebApi, routes: Route[]): void {
    this.api = api;
    this.routes.push(...routes);
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => {
        this.server.off('error', reject);
        resolve();
      });
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Resets every open connection that carries an app's call; event streams of screens stay. */
  destroyAppSockets(): void {
    for (const socket of this.sockets) {
      if (!screens.has(socket)) socket.destroy();
    }
  }

  close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const open = ALWAYS_OPEN.some((prefix) => url.pathname.startsWith(prefix));
    if (open) screens.add(request.socket);
    else if (this.parts().faults.isCutOff()) {
      request.socket.destroy();
      return;
    }
    try {
      await this.dispatch(request, response, url);
    } catch (error) {
      if (response.headersSent || request.socket.destroyed) return;
      writeJson(response, {
        status: 500,
        headers: {},
        body: {
          ok: false,
          error: 'fatal_error',
          detail: error instanceof Error ? error.message : String(error),
        },
      });
    }
  }

  private async dispatch(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const method = /^\/api\/([A-Za-z0-9.]+)\/?$/.exec(url.pathname)?.[1];
    if (method !== undefined && this.api) {
      await this.api.handle(method, request, response, url);
      return;
    }
    const avatar = /^\/avatars\/(\w+)-(\d+)\.png$/.exec(url.pathname);
    if (avatar) {
      response.writeHead(200, { 'content-type': 'image/png', 'cache-control': 'public, max-age=86400' });
      response.end(avatarPng(avatar[1] ?? '', Number(avatar[2])));
      return;
    }
    for (const route of this.routes) {
      if (await route(request, response, url)) return;
    }
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
  }
}

/** Connections that belong to people's screens and tests rather than to the app. */
const screens = new WeakSet<Socket>();
