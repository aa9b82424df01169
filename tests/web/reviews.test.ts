import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commentRoutes } from '../../src/adapters/web/http/routes/comments.ts';
import { followRoutes } from '../../src/adapters/web/http/routes/follows.ts';
import { reviewRoutes } from '../../src/adapters/web/http/routes/reviews.ts';
import { watchlistRoutes } from '../../src/adapters/web/http/routes/watchlist.ts';
import type { EventKind, FilmCard, MessageView, ReviewView } from '../../src/protocol/frames.ts';
import { outcome, restClient } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import { waitFor } from '../support/wait-for.ts';
import { api, WebClient } from '../support/web-client.ts';

const FILM = 'parasite-2019';

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

const person = (name = 'Ana'): Promise<WebClient> => WebClient.guest(serving.url, name);
const put = (who: WebClient, movieId: string, body: unknown) =>
  call(`/movies/${movieId}/review`, { method: 'PUT', token: who.token, body });
async function review(who: WebClient, movieId: string, body: Record<string, unknown>): Promise<ReviewView> {
  return (await put(who, movieId, { rating: 4, ...body })).body as ReviewView;
}
async function listed(movieId: string, query = '', token?: string) {
  const { body } = await call(`/movies/${movieId}/reviews?${query}`, token === undefined ? {} : { token });
  return body as {
    reviews: ReviewView[];
    cursor: string | null;
    rating: { mean: number; count: number } | null;
    mine: ReviewView | null;
  };
}
const cardOf = async (movieId: string): Promise<FilmCard> =>
  (await call(`/movies/${movieId}`)).body as FilmCard;

/** Films nobody here reviews but the test that takes one. */
let films: string[] | undefined;
async function aFilm(): Promise<string> {
  if (!films) {
    const { movies } = await api<{ movies: FilmCard[] }>(serving.url, '/movies?limit=50');
    films = movies.map(({ movieId }) => movieId).filter((id) => id !== FILM);
  }
  const film = films.pop();
  if (film === undefined) throw new Error('the catalogue has no more films');
  return film;
}

describe('a review', () => {
  it('is written, changed and deleted by its author', async () => {
    const [ana, movieId] = [await person(), await aFilm()];
    const written = await put(ana, movieId, { rating: 4.5, text: '  계단이 주인공이에요.  ', spoiler: true });
    expect(written.status).toBe(200);
    expect(written.body).toMatchObject({
      movieId,
      author: { id: ana.person.id, name: 'Ana', via: 'web' },
      rating: 4.5,
      text: '계단이 주인공이에요.',
      spoiler: true,
      likes: 0,
      comments: 0,
      liked: false,
      rooms: 0,
    });
    const { id } = written.body as ReviewView;
    const changed = await put(ana, movieId, { rating: 3 });
    expect(changed.body).toMatchObject({
      id,
      rating: 3,
      text: '',
      spoiler: false,
      editedAt: expect.any(String) as unknown,
    });
    expect((await listed(movieId)).reviews.map((each) => each.id)).toEqual([id]);
    const remove = () => call(`/movies/${movieId}/review`, { method: 'DELETE', token: ana.token });
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 204]);
    expect(await listed(movieId)).toEqual({ reviews: [], cursor: null, rating: null, mine: null });
    expect(outcome(await call(`/reviews/${id}`))).toEqual([404, 'review_not_found']);
  });

  it.each([
    [{ rating: 0 }],
    [{ rating: 5.5 }],
    [{ rating: 4.3 }],
    [{ rating: '4' }],
    [{ rating: null }],
    [{}],
    [{ rating: 4, text: 5 }],
    [{ rating: 4, spoiler: 'yes' }],
    [{ rating: 4, personId: uuid() }],
    [{ rating: 4, likes: 99 }],
  ])('is refused with %j', async (body) => {
    expect(outcome(await put(await person(), FILM, body))).toEqual([400, 'invalid_input']);
  });

  it('is refused when too long, without a token, and of a film that is not there', async () => {
    const ana = await person();
    expect(outcome(await put(ana, FILM, { rating: 4, text: 'x'.repeat(4001) }))).toEqual([
      400,
      'text_too_long',
    ]);
    expect((await put(ana, FILM, { rating: 4, text: 'x'.repeat(4000) })).status).toBe(200);
    expect(outcome(await put(ana, 'no-such-film', { rating: 4 }))).toEqual([404, 'movie_not_found']);
    expect(outcome(await call(`/movies/${FILM}/review`, { method: 'PUT', body: { rating: 4 } }))).toEqual([
      401,
      'not_signed_in',
    ]);
    expect(outcome(await call('/movies/no-such-film/reviews'))).toEqual([404, 'movie_not_found']);
  });

  it('shows its film, and whether the reader likes it', async () => {
    const [ana, bora] = [await person(), await person('보라')];
    const { id } = await review(ana, FILM, { text: 'stairs' });
    const like = (method: string) => call(`/reviews/${id}/like`, { method, token: bora.token });
    expect([(await like('PUT')).body, (await like('PUT')).body]).toEqual(
      Array(2).fill({ likes: 1, liked: true }),
    );
    const seen = async (token: string) => (await call(`/reviews/${id}?locale=ko`, { token })).body;
    expect(await seen(bora.token)).toMatchObject({ liked: true, likes: 1, movie: { title: '기생충' } });
    expect(await seen(ana.token)).toMatchObject({ liked: false, likes: 1 });
    expect([(await like('DELETE')).body, (await like('DELETE')).body]).toEqual(
      Array(2).fill({ likes: 0, liked: false }),
    );
    for (const method of ['PUT', 'DELETE']) {
      expect(outcome(await call(`/reviews/${uuid()}/like`, { method, token: bora.token }))).toEqual([
        404,
        'review_not_found',
      ]);
      expect(outcome(await call('/reviews/1/like', { method, token: bora.token }))).toEqual([
        400,
        'invalid_input',
      ]);
    }
  });
});

