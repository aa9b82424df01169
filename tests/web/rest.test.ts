import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_ROUTES } from '../../src/adapters/web/http/app.ts';
import { commentRoutes } from '../../src/adapters/web/http/routes/comments.ts';
import { followRoutes } from '../../src/adapters/web/http/routes/follows.ts';
import { pictureRoutes } from '../../src/adapters/web/http/routes/pictures.ts';
import { pollRoutes } from '../../src/adapters/web/http/routes/polls.ts';
import { reviewRoutes } from '../../src/adapters/web/http/routes/reviews.ts';
import { watchlistRoutes } from '../../src/adapters/web/http/routes/watchlist.ts';
import type { FilmCard } from '../../src/protocol/frames.ts';
import { outcome, restClient, type Answered } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import { waitFor } from '../support/wait-for.ts';
import { WebClient } from '../support/web-client.ts';

let serving: Serving;
const asked = new Set<string>();
const call = restClient(
  () => serving.url,
  (method, path) => asked.add(`${method.toLowerCase()} ${path.split('?')[0]}`),
);

beforeAll(async () => {
  serving = await Serving.start();
});
afterAll(() => serving?.end());

const person = (name: string): Promise<WebClient> => WebClient.guest(serving.url, name);

/** A room of somebody's, with these people in it. */
async function roomOf(
  owner: WebClient,
  more: Record<string, unknown> = {},
  members: WebClient[] = [],
): Promise<string> {
  const slug = await serving.room(owner, more);
  for (const { token } of members)
    await call(`/rooms/${slug}/messages`, { token, body: { id: uuid(), text: 'hi' } });
  return slug;
}

const titlesOf = (films: FilmCard[]): string[] => films.map((film) => film.title);

describe('people', () => {
  it('come in under a name and are known again by their token', async () => {
    const { status, body } = await call('/guests', { body: { name: '  Jun\u202e  Park ', locale: 'ko' } });
    const { token, person: jun } = body as { token: string; person: { id: string; name: string } };
    expect([status, jun.name]).toEqual([201, 'Jun Park']);
    expect((await call('/me', { token })).body).toEqual(jun);
  });

  it('change their name and picture', async () => {
    const { token, person: ana } = await person('Ana');
    const changed = await call('/me', {
      method: 'PATCH',
      token,
      body: { name: '아나', avatar: 'https://cdn.discordapp.com/avatars/1/a b.png' },
    });
    expect(changed.body).toEqual({
      id: ana.id,
      name: '아나',
      avatar: 'https://cdn.discordapp.com/avatars/1/a%20b.png',
    });
    expect((await call('/me', { method: 'PATCH', token, body: { avatar: null } })).body).toEqual({
      id: ana.id,
      name: '아나',
    });
    expect((await call('/me', { method: 'PATCH', token, body: {} })).body).toEqual({
      id: ana.id,
      name: '아나',
    });
  });

  it.each([
    ['no name', {}],
    ['an empty one', { name: '' }],
    ['an invisible one', { name: '\u3164\u200b' }],
    ['a number', { name: 5 }],
    ['a very long one', { name: 'x'.repeat(401) }],
    ['an unknown language', { name: 'Ana', locale: 'xx' }],
    ['a key that does not belong there', { name: 'Ana', id: uuid() }],
    ['the identity of another', { name: 'Ana', identity: 'discord:1', platform: 'discord' }],
  ])('are refused with %s', async (_what, body) => {
    expect(outcome(await call('/guests', { body }))).toEqual([400, 'invalid_input']);
  });

  it.each([
    ...['javascript:alert(1)', 'data:text/html,x', 'ftp://x', 'not an address', ''],
    ...['https://canary.example/a.png', 'http://169.254.169.254/latest/meta-data/', 'http://127.0.0.1:5432/'],
    ...['https://cdn.discordapp.com.evil.example/a.png', 'https://a@cdn.discordapp.com/a.png'],
  ])('may not wear the picture %j', async (avatar) => {
    const { token } = await person('Ana');
    expect(outcome(await call('/me', { method: 'PATCH', token, body: { avatar } }))).toEqual([
      400,
      'invalid_input',
    ]);
  });

  it.each([
    ['no token', {}],
    ['garbage', { authorization: 'Bearer garbage' }],
    ['another scheme', { authorization: 'Basic QW5hOng=' }],
    ['nothing after the scheme', { authorization: 'Bearer' }],
    ['a very long token', { authorization: `Bearer ${'x'.repeat(10_000)}` }],
    ['an unsigned token', { authorization: `Bearer ${unsigned()}` }],
  ])('are nobody with %s', async (what, headers) => {
    const code = what === 'no token' ? 'not_signed_in' : 'token_invalid';
    expect(outcome(await call('/me', { headers }))).toEqual([401, code]);
  });
});

