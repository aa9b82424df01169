import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_ROUTES } from '../../src/adapters/web/http/app.ts';
import type { Route } from '../../src/adapters/web/http/route.ts';
import type { Core } from '../../src/core/core.ts';
import { Problem } from '../../src/core/errors.ts';
import { actorOf } from '../../src/core/identity/actor.ts';
import type { Person } from '../../src/core/identity/person.ts';
import { enterRoom } from '../../src/core/rooms/enter-room.ts';
import type { Room } from '../../src/core/rooms/room.ts';
import type { Standing } from '../../src/core/rooms/room-repository.ts';
import { restClient } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import type { WebClient } from '../support/web-client.ts';

/** Of a route that names a room: what a request to it holds that is well formed. */
interface Sample {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: Record<string, unknown>;
}

const SOMEBODY = uuid();
/** Every route that names a room. One that is not here fails the first test. */
const SAMPLES: Record<string, Sample> = {
  'get /rooms': {},
  'get /rooms/{slug}': {},
  'patch /rooms/{slug}': { body: { title: 'Mine', password: 'peaches' } },
  'delete /rooms/{slug}': {},
  'get /rooms/{slug}/members': {},
  'delete /rooms/{slug}/members/me': {},
  'post /rooms/{slug}/members/{id}/kick': { params: { id: SOMEBODY }, body: {} },
  'post /rooms/{slug}/members/{id}/ban': { params: { id: SOMEBODY }, body: { reason: 'x' } },
  'post /rooms/{slug}/members/{id}/unban': { params: { id: SOMEBODY }, body: {} },
  'post /rooms/{slug}/members/{id}/promote': { params: { id: SOMEBODY }, body: {} },
  'post /rooms/{slug}/members/{id}/demote': { params: { id: SOMEBODY }, body: {} },
  'post /rooms/{slug}/owner': { body: { id: SOMEBODY } },
  'post /rooms/{slug}/invites': {},
  'get /rooms/{slug}/messages': { query: { limit: '5' } },
  'get /rooms/{slug}/messages/search': { query: { q: 'ending' } },
  'post /rooms/{slug}/messages': { body: { id: uuid(), text: 'x', replyTo: 1, attachments: [uuid()] } },
  'post /rooms/{slug}/polls': { body: { id: uuid(), question: 'What next?', options: ['One', 'Two'] } },
  'put /rooms/{slug}/polls/{seq}/vote': { params: { seq: '1' }, body: { option: 0 } },
  'delete /rooms/{slug}/polls/{seq}/vote': { params: { seq: '1' } },
  'post /rooms/{slug}/polls/{seq}/close': { params: { seq: '1' } },
  'post /rooms/{slug}/images': {},
  'get /rooms/{slug}/pictures/grant': {},
  'get /recommendations': { query: { limit: '5' } },
};

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;
/** Where a route names a room: in its path, or in its query. */
function namesRoom({ path, query }: Route): 'path' | 'room' | 'after' | null {
  if (path.includes('{slug}')) return 'path';
  if (query && 'room' in query.shape) return 'room';
  return path === '/rooms' && query && 'after' in query.shape ? 'after' : null;
}
const ROUTES = API_ROUTES.filter((each) => namesRoom(each) !== null);

it('every route that names a room is tried here', () => {
  expect(ROUTES.map(nameOf).sort()).toEqual(Object.keys(SAMPLES).sort());
});

const ME: Person = { id: uuid(), name: 'Out', avatar: null, locale: null };
const roomOf = (more: Partial<Room>): Room => ({
  id: uuid(),
  slug: 'a-room',
  title: 'A room',
  topic: '',
  movieId: null,
  visibility: 'public',
  passwordHash: null,
  capacity: null,
  ownerId: uuid(),
  seq: 7,
  epoch: uuid(),
  ...more,
});
const stranger = (room: Partial<Room>, more: Partial<Standing> = {}): Standing => ({
  room: roomOf(room),
  role: null,
  banned: false,
  ...more,
});
const HIDDEN: [string, Standing | null][] = [
  ['no room', null],
  ['a private room', stranger({ visibility: 'private' })],
  ['a private room with a password', stranger({ visibility: 'private', passwordHash: 'its hash' })],
  ['a private room they were banned from', stranger({ visibility: 'private' }, { banned: true })],
  [
    'a private room with a password they were banned from',
    stranger({ visibility: 'private', passwordHash: 'its hash' }, { banned: true }),
  ],
];

