import type { Request, Response, Router } from 'express';
import type { z } from 'zod';
import type { Core } from '../../../core/core.ts';
import { Problem } from '../../../core/errors.ts';
import type { Person } from '../../../core/identity/person.ts';
import { whoIs } from '../../../core/identity/who-is.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What a handler is given: input that was checked, and who asks. */
export interface Asked<P, Q, B> {
  core: Core;
  params: P;
  query: Q;
  body: B;
  /** Null for somebody without a token. */
  person: Person | null;
  address: string;
  request: Request;
  response: Response;
}

/** One operation of the API: enough to serve it, and to describe it. */
export interface Route {
  method: Method;
  /** As in OpenAPI: `/rooms/{slug}`. */
  path: string;
  tag: string;
  summary: string;
  /** Whether a token is needed. */
  signedIn: boolean;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** Takes a picture as multipart instead of a JSON body. */
  upload?: boolean;
  /** Answer on success: status, and its shape; no shape for no body. */
  answer: { status: number; schema?: z.ZodType; description: string };
  handle(asked: Asked<never, never, never>): Promise<unknown>;
}

type Shape<T> = T extends z.ZodType ? z.infer<T> : Record<string, never>;

/** Writes a route down with its handler's input typed by its schemas. */
export function route<
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodObject | undefined = undefined,
>(
  definition: Omit<Route, 'handle' | 'params' | 'query' | 'body'> & {
    params?: P;
    query?: Q;
    body?: B;
    handle(asked: Asked<Shape<P>, Shape<Q>, Shape<B>>): Promise<unknown>;
  },
): Route {
  return definition as Route;
}

/** The person who asks. @throws Problem `not_signed_in` */
export function signedIn(person: Person | null): Person {
  if (!person) {
    throw new Problem(
      'not_signed_in',
      'Send "Authorization: Bearer TOKEN". POST /api/v1/guests gives a token.',
    );
  }
  return person;
}

export function mount(
  router: Router,
  core: Core,
  route: Route,
  addressOf: (request: Request) => string,
): void {
  const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
  router[route.method](path, async (request, response) => {
    const person = await whoAsks(core, request);
    if (route.signedIn) signedIn(person);
    const address = addressOf(request);
    const answer = await route.handle({
      core,
      params: check(route.params, request.params, 'path'),
      query: check(route.query, request.query, 'query'),
      body: check(route.body, jsonOf(route, request), 'body'),
      person,
      address,
      request,
      response,
    } as never);
    if (response.headersSent) return;
    response.setHeader('Cache-Control', 'no-store');
    if (route.answer.status === 204) response.status(204).end();
    else response.status(route.answer.status).json(answer);
  });
}

/** Whose token a request carries; null without one. @throws Problem `token_invalid` */
export async function whoAsks(core: Core, request: Request): Promise<Person | null> {
  const header = request.headers.authorization;
  if (header === undefined) return null;
  const token = /^Bearer (\S+)$/i.exec(header)?.[1];
  if (token === undefined) throw new Problem('token_invalid', 'The header is "Authorization: Bearer TOKEN".');
  return whoIs(core, token);
}

/** @throws Problem `type_not_allowed` for a body that is not JSON: a form of another site can send nothing else */
function jsonOf(route: Route, request: Request): unknown {
  const { headers } = request;
  const sent = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (route.body && sent && !request.is('application/json')) {
    throw new Problem('type_not_allowed', 'Send the body as application/json.');
  }
  return request.body;
}

function check(schema: z.ZodObject | undefined, value: unknown, where: string): unknown {
  if (!schema) return {};
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const at = issue && issue.path.length > 0 ? `${where}, ${issue.path.join('.')}` : where;
  throw new Problem('invalid_input', `${at}: ${issue?.message ?? 'not understood'}`);
}
