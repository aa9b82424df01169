import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { findPostgres } from './postgres-server.ts';
import { api, WebClient } from './web-client.ts';

/** What is asked for at every address that there is: whoever adds one with another name in it says below what. */
export interface Asked {
  slug: string;
  /** Up to which number of the room somebody may be who comes back. */
  head: number;
  film: string;
  reviews: readonly string[];
  /** Whose lists are looked at. */
  people: readonly string[];
  /** What is searched for. */
  words: readonly string[];
  /** Who asks; null for somebody without a name. */
  readers: readonly (WebClient | null)[];
}

/**
 * Whatever a process tells to anybody who asks: by sockets, by every address of the API as it is described, and on its
 * pages; each answer with where it is from.
 */
export async function everythingTold(base: string, asked: Asked): Promise<[string, string][]> {
  const told: [string, string][] = [];
  const { slug, head, words } = asked;
  for (const after of [0, Math.floor(head / 2), head - 3, head - 1, undefined]) {
    for (const reader of asked.readers) {
      const client = reader ? reader.at(base) : await WebClient.guest(base, 'Nobody yet');
      await client.connect({ auth: false });
      client.send(reader ? { op: 'auth', token: reader.token } : { op: 'auth', anonymous: true });
      await client.join(slug, after === undefined ? {} : { after: Math.max(0, after) });
      told.push([`a socket after ${after}`, JSON.stringify(client.frames)]);
      client.close();
    }
  }
  const { paths } = await api<{ paths: Record<string, Record<string, Described>> }>(base, '/openapi.json');
  for (const [path, { get }] of Object.entries(paths)) {
    for (const address of get ? addressesOf(path, get, asked) : []) {
      for (const reader of asked.readers) {
        const response = await fetch(`${base}/api/v1${address}`, {
          headers: reader ? { authorization: `Bearer ${reader.token}` } : {},
        });
        expect([200, 401, 403, 404], `${address} is asked for as it is to be`).toContain(response.status);
        // What was asked for stands in some answers.
        const text = words.reduce(
          (answer, word) => (address.includes(word) ? answer.replaceAll(word, '') : answer),
          await response.text(),
        );
        told.push([`GET ${address}: ${response.status}`, text]);
      }
    }
  }
  for (const page of ['/', `/r/${slug}`]) told.push([page, await (await fetch(`${base}${page}`)).text()]);
  return told;
}

/** Everything that a Postgres database holds, as a backup has it. */
export async function dumpOf(store: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    join(findPostgres() ?? '', 'pg_dump'),
    ['--data-only', `--dbname=${store}`],
    { maxBuffer: 512 * 1024 * 1024 },
  );
  return stdout;
}

/** An operation as `/openapi.json` describes it. */
interface Described {
  parameters?: { in: string; name: string; required?: boolean }[];
}

/** How an operation of the API is asked for what is known: every combination of what stands in its address. */
function addressesOf(path: string, { parameters = [] }: Described, asked: Asked): string[] {
  const queries = parameters.flatMap(({ in: where, name, required }): [string, string[]][] => {
    if (where !== 'query') return [];
    if (name === 'q') return [[name, [...asked.words]]];
    if (name === 'text') return [[name, asked.words.map((word) => `/movie search ${word}`)]];
    if (name === 'limit') return [[name, ['50']]];
    if (required) throw new Error(`say here what "${name}" of ${path} may be`);
    return [];
  });
  const full = [...path.matchAll(/\{(\w+)\}/g)].reduce(
    (paths, [hole, name = '']) =>
      paths.flatMap((each) => valuesOf(each, name, asked).map((value) => each.replace(hole, value))),
    [path],
  );
  return queries.reduce(
    (addresses, [name, values]) =>
      addresses.flatMap((address) =>
        values.map(
          (value) => `${address}${address.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`,
        ),
      ),
    full,
  );
}

function valuesOf(path: string, name: string, { slug, film, reviews, people }: Asked): readonly string[] {
  if (name === 'slug') return [slug];
  if (name === 'movieId') return [film];
  if (name === 'key') return ['thriller'];
  const of = path.split('/')[1] ?? '';
  const ids: Record<string, readonly string[]> = {
    movies: [film],
    reviews,
    people,
    'film-people': ['bong-joon-ho'],
  };
  const values = ids[of];
  if (name !== 'id' || !values) throw new Error(`say here what "${name}" of ${path} may be`);
  return values;
}