describe('reviews of a film', () => {
  it('are sorted and paged as asked, each once, with what the reader said', async () => {
    const movieId = await aFilm();
    const people = await Promise.all(Array.from({ length: 7 }, (_, index) => person(`Reader ${index}`)));
    const ids: string[] = [];
    for (const [index, who] of people.entries()) {
      const { id } = await review(who, movieId, {
        rating: [1, 5, 3, 2, 4, 2.5, 4.5][index] ?? 1,
        text: `${index}`,
      });
      ids.push(id);
    }
    for (const [index, likes] of [
      [2, 3],
      [5, 2],
      [0, 1],
    ] as const) {
      for (const who of people.slice(0, likes)) {
        await call(`/reviews/${ids[index] ?? ''}/like`, { method: 'PUT', token: who.token });
      }
    }
    const read = async (sort: string): Promise<string[]> => {
      const texts: string[] = [];
      for (let cursor = ''; ;) {
        const page = await listed(movieId, `sort=${sort}&limit=3${cursor && `&cursor=${cursor}`}`);
        texts.push(...page.reviews.map((each) => each.text));
        if (page.cursor === null) return texts;
        ({ cursor } = page);
      }
    };
    expect(await read('newest')).toEqual(['6', '5', '4', '3', '2', '1', '0']);
    expect(await read('helpful')).toEqual(['2', '5', '0', '6', '4', '3', '1']);
    expect(await read('rating')).toEqual(['1', '6', '4', '2', '5', '3', '0']);
    const { mine, rating } = await listed(movieId, 'limit=1', people[3]?.token);
    expect([mine?.text, rating?.count, rating?.mean]).toEqual(['3', 7, expect.closeTo(22 / 7, 5)]);
  });

  it.each([
    'sort=best',
    'limit=0',
    'limit=51',
    'cursor=',
    'cursor=abc',
    'cursor=%00',
    `cursor=${'a'.repeat(401)}`,
  ])('are not asked for with %s', async (query) => {
    const [status, code] = outcome(await call(`/movies/${FILM}/reviews?${query}`));
    expect(status).toBe(400);
    expect(code).toBe(query.startsWith('cursor') && query.length < 400 ? 'cursor_invalid' : 'invalid_input');
  });

  it('say how to mend a cursor that does not belong to the list', async () => {
    const movieId = await aFilm();
    for (let i = 0; i < 2; i++) await review(await person(), movieId, {});
    const { cursor } = await listed(movieId, 'limit=1');
    const { body } = await call(`/movies/${movieId}/reviews?sort=rating&cursor=${cursor ?? ''}`);
    expect(body).toMatchObject({
      code: 'cursor_invalid',
      detail: expect.stringContaining('same sort') as unknown,
    });
  });

  it('move the film’s mean at once, from what the catalogue says of it', async () => {
    const movieId = await aFilm();
    const before = (await cardOf(movieId)).rating;
    const prior = before ?? { mean: 3.5, count: 0 };
    const ana = await person();
    await review(ana, movieId, { rating: 0.5 });
    const after = (await cardOf(movieId)).rating;
    expect(after).toEqual({
      mean: expect.closeTo((5 * prior.mean + 0.5) / 6, 5) as unknown,
      count: prior.count + 1,
    });
    await call(`/movies/${movieId}/review`, { method: 'DELETE', token: ana.token });
    expect((await cardOf(movieId)).rating).toEqual(before);
  });
});

