import type { JsonObject } from '../entities.ts';
import { ok } from '../router.ts';
import type { Call, Route } from '../router.ts';

function gatewayUrl(call: Call): string {
  return `${call.platform.origin.replace(/^http/, 'ws')}/gateway`;
}

function sessionStart(): JsonObject {
  return { total: 1000, remaining: 999, reset_after: 86_400_000, max_concurrency: 1 };
}

export const gatewayRoutes: Route[] = [
  {
    method: 'GET',
    template: '/gateway',
    summary: 'where the gateway is',
    auth: 'none',
    handle: (call) => ok({ url: gatewayUrl(call) }),
  },
  {
    method: 'GET',
    template: '/gateway/bot',
    summary: 'where the gateway is, with shards and session limits',
    auth: 'bot',
    handle: (call) => ok({ url: gatewayUrl(call), shards: 1, session_start_limit: sessionStart() }),
  },
];