function unsigned(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: 'matinee', aud: 'person', sub: uuid(), exp: Math.floor(Date.now() / 1000) + 1000 };
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
}

describe('rooms', () => {
  it('are made, found, listed, changed and ended by their owner', async () => {
    const { token } = await person('Ana');
    const slug = `기생충-${uuid()}`;
    const body = {
      slug: ` ${slug.toUpperCase().normalize('NFD')} `,
      title: 'Parasite night',
      topic: 'No spoilers',
      movieId: 'parasite-2019',
      capacity: 50,
    };
    const made = await call('/rooms', { token, body });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      slug,
      title: 'Parasite night',
      topic: 'No spoilers',
      movie: { movieId: 'parasite-2019', title: 'Parasite', year: 2019 },
      visibility: 'public',
      hasPassword: false,
      capacity: 50,
      members: 1,
      online: 0,
      links: [],
      seq: 0,
      role: 'owner',
    });
    const found = await call(`/rooms/${encodeURIComponent(slug)}?locale=ko`);
    expect(found.body).toMatchObject({ slug, role: 'reader', movie: { title: '기생충' } });
    const { body: listed } = await call('/rooms?limit=1');
    expect((listed as { rooms: { slug: string }[] }).rooms.map((room) => room.slug)).toEqual([slug]);
    const changed = await call(`/rooms/${encodeURIComponent(slug)}`, {
      method: 'PATCH',
      token,
      body: {
        title: '기생충의 밤',
        topic: '',
        movieId: null,
        visibility: 'unlisted',
        capacity: null,
        password: 'peaches',
      },
    });
    expect(changed.body).toMatchObject({
      title: '기생충의 밤',
      topic: '',
      movie: null,
      visibility: 'unlisted',
      capacity: null,
      hasPassword: true,
      seq: 1,
    });
    expect(JSON.stringify(changed.body)).not.toMatch(/argon2|peaches/);
    const { body: after } = await call('/rooms');
    expect((after as { rooms: { slug: string }[] }).rooms.map((room) => room.slug)).not.toContain(slug);
    expect((await call(`/rooms/${encodeURIComponent(slug)}`, { method: 'DELETE', token })).status).toBe(204);
    expect(outcome(await call(`/rooms/${encodeURIComponent(slug)}`))).toEqual([404, 'room_not_found']);
  });

  it('are listed in pages', async () => {
    const ana = await person('Ana');
    const slugs: string[] = [];
    for (let i = 0; i < 5; i++) slugs.unshift(await roomOf(ana));
    const page = async (after?: string): Promise<string[]> => {
      const { body } = await call(`/rooms?limit=2${after === undefined ? '' : `&after=${after}`}`);
      return (body as { rooms: { slug: string }[] }).rooms.map((room) => room.slug);
    };
    const first = await page();
    const second = await page(first.at(-1));
    expect([...first, ...second]).toEqual(slugs.slice(0, 4));
  });

  it('keep one name each', async () => {
    const [ana, bora] = [await person('Ana'), await person('보라')];
    const slug = await roomOf(ana);
    const again = { slug: slug.toUpperCase(), title: 'Mine' };
    expect(outcome(await call('/rooms', { token: bora.token, body: again }))).toEqual([409, 'slug_taken']);
    const race = await Promise.all(
      Array.from({ length: 8 }, () =>
        call('/rooms', { token: bora.token, body: { slug: `race-${slug}`.slice(0, 60), title: 'x' } }),
      ),
    );
    expect(race.map((each) => each.status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
  });

  it.each([
    ['a name with a slash', { slug: '../etc' }],
    ['a name with a space', { slug: 'two words' }],
    ['an empty name', { slug: '' }],
    ['a name with a NUL', { slug: 'a\u0000b' }],
    ['a name with a line break', { slug: 'a\r\nSet-Cookie: x=y' }],
    ['a name of 65 letters', { slug: 'x'.repeat(65) }],
    ['hidden letters in its name', { slug: 'a\u200bb' }],
    ['no title', { title: undefined }],
    ['an invisible title', { title: '\u3164' }],
    ['no seats', { capacity: 0 }],
    ['half a seat', { capacity: 1.5 }],
    ['an unknown visibility', { visibility: 'secret' }],
    ['an empty password', { password: '' }],
    ['a role to take', { role: 'owner' }],
    ['another owner', { ownerId: uuid() }],
    ['a number to start from', { seq: 100 }],
  ])('are refused with %s', async (_what, more) => {
    const { token } = await person('Ana');
    const body = { slug: `room-${uuid()}`, title: 'A room', ...more };
    expect(outcome(await call('/rooms', { token, body }))).toEqual([400, 'invalid_input']);
  });

  it('are of a film there is', async () => {
    const ana = await person('Ana');
    const body = { slug: `room-${uuid()}`, title: 'x', movieId: 'no-such-film' };
    expect(outcome(await call('/rooms', { token: ana.token, body }))).toEqual([404, 'movie_not_found']);
    const slug = await roomOf(ana);
    const patched = await call(`/rooms/${slug}`, {
      method: 'PATCH',
      token: ana.token,
      body: { movieId: 'no-such-film' },
    });
    expect(outcome(patched)).toEqual([404, 'movie_not_found']);
  });

  it('hold as many as they have seats for', async () => {
    const [ana, ...others] = await Promise.all(Array.from({ length: 9 }, (_, i) => person(`Person ${i}`)));
    const slug = await roomOf(ana as WebClient, { capacity: 4 });
    const answers = await Promise.all(
      others.map(({ token }) => call(`/rooms/${slug}/messages`, { token, body: { id: uuid(), text: 'me' } })),
    );
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(3);
    expect(answers.filter((answer) => answer.status !== 201).map(outcome)).toEqual(
      Array(5).fill([409, 'room_full']),
    );
  });
});