describe('comments on a review', () => {
  it('are written, answered, changed and deleted; a deleted one with replies keeps its place', async () => {
    const [ana, bora] = [await person(), await person('보라')];
    const { id } = await review(ana, FILM, {});
    const path = `/reviews/${id}/comments`;
    const first = await call(path, { token: bora.token, body: { text: ' 맞아요 ' } });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      text: '맞아요',
      author: { name: '보라' },
      deleted: false,
      reviewId: id,
    });
    const root = (first.body as { id: string }).id;
    const reply = await call(path, { token: ana.token, body: { text: 'thanks', parentId: root } });
    expect(reply.body).toMatchObject({ parentId: root });
    const replyId = (reply.body as { id: string }).id;
    const patch = (who: WebClient, text: string) =>
      call(`/comments/${replyId}`, { method: 'PATCH', token: who.token, body: { text } });
    expect(outcome(await patch(bora, 'mine now'))).toEqual([404, 'comment_not_found']);
    expect((await patch(ana, 'thank you')).body).toMatchObject({
      text: 'thank you',
      editedAt: expect.any(String) as unknown,
    });
    const remove = (who: WebClient, which: string) =>
      call(`/comments/${which}`, { method: 'DELETE', token: who.token });
    expect(outcome(await remove(ana, root))).toEqual([404, 'comment_not_found']);
    expect((await remove(bora, root)).status).toBe(204);
    const read = async () =>
      (await call(path)).body as {
        comments: { text: string; deleted: boolean; author?: unknown }[];
        cursor: null;
      };
    expect(
      (await read()).comments.map(({ text, deleted, author }) => [text, deleted, author !== undefined]),
    ).toEqual([
      ['', true, false],
      ['thank you', false, true],
    ]);
    expect(((await call(`/reviews/${id}`)).body as ReviewView).comments).toBe(1);
    await remove(ana, replyId);
    expect(await read()).toEqual({ comments: [], cursor: null });
  });

  it('page by cursor', async () => {
    const ana = await person();
    const { id } = await review(ana, FILM, {});
    for (let i = 0; i < 5; i++)
      await call(`/reviews/${id}/comments`, { token: ana.token, body: { text: `${i}` } });
    const texts: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await call(`/reviews/${id}/comments?limit=2${cursor && `&cursor=${cursor}`}`);
      const page = body as { comments: { text: string }[]; cursor: string | null };
      texts.push(...page.comments.map((each) => each.text));
      if (page.cursor === null) break;
      ({ cursor } = page);
    }
    expect(texts).toEqual(['0', '1', '2', '3', '4']);
  });

  it('are refused empty, too long, on nothing, and in answer to nothing', async () => {
    const ana = await person();
    const { id } = await review(ana, FILM, {});
    const say = async (to: string, body: unknown) =>
      outcome(await call(`/reviews/${to}/comments`, { token: ana.token, body }));
    expect(await say(id, { text: ' \u200b ' })).toEqual([400, 'text_empty']);
    expect(await say(id, { text: 'x'.repeat(2001) })).toEqual([400, 'text_too_long']);
    expect(await say(uuid(), { text: 'x' })).toEqual([404, 'review_not_found']);
    expect(await say(id, { text: 'x', parentId: uuid() })).toEqual([404, 'comment_not_found']);
    expect(await say(id, { text: 'x', parentId: 'x' })).toEqual([400, 'invalid_input']);
    expect(outcome(await call(`/reviews/${uuid()}/comments`))).toEqual([404, 'review_not_found']);
  });
});

