import { html, nothing, render, type TemplateResult } from 'lit';
import type { Breakage, Side, Weather } from '../page-protocol.ts';
import { icon } from './draw.ts';
import { Journeys, type Journey, type Sighting } from './journeys.ts';
import { act } from './server.ts';
import type { Settings } from './settings.ts';
import type { Stage } from './stage.ts';
import { WORDS, type Place, type Words } from './words.ts';

const PLACES: readonly Place[] = ['discord', 'slack', 'web'];
const TRAVEL_MS = 620;
/** Where a line waits that cannot arrive, as a share of its way. */
const GATE = 0.8;
/** Lines that took no longer than this were not kept waiting. */
const PATIENCE_MS = 1200;
/** When all is well for so long, what has not arrived will not. */
const GIVEN_UP_MS = 30_000;

interface Token {
  element: HTMLElement;
  from: Place;
  to: Place;
  waits: boolean;
}

/** The line over the three places: shows lines travelling along it, how each place is, and what can be broken. */
export class Wire {
  readonly #journeys = new Journeys((journey, what) => this.#told(journey, what));
  readonly #tokens = new Map<string, Token>();
  #last: { journey: Journey } | undefined;
  #unwellAt = 0;
  #tick: ReturnType<typeof setInterval> | undefined;
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)');

  constructor(
    private readonly root: HTMLElement,
    private readonly stage: Stage,
    private readonly settings: Settings,
    private readonly show: (place: Place) => void,
  ) {
    stage.subscribe(() => this.draw());
  }

  saw(sighting: Sighting): void {
    this.#journeys.saw(sighting);
  }

  draw(): void {
    this.#giveUpInTime();
    render(this.#template(), this.root);
    const busy = PLACES.some((place) => this.#journeys.waitingFor(place).length > 0) || this.#broken();
    if (busy) this.#tick ??= setInterval(() => this.draw(), 250);
    else {
      clearInterval(this.#tick);
      this.#tick = undefined;
    }
  }

  #giveUpInTime(): void {
    const { weather, reachable } = this.stage;
    const now = performance.now();
    const well =
      reachable &&
      weather?.server.phase === 'up' &&
      weather.discord.connected &&
      weather.slack.connected &&
      !this.#broken();
    if (!well) this.#unwellAt = now;
    const late = PLACES.some((place) =>
      this.#journeys.waitingFor(place).some(({ at }) => now - at > GIVEN_UP_MS),
    );
    if (!late || now - this.#unwellAt < GIVEN_UP_MS) return;
    this.#journeys.giveUp();
    for (const { element } of this.#tokens.values()) element.remove();
    this.#tokens.clear();
  }

  #broken(): boolean {
    const { weather } = this.stage;
    return (
      Boolean(weather?.discord.broken ?? weather?.slack.broken) || weather?.server.phase === 'restarting'
    );
  }

  #template(): TemplateResult {
    const words = WORDS[this.settings.language];
    const { weather } = this.stage;
    const down = !weather || weather.server.phase !== 'up' || !this.stage.reachable;
    return html`<div class="rail ${down ? 'down' : ''}" aria-hidden="true"></div>
      ${PLACES.map((place) => this.#stop(place, words, weather))}
      <div class="tokens" aria-hidden="true"></div>`;
  }

  #stop(place: Place, words: Words, weather: Weather | undefined): TemplateResult {
    const state = this.#state(place, words, weather);
    const waiting = this.#journeys
      .waitingFor(place)
      .filter(({ at }) => performance.now() - at > PATIENCE_MS).length;
    return html`<div class="stop ${place} ${state.kind}" data-place=${place}>
      <i class="dot"></i>
      <button class="go" @click=${() => this.show(place)}>${words.places[place]}</button>
      <span class="state">
        <span>${state.text}</span>${waiting > 0 ? html`<b> · ${words.waiting(waiting)}</b>` : nothing}
      </span>
      <span class="breaks"
        >${place === 'web' ? this.#restart(words, weather) : this.#breaks(place, words, weather)}</span
      >
    </div>`;
  }

  #state(place: Place, words: Words, weather: Weather | undefined): { kind: string; text: string } {
    if (!this.stage.reachable)
      return { kind: 'away', text: place === 'web' ? words.pageOffline : words.reconnecting };
    if (!weather) return { kind: 'away', text: words.starting };
    if (place === 'web') return serverState(weather.server, words);
    const { connected, broken } = weather[place];
    if (broken) {
      const left = Math.max(0, broken.leftMs - (performance.now() - this.stage.weatherAt));
      return { kind: broken.kind, text: words.breaking[broken.kind].state(Math.ceil(left / 1000)) };
    }
    if (connected) return { kind: 'well', text: words.connected };
    return { kind: 'away', text: weather.server.phase === 'starting' ? words.starting : words.reconnecting };
  }

  #breaks(place: Side, words: Words, weather: Weather | undefined): TemplateResult {
    const off = !weather || weather[place].broken !== null || !this.stage.reachable;
    const one = (kind: Breakage): TemplateResult =>
      html`<button
        class="break"
        ?disabled=${off}
        title=${words.breaking[kind].explain(words.places[place])}
        aria-label="${words.breaking[kind].button}: ${words.breaking[kind].explain(words.places[place])}"
        @click=${() => void act(`break/${place}/${kind}`).catch(() => undefined)}
      >
        ${icon(kind === 'cut' ? 'cut' : 'slow')}<span>${words.breaking[kind].button}</span>
      </button>`;
    return html`${one('cut')}${one('limit')}`;
  }

  #restart(words: Words, weather: Weather | undefined): TemplateResult {
    const off =
      !this.stage.reachable || (weather?.server.phase !== 'up' && weather?.server.phase !== 'failed');
    return html`<button
      class="break"
      ?disabled=${off}
      title=${words.restartExplain}
      @click=${() => void act('break/server/restart').catch(() => undefined)}
    >
      ${icon('restart')}<span>${words.restart}</span>
    </button>`;
  }

  /** What became of the last line, in a sentence. */
  story(): string {
    const words = WORDS[this.settings.language];
    const journey = this.#last?.journey;
    if (!journey || journey.arrivals.size === 0) return '';
    const arrivals = PLACES.flatMap((place) => {
      const at = journey.arrivals.get(place);
      if (at === undefined) return [];
      const took = (at - journey.at) / 1000;
      return words.arrival(words.places[place], took.toFixed(took < 0.95 ? 2 : 1));
    });
    return words.journey(journey.name, words.places[journey.from], arrivals.join(words.and));
  }

  #told(journey: Journey, what: 'begun' | Place): void {
    if (what === 'begun') {
      this.#last = { journey };
      for (const place of PLACES) if (place !== journey.from) void this.#travel(journey, place);
    } else void this.#arrive(journey, what);
    this.stage.changed();
  }

  #position(place: Place): number {
    const dot = this.root.querySelector(`[data-place=${place}] .dot`)?.getBoundingClientRect();
    const own = this.root.getBoundingClientRect();
    return dot ? dot.left + dot.width / 2 - own.left : 0;
  }

  /** Sets out towards a place; ends at the gate before it unless the line has arrived meanwhile. */
  async #travel(journey: Journey, to: Place): Promise<void> {
    const layer = this.root.querySelector('.tokens');
    if (!layer || document.hidden) return;
    const element = document.createElement('i');
    element.className = `token from-${journey.from}`;
    if (journey.avatarUrl) {
      const face = document.createElement('img');
      face.src = journey.avatarUrl;
      face.alt = '';
      face.onerror = () => face.remove();
      element.append(face);
    }
    layer.append(element);
    const token: Token = { element, from: journey.from, to, waits: false };
    this.#tokens.set(`${journey.id} ${to}`, token);
    const [start, end] = [this.#position(journey.from), this.#position(to)];
    const gate = start + (end - start) * GATE;
    if (this.#still.matches) element.style.transform = `translateX(${gate}px)`;
    else {
      await element.animate(
        [
          { transform: `translateX(${start}px) scale(.4)`, opacity: 0 },
          { transform: `translateX(${start}px) scale(1)`, opacity: 1, offset: 0.18 },
          { transform: `translateX(${gate}px) scale(1)`, opacity: 1 },
        ],
        { duration: TRAVEL_MS, easing: 'cubic-bezier(.3,.1,.3,1)', fill: 'forwards' },
      ).finished;
    }
    token.waits = true;
    if (journey.arrivals.has(to)) await this.#enter(journey, to);
    else this.#queue(to);
  }

  async #arrive(journey: Journey, place: Place): Promise<void> {
    if (this.#tokens.get(`${journey.id} ${place}`)?.waits) await this.#enter(journey, place);
  }

  /** Those who wait before a place stand one behind the other. */
  #queue(to: Place): void {
    const waiting = [...this.#tokens.values()].filter((token) => token.to === to && token.waits);
    waiting.forEach(({ element }, index) =>
      element.style.setProperty('--behind', String(Math.min(index, 5))),
    );
  }

  async #enter(journey: Journey, to: Place): Promise<void> {
    const key = `${journey.id} ${to}`;
    const token = this.#tokens.get(key);
    if (!token) return;
    this.#tokens.delete(key);
    const end = this.#position(to);
    if (!this.#still.matches) {
      await token.element.animate(
        [
          {},
          { transform: `translateX(${end}px) scale(1)`, opacity: 1, offset: 0.75 },
          { transform: `translateX(${end}px) scale(.3)`, opacity: 0 },
        ],
        { duration: 260, easing: 'ease-out', fill: 'forwards' },
      ).finished;
    }
    token.element.remove();
    this.#queue(to);
    const dot = this.root.querySelector(`[data-place=${to}] .dot`);
    if (!this.#still.matches) {
      dot?.animate([{ boxShadow: '0 0 0 0 var(--amber-fill)' }, { boxShadow: '0 0 0 10px transparent' }], {
        duration: 500,
        easing: 'ease-out',
      });
    }
  }
}

function serverState(server: Weather['server'], words: Words): { kind: string; text: string } {
  switch (server.phase) {
    case 'up':
      return {
        kind: 'well',
        text:
          server.tookMs === undefined ? words.serverUp : words.restarted((server.tookMs / 1000).toFixed(1)),
      };
    case 'failed':
      return { kind: 'cut', text: words.serverFailed };
    case 'restarting':
      return { kind: 'cut', text: words.restarting };
    default:
      return { kind: 'away', text: words.starting };
  }
}
