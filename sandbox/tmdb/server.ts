import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { posterPicture } from './poster-picture.ts';
import type { Faults } from './faults.ts';
import { APPENDABLE, detailed, listed, votesOf, type PersonNumbers, type StandInFilm } from './films.ts';

const PAGE = 20;
const CHANGES_PAGE = 100;
const LAST_PAGE = 500;
const MOST_APPENDED = 20;
const DAY_MS = 86_400_000;

/** Refusals as the real one words them, by their number (https://developer.themoviedb.org/docs/errors). */
const REFUSALS: Record<number, [status: number, message: string]> = {
  5: [422, 'Invalid parameters: Your request parameters are incorrect.'],
  7: [401, 'Invalid API key: You must be granted a valid key.'],
  9: [503, 'Service offline: This service is temporarily offline, try again later.'],
  11: [500, 'Internal error: Something went wrong, contact TMDB.'],
  20: [422, 'Invalid date range: Should be a range no longer than 14 days.'],
  22: [400, 'Invalid page: Pages start at 1 and max at 500. They are expected to be an integer.'],
  23: [400, 'Invalid date: Format needs to be YYYY-MM-DD.'],
  24: [504, 'Your request to the backend server timed out. Try again.'],
  25: [429, 'Your request count (#) is over the allowed limit of (40).'],
  27: [400, 'Too many append to response objects: The maximum number of remote calls is 20.'],
  34: [404, 'The resource you requested could not be found.'],
  42: [405, 'This resource does not support this request method.'],
};

export interface Parts {
  token: string;
  films: Map<number, StandInFilm>;
  people: PersonNumbers;
  faults: Faults;
  now: () => number;
  /** Every request to the API, in order: method and address. */
  asked: string[];
}