describe('a watchlist', () => {
  it('takes films with a note, knows which were seen, and lets them go', async () => {
    const [ana, movieId] = [await person(), await aFilm()];
    const path = `/me/watchlist/${movieId}`;
    const added = await call(path, { method: 'PUT', token: ana.token, body: { note: 'with Bora' } });
    expect(added.body).toMatchObject({ movieId, note: 'with Bora', movie: { movieId } });
    expect(added.body).not.toHaveProperty('watchedAt');
    const seen = await call(path, { method: 'PUT', token: ana.token, body: { watched: true } });
    expect(seen.body).toMatchObject({ note: 'with Bora', watchedAt: expect.any(String) as unknown });
    await call('/me/watchlist/parasite-2019', { method: 'PUT', token: ana.token, body: {} });
    const list = async (query = '') =>
      (await call(`/me/watchlist?${query}`, { token: ana.token })).body as {
        items: { movieId: string; movie: FilmCard; watchedAt?: string }[];
        cursor: string | null;
      };
    const first = await list('limit=1&locale=ko');
    expect(first.items.map((each) => each.movie.title)).toEqual(['기생충']);
    const second = await list(`limit=1&cursor=${first.cursor ?? ''}`);
    expect([second.items.map((each) => each.movieId), second.cursor]).toEqual([[movieId], null]);
    for (let i = 0; i < 2; i++)
      expect((await call(path, { method: 'DELETE', token: ana.token })).status).toBe(204);
    expect((await list()).items.map((each) => each.movieId)).toEqual([FILM]);
  });

  it('counts a film as seen once it is reviewed', async () => {
    const [ana, movieId] = [await person(), await aFilm()];
    await call(`/me/watchlist/${movieId}`, { method: 'PUT', token: ana.token, body: {} });
    await review(ana, movieId, {});
    const { body } = await call('/me/watchlist', { token: ana.token });
    expect((body as { items: { watchedAt?: string }[] }).items[0]?.watchedAt).toBeDefined();
  });

  it('is its owner’s alone, and takes no film that is not there nor a note that is too long', async () => {
    const ana = await person();
    const add = async (movieId: string, body: unknown) =>
      outcome(await call(`/me/watchlist/${movieId}`, { method: 'PUT', token: ana.token, body }));
    expect(await add('no-such-film', {})).toEqual([404, 'movie_not_found']);
    expect(await add(FILM, { note: 'x'.repeat(501) })).toEqual([400, 'text_too_long']);
    expect(outcome(await call('/me/watchlist'))).toEqual([401, 'not_signed_in']);
  });
});

describe('following', () => {
  it('brings what somebody reviews into one’s feed', async () => {
    const [ana, bora] = [await person(), await person('보라')];
    const movieId = await aFilm();
    await review(bora, movieId, { text: 'one' });
    await review(bora, FILM, { text: 'two' });
    const path = `/people/${bora.person.id}/follow`;
    for (let i = 0; i < 2; i++)
      expect((await call(path, { method: 'PUT', token: ana.token })).status).toBe(204);
    const feed = async (query = '') =>
      (await call(`/me/feed?${query}`, { token: ana.token })).body as {
        reviews: ReviewView[];
        cursor: string | null;
      };
    const first = await feed('limit=1&locale=ko');
    expect(first.reviews).toMatchObject([
      { text: 'two', movie: { title: '기생충' }, author: { name: '보라' } },
    ]);
    const second = await feed(`limit=1&cursor=${first.cursor ?? ''}`);
    expect([second.reviews[0]?.text, second.cursor]).toEqual(['one', null]);
    const profile = (await call(`/people/${bora.person.id}/reviews?limit=1`, { token: ana.token })).body;
    expect(profile).toMatchObject({
      person: { name: '보라' },
      followers: 1,
      following: true,
      reviews: [{ text: 'two' }],
    });
    await call(path, { method: 'DELETE', token: ana.token });
    expect((await feed()).reviews).toEqual([]);
  });

  it('is refused for oneself and for nobody', async () => {
    const ana = await person();
    const follow = async (id: string) =>
      outcome(await call(`/people/${id}/follow`, { method: 'PUT', token: ana.token }));
    expect(await follow(ana.person.id)).toEqual([409, 'conflict']);
    expect(await follow(uuid())).toEqual([404, 'person_not_found']);
    expect(outcome(await call(`/people/${uuid()}/reviews`))).toEqual([404, 'person_not_found']);
  });
});