type Answers = Record<string, (...given: never[]) => unknown>;

/** A core that notes what of it is used, in order, and gives the answers it is told; what else is asked fails. */
function watchedCore(answers: Answers): { core: Core; used: string[] } {
  const used: string[] = [];
  const port = (name: string): object =>
    new Proxy(
      {},
      {
        get:
          (_target, method) =>
          (...given: never[]) => {
            const call = `${name}.${String(method)}`;
            used.push(call);
            const answer = answers[call];
            if (!answer) throw new Error(`${call} was used`);
            return answer(...given);
          },
      },
    );
  const core = new Proxy({} as Core, { get: (_target, name) => port(String(name)) });
  return { core, used };
}

/** Hands a request to a route, as `mount` does once it is checked. @returns code of the refusal, null for an answer */
async function ask(route: Route, core: Core, person: Person | null): Promise<string | null> {
  const sample = SAMPLES[nameOf(route)] ?? {};
  const where = namesRoom(route);
  const asked = {
    core,
    params: route.params?.parse({ slug: 'a-room', ...sample.params }) ?? {},
    query:
      route.query?.parse({ ...sample.query, ...(where === 'path' ? {} : { [where ?? '']: 'a-room' }) }) ?? {},
    body: route.body?.parse(sample.body ?? {}) ?? {},
    person,
    address: '203.0.113.7',
    request: { headers: {} },
    response: {},
  };
  try {
    await route.handle(asked as never);
    return null;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

const counting: Answers = { 'limiter.take': () => Promise.resolve() };

describe.each(
  ROUTES.filter((each) => namesRoom(each) !== 'after').map((each) => [nameOf(each), each] as const),
)('%s', (_name, route) => {
  const people = route.signedIn ? [ME] : [null, ME];

  it('does the same for a hidden room as for none, and nothing that costs', async () => {
    for (const person of people) {
      const tries = await Promise.all(
        HIDDEN.map(async ([, standing]) => {
          const { core, used } = watchedCore({
            ...counting,
            'rooms.standing': () => Promise.resolve(standing),
          });
          return { code: await ask(route, core, person), used };
        }),
      );
      for (const each of tries) {
        expect(each).toEqual(tries[0]);
        expect(each.code).toBe('room_not_found');
        expect(each.used.filter((call) => call !== 'limiter.take')).toEqual(['rooms.standing']);
      }
    }
  });

  it('costs nothing at a room they may see but not use', async () => {
    for (const [room, code] of [
      [stranger({ passwordHash: 'its hash' }), 'password_required'],
      [stranger({}, { banned: true }), 'banned'],
    ] as const) {
      for (const person of people) {
        const { core, used } = watchedCore({
          ...counting,
          'rooms.standing': () => Promise.resolve(room),
          // The rules of a room are asked by appending to its log, and refuse there.
          'log.append': () => Promise.reject(new Problem(code, 'as the rule says')),
          'people.byId': () => Promise.resolve(ME),
          'rooms.membership': () => Promise.resolve(room),
          'media.attach': () => Promise.resolve([]),
          'rooms.summary': () => Promise.resolve({ ...room.room, members: 1, links: [] }),
          'presence.count': () => Promise.resolve(0),
        });
        const refused = await ask(route, core, person);
        if (refused === null) expect(nameOf(route)).toBe('get /rooms/{slug}');
        for (const call of used)
          expect(call).not.toMatch(
            /^(?:passwords|encoding|invites|messages|recommender|films|bus)\.|^rooms\.(?:delete|members|create)$|^media\./,
          );
      }
    }
  });

  it.runIf(route.method === 'get')(
    'tells nothing that was read while the right to it went away',
    async () => {
      const member = stranger({ visibility: 'private', movieId: 'parasite-2019' }, { role: 'member' });
      const looks: (Standing | null)[] = [member];
      const { core, used } = watchedCore({
        ...counting,
        'rooms.standing': () =>
          Promise.resolve(looks.shift() ?? stranger({ visibility: 'private' }, { banned: true })),
        'rooms.summary': () => Promise.resolve({ ...member.room, members: 1, links: [] }),
        'rooms.members': () => Promise.resolve([]),
        'messages.page': () => Promise.resolve({ messages: [], seq: 7, epoch: '' }),
        'messages.find': () => Promise.resolve({ messages: [], before: null }),
        'presence.present': () => Promise.resolve(new Set()),
        'recommender.forRoom': () => Promise.resolve({ items: [] }),
        'mediaGrants.addressAll': () => [],
        'mediaGrants.ofRoom': () => ({ grant: 'x', expiresIn: 1 }),
      });
      const answer = await ask(route, core, ME);
      // A grant says who asks, and is no right: each picture looks for itself.
      if (nameOf(route).endsWith('/pictures/grant')) expect(used).not.toContain('messages.page');
      else expect(answer).toBe('room_not_found');
    },
  );
});

describe('a password', () => {
  it('given at a hidden room costs what it costs at none, the seventh wrong one too', async () => {
    const tries = await Promise.all(
      HIDDEN.map(async ([what, standing]) => {
        const counts = new Map<string, number>();
        const keys: string[] = [];
        const { core, used } = watchedCore({
          'rooms.standing': () => Promise.resolve(standing),
          'passwords.verify': () => Promise.resolve(what.includes('banned')),
          'limiter.giveBack': () => Promise.resolve(),
          'limiter.take': (...[rate, key]: string[]) => {
            keys.push(`${rate} ${key}`);
            const count = (counts.get(`${rate} ${key}`) ?? 0) + 1;
            counts.set(`${rate} ${key}`, count);
            return count > 5 ? Promise.reject(new Problem('rate_limited', 'too much')) : Promise.resolve();
          },
        });
        const outcomes: string[] = [];
        for (let i = 0; i < 7; i++) {
          const proof = { password: `guess ${i}`, address: '203.0.113.7' };
          await enterRoom(core, actorOf(ME, 'web'), 'a-room', proof).catch((error: Problem) =>
            outcomes.push(`${error.code} ${error.message}`),
          );
        }
        return { outcomes, used, keys };
      }),
    );
    for (const each of tries) expect(each).toEqual(tries[0]);
    expect(new Set(tries[0]?.outcomes.map((said) => said.split(' ')[0]))).toEqual(
      new Set(['room_not_found']),
    );
    expect(tries[0]?.used.filter((call) => call === 'passwords.verify')).toHaveLength(5);
  });
});

describe('over the wire', () => {
  let serving: Serving;
  let owner: WebClient;
  let out: WebClient;
  let banned: WebClient;
  const rooms: Record<'closed' | 'locked' | 'gone', string> = { closed: '', locked: '', gone: '' };
  const rest = restClient(() => serving.url);

  beforeAll(async () => {
    serving = await Serving.start({ MATINEE_RATE_LIMIT: 'on' });
    [owner, out, banned] = await Promise.all([
      serving.guest('Olga'),
      serving.guest('Out'),
      serving.guest('Banned'),
    ]);
    rooms.closed = await serving.room(owner);
    await banned.join(rooms.closed);
    await serving.moderate(owner, rooms.closed, banned, 'ban');
    await rest(`/rooms/${rooms.closed}`, {
      method: 'PATCH',
      token: owner.token,
      body: { visibility: 'private' },
    });
    rooms.locked = await serving.room(owner, { visibility: 'private', password: 'peaches' });
    rooms.gone = `room-${uuid()}`;
  });
  afterAll(() => serving?.end());

  /** An answer as it came, without the room's name, the time, and what numbers requests. */
  async function raw(path: string, init: RequestInit, slug: string): Promise<string> {
    const response = await fetch(`${serving.url}${path}`, init);
    const headers = [...response.headers].filter(([name]) => name !== 'date');
    return `${response.status} ${JSON.stringify(headers)} ${await response.text()}`.replaceAll(slug, 'SLUG');
  }

  it('a hidden room and none answer byte for byte alike to everybody outside, on every route', async () => {
    for (const route of ROUTES) {
      const sample = SAMPLES[nameOf(route)] ?? {};
      const where = namesRoom(route);
      const upload = new FormData();
      upload.set('file', new Blob(['no picture']), 'x.png');
      for (const who of [null, out, banned]) {
        const ask = (slug: string): Promise<string> => {
          const query = new URLSearchParams(sample.query);
          if (where !== 'path') query.set(where ?? '', slug);
          const path = Object.entries({ slug, ...sample.params }).reduce(
            (so, [name, value]) => so.replace(`{${name}}`, value),
            route.path,
          );
          const init: RequestInit = {
            method: route.method.toUpperCase(),
            headers: {
              ...(who ? { authorization: `Bearer ${who.token}` } : {}),
              ...(sample.body ? { 'content-type': 'application/json' } : {}),
              'if-none-match': '*',
            },
            ...(sample.body ? { body: JSON.stringify(sample.body) } : {}),
            ...(route.upload ? { body: upload } : {}),
          };
          return raw(`/api/v1${path}?${query.toString()}`, init, slug);
        };
        const none = await ask(rooms.gone);
        for (const slug of [rooms.closed, rooms.locked])
          expect(`${nameOf(route)} ${await ask(slug)}`).toBe(`${nameOf(route)} ${none}`);
      }
    }
  }, 60_000);

  it('so does its page', async () => {
    const [none, ...there] = await Promise.all(
      [rooms.gone, rooms.closed, rooms.locked].map((slug) =>
        raw(`/r/${slug}`, { headers: { 'if-none-match': '*' } }, slug),
      ),
    );
    expect(none).toMatch(/^404 /);
    expect(there).toEqual([none, none]);
  });

  it('so does joining it, also with a password, the sixth wrong one too', async () => {
    for (const who of [out, banned]) {
      const said: string[][] = [];
      for (const slug of [rooms.gone, rooms.closed, rooms.locked]) {
        const tab = await serving.tabOf(who);
        for (let i = 0; i < 8; i++) {
          const before = tab.frames.length;
          tab.send({ op: 'join', room: slug, ...(i === 0 ? {} : { password: `guess ${i}` }) });
          await tab.next('error', before);
        }
        said.push(tab.frames.slice(1).map((frame) => JSON.stringify(frame).replaceAll(slug, 'SLUG')));
        tab.close();
      }
      expect(said[1]).toEqual(said[0]);
      expect(said[2]).toEqual(said[0]);
      expect(new Set(said[0])).toEqual(new Set([expect.stringContaining('"room_not_found"') as string]));
    }
    const nameless = await serving.anonymous();
    for (const slug of Object.values(rooms)) {
      const before = nameless.frames.length;
      nameless.send({ op: 'join', room: slug, password: 'peaches' });
      expect(await nameless.next('error', before)).toMatchObject({ code: 'room_not_found' });
    }
  }, 60_000);

  it('and its password still lets in who knows it', async () => {
    const knows = await serving.guest('Knows');
    // Another one: from this address that one has been guessed at too often.
    const slug = await serving.room(owner, { visibility: 'private', password: 'peaches' });
    expect(await knows.join(slug, { password: 'peaches' })).toMatchObject({ me: { role: 'member' } });
  });
});
