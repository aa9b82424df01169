import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcome, restClient, type Answered } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import type { WebClient } from '../support/web-client.ts';
import { waitFor } from '../support/wait-for.ts';

let serving: Serving;
let owner: WebClient;
let stranger: WebClient;
let room: string;
let hidden: string;
const ask = restClient(() => serving.url);

beforeAll(async () => {
  serving = await Serving.start();
  owner = await serving.guest('Ana');
  stranger = await serving.guest('Theo');
  room = await serving.room(owner);
  hidden = await serving.room(owner, { visibility: 'private' });
  await owner.join(room);
  await owner.join(hidden);
  await owner.post(room, 'what stands here stays here');
  await owner.post(hidden, 'unter uns');
}, 90_000);
afterAll(async () => {
  serving?.hangUp();
  await serving?.end();
});

const said = async (): Promise<string[]> => (await owner.history(room)).map(({ text }) => text);

describe('questions to the database', () => {
  it.each([
    "' OR 1=1--",
    "'; DROP TABLE messages;--",
    '%',
    '_',
    '\\',
    "\\'; select pg_sleep(5);--",
    '%'.repeat(80),
    '!!!&&&|||',
  ])('35 a search for %s finds what holds these very characters, and does nothing else', async (q) => {
    const begun = Date.now();
    const found = await ask(`/rooms/${room}/messages/search?q=${encodeURIComponent(q)}`, {
      token: owner.token,
    });
    expect([200, 400]).toContain(found.status);
    if (found.status === 200) expect(found.body).toMatchObject({ messages: [] });
    expect((await ask(`/movies?q=${encodeURIComponent(q)}`)).status).toBeLessThan(500);
    expect(Date.now() - begun).toBeLessThan(4_000);
    expect(await said()).toEqual(['what stands here stays here']);
  });

  it.each([
    ['sort', '/movies/parasite-2019/reviews?sort=id;select pg_sleep(5)', 400],
    ['cursor', `/movies/parasite-2019/reviews?cursor=${Buffer.from("' or 1=1").toString('base64url')}`, 400],
    ['a page that ends nowhere', '/rooms/ROOM/messages?before=1e309', 400],
    ['a page without end', '/rooms/ROOM/messages?limit=1000000000', 400],
    ['a page of less than nothing', '/rooms/ROOM/messages?limit=-1', 400],
    ['two pages at once', '/rooms/ROOM/messages?limit=1&limit=2', 400],
    ['a list of rooms from nowhere', "/rooms?after=' or 1=1--", 400],
  ])('35 %s that is none of ours is refused', async (_, path, status) => {
    const answer = await ask(path.replace('ROOM', room));
    // A slug that cannot be one may also simply not be there.
    expect([status, 404]).toContain(answer.status);
  });

  it('30 a search of five hundred words, of one syllable, or of operators is short work', async () => {
    for (const q of ['a '.repeat(50), '가', '!!!&&&|||', '*'.repeat(100)]) {
      const begun = Date.now();
      const answer = await ask(`/rooms/${room}/messages/search?q=${encodeURIComponent(q)}`, {
        token: owner.token,
      });
      expect([200, 400]).toContain(answer.status);
      expect(Date.now() - begun).toBeLessThan(2_000);
    }
    expect((await ask(`/movies?q=${'a%20'.repeat(500)}`)).status).toBeLessThan(500);
  });
});

