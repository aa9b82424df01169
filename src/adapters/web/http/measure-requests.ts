import type { RequestHandler } from 'express';
import type { Meter } from '../../../core/ports/meter.ts';

/**
 * Counts and times every request by the route that answered it: by its pattern, as addresses are endless. What no route
 * answered is counted together.
 */
export function measureRequests(meter: Meter): RequestHandler {
  return (request, response, next) => {
    const begun = performance.now();
    response.once('close', () => {
      const { path } = (request.route as { path?: unknown } | undefined) ?? {};
      const route = typeof path === 'string' ? `${request.baseUrl}${path}` : 'none';
      // Nobody waited for the answer any more: 499, as reverse proxies call it.
      const status = String(response.writableFinished ? response.statusCode : 499);
      meter.count('matinee_http_requests_total', { method: request.method, route, status });
      meter.time('matinee_http_request_seconds', { route }, (performance.now() - begun) / 1000);
    });
    next();
  };
}