describe('messages', () => {
  it('are stored once for one id, and read page by page', async () => {
    const ana = await person('Ana');
    const slug = await roomOf(ana);
    const post = (id: string, text: string, more = {}) =>
      call(`/rooms/${slug}/messages`, { token: ana.token, body: { id, text, ...more } });
    const id = uuid();
    const [one, again] = [await post(id, 'one'), await post(id, 'one')];
    expect([one.status, one.body, again.status, again.body]).toEqual([201, { seq: 1 }, 201, { seq: 1 }]);
    expect(outcome(await post(id, 'something else'))).toEqual([409, 'id_reused']);
    for (let i = 2; i <= 7; i++) await post(uuid(), `${i}`, { replyTo: 1 });
    const page = async (query: string) =>
      (await call(`/rooms/${slug}/messages${query}`)).body as {
        messages: { seq: number }[];
        before: number | null;
      };
    const newest = await page('?limit=3');
    expect([newest.messages.map((message) => message.seq), newest.before]).toEqual([[5, 6, 7], 5]);
    const older = await page(`?limit=3&before=${newest.before}`);
    expect([older.messages.map((message) => message.seq), older.before]).toEqual([[2, 3, 4], 2]);
    const oldest = await page(`?limit=3&before=${older.before}`);
    expect([oldest.messages.map((message) => message.seq), oldest.before]).toEqual([[1], null]);
    expect(older.messages[0]).toMatchObject({
      text: '2',
      replyTo: 1,
      quote: { seq: 1, name: 'Ana', text: 'one' },
      author: { name: 'Ana', via: 'web' },
    });
  });

  it.each<[string, number, string, object]>([
    ['nothing but space', 400, 'text_empty', { text: ' \n ' }],
    ['nothing to see', 400, 'text_empty', { text: '\u3164' }],
    ['4,001 characters', 400, 'text_too_long', { text: 'x'.repeat(4001) }],
    ['90,000 characters', 400, 'text_too_long', { text: 'x'.repeat(90_000) }],
    ['more than any request may hold', 413, 'too_large', { text: 'x'.repeat(110_000) }],
    ['a reply to nothing', 404, 'reply_not_found', { replyTo: 999 }],
    ['a picture that is not there', 404, 'attachment_not_found', { attachments: [uuid()] }],
    ['a picture that cannot be', 404, 'attachment_not_found', { attachments: ['a\u0000b'] }],
    ['five pictures', 400, 'invalid_input', { attachments: Array(5).fill(uuid()) }],
    ['an empty id', 400, 'invalid_input', { id: '' }],
    ['an id with a NUL', 400, 'invalid_input', { id: 'a\u0000b' }],
    ['a number of their choice', 400, 'invalid_input', { seq: 1 }],
    ['a time of their choice', 400, 'invalid_input', { at: '2001-01-01T00:00:00Z' }],
  ])('are refused with %s: %i %s', async (_what, status, code, more) => {
    const ana = await person('Ana');
    const slug = await roomOf(ana);
    const refused = await call(`/rooms/${slug}/messages`, {
      token: ana.token,
      body: { id: uuid(), text: 'x', ...more },
    });
    expect(outcome(refused)).toEqual([status, code]);
    expect((await call(`/rooms/${slug}/messages`)).body).toMatchObject({
      messages: [],
      before: null,
      seq: 0,
    });
  });

  it.each([
    'limit=0',
    'limit=101',
    'limit=1e9',
    'limit=x',
    'limit=1&limit=2',
    'before=0',
    'before=-1',
    'before=x',
    "before=1'--",
  ])('are not read with %s', async (query) => {
    const slug = await roomOf(await person('Ana'));
    expect(outcome(await call(`/rooms/${slug}/messages?${query}`))).toEqual([400, 'invalid_input']);
  });
});