describe('a review in rooms', () => {
  const history = async (slug: string): Promise<MessageView[]> =>
    ((await call(`/rooms/${slug}/messages`)).body as { messages: MessageView[] }).messages;
  const told = (who: WebClient, kind: EventKind) =>
    waitFor(`an event ${kind}`, () => who.events.find((event) => event.kind === kind));
  const shown = async (slug: string) => (await history(slug)).filter((message) => message.review);

  it('is shown in those about its film that its author is a member of, when they say so', async () => {
    const [owner, ana] = [await serving.guest('Olga'), await person()];
    const movieId = await aFilm();
    const [mine, other, elsewhere] = [
      await serving.room(owner, { movieId }),
      await serving.room(owner, { movieId }),
      await serving.room(owner, { movieId: FILM }),
    ];
    for (const slug of [mine, elsewhere]) {
      await call(`/rooms/${slug}/messages`, { token: ana.token, body: { id: uuid(), text: 'hi' } });
    }
    await owner.join(mine);
    expect(await put(ana, movieId, { rating: 4.5, text: 'the end' })).toMatchObject({ body: { rooms: 0 } });
    const sharing = { rating: 4.5, text: 'the end', spoiler: true, share: true };
    for (let i = 0; i < 2; i++)
      expect(await put(ana, movieId, sharing)).toMatchObject({ body: { rooms: 1 } });
    const [card] = await shown(mine);
    expect(card).toMatchObject({
      author: { name: 'Ana', via: 'web' },
      text: '||\nthe end\n||',
      review: { movieId, rating: 4.5, spoiler: true, film: { genreKeys: expect.any(Array) as unknown } },
    });
    const event = await told(owner, 'review.posted');
    expect(event).toMatchObject({
      seq: card?.seq,
      data: { reviewId: card?.review?.reviewId, text: '||\nthe end\n||' },
    });
    expect([await shown(other), await shown(elsewhere)]).toEqual([[], []]);
  });

  it('follows its review when that is changed, taken back, shown again and deleted', async () => {
    const [ana, movieId] = [await serving.guest('Ana'), await aFilm()];
    const slug = await serving.room(ana, { movieId });
    await ana.join(slug);
    await review(ana, movieId, { text: 'first', share: true });
    const [card] = await shown(slug);
    await review(ana, movieId, { rating: 2, text: 'second' });
    expect(await shown(slug)).toMatchObject([{ seq: card?.seq, text: 'second', review: { rating: 2 } }]);
    const edited = await told(ana, 'message.edited');
    expect(edited).toMatchObject({ data: { seq: card?.seq, text: 'second', review: { rating: 2 } } });
    await review(ana, movieId, { rating: 2, text: 'second', share: false });
    expect(await shown(slug)).toEqual([]);
    expect(await review(ana, movieId, { rating: 2, text: 'second', share: true })).toMatchObject({
      rooms: 1,
    });
    const [again] = await shown(slug);
    expect(again?.seq).toBeGreaterThan(card?.seq ?? Infinity);
    await call(`/movies/${movieId}/review`, { method: 'DELETE', token: ana.token });
    expect(await history(slug)).toEqual([]);
  });

  it('is a message like others, only that its words are changed with the review', async () => {
    const [owner, ana, movieId] = [await serving.guest('Olga'), await serving.guest('Ana'), await aFilm()];
    const slug = await serving.room(owner, { movieId });
    await owner.join(slug);
    await ana.join(slug);
    await review(ana, movieId, { text: 'mine', share: true });
    const [card] = await shown(slug);
    const seq = card?.seq ?? 0;
    await owner.ask({ op: 'react', id: uuid(), room: slug, seq, emoji: '🎬' });
    const reply = await owner.post(slug, 'I see', { replyTo: seq });
    const refused = await ana
      .ask({ op: 'edit', id: uuid(), room: slug, seq, text: 'other words' })
      .catch((error: unknown) => String(error));
    expect(JSON.stringify(refused)).toContain('not_allowed');
    const now = await history(slug);
    expect(now.find((message) => message.seq === seq)).toMatchObject({
      text: 'mine',
      reactions: [{ emoji: '🎬' }],
    });
    expect(now.find((message) => message.seq === reply)?.quote).toMatchObject({ text: 'mine' });
    // A moderator takes it down: it stays down, whatever its author writes in it.
    await owner.ask({ op: 'delete', id: uuid(), room: slug, seq });
    await review(ana, movieId, { text: 'mine, again', share: true });
    expect(await shown(slug)).toEqual([]);
  });
});

describe('these tests', () => {
  it('call every route of reviews, comments, watchlists and follows', () => {
    const routes = [...reviewRoutes, ...commentRoutes, ...watchlistRoutes, ...followRoutes];
    const untried = routes.filter(({ method, path }) => {
      const pattern = new RegExp(`^${method} ${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
      return ![...asked].some((each) => pattern.test(each));
    });
    expect(untried.map((route) => `${route.method} ${route.path}`)).toEqual([]);
  });
});
