import { lazy } from '../lazy-parts.ts';
import type {
  DeliveryState,
  FilmCard,
  MessageView,
  PersonView,
  PlatformId,
  ProblemCode,
  Role,
  Visibility,
} from '../../../src/protocol/frames.ts';
import { asProblem, Problem } from './problem.ts';
import type { TokenStore } from './token-store.ts';

/** A room as `GET /rooms/:slug` shows it. */
export interface RoomView {
  slug: string;
  title: string;
  topic?: string | null;
  movie?: FilmCard | null;
  visibility: Visibility;
  hasPassword: boolean;
  capacity?: number | null;
  members: number;
  online: number;
  links: { platform: PlatformId; channel: string; state: 'active' | 'paused' | 'broken' }[];
  role?: Role | 'reader' | null;
}

/** One page of history, ascending. */
export interface HistoryPage {
  messages: MessageView[];
  /** Ask for messages before this seq next; null at the beginning of the room. */
  before: number | null;
  /** The room's newest seq when the page was read, where the server says so: spares a second reading. */
  seq?: number;
  epoch?: string;
}

export type { DeliveryState };

/** The REST half of the protocol, for one server. Everything refused is thrown as a `Problem`. */
export class RestClient {
  readonly base: string;
  readonly tokens: TokenStore;
  /** Told of a token that is not taken; the request is then made as whoever is there instead. */
  readonly disown: (token: string) => void;

  /**
   * @param server origin of the Matinee server, without a trailing slash
   * @param tokens who is asking, read anew for each request
   */
  constructor(server: string, tokens: TokenStore, disown: (token: string) => void) {
    this.base = server + '/api/v1';
    this.tokens = tokens;
    this.disown = disown;
  }

  room(slug: string, locale: string): Promise<RoomView> {
    return this.#ask(`/rooms/${encodeURIComponent(slug)}?locale=${locale}`);
  }

  /** The page of at most `limit` messages that ends before `before`; the newest without it. */
  messages(slug: string, limit: number, before?: number | null): Promise<HistoryPage> {
    return this.#ask(
      `/rooms/${encodeURIComponent(slug)}/messages?limit=${limit}${before == null ? '' : `&before=${before}`}`,
    );
  }

  guest(name: string, locale: string): Promise<{ token: string; person: PersonView }> {
    return this.send('POST', '/guests', { name, locale });
  }

  /** Asks for a change. */
  send<T>(method: string, path: string, body?: unknown): Promise<T> {
    return this.#ask(path, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** What only later parts ask for; `path` begins after the version. */
  get<T>(path: string): Promise<T> {
    return this.#ask(path);
  }

  async #ask<T>(path: string, init: RequestInit = {}): Promise<T> {
    const headers = new Headers(init.headers);
    const token = this.tokens.identity?.token;
    if (token) headers.set('Authorization', `Bearer ${token}`);
    let response: Response;
    try {
      response = await fetch(this.base + path, { ...init, headers, credentials: 'omit' });
    } catch (error) {
      // Loaded from the server in question, like all our parts: if even that cannot be had, the server is away.
      const { answersOthers } = await lazy.afterPaint().catch(() => ({ answersOthers: undefined }));
      throw (await answersOthers?.(this.base))
        ? new Problem('origin_not_allowed', 'origin')
        : asProblem(error);
    }
    const body = (await response.json().catch(() => ({}))) as T & {
      code?: ProblemCode;
      detail?: string;
      retryAfter?: number;
    };
    if (response.ok) return body;
    if (body.code === 'token_invalid' && token) {
      this.disown(token);
      return this.#ask(path, init);
    }
    const seconds = Number(response.headers.get('Retry-After'));
    throw new Problem(
      body.code ?? (response.status < 500 ? 'not_found' : 'unavailable'),
      body.detail ?? response.statusText,
      body.retryAfter ?? (seconds ? seconds * 1000 : undefined),
    );
  }
}