describe('what was said', () => {
  it('is found by those who may read it, newest first', async () => {
    const [ana, bo] = [await person('Ana'), await person('Bo')];
    const slug = await roomOf(ana, { visibility: 'private' });
    for (const text of ['the ending', 'the beginning', 'an Ending again'])
      await call(`/rooms/${slug}/messages`, { token: ana.token, body: { id: uuid(), text } });
    const path = `/rooms/${slug}/messages/search?q=ending`;
    expect((await call(path, { token: ana.token })).body).toMatchObject({
      messages: [{ seq: 3, author: { name: 'Ana' } }, { seq: 1 }],
      before: null,
    });
    expect(outcome(await call(path, { token: bo.token }))).toEqual([404, 'room_not_found']);
    expect(outcome(await call(path))).toEqual([404, 'room_not_found']);
  });

  it.each([
    ['nothing', ''],
    ['only space', '%20%20'],
    ['what cannot be seen', '%E3%85%A4'],
    ['eleven words', 'a+b+c+d+e+f+g+h+i+j+k'],
    ['201 characters', 'x'.repeat(201)],
    ['3,000 characters', 'x'.repeat(3000)],
  ])('is not looked for with %s', async (_what, q) => {
    const slug = await roomOf(await person('Ana'));
    expect(outcome(await call(`/rooms/${slug}/messages/search?q=${q}`))).toEqual([400, 'invalid_input']);
  });
});

