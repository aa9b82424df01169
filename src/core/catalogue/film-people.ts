import type { Credit, CreditRole, Movie } from './movie.ts';
import { personKey } from './person-key.ts';
import { byRenown } from './ranked-films.ts';

/** What a person did in one film. */
export interface Part {
  movie: Movie;
  roles: CreditRole[];
  character?: string;
}

/** Somebody who made films. */
export interface FilmPerson {
  /** `tmdb-21684` where TMDB's number is known, else the name: `bong-joon-ho`. Both lead here. */
  id: string;
  name: string;
  /** In Hangul; empty when unknown. */
  nameKo: string;
  /** Best known first, each film once. */
  parts: Part[];
}

interface Entry {
  name: string;
  nameKo: string;
  /** Both names as `-bong-joon-ho-봉준호`: a word begins wherever a hyphen stands. */
  words: string;
  parts: Map<string, Part>;
  /** The best-known of their films. */
  best: Movie;
}

/**
 * Who made the films, by the name in an address. A person whom one source knows by number and another by name alone is
 * one person, unless several numbers share the name.
 */
export class FilmPeople {
  /** Under `tmdb-…` and, for credits without a number, under the name's key. */
  readonly #entries = new Map<string, Entry>();
  readonly #numbered = new Map<string, Set<string>>();

  constructor(movies: Iterable<Movie> = []) {
    for (const movie of movies) this.add(movie);
  }

  /** Takes note of a film's people; once a film. */
  add(movie: Movie): void {
    const korean = koreanNames(movie);
    for (const credit of creditsOf(movie)) {
      const key = personKey(credit.name);
      if (key === '') continue;
      const id = credit.tmdbId === undefined ? key : `tmdb-${credit.tmdbId}`;
      const entry: Entry = this.#entries.get(id) ?? {
        name: credit.name,
        nameKo: '',
        words: `-${key}`,
        parts: new Map(),
        best: movie,
      };
      this.#entries.set(id, entry);
      if (byRenown(movie, entry.best) < 0) entry.best = movie;
      const nameKo = credit.nameKo ?? korean.get(key);
      if (nameKo && entry.nameKo === '') {
        entry.nameKo = nameKo;
        entry.words += `-${personKey(nameKo)}`;
      }
      note(entry, movie, credit);
      if (credit.tmdbId !== undefined) {
        const numbers = this.#numbered.get(key) ?? new Set();
        this.#numbered.set(key, numbers.add(id));
      }
    }
  }

  /** The person of an id; null when nobody is known by it. */
  find(id: string): FilmPerson | null {
    const wanted = /^tmdb-\d+$/.test(id) ? id : personKey(id);
    const namesakes = this.#numbered.get(wanted);
    const sole = namesakes?.size === 1 ? [...namesakes][0]! : wanted;
    const entry = this.#entries.get(sole);
    if (!entry) return null;
    const key = personKey(entry.name);
    const byName = sole !== key && this.#numbered.get(key)?.size === 1 ? this.#entries.get(key) : undefined;
    const parts = new Map([...(byName?.parts ?? []), ...entry.parts]);
    return {
      id: sole,
      name: entry.name,
      nameKo: this.koreanName(sole),
      parts: [...parts.values()].sort((a, b) => byRenown(a.movie, b.movie)),
    };
  }

  /** The person's name in Hangul; empty when unknown. */
  koreanName(id: string): string {
    const entry = this.#entries.get(id);
    if (!entry || entry.nameKo !== '' || !id.startsWith('tmdb-')) return entry?.nameKo ?? '';
    const key = personKey(entry.name);
    return this.#numbered.get(key)?.size === 1 ? (this.#entries.get(key)?.nameKo ?? '') : '';
  }

  /**
   * People whose names have words that begin as the query's words do, in either language, those of the best-known films
   * first. Looks through all names: some milliseconds at 100,000 people.
   */
  search(query: string, limit: number): FilmPerson[] {
    const words = personKey(query)
      .split('-')
      .filter(Boolean)
      .map((word) => `-${word}`);
    if (words.length === 0) return [];
    const found: { id: string; best: Movie }[] = [];
    for (const [id, entry] of this.#entries) {
      if (!id.startsWith('tmdb-') && this.#numbered.get(id)?.size === 1) continue; // is found under its number
      if (words.every((word) => entry.words.includes(word))) found.push({ id, best: entry.best });
    }
    found.sort((a, b) => byRenown(a.best, b.best));
    return found.slice(0, limit).flatMap(({ id }) => this.find(id) ?? []);
  }
}

/** A film's credits; made of its bare lists of names where nothing better is known. */
export function creditsOf(movie: Movie): Credit[] {
  if (movie.people !== undefined) return movie.people;
  const named = (names: string[], korean: string[], role: CreditRole): Credit[] =>
    names.map((name, index) => {
      const nameKo = korean[index];
      return { name, role, ...(nameKo ? { nameKo } : {}) };
    });
  return [
    ...named(movie.directors, movie.directorsKo, 'director'),
    ...named(movie.cast, movie.castKo, 'cast'),
  ];
}

/** The id under which a credit's person is found. */
export const personIdOf = (credit: Credit): string =>
  credit.tmdbId === undefined ? personKey(credit.name) : `tmdb-${credit.tmdbId}`;

function koreanNames(movie: Movie): Map<string, string> {
  const names = new Map<string, string>();
  const align = (latin: string[], korean: string[]): void =>
    latin.forEach((name, index) => {
      const nameKo = korean[index];
      if (nameKo) names.set(personKey(name), nameKo);
    });
  align(movie.directors, movie.directorsKo);
  align(movie.cast, movie.castKo);
  return names;
}

function note(entry: Entry, movie: Movie, credit: Credit): void {
  const part = entry.parts.get(movie.id) ?? { movie, roles: [] };
  if (!part.roles.includes(credit.role)) part.roles.push(credit.role);
  if (credit.character !== undefined && part.character === undefined) part.character = credit.character;
  entry.parts.set(movie.id, part);
}
