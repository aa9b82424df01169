import type { Place } from './words.ts';

/** A line on its way from where it was written to the other two places. */
export interface Journey {
  id: number;
  from: Place;
  name: string;
  avatarUrl: string;
  /** When it was seen where it was written, in milliseconds of this page's clock. */
  at: number;
  /** When it was seen in each other place. */
  arrivals: Map<Place, number>;
}

/** A line seen in a place. */
export interface Sighting {
  place: Place;
  /** Where it was written, as far as the place shows that: on a platform a carried line does not tell. */
  from: Place | undefined;
  name: string;
  avatarUrl: string;
  text: string;
}

const PLACES: readonly Place[] = ['discord', 'slack', 'web'];
/** A line that has not arrived by then is no longer looked out for, in milliseconds. */
const GIVEN_UP = 10 * 60_000;

/**
 * Recognises a line again in the places it is carried to, from what is seen there alone: by its letters, else by who said
 * it, else by order, in which lines are carried.
 */
export class Journeys {
  readonly #journeys: (Journey & { key: string })[] = [];
  /** Carried lines seen before the line itself. */
  #early: (Sighting & { at: number })[] = [];
  #nextId = 1;

  constructor(
    private readonly told: (journey: Journey, what: 'begun' | Place) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  saw(sighting: Sighting): void {
    const { place, from } = sighting;
    const at = this.now();
    this.#forget(at);
    if (from === place) this.#begin(sighting, at);
    else if (!this.#arrive(sighting, at)) this.#early.push({ ...sighting, at });
  }

  /** Lines under way are no longer waited for: their channels are no longer linked. */
  giveUp(): void {
    this.#journeys.length = 0;
    this.#early = [];
  }

  /** Lines that have not reached a place yet. */
  waitingFor(place: Place): Journey[] {
    return this.#journeys.filter(({ from, arrivals }) => from !== place && !arrivals.has(place));
  }

  #begin({ place, name, avatarUrl, text }: Sighting, at: number): void {
    const journey = {
      id: this.#nextId++,
      from: place,
      name,
      avatarUrl,
      at,
      arrivals: new Map(),
      key: keyOf(text),
    };
    this.#journeys.push(journey);
    this.told(journey, 'begun');
    const early = this.#early;
    this.#early = [];
    for (const sighting of early) if (!this.#arrive(sighting, sighting.at)) this.#early.push(sighting);
  }

  #arrive({ place, from, name, text }: Sighting, at: number): boolean {
    const open = this.waitingFor(place).filter((journey) => from === undefined || journey.from === from);
    const key = keyOf(text);
    const keyed = open.map((journey) => this.#journeys.find(({ id }) => id === journey.id));
    const journey =
      keyed.find((each) => each !== undefined && key !== '' && each.key === key) ??
      keyed.find((each) => each !== undefined && name.includes(each.name)) ??
      keyed[0];
    if (!journey) return false;
    journey.arrivals.set(place, Math.max(at, journey.at));
    this.told(journey, place);
    return true;
  }

  #forget(now: number): void {
    const kept = this.#journeys.filter(
      ({ at, arrivals }) => arrivals.size < PLACES.length - 1 && now - at < GIVEN_UP,
    );
    this.#journeys.splice(0, this.#journeys.length, ...kept);
    this.#early = this.#early.filter(({ at }) => now - at < 2000);
  }
}

/** Letters and digits of a line without its marks; what each dialect does to the rest differs. */
function keyOf(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/:[a-z0-9_+-]+:/g, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
