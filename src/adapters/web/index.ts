import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import type { Registry } from 'prom-client';
import type { Config } from '../../config/config.ts';
import type { Core } from '../../core/core.ts';
import type { Readiness } from '../../observability/readiness.ts';
import type { AdapterHost } from '../adapter-host.ts';
import { createApp } from './http/app.ts';
import { originPolicy } from './http/origins.ts';
import { clientAddress } from './client-address.ts';
import { Gateway } from './websocket/gateway.ts';

/** The web adapter: REST and pages, and sockets where the process has the role `web`. */
export function createWeb(
  core: Core,
  config: Config & { publicUrl: string },
  parts: {
    root: string;
    readiness(): Promise<Readiness>;
    metrics: Registry;
    hosts: readonly AdapterHost[];
  },
): { listener: RequestListener; gateway: Gateway | null } {
  const origins = originPolicy(config.origins, config.publicUrl);
  const gateway = config.roles.includes('web')
    ? new Gateway(core, {
        origins,
        floodLimit: config.rateLimit,
        addressOf: (request) => clientAddress(request, config.trustProxy),
      })
    : null;
  const app = createApp(core, {
    origins,
    trustProxy: config.trustProxy,
    widgetDir: join(parts.root, 'dist', 'widget'),
    metrics: parts.metrics,
    readiness: parts.readiness,
  });
  const listener: RequestListener = (request, response) => {
    // A platform's own requests are answered by its adapter, which checks their signature over the raw body.
    const host = parts.hosts.find((each) => request.url?.startsWith(`/${each.platform}/`));
    const answer = host?.adapter?.listener ?? app;
    answer(request, response);
  };
  return { listener, gateway };
}
