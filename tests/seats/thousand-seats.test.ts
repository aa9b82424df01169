import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { chance } from '../support/chance.ts';
import { waitFor } from '../support/wait-for.ts';
import { House, type Seating } from './house.ts';
import type { Tab } from './tab.ts';
import { TAKINGS } from './taking.ts';

const SEATS = 1_000;
const ROOMS = 10;
/** A right that was taken is gone so soon, wherever somebody sits. */
const WITHIN_MS = 1_000;

const SEED = Number(process.env['SEATS_SEED'] ?? Math.floor(Math.random() * 1e9));
const ROUNDS = Number(process.env['SEATS_ROUNDS'] ?? 1);
const available = inject('postgresUrl') !== null && inject('redisUrl') !== null;

/** A thousand people's seats, and rights that are taken while they come and go; SEATS_ROUNDS tries as many seeds. */
describe.skipIf(!available)(`a thousand seats on two processes (SEATS_SEED=${SEED})`, () => {
  let house: House;
  beforeAll(async () => {
    house = await House.open();
  });
  afterAll(() => house?.close());

  /** Some lose their right while everybody goes in and out; resolves when that is a second ago. */
  async function lose(seating: Seating, seed: number): Promise<void> {
    const random = chance(seed);
    let over = false;
    const restless = seating.tabs.map((tab, at) => tab.beRestless(() => over, chance(seed + at)));
    let taken: number;
    try {
      await pause(random.between(50, 300));
      await seating.taking.take(house, seating, random);
      taken = Date.now();
      await pause(random.between(50, 300));
    } finally {
      over = true;
      await Promise.all(restless);
    }
    await Promise.all(seating.tabs.map((tab) => tab.tryAgain()));
    await pause(taken + WITHIN_MS - Date.now());
  }

  /** Whose seats are nobody's any more, and whose stay. */
  async function sorted(seating: Seating): Promise<{ out: Tab[]; there: Tab[] }> {
    const members = await house.members(seating.slug);
    const isOpen = seating.taking.name === 'a ban from an open room';
    const mayRead = ({ person }: Tab): boolean => (person === null ? isOpen : members.has(person));
    return {
      out: seating.tabs.filter((tab) => !mayRead(tab)),
      there: [...seating.witness, ...seating.tabs.filter(mayRead)],
    };
  }

  /** A line, somebody who writes and somebody who goes, told to all who sit there; then everything has come. */
  async function talk({ slug, owner, witness, passerby }: Seating): Promise<number> {
    const [here] = witness;
    const before = owner.client.frames.length;
    const heard = here?.client.frames.length ?? 0;
    const seq = await owner.client.post(slug, 'not for them');
    owner.client.send({ op: 'typing', room: slug });
    passerby.client.send({ op: 'leave', room: slug });
    await waitFor('who writes to be told', () =>
      here?.client.frames.slice(heard).some((frame) => frame.op === 'typing' && frame.room === slug),
    );
    await waitFor('who is there to be told', () =>
      owner.client.frames.slice(before).some((frame) => frame.op === 'presence' && frame.room === slug),
    );
    return seq;
  }

  async function expectNoPages({ slug, pictures, taking }: Seating, out: Tab[]): Promise<void> {
    const named = out.filter(({ person }) => person !== null);
    const asking = [...new Map(named.map((tab) => [tab.person, tab.client.token])).entries()].slice(0, 3);
    if (out.length > named.length) asking.push([null, '']);
    const isOpen = taking.name === 'a ban from an open room';
    for (const [person, token] of asking)
      for (const url of house.urls) {
        const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
        const closed = ['/messages', '/messages/search?q=them', '/members', '/pictures/grant'];
        for (const path of closed) {
          const { status } = await fetch(`${url}/api/v1/rooms/${slug}${path}`, { headers });
          expect([taking.name, path, status]).toEqual([taking.name, path, expect.toBeOneOf([403, 404])]);
        }
        const page = await fetch(`${url}/r/${slug}`, { headers });
        if (!isOpen) expect(await page.text()).not.toContain('not for them');
        // The picture of an open room is everybody's.
        for (const address of isOpen ? [] : [pictures.get(''), pictures.get(person ?? '')])
          if (address !== undefined)
            expect([taking.name, (await fetch(url + address, { headers })).status]).toEqual([
              taking.name,
              404,
            ]);
      }
  }

  async function tryRoom(seating: Seating, seed: number): Promise<void> {
    const { taking } = seating;
    await lose(seating, seed);
    const { out, there } = await sorted(seating);
    expect(out.length).toBeGreaterThan(0); // else this tells nothing
    const from = await Promise.all(out.map((tab) => tab.settled()));
    const seq = await talk(seating);
    await Promise.all(out.map((tab) => tab.settled()));
    const told = out.flatMap((tab, at) => tab.told(from[at] ?? 0));
    expect([taking.name, told]).toEqual([taking.name, []]);
    await waitFor(`all who stayed to hear (${taking.name})`, () =>
      there.every(({ client, slug }) => client.events.some((e) => e.room === slug && e.seq === seq)),
    );
    await expectNoPages(seating, out);
    for (const { client } of [...seating.tabs, ...seating.witness, seating.passerby, seating.owner])
      client.close();
  }

  it.each(Array.from({ length: ROUNDS }, (_, round) => SEED + round))(
    'are nobody’s a second after the right to them was taken, whoever goes in and out meanwhile (%i)',
    async (seed) => {
      const random = chance(seed);
      const seatings: Seating[] = [];
      for (let at = 0; at < ROOMS; at++) {
        const taking = TAKINGS[(at + seed) % TAKINGS.length]!;
        seatings.push(await house.seat(taking, SEATS / ROOMS, random));
      }
      // Two rooms at a time: so many can be restless without the machine being what is measured.
      while (seatings.length > 0)
        await Promise.all(seatings.splice(0, 2).map((seating) => tryRoom(seating, random.below(1e9))));
    },
    120_000,
  );
});