describe('members', () => {
  it('are shown with their role, and with whether they are here now', async () => {
    const [owner, member] = [await person('Olga'), await person('Member')];
    const slug = await roomOf(owner, {}, [member]);
    await owner.connect();
    await owner.join(slug);
    const here = async () =>
      (
        (await call(`/rooms/${slug}/members`)).body as { members: { name: string; online: boolean }[] }
      ).members.map(({ name, online }) => [name, online]);
    expect(await here()).toEqual([
      ['Olga', true],
      ['Member', false],
    ]);
    owner.close();
    await waitFor('the owner to be gone', async () => !(await here())[0]?.[1]);
  });

  it('are moderated by those above them, and by nobody else', async () => {
    const [owner, mod, member, outsider] = [
      await person('Olga'),
      await person('Moa'),
      await person('Member'),
      await person('Out'),
    ];
    const slug = await roomOf(owner, {}, [mod, member]);
    const act = async (by: WebClient, whom: WebClient, what: string, body: unknown = {}) =>
      outcome(await call(`/rooms/${slug}/members/${whom.person.id}/${what}`, { token: by.token, body }));
    const roles = async () => {
      const { body } = await call(`/rooms/${slug}/members`);
      return (body as { members: { name: string; role: string }[] }).members.map(
        ({ name, role }) => `${name} ${role}`,
      );
    };
    expect(await act(owner, mod, 'promote')).toEqual([200]);
    expect(await roles()).toEqual(['Olga owner', 'Moa moderator', 'Member member']);
    for (const refused of [
      await act(member, mod, 'kick'),
      await act(member, member, 'promote'),
      await act(mod, owner, 'kick'),
      await act(mod, owner, 'ban'),
      await act(mod, member, 'promote'),
      await act(outsider, member, 'ban'),
      await act(owner, owner, 'demote'),
    ])
      expect(refused).toEqual([403, 'not_allowed']);
    expect(await act(mod, member, 'ban', { reason: 'spoilers' })).toEqual([200]);
    expect(
      outcome(
        await call(`/rooms/${slug}/messages`, { token: member.token, body: { id: uuid(), text: 'x' } }),
      ),
    ).toEqual([403, 'banned']);
    expect(outcome(await call(`/rooms/${slug}`, { token: member.token }))).toEqual([403, 'banned']);
    expect(outcome(await call(`/rooms/${slug}/messages`, { token: member.token }))).toEqual([403, 'banned']);
    expect(await act(mod, member, 'unban')).toEqual([200]);
    expect(await act(mod, outsider, 'kick')).toEqual([404, 'person_not_found']);
    expect(await act(owner, mod, 'demote')).toEqual([200]);
    expect(await act(mod, member, 'ban')).toEqual([403, 'not_allowed']);
    expect(await act(owner, mod, 'kick')).toEqual([200]);
    expect(await roles()).toEqual(['Olga owner']);
    expect(await act(owner, mod, 'kick', { role: 'owner' })).toEqual([400, 'invalid_input']);
    const stranger = await call(`/rooms/${slug}/members/not-an-id/kick`, { token: owner.token, body: {} });
    expect(outcome(stranger)).toEqual([400, 'invalid_input']);
  });

  it('leave when they like; the owner only once another owns the room', async () => {
    const [owner, member] = [await person('Olga'), await person('Member')];
    const slug = await roomOf(owner, {}, [member]);
    const leave = async (who: WebClient) =>
      outcome(await call(`/rooms/${slug}/members/me`, { method: 'DELETE', token: who.token }));
    expect(await leave(owner)).toEqual([403, 'not_allowed']);
    const give = (by: WebClient, to: string) =>
      call(`/rooms/${slug}/owner`, { token: by.token, body: { id: to } });
    expect(outcome(await give(member, member.person.id))).toEqual([403, 'not_allowed']);
    expect(outcome(await give(owner, uuid()))).toEqual([404, 'person_not_found']);
    expect(outcome(await give(owner, member.person.id))).toEqual([200]);
    expect(await leave(owner)).toEqual([204]);
    expect(await leave(owner)).toEqual([204]);
    expect((await call(`/rooms/${slug}`, { token: member.token })).body).toMatchObject({
      role: 'owner',
      members: 1,
    });
    expect(
      outcome(await call(`/rooms/${slug}`, { method: 'PATCH', token: owner.token, body: { title: 'Mine' } })),
    ).toEqual([403, 'not_allowed']);
  });

  it('get codes for their channels from the owner alone', async () => {
    const [owner, member] = [await person('Olga'), await person('Member')];
    const slug = await roomOf(owner, {}, [member]);
    const { status, body } = await call(`/rooms/${slug}/invites`, { method: 'POST', token: owner.token });
    const { code, expiresAt } = body as { code: string; expiresAt: string };
    expect(status).toBe(201);
    expect(code).toMatch(/^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}$/);
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(9 * 60_000);
    expect(outcome(await call(`/rooms/${slug}/invites`, { method: 'POST', token: member.token }))).toEqual([
      403,
      'not_allowed',
    ]);
  });
});

