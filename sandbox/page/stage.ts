import type {
  DiscordMessage,
  DiscordPane,
  Persona,
  Side,
  SlackLine,
  SlackPane,
  SlackView,
  StreamEvent,
  Weather,
} from '../page-protocol.ts';
import type { Settings } from './settings.ts';

const TYPING_SHOWN = 6000;
const KEPT = 300;

/** A message that was not there before, on its side. */
export type Arrival = { side: 'discord'; message: DiscordMessage } | { side: 'slack'; message: SlackLine };

/** Both channels as the visitor sees them now, and how things are. */
export class Stage {
  discord: DiscordPane | undefined;
  slack: SlackPane | undefined;
  views: SlackView[] = [];
  weather: Weather | undefined;
  /** When the weather was told, by this page's clock. */
  weatherAt = 0;
  reachable = true;
  typing = new Map<string, number>();
  #dirty = false;
  readonly #listeners = new Set<() => void>();
  readonly #arrivals = new Set<(arrival: Arrival) => void>();

  constructor(private readonly settings: Settings) {
    settings.subscribe(() => this.changed());
  }

  /** Calls back before the next frame after something changed. */
  subscribe(listener: () => void): void {
    this.#listeners.add(listener);
  }

  onArrival(listener: (arrival: Arrival) => void): void {
    this.#arrivals.add(listener);
  }

  /** Who the visitor is on a side: whom they chose, or somebody of their language who may do everything. */
  me(side: Side): Persona | undefined {
    const people = this[side]?.people.filter(({ playable }) => playable) ?? [];
    const chosen = this.settings.persona(side);
    const { language } = this.settings;
    return (
      people.find(({ id }) => id === chosen) ??
      people.find(({ locale, manages }) => manages && locale === language) ??
      people[0]
    );
  }

  take(event: StreamEvent): void {
    switch (event.type) {
      case 'all':
        this.#takeAll(event);
        break;
      case 'discord.message':
        this.#takeDiscord(event.message);
        break;
      case 'discord.gone':
        if (this.discord) this.discord.messages = this.discord.messages.filter(({ id }) => id !== event.id);
        break;
      case 'slack.message':
        this.#takeSlack(event.message);
        break;
      case 'slack.gone':
        if (this.slack) this.slack.messages = withoutLine(this.slack.messages, event.ts);
        break;
      case 'slack.views':
        this.views = event.views;
        break;
      case 'typing':
        this.typing.set(event.userId, Date.now() + TYPING_SHOWN);
        setTimeout(() => this.changed(), TYPING_SHOWN + 50);
        break;
      case 'weather':
        this.#takeWeather(event.weather);
    }
    this.changed();
  }

  changed(): void {
    if (this.#dirty) return;
    this.#dirty = true;
    queueMicrotask(() => {
      this.#dirty = false;
      for (const listener of this.#listeners) listener();
    });
  }

  #takeAll({ discord, slack, weather, views }: Extract<StreamEvent, { type: 'all' }>): void {
    const knownDiscord = this.discord && new Set(this.discord.messages.map(({ id }) => id));
    const knownSlack = this.slack && new Set(linesOf(this.slack.messages).map(({ ts }) => ts));
    this.discord = discord;
    this.slack = slack;
    this.views = views;
    this.#takeWeather(weather);
    for (const message of knownDiscord ? discord.messages : []) {
      if (!knownDiscord?.has(message.id)) this.#arrived({ side: 'discord', message });
    }
    for (const message of knownSlack ? linesOf(slack.messages) : []) {
      if (!knownSlack?.has(message.ts)) this.#arrived({ side: 'slack', message });
    }
  }

  #takeDiscord(message: DiscordMessage): void {
    const pane = this.discord;
    if (!pane) return;
    const at = pane.messages.findIndex(({ id }) => id === message.id);
    if (at >= 0) pane.messages = pane.messages.with(at, message);
    else {
      pane.messages = [...pane.messages, message].sort(byId).slice(-KEPT);
      this.#arrived({ side: 'discord', message });
    }
  }

  #takeSlack(message: SlackLine): void {
    const pane = this.slack;
    if (!pane) return;
    const known = new Set(linesOf(pane.messages).map(({ ts }) => ts));
    const at = pane.messages.findIndex(({ ts }) => ts === message.ts);
    if (at >= 0) pane.messages = pane.messages.with(at, message);
    else pane.messages = [...pane.messages, message].sort((a, b) => (a.ts < b.ts ? -1 : 1)).slice(-KEPT);
    for (const line of linesOf([message]))
      if (!known.has(line.ts)) this.#arrived({ side: 'slack', message: line });
  }

  #takeWeather(weather: Weather): void {
    this.weather = weather;
    this.weatherAt = performance.now();
  }

  #arrived(arrival: Arrival): void {
    for (const listener of this.#arrivals) listener(arrival);
  }
}

/** Snowflakes are numbers too long for numbers. */
function byId(a: DiscordMessage, b: DiscordMessage): number {
  return a.id.length - b.id.length || (a.id < b.id ? -1 : 1);
}

/** Messages and the replies under them. */
export function linesOf(messages: readonly SlackLine[]): SlackLine[] {
  return messages.flatMap((message) => [message, ...linesOf(message.replies)]);
}

function withoutLine(messages: readonly SlackLine[], ts: string): SlackLine[] {
  return messages
    .filter((message) => message.ts !== ts)
    .map((message) =>
      message.replies.some((reply) => reply.ts === ts)
        ? { ...message, replies: message.replies.filter((reply) => reply.ts !== ts) }
        : message,
    );
}