describe('what belongs to others', () => {
  it('36 78 a stranger learns nothing of a private room, whatever they ask, and nothing that no room would not say', async () => {
    const nowhere = `room-${uuid()}`;
    const asked: [string, string, object?][] = [
      ['GET', ''],
      ['GET', '/messages'],
      ['GET', '/messages/search?q=unter'],
      ['GET', '/members'],
      ['POST', '/messages', { id: uuid(), text: 'let me in' }],
      ['POST', '/invites'],
      ['PATCH', '', { title: 'mine' }],
      ['DELETE', ''],
      ['POST', `/members/${owner.person.id}/kick`, {}],
      ['POST', '/owner', { id: stranger.person.id }],
    ];
    const without = ({ status, body }: Answered): unknown => [
      status,
      JSON.stringify(body).replaceAll(hidden, 'X').replaceAll(nowhere, 'X'),
    ];
    for (const [method, path, body] of asked) {
      const as = { method, token: stranger.token, ...(body ? { body } : {}) };
      const there = await ask(`/rooms/${hidden}${path}`, as);
      const not = await ask(`/rooms/${nowhere}${path}`, as);
      expect([`${method} ${path}`, without(there)]).toEqual([`${method} ${path}`, without(not)]);
      expect(outcome(there)).toEqual([404, 'room_not_found']);
    }
    const listed = JSON.stringify((await ask('/rooms?limit=100')).body);
    expect(listed).not.toContain(hidden);
  });

  it('36 nobody edits or deletes what another wrote, by whatever number', async () => {
    await stranger.join(room);
    const [line] = await owner.history(room);
    const seq = line?.seq ?? 0;
    await expect(stranger.ask({ op: 'edit', id: uuid(), room, seq, text: 'mine now' })).rejects.toThrow(
      /not_allowed/,
    );
    await expect(stranger.ask({ op: 'delete', id: uuid(), room, seq })).rejects.toThrow(/not_allowed/);
    for (const far of [seq + 1_000, 0, -1, 2 ** 53])
      await expect(stranger.ask({ op: 'delete', id: uuid(), room, seq: far })).rejects.toThrow(
        /message_not_found|bad_frame|invalid_input/,
      );
    expect(await said()).toEqual(['what stands here stays here']);
  });

  it('36 a comment of another is as if it were not there', async () => {
    const review = await ask('/movies/parasite-2019/review', {
      method: 'PUT',
      token: owner.token,
      body: { rating: 4, text: 'stairs' },
    });
    const { id } = review.body as { id: string };
    const comment = await ask(`/reviews/${id}/comments`, {
      token: owner.token,
      body: { text: 'and peaches' },
    });
    const own = (comment.body as { id: string }).id;
    expect(
      outcome(await ask(`/comments/${own}`, { method: 'PATCH', token: stranger.token, body: { text: 'x' } })),
    ).toEqual([404, 'comment_not_found']);
    expect(outcome(await ask(`/comments/${own}`, { method: 'DELETE', token: stranger.token }))).toEqual([
      404,
      'comment_not_found',
    ]);
    expect((await ask(`/comments/${own}`, { method: 'DELETE', token: owner.token })).status).toBe(204);
  });

  it.each([
    ['/me', 'PATCH', { id: uuid(), role: 'owner' }],
    ['/me', 'PATCH', { name: 'Ana', platform: 'discord' }],
    ['/rooms/ROOM', 'PATCH', { ownerId: uuid() }],
    ['/rooms/ROOM', 'PATCH', { seq: 1, createdAt: '2020-01-01' }],
    ['/rooms', 'POST', { slug: 'mass', title: 'Mass', ownerId: uuid() }],
    ['/rooms/ROOM/messages', 'POST', { id: uuid(), text: 'x', seq: 1, authorId: uuid() }],
    ['/guests', 'POST', { name: 'Ana', userId: 'x', platform: 'discord' }],
    ['/movies/parasite-2019/review', 'PUT', { rating: 3, likes: 999 }],
  ])('37 %s takes no key that is not its own (%s %o)', async (path, method, body) => {
    const answer = await ask(path.replace('ROOM', room), { method, token: owner.token, body });
    expect(outcome(answer)).toEqual([400, 'invalid_input']);
  });
});

