import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Serving } from '../support/serving.ts';
import { restClient } from '../support/rest.ts';
import { api, type WebClient } from '../support/web-client.ts';
import { waitFor } from '../support/wait-for.ts';

let serving: Serving;
const rest = restClient(() => serving.url);

beforeAll(async () => {
  serving = await Serving.start();
});
afterEach(() => serving?.hangUp());
afterAll(() => serving?.end());

/** Numbers that tell rounds apart, the same each time. */
function* numbers(seed: number): Generator<number> {
  for (;;) yield (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}

describe('a seat', () => {
  it.each(['ban', 'kick', 'make private'] as const)(
    'is nobody’s who joins and leaves in the moment of a %s',
    async (what) => {
      const owner = await serving.guest('Olga');
      const chance = numbers(7);
      for (let round = 0; round < 6; round++) {
        const slug = await serving.room(owner);
        await owner.join(slug);
        const guest = await serving.guest('Guest');
        const tabs: WebClient[] = [];
        for (let i = 0; i < 8; i++) {
          tabs.push(what === 'make private' ? await serving.anonymous() : await serving.tabOf(guest));
        }
        await Promise.all(tabs.map((tab) => tab.join(slug)));
        let over = false;
        const restless = tabs.map(async (tab) => {
          while (!over && tab.closed === undefined) {
            tab.send({ op: 'leave', room: slug });
            tab.send({ op: 'join', room: slug, after: 0 });
            await new Promise((resolve) => setTimeout(resolve, (chance.next().value as number) * 8));
          }
        });
        await new Promise((resolve) => setTimeout(resolve, (chance.next().value as number) * 30));
        if (what === 'make private') {
          await api(serving.url, `/rooms/${slug}`, {
            method: 'PATCH',
            token: owner.token,
            body: { visibility: 'private' },
          });
        } else await serving.moderate(owner, slug, guest, what);
        over = true;
        await Promise.all(restless);
        // Who was put out may join an open room again, and is a member then: that is no seat of before.
        const members = await api<{ members: { id: string }[] }>(serving.url, `/rooms/${slug}/members`, {
          token: owner.token,
        });
        const seq = await owner.post(slug, 'not for them');
        await waitFor('the owner to see it', () =>
          owner.events.some((e) => e.room === slug && e.seq === seq),
        );
        const back = what === 'kick' && members.members.some(({ id }) => id === guest.person.id);
        const readers = tabs.filter((tab) => tab.events.some((e) => e.room === slug && e.seq === seq));
        if (!back) expect(readers.length).toBe(0);
        for (const tab of tabs) tab.close();
      }
    },
    60_000,
  );

  it('and a password cost nothing to who may not set one', async () => {
    const [owner, stranger] = [await serving.guest('Olga'), await serving.guest('Stranger')];
    const slug = await serving.room(owner);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () =>
        rest(`/rooms/${slug}`, { method: 'PATCH', token: stranger.token, body: { password: 'peaches' } }),
      ),
    );
    // Were they hashed, most would be put off.
    expect(new Set(answers.map(({ body }) => (body as { code: string }).code))).toEqual(
      new Set(['not_allowed']),
    );
  });

  it('list of rooms does not tell a private room from none', async () => {
    const owner = await serving.guest('Olga');
    await serving.room(owner);
    const hidden = await serving.room(owner, { visibility: 'private' });
    const [there, nowhere] = await Promise.all(
      [hidden, 'no-such-room'].map((slug) => rest(`/rooms?after=${slug}`)),
    );
    expect(there?.body).toEqual(nowhere?.body);
  });
});