describe('films', () => {
  it('are found by title in either language, by person, by genre and year', async () => {
    const found = async (query: string) =>
      titlesOf(((await call(`/movies?${query}`)).body as { movies: FilmCard[] }).movies);
    expect((await found('q=parasite'))[0]).toBe('Parasite');
    expect((await found('q=기생충'))[0]).toBe('Parasite');
    expect((await found('q=기생충&locale=ko'))[0]).toBe('기생충');
    expect(await found('q=bong joon-ho')).toContain('Memories of Murder');
    expect(await found('q=bong joon-ho&year=2000-2005')).not.toContain('Parasite');
    expect((await found('limit=3')).length).toBe(3);
  });

  it('that are not found are answered with others', async () => {
    const { body } = await call('/movies?q=zzqqxxjjkk&limit=4');
    const { movies, suggestions } = body as { movies: FilmCard[]; suggestions: FilmCard[] };
    expect([movies.length, suggestions.length]).toEqual([0, 4]);
  });

  it('say whether the first film is the one that was named, and offer what comes near where it is not', async () => {
    const asked = async (q: string) =>
      (await call(`/movies?q=${encodeURIComponent(q)}&limit=4`)).body as {
        movies: FilmCard[];
        match: string;
        suggestions?: FilmCard[];
      };
    const sure = await asked('oldboy 2003');
    expect([sure.match, sure.movies[0]?.movieId]).toEqual(['sure', 'oldboy-2003']);
    expect((await asked('oldboy 2013')).match).toBe('near');
    expect((await asked('song kang-ho')).match).toBe('near');
    for (const q of ['mickey 17', 'john wick', 'deadpool']) {
      const none = await asked(q);
      expect([q, none.match, none.movies]).toEqual([q, 'none', []]);
      expect(none.suggestions?.length).toBeGreaterThan(0);
    }
  });

  it('recommend films like one that was named by its title, and nothing where that is not sure', async () => {
    const asked = async (query: string) => call(`/recommendations?limit=3&${query}`);
    expect((await asked('like=기생충')).body).toMatchObject({ match: 'sure', items: [{}, {}, {}] });
    expect((await asked('q=Parasite')).body).toMatchObject({ match: 'sure', items: [{}, {}, {}] });
    expect((await asked('like=oldboy%202013')).body).toMatchObject({
      match: 'near',
      items: [],
      near: [{ movieId: 'oldboy-2003' }],
    });
    expect((await asked('q=john%20wick')).body).toMatchObject({ match: 'none', items: [] });
    expect((await asked('like=john%20wick')).status).toBe(404);
  });

  it('have a page of their own, and films like them, each with a reason', async () => {
    const film = await call('/movies/parasite-2019?locale=ko');
    expect(film.body).toMatchObject({
      id: 'parasite-2019',
      title: '기생충',
      directors: ['봉준호'],
      language: 'ko',
    });
    const { body } = await call('/movies/parasite-2019/similar?limit=5&locale=ko');
    const { items } = body as { items: { movie: FilmCard; score: number; because: string[] }[] };
    expect(items).toHaveLength(5);
    expect(items.every((item) => item.movie.movieId !== 'parasite-2019' && item.because.length > 0)).toBe(
      true,
    );
    for (const path of [
      '/movies/no-such-film',
      '/movies/no-such-film/similar',
      '/movies/%00',
      '/recommendations?like=no-such-film',
    ]) {
      expect([path, ...outcome(await call(path))]).toEqual([path, 404, 'movie_not_found']);
    }
  });

  it('tell who made them, what they are called and what they are about, in both languages', async () => {
    const { body } = await call('/movies/parasite-2019?locale=ko');
    expect(body).toMatchObject({
      titles: { en: 'Parasite', ko: '기생충', original: '기생충' },
      people: expect.arrayContaining([
        { id: 'bong-joon-ho', name: '봉준호', role: 'director' },
        { id: 'song-kang-ho', name: '송강호', role: 'cast' },
      ]) as unknown,
    });
    const { overviews } = body as { overviews: { en: string; ko: string } };
    expect([overviews.en, overviews.ko]).toEqual([
      expect.stringMatching(/\w/),
      expect.stringMatching(/[가-힣]/),
    ]);
    expect(body).not.toHaveProperty('attribution');
  });

  it('are listed by genre, page after page, each once, best known first', async () => {
    const { genres } = (await call('/genres?locale=ko')).body as {
      genres: { key: string; name: string; films: number }[];
    };
    const western = genres.find(({ key }) => key === 'western');
    expect(western).toMatchObject({ name: '서부' });
    const listed: string[] = [];
    let cursor: string | null = '';
    do {
      const path: string = `/genres/western?limit=5${cursor ? `&cursor=${cursor}` : ''}`;
      const { body } = await call(path);
      const page = body as { movies: FilmCard[]; cursor: string | null; films: number };
      expect(page.films).toBe(western?.films);
      listed.push(...page.movies.map(({ movieId }) => movieId));
      cursor = page.cursor;
    } while (cursor !== null);
    expect(listed).toHaveLength(western?.films ?? 0);
    expect(new Set(listed).size).toBe(listed.length);
    const first = (await call('/genres/science-fiction?limit=2')).body as { movies: FilmCard[] };
    expect(first.movies.every(({ genreKeys }) => genreKeys.includes('Science Fiction'))).toBe(true);
    expect(outcome(await call('/genres/nonsense'))).toEqual([404, 'not_found']);
    for (const wrong of ['x', 'W10', Buffer.from('[1]').toString('base64url')])
      expect(outcome(await call(`/genres/western?cursor=${wrong}`))).toEqual([400, 'invalid_input']);
  });

  it('lead to the people who made them, who are looked up by name in either language', async () => {
    const named = async (q: string) =>
      ((await call(`/film-people?q=${encodeURIComponent(q)}`)).body as { people: { id: string }[] }).people;
    expect((await named('bong joon'))[0]).toMatchObject({ id: 'bong-joon-ho', name: 'Bong Joon-ho' });
    expect((await named('송강'))[0]).toMatchObject({ id: 'song-kang-ho' });
    expect(await named('zzqq')).toEqual([]);
    type Page = { films: { movie: FilmCard; roles: string[] }[]; cursor: string | null };
    const { body } = await call('/film-people/song-kang-ho?locale=ko&limit=3');
    expect(body).toMatchObject({ name: '송강호', names: { en: 'Song Kang-ho', ko: '송강호' } });
    const page = body as Page & { roles: { cast: number } };
    const all = (await call('/film-people/song-kang-ho?limit=50')).body as Page;
    const next = (await call(`/film-people/song-kang-ho?limit=3&cursor=${page.cursor}`)).body as Page;
    expect(all.films).toHaveLength(page.roles.cast);
    expect([...page.films, ...next.films].map(({ movie }) => movie.movieId)).toEqual(
      all.films.slice(0, 6).map(({ movie }) => movie.movieId),
    );
    const directed = (await call('/film-people/bong-joon-ho?role=cast')).body as Page;
    expect(directed.films).toEqual([]);
    expect(outcome(await call('/film-people/nobody-at-all'))).toEqual([404, 'not_found']);
  });

  it('are recommended for a film, for a room and for anybody', async () => {
    const slug = await roomOf(await person('Ana'), { movieId: 'parasite-2019' });
    const items = async (query: string) =>
      ((await call(`/recommendations?${query}`)).body as { items: { movie: FilmCard }[] }).items.map(
        (item) => item.movie.movieId,
      );
    const like = await items('like=parasite-2019&limit=5');
    expect(like).toHaveLength(5);
    expect(await items(`room=${slug}&limit=5`)).toEqual(like);
    expect(await items('limit=5')).toHaveLength(5);
    const old = (
      (await call('/recommendations?genre=drama&year=1950-1959&limit=3')).body as {
        items: { movie: FilmCard }[];
      }
    ).items;
    expect(
      old.every(
        ({ movie }) =>
          movie.genreKeys.includes('Drama') && (movie.year ?? 0) >= 1950 && (movie.year ?? 0) < 1960,
      ),
    ).toBe(true);
  });

  it('that somebody dismissed are never recommended to them, until they take that back', async () => {
    const ana = await person('Ana');
    const forAna = async () =>
      (
        (await call('/recommendations?limit=5', { token: ana.token })).body as {
          items: { movie: FilmCard }[];
        }
      ).items.map((item) => item.movie.movieId);
    const [first = '', ...others] = await forAna();
    const dismissed = `/me/dismissed/${first}`;
    expect(outcome(await call(dismissed, { method: 'PUT' }))).toEqual([401, 'not_signed_in']);
    for (let again = 0; again < 2; again++)
      expect(outcome(await call(dismissed, { method: 'PUT', token: ana.token }))).toEqual([204]);
    expect((await forAna()).slice(0, 4)).toEqual(others);
    for (let again = 0; again < 2; again++)
      expect(outcome(await call(dismissed, { method: 'DELETE', token: ana.token }))).toEqual([204]);
    expect(await forAna()).toEqual([first, ...others]);
    expect(outcome(await call('/me/dismissed/no-such-film', { method: 'PUT', token: ana.token }))).toEqual([
      404,
      'movie_not_found',
    ]);
  });

  it('follow what a person and the people of a room rate; whom they suit is told to those in the room', async () => {
    const [ana, bora] = [await person('Ana'), await person('보라')];
    const slug = await roomOf(ana);
    const asked = async (query: string, token?: string) =>
      (
        (await call(`/recommendations?limit=5${query}`, token === undefined ? {} : { token })).body as {
          items: { movie: FilmCard; because: string[] }[];
        }
      ).items;
    const idsOf = (items: { movie: FilmCard }[]) => items.map(({ movie }) => movie.movieId);
    const before = idsOf(await asked('', ana.token));
    for (const film of ['parasite-2019', 'oldboy-2003']) {
      const rated = { method: 'PUT', token: ana.token, body: { rating: 5 } };
      expect((await call(`/movies/${film}/review`, rated)).status).toBe(200);
    }
    const after = await asked('', ana.token);
    expect(idsOf(after)).not.toEqual(before);
    for (const film of ['parasite-2019', 'oldboy-2003']) expect(idsOf(after)).not.toContain(film);
    expect(after[0]?.because[0]).toMatch(/^Because you liked “(Parasite|Oldboy)”/);
    const { suggestions } = (await call('/movies?q=zzqqxxjjkk&limit=5', { token: ana.token })).body as {
      suggestions: { id: string }[];
    };
    expect(suggestions.map(({ id }) => id)).toEqual(idsOf(after));

    const inRoom = await asked(`&room=${slug}`, ana.token);
    expect(inRoom.map(({ because }) => because)).toEqual(Array(5).fill(['For Ana.']));
    for (const token of [undefined, bora.token]) {
      const outside = await asked(`&room=${slug}`, token);
      expect(outside).toHaveLength(5);
      for (const { because } of outside) expect(because.join(' ')).not.toContain('Ana');
    }
  });

  it('are recommended of one language, and of a length', async () => {
    const { body } = await call('/recommendations?language=한국어&runtime=90-110&limit=5');
    const { items } = body as { items: { movie: FilmCard }[] };
    expect(items.length).toBeGreaterThan(0);
    for (const { movie } of items) {
      expect(movie.runtime).toBeGreaterThanOrEqual(90);
      expect(movie.runtime).toBeLessThanOrEqual(110);
      expect((await call(`/movies/${movie.movieId}`)).body).toMatchObject({ language: 'ko' });
    }
  });

  it.each([
    '/movies?genre=nonsense',
    '/movies?year=soon',
    '/movies?limit=0',
    '/movies?limit=51',
    `/movies?q=${'long'.repeat(60)}`,
    '/recommendations?year=19',
    '/recommendations?runtime=short',
    '/recommendations?language=Klingon',
    '/movies?locale=xx',
  ])('are not asked for as %s', async (path) => {
    expect(outcome(await call(path))).toEqual([400, 'invalid_input']);
  });

  it.each(['%', '%%%%', "' OR 1=1--", '!!!&&&|||', 'a '.repeat(99), '\u0000', '😀', '   '])(
    'are looked for quickly with %j',
    async (q) => {
      const begun = performance.now();
      expect((await call(`/movies?q=${encodeURIComponent(q)}`)).status).toBe(200);
      expect(performance.now() - begun).toBeLessThan(1_500);
    },
  );
});

