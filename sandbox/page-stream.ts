import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DiscordPane } from './discord-pane.ts';
import type { Outages } from './outages.ts';
import type { StreamEvent } from './page-protocol.ts';
import type { SlackPane } from './slack-pane.ts';

const BEAT_MS = 15_000;
/** A page that takes nothing is let go; it comes back by itself and gets everything anew. */
const MAX_UNSENT = 4_000_000;

/** Server-sent events: first everything, then each change, as one person on each side sees it. */
export class PageStreams {
  readonly #open = new Set<() => void>();

  constructor(
    private readonly discord: DiscordPane,
    private readonly slack: SlackPane,
    private readonly outages: Outages,
    /** Makes addresses of earlier starts good again. */
    private readonly renew: (json: string) => string,
  ) {}

  open(request: IncomingMessage, response: ServerResponse, viewer: { discord: string; slack: string }): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const tell = (event: StreamEvent): void => {
      if (response.writableLength > MAX_UNSENT) return end();
      response.write(`data: ${this.renew(JSON.stringify(event))}\n\n`);
    };
    const tellAll = (): void =>
      tell({
        type: 'all',
        discord: this.discord.snapshot(viewer.discord),
        slack: this.slack.snapshot(viewer.slack),
        weather: this.outages.weather(),
        views: this.slack.views(viewer.slack),
      });
    let planned: NodeJS.Immediate | undefined;
    const again = (): void => {
      planned ??= setImmediate(() => {
        planned = undefined;
        tellAll();
      });
    };
    const unfollow = [
      this.discord.follow(viewer.discord, tell, again),
      this.slack.follow(viewer.slack, tell, again),
      this.outages.subscribe(() => tell({ type: 'weather', weather: this.outages.weather() })),
    ];
    const beat = setInterval(() => response.write(': still here\n\n'), BEAT_MS);
    const end = (): void => {
      clearInterval(beat);
      clearImmediate(planned);
      for (const stop of unfollow.splice(0)) stop();
      this.#open.delete(end);
      response.end();
    };
    this.#open.add(end);
    request.on('close', end);
    response.write('retry: 500\n\n');
    tellAll();
  }

  close(): void {
    for (const end of [...this.#open]) end();
  }
}
