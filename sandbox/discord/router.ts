import type { Json } from './entities.ts';
import { invalidForm } from './errors.ts';
import type { Interactions } from './interactions.ts';
import type { UploadedFile } from './message-form.ts';
import type { Platform } from './platform.ts';
import { isSnowflake } from './snowflake.ts';

export interface Answer {
  status: number;
  body?: Json;
}

export interface Limit {
  calls: number;
  perMs: number;
}

/** One call that the stand-in answers. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below `/api/v10`, parameters as `:name`. */
  template: string;
  summary: string;
  /** `bot` needs the bot's token; `none` carries its own secret in the path. */
  auth: 'bot' | 'none';
  limit?: Limit;
  /** Routes naming the same bucket share one limit. */
  bucket?: string;
  handle(call: Call): Answer | Promise<Answer>;
}

/** Everything a route needs to know about one request. */
export class Call {
  readonly platform: Platform;
  readonly interactions: Interactions;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly files: UploadedFile[];
  readonly #params: Record<string, string>;

  constructor(parts: {
    platform: Platform;
    interactions: Interactions;
    params: Record<string, string>;
    query: URLSearchParams;
    body: unknown;
    files: UploadedFile[];
  }) {
    this.platform = parts.platform;
    this.interactions = parts.interactions;
    this.query = parts.query;
    this.body = parts.body;
    this.files = parts.files;
    this.#params = parts.params;
  }

  param(name: string): string {
    return this.#params[name] ?? '';
  }

  /** A path parameter that has to be an id; anything else is a 50035. */
  id(name: string): string {
    const value = this.param(name);
    if (!isSnowflake(value))
      throw invalidForm([`${name}_id`], 'NUMBER_TYPE_COERCE', `Value "${value}" is not snowflake.`);
    return value;
  }

  flag(name: string): boolean {
    return ['true', '1', 'True'].includes(this.query.get(name) ?? '');
  }

  /** A whole number of the query within bounds, or the default. */
  count(name: string, { fallback, min, max }: { fallback: number; min: number; max: number }): number {
    const raw = this.query.get(name);
    if (raw === null) return fallback;
    const value = Number(raw);
    if (!Number.isInteger(value))
      throw invalidForm([name], 'NUMBER_TYPE_COERCE', `Value "${raw}" is not int.`);
    if (value < min)
      throw invalidForm([name], 'NUMBER_TYPE_MIN', `int value should be greater than or equal to ${min}.`);
    if (value > max)
      throw invalidForm([name], 'NUMBER_TYPE_MAX', `int value should be less than or equal to ${max}.`);
    return value;
  }
}

export const ok = (body: Json): Answer => ({ status: 200, body });
export const created = (body: Json): Answer => ({ status: 201, body });
export const noContent: Answer = { status: 204 };

export interface Match {
  route: Route;
  params: Record<string, string>;
}

/** Finds the route of a call; more specific templates win because they are tried first. */
export class Router {
  readonly routes: readonly Route[];
  readonly #compiled: { route: Route; pattern: RegExp; names: string[] }[];

  constructor(routes: readonly Route[]) {
    this.routes = routes;
    const fixedParts = (route: Route): number =>
      route.template.split('/').filter((part) => !part.startsWith(':')).length;
    this.#compiled = [...routes]
      .sort((a, b) => fixedParts(b) - fixedParts(a))
      .map((route) => {
        const names: string[] = [];
        const source = route.template.replace(/:([a-z]+)/g, (_, name: string) => {
          names.push(name);
          return '([^/]+)';
        });
        return { route, names, pattern: new RegExp(`^${source}$`) };
      });
  }

  match(method: string, path: string): Match | undefined {
    for (const { route, pattern, names } of this.#compiled) {
      if (route.method !== method) continue;
      const found = pattern.exec(path);
      if (!found) continue;
      const params = Object.fromEntries(names.map((name, index) => [name, decode(found[index + 1] ?? '')]));
      return { route, params };
    }
    return undefined;
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** How a route is named in lists: `POST /channels/:channel/messages`. */
export function routeName(route: Pick<Route, 'method' | 'template'>): string {
  return `${route.method} ${route.template}`;
}