describe('a line that begins a command', () => {
  const goesOn = async (text: string, locale = 'en') => {
    const query = new URLSearchParams({ text, locale });
    const { body } = await call(`/commands/complete?${query.toString()}`);
    return body as { choices: { line: string; label: string; does: string }[]; whole: boolean };
  };

  it('goes on with commands, then with options, titles and genres, as whole lines', async () => {
    const lines = async (text: string) => (await goesOn(text)).choices.map(({ line }) => line);
    expect(await lines('/movie rev')).toEqual(['/movie review ', '/movie reviews ']);
    expect(await lines('/movie info paras')).toContain('/movie info Parasite ');
    expect(await lines('/movie recommend genre:thr')).toEqual(['/movie recommend genre:Thriller ']);
    expect(await goesOn('/movie help')).toEqual({ choices: [], whole: true });
    expect(await goesOn('not a command')).toEqual({ choices: [], whole: false });
  });

  it('goes on in Korean where it begins in Korean', async () => {
    const { choices } = await goesOn('/영화 추', 'ko');
    expect(choices.map(({ line }) => line)).toEqual(['/영화 추천 ']);
    expect((await goesOn('/영화 정보 ㄱㅅㅊ', 'ko')).choices[0]?.line).toBe('/영화 정보 기생충 ');
  });

  it('is refused when it is longer than any command', async () => {
    expect(outcome(await call(`/commands/complete?text=${'x'.repeat(301)}`))).toEqual([400, 'invalid_input']);
  });
});