describe('who may do what to whom', () => {
  it('38 nobody acts on those above them, or lifts themselves up', async () => {
    const slug = await serving.room(owner);
    const [moderator, member] = [await serving.guest('Moa'), await serving.guest('Mem')];
    for (const client of [owner, moderator, member]) await client.join(slug);
    await serving.moderate(owner, slug, moderator, 'promote');
    const refused = (
      by: WebClient,
      whom: WebClient,
      what: 'kick' | 'ban' | 'promote' | 'demote',
    ): Promise<void> =>
      expect(serving.moderate(by, slug, whom, what)).rejects.toThrow(/not_allowed|"code":"conflict"/);
    await refused(member, owner, 'kick');
    await refused(member, moderator, 'ban');
    await refused(member, member, 'promote');
    await refused(moderator, owner, 'ban');
    await refused(moderator, owner, 'kick');
    await refused(moderator, moderator, 'promote');
    await refused(moderator, member, 'promote');
    await refused(owner, owner, 'demote');
    const seat = (await ask(`/rooms/${slug}`, { token: owner.token })).body;
    expect(seat).toMatchObject({ role: 'owner' });
  });

  it('38 a right that was taken is gone with the next frame on an open socket', async () => {
    const slug = await serving.room(owner);
    const moderator = await serving.guest('For an hour');
    await owner.join(slug);
    await moderator.join(slug);
    const seq = await owner.post(slug, 'mine');
    await serving.moderate(owner, slug, moderator, 'promote');
    await serving.moderate(owner, slug, moderator, 'demote');
    await expect(moderator.ask({ op: 'delete', id: uuid(), room: slug, seq })).rejects.toThrow(/not_allowed/);
  });

  it('39 of a hundred who press in at once as many sit down as there are seats', async () => {
    const slug = await serving.room(owner, { capacity: 10 });
    const guests = await Promise.all(Array.from({ length: 40 }, (_, at) => serving.guest(`Guest ${at}`)));
    const since = guests.map(({ frames }) => frames.length);
    for (const guest of guests) guest.send({ op: 'join', room: slug });
    const answers = await Promise.all(
      guests.map((guest, at) =>
        waitFor('an answer to the join', () =>
          guest.frames.slice(since[at]).find(({ op }) => op === 'joined' || op === 'error'),
        ),
      ),
    );
    const seated = answers.filter(({ op }) => op === 'joined').length;
    const members = (await ask(`/rooms/${slug}/members`, { token: owner.token })).body as {
      members: unknown[];
    };
    expect(members.members.length).toBe(10);
    // The owner has a seat.
    expect(seated).toBe(9);
  });

  it('39 a hundred likes of one person are one', async () => {
    const review = (
      await ask('/movies/parasite-2019/review', { method: 'PUT', token: owner.token, body: { rating: 4 } })
    ).body as { id: string };
    await Promise.all(
      Array.from({ length: 100 }, () =>
        ask(`/reviews/${review.id}/like`, { method: 'PUT', token: stranger.token }),
      ),
    );
    expect((await ask(`/reviews/${review.id}`)).body).toMatchObject({ likes: 1 });
  });

  it('39 a room that is given away twice at once has one owner', async () => {
    const slug = await serving.room(owner);
    const heirs = [await serving.guest('Heir one'), await serving.guest('Heir two')];
    for (const heir of heirs) await heir.join(slug);
    const given = await Promise.all(
      heirs.map((heir) => ask(`/rooms/${slug}/owner`, { token: owner.token, body: { id: heir.person.id } })),
    );
    expect(given.filter(({ status }) => status < 300)).toHaveLength(1);
    const { members } = (await ask(`/rooms/${slug}/members`)).body as { members: { role: string }[] };
    expect(members.filter(({ role }) => role === 'owner')).toHaveLength(1);
  });

  it('40 an id that was used for one thing is not taken for another, over REST and socket alike', async () => {
    const id = uuid();
    const first = await ask(`/rooms/${room}/messages`, { token: owner.token, body: { id, text: 'once' } });
    const again = await ask(`/rooms/${room}/messages`, { token: owner.token, body: { id, text: 'once' } });
    expect(again.body).toEqual(first.body);
    const other = await ask(`/rooms/${room}/messages`, { token: owner.token, body: { id, text: 'twice' } });
    expect(outcome(other)).toEqual([409, 'id_reused']);
    await expect(owner.post(room, 'twice', { id })).rejects.toThrow(/id_reused/);
  });
});
