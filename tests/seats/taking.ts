import type { Chance } from '../support/chance.ts';
import { api, type WebClient } from '../support/web-client.ts';
import type { House, Seating } from './house.ts';

/** A way in which a right to read is taken from some who sit in a room. */
export interface Taking {
  name: string;
  /** How the room is when people sit down: open to everybody, or to its members alone. */
  room: 'open' | 'closed after they came' | 'with a password';
  /** Who sits there: people with names, or also readers without. */
  who: 'people' | 'people and readers';
  /** Takes the right. Resolves once that was acknowledged. */
  take(house: House, seating: Seating, chance: Chance): Promise<void>;
}

export const PASSWORD = 'peaches';

const some = ({ people }: Seating): WebClient[] => people.filter((_, at) => at % 2 === 0);
const change = (house: House, { slug }: Seating, body: object, chance: Chance): Promise<unknown> =>
  api(chance.of(house.urls), `/rooms/${slug}`, { method: 'PATCH', token: house.owner.token, body });

/** Somebody with the right to it does something to half of the people there, all at once. */
const moderating =
  (what: 'ban' | 'kick'): Taking['take'] =>
  async (house, seating, chance) => {
    const done = some(seating).map(({ person: { id } }) =>
      api(chance.of(house.urls), `/rooms/${seating.slug}/members/${id}/${what}`, {
        token: house.owner.token,
        body: {},
      }),
    );
    await Promise.all(done);
  };

export const TAKINGS: readonly Taking[] = [
  { name: 'a ban from an open room', room: 'open', who: 'people', take: moderating('ban') },
  {
    name: 'a ban from a private room',
    room: 'closed after they came',
    who: 'people',
    take: moderating('ban'),
  },
  { name: 'a kick', room: 'closed after they came', who: 'people', take: moderating('kick') },
  {
    name: 'going for good',
    room: 'closed after they came',
    who: 'people',
    async take(house, seating, chance) {
      const gone = some(seating).map(({ token }) =>
        api(chance.of(house.urls), `/rooms/${seating.slug}/members/me`, { method: 'DELETE', token }),
      );
      await Promise.all(gone);
    },
  },
  {
    name: 'the room turning private',
    room: 'open',
    who: 'people and readers',
    take: async (...[house, seating, chance]) =>
      void (await change(house, seating, { visibility: 'private' }, chance)),
  },
  {
    name: 'a first password',
    room: 'open',
    who: 'people and readers',
    take: async (...[house, seating, chance]) =>
      void (await change(house, seating, { password: PASSWORD }, chance)),
  },
  {
    name: 'another password',
    room: 'with a password',
    who: 'people',
    take: async (...[house, seating, chance]) =>
      void (await change(house, seating, { password: `${PASSWORD} and cream` }, chance)),
  },
];