describe('leaving for good', () => {
  it('asks what becomes of one’s lines, and takes nothing else for an answer', async () => {
    const leave = async (query: string): Promise<Answered> =>
      call(`/me${query}`, {
        method: 'DELETE',
        token: (await WebClient.guest(serving.url, 'Ana')).token,
      });
    expect((await leave('')).body).toEqual({ lines: 'anonymise' });
    expect((await leave('?lines=delete')).body).toEqual({ lines: 'delete' });
    expect(outcome(await leave('?lines=keep'))).toEqual([400, 'invalid_input']);
    expect(outcome(await call('/me', { method: 'DELETE' }))).toEqual([401, 'not_signed_in']);
  });
});

describe('these tests', () => {
  it('call every route there is; pictures, reviews and polls have tests of their own', () => {
    const elsewhere = [
      ...[...reviewRoutes, ...commentRoutes, ...watchlistRoutes, ...followRoutes],
      ...[...pollRoutes, ...pictureRoutes],
    ];
    const routes = API_ROUTES.filter((route) => !elsewhere.includes(route));
    const tried = routes.filter(({ method, path }) => {
      const pattern = new RegExp(`^${method} ${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
      return [...asked].some((each) => pattern.test(each));
    });
    expect(
      routes.filter((route) => !tried.includes(route)).map((route) => `${route.method} ${route.path}`),
    ).toEqual([]);
  });
});