/** The HTTP side of the stand-in: API under `/3`, pictures under `/t/p`, daily lists under `/p/exports`. */
export class TmdbServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Known once it listens. */
  url = '';

  constructor(private readonly parts: Parts) {
    this.#server = createServer((request, response) => void this.#handle(request, response));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
        resolve();
      });
    });
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname.startsWith('/t/p/')) return this.#picture(url, response);
    if (url.pathname.startsWith('/p/exports/')) return this.#list(url, response);
    this.parts.asked.push(`${request.method} ${url.pathname}${url.search}`);
    const { faults } = this.parts;
    if (faults.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.slowMs));
    const fault = faults.take(this.parts.now());
    if (fault === 'resets') return void request.socket.destroy();
    if (fault === 'limited') {
      response.setHeader('retry-after', String(faults.retryAfterS));
      return refuse(response, 25);
    }
    if (fault === 'broken') return refuse(response, 11);
    if (fault === 'offline') return refuse(response, 9);
    if (fault === 'timeout') return refuse(response, 24);
    if (fault === 'no json') return void response.end('<html>Bad gateway</html>');
    const answer = this.#answer(request, url);
    if (typeof answer === 'number') return refuse(response, answer);
    const body = Buffer.from(JSON.stringify(answer));
    response.setHeader('content-type', 'application/json;charset=utf-8');
    if (fault !== 'breaks off') return void response.end(body);
    response.setHeader('content-length', body.length);
    response.write(body.subarray(0, body.length >> 1), () => request.socket.destroy());
  }

  /** An answer, or the number of a refusal. */
  #answer(request: IncomingMessage, url: URL): object | number {
    if (request.headers.authorization !== `Bearer ${this.parts.token}`) return 7;
    if (request.method !== 'GET') return 42;
    const path = url.pathname.replace(/^\/3/, '');
    if (path === '/configuration') return this.#configuration();
    if (path === '/discover/movie') return this.#discover(url.searchParams);
    if (path === '/movie/changes') return this.#changes(url.searchParams);
    const film = this.parts.films.get(Number(/^\/movie\/(\d+)$/.exec(path)?.[1]));
    return film ? this.#details(film, url.searchParams) : 34;
  }

  #configuration(): object {
    return {
      change_keys: [],
      images: {
        base_url: `${this.url}/t/p/`,
        secure_base_url: `${this.url}/t/p/`,
        backdrop_sizes: ['w300', 'original'],
        logo_sizes: ['w45', 'original'],
        poster_sizes: ['w92', 'w154', 'w185', 'w342', 'w500', 'w780', 'original'],
        profile_sizes: ['w45', 'original'],
        still_sizes: ['w92', 'original'],
      },
    };
  }

  #discover(query: URLSearchParams): object | number {
    const page = pageOf(query);
    if (page === null) return 22;
    const sort = query.get('sort_by') ?? 'popularity.desc';
    if (!/^(?:popularity|vote_count)\.(?:asc|desc)$/.test(sort)) return 5;
    const language = query.get('with_original_language');
    const films = [...this.parts.films.values()]
      .filter((film) => !film.adult || query.get('include_adult') === 'true')
      .filter(({ movie }) => language === null || movie.language === language)
      .sort((a, b) => votesOf(b) - votesOf(a) || a.id - b.id);
    if (sort.endsWith('.asc')) films.reverse();
    return paged(films, page, PAGE, (film) => listed(film, query.get('language') ?? 'en-US'));
  }

  #changes(query: URLSearchParams): object | number {
    const page = pageOf(query);
    if (page === null) return 22;
    const now = this.parts.now();
    const [from, to] = [query.get('start_date'), query.get('end_date')];
    if ([from, to].some((date) => date !== null && !/^\d{4}-\d\d-\d\d$/.test(date))) return 23;
    const start = from === null ? now - DAY_MS : Date.parse(from);
    const end = (to === null ? now : Date.parse(to)) + DAY_MS;
    if (end - start > 15 * DAY_MS || end < start) return 20;
    const films = [...this.parts.films.values()].filter(
      ({ changedAt }) => changedAt >= start && changedAt < end,
    );
    return paged(films, page, CHANGES_PAGE, ({ id, adult }) => ({ id, adult }));
  }

  #details(film: StandInFilm, query: URLSearchParams): object | number {
    const appended = (query.get('append_to_response') ?? '').split(',').filter(Boolean);
    if (appended.length > MOST_APPENDED) return 27;
    const answer: Record<string, unknown> = { ...detailed(film, query.get('language') ?? 'en-US') };
    // What there is none of is left out without a word, as the real one does.
    for (const name of appended) {
      const make = APPENDABLE[name];
      if (make) answer[name] = make(film, this.parts.people);
    }
    return answer;
  }

  async #picture(url: URL, response: ServerResponse): Promise<void> {
    const path = /^\/t\/p\/(?:w\d+|original)(\/[\w-]+\.jpg)$/.exec(url.pathname)?.[1];
    const film = [...this.parts.films.values()].find(({ posterPath }) => posterPath === path);
    if (path === undefined || !film) return void response.writeHead(404).end();
    response.setHeader('content-type', 'image/jpeg').end(await posterPicture(film.movie.title));
  }

  /** The list of a day is there once the day has reached eight in the morning, and for ninety days. */
  #list(url: URL, response: ServerResponse): void {
    const [, month, date, year] = /\/movie_ids_(\d\d)_(\d\d)_(\d{4})\.json\.gz$/.exec(url.pathname) ?? [];
    const there = Date.parse(`${year}-${month}-${date}T08:00:00Z`);
    const age = this.parts.now() - there;
    if (!(age >= 0 && age < 90 * DAY_MS)) return void response.writeHead(403).end();
    const lines = [...this.parts.films.values()].map(({ id, adult, movie }) =>
      JSON.stringify({
        adult,
        id,
        original_title: movie.originalTitle,
        popularity: movie.popularity,
        video: false,
      }),
    );
    response.setHeader('content-type', 'application/gzip').end(gzipSync(`${lines.join('\n')}\n`));
  }
}

function paged<T>(all: readonly T[], page: number, size: number, show: (one: T) => object): object {
  const total = Math.ceil(all.length / size);
  return {
    page,
    results: all.slice((page - 1) * size, page * size).map(show),
    total_pages: total,
    total_results: all.length,
  };
}

function pageOf(query: URLSearchParams): number | null {
  const text = query.get('page') ?? '1';
  const page = Number(text);
  return /^\d+$/.test(text) && page >= 1 && page <= LAST_PAGE ? page : null;
}

function refuse(response: ServerResponse, code: number): void {
  const [status, message] = REFUSALS[code]!;
  response
    .writeHead(status, { 'content-type': 'application/json;charset=utf-8' })
    .end(JSON.stringify({ status_code: code, status_message: message, success: false }));
}
