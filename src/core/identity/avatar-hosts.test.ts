import { describe, expect, it } from 'vitest';
import { PLATFORMS } from '../../adapters/index.ts';
import { Platforms } from '../delivery/platforms.ts';
import { AvatarHosts, PeopleWithAvatars } from './avatar-hosts.ts';
import type { Person, PersonRepository, Profile } from './person.ts';

const hosts = new AvatarHosts('https://movies.example', new Platforms(PLATFORMS.map(({ facts }) => facts)), [
  'http://127.0.0.1:4321/api',
  undefined,
]);

describe('an avatar', () => {
  it.each([
    'https://cdn.discordapp.com/avatars/1/a.png?size=128',
    'https://avatars.slack-edge.com/2024/a_192.png',
    'https://ca.slack-edge.com/T1-U1-a-192',
    'https://secure.gravatar.com/avatar/a.jpg?s=192',
    'https://movies.example/media/0190e0c4-0000-7000-8000-000000000000',
    'http://127.0.0.1:4321/avatars/1.png',
  ])('may lie at %s', (address) => expect(hosts.allows(address)).toBe(true));

  it.each([
    'https://pictures.example/a.png',
    'https://cdn.discordapp.com.evil.example/a.png',
    'https://evilslack-edge.com/a.png',
    'https://slack-edge.com.evil.example/a.png',
    'http://cdn.discordapp.com/a.png',
    'https://cdn.discordapp.com:8443/a.png',
    'https://user@cdn.discordapp.com/a.png',
    'https://movies.example/api/v1/me',
    'https://movies.example/media/../api/v1/rooms',
    'http://169.254.169.254/latest/meta-data/',
    'http://127.0.0.1:5432/',
    'http://[::ffff:127.0.0.1]/',
    'http://2130706433/',
    'javascript:alert(1)',
    'data:image/png;base64,AA==',
    'file:///etc/passwd',
    '/media/a',
    '',
  ])('may not lie at %j', (address) => expect(hosts.allows(address)).toBe(false));
});

describe('people', () => {
  const told: unknown[] = [];
  const person: Person = { id: 'a', name: 'Ana', avatar: null, locale: null };
  const stored: PersonRepository = {
    byId: () => Promise.resolve(person),
    meet: (profile: Profile) => Promise.resolve(void told.push(profile.avatar)).then(() => person),
    rename: (_id, change) => Promise.resolve(void told.push(change.avatar)).then(() => person),
    identitiesOf: () => Promise.resolve([]),
  };
  const people = new PeopleWithAvatars(stored, hosts);

  it('come without an avatar that lies anywhere else, and cannot choose one', async () => {
    const good = 'https://cdn.discordapp.com/avatars/1/a.png';
    for (const avatar of [good, 'https://evil.example/a.png', null])
      await people.meet({ identity: 'discord:1', name: 'Ana', avatar });
    await people.meet({ identity: 'discord:1', name: 'Ana' });
    for (const avatar of [good, null]) await people.rename('a', { avatar });
    await people.rename('a', { name: 'Ana' });
    await expect(people.rename('a', { avatar: 'https://evil.example/a.png' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(told).toEqual([good, null, null, undefined, good, null, undefined]);
  });
});
