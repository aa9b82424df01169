import type { RequestListener } from 'node:http';
import { ExpressReceiver } from '@slack/bolt';
import express, { type RequestHandler } from 'express';
import { LRUCache } from 'lru-cache';
import type { Logger } from '../../core/ports/logger.ts';
import { boltLog } from './bolt-log.ts';

const EVENTS_PATH = '/slack/events';
const WINDOW_S = 5 * 60;

/** Slack's signed requests to us. The SDK checks signatures; what it leaves open is checked before. */
export class HttpDoor {
  readonly receiver: ExpressReceiver;
  readonly listener: RequestListener;

  constructor(signingSecret: string, logger: Logger, pages: RequestHandler | null) {
    const app = express();
    app.disable('x-powered-by');
    app.post(EVENTS_PATH, refuseOtherTimes(logger), refuseRepeats(logger));
    if (pages) app.use(pages);
    this.receiver = new ExpressReceiver({
      signingSecret,
      app,
      endpoints: EVENTS_PATH,
      logger: boltLog(logger),
      bodyLimit: 1024 * 1024,
    });
    this.listener = (request, response) => void app(request, response);
  }
}

/** The SDK takes timestamps from the future, with which a request could be kept for later. */
function refuseOtherTimes(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const stamp = request.headers['x-slack-request-timestamp'];
    const seconds = typeof stamp === 'string' && /^\d{1,12}$/.test(stamp) ? Number(stamp) : NaN;
    if (Math.abs(Date.now() / 1000 - seconds) <= WINDOW_S) return next();
    logger.warn(
      {},
      'a request to /slack/events was refused: its timestamp is missing, stale or from the future',
    );
    response.status(401).end();
  };
}

/**
 * Commands and buttons come once: Slack repeats events only. Whoever recorded one cannot run it again within the window in
 * which its signature holds. Events may be repeated: their effect is one.
 */
function refuseRepeats(logger: Logger): RequestHandler {
  const seen = new LRUCache<string, true>({ max: 50_000, ttl: 2 * WINDOW_S * 1000 });
  return (request, response, next) => {
    const signature = request.headers['x-slack-signature'];
    const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    if (!isForm || typeof signature !== 'string') return next();
    if (seen.has(signature)) {
      logger.warn({}, 'a request to /slack/events was refused: it came a second time');
      response.status(401).end();
      return;
    }
    // Only what was signed well is remembered, so that nobody can fill the memory with noise.
    response.once('finish', () => {
      if (response.statusCode === 200) seen.set(signature, true);
    });
    next();
  };
}
