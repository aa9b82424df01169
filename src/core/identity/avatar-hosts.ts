import { Problem } from '../errors.ts';
import type { Platforms } from '../delivery/platforms.ts';
import type { Person, PersonRepository, Profile } from './person.ts';

const OWN = /^\/(?:media|avatars)\/[\w.-]+$/;

/**
 * Which avatars may be shown. Every reader's browser loads them, so whoever could choose the address would learn who reads
 * and when: they lie with us or with the platforms, and nowhere else.
 */
export class AvatarHosts {
  readonly #own: string;
  readonly #hosts: readonly string[];
  readonly #alsoPlatforms: Set<string>;
  /** The platforms by name, as a text has them. */
  readonly platforms: string;

  /** @param standIns addresses under which the platforms stand in tests and in the sandbox */
  constructor(publicUrl: string, platforms: Platforms, standIns: readonly (string | undefined)[]) {
    this.#own = new URL(publicUrl).origin;
    this.#hosts = platforms.all.flatMap(({ avatarHosts }) => avatarHosts);
    this.platforms = platforms.anyOf('en');
    this.#alsoPlatforms = new Set(
      standIns.flatMap((url) => (url === undefined ? [] : [new URL(url).origin])),
    );
  }

  allows(address: string): boolean {
    if (!URL.canParse(address)) return false;
    const { protocol, origin, hostname, port, username, password, pathname } = new URL(address);
    if (username !== '' || password !== '') return false;
    if (this.#alsoPlatforms.has(origin)) return true;
    if (origin === this.#own) return OWN.test(pathname);
    const platform = this.#hosts.some((host) =>
      host.startsWith('.') ? hostname.endsWith(host) : hostname === host,
    );
    return platform && protocol === 'https:' && port === '';
  }
}

/** People whose avatars lie where they may. The one way by which an avatar comes in, whoever brings it. */
export class PeopleWithAvatars implements PersonRepository {
  constructor(
    private readonly people: PersonRepository,
    private readonly hosts: Pick<AvatarHosts, 'allows' | 'platforms'>,
  ) {}

  byId(id: string): Promise<Person | null> {
    return this.people.byId(id);
  }

  /** Somebody whose picture lies elsewhere comes without it. */
  meet(profile: Profile): Promise<Person> {
    const { avatar } = profile;
    const may = avatar === undefined || avatar === null || this.hosts.allows(avatar);
    return this.people.meet(may ? profile : { ...profile, avatar: null });
  }

  /** @throws Problem `invalid_input` for an avatar that lies elsewhere */
  async rename(...[id, change]: Parameters<PersonRepository['rename']>): Promise<Person | null> {
    if (typeof change.avatar === 'string' && !this.hosts.allows(change.avatar)) {
      throw new Problem(
        'invalid_input',
        `avatar: every reader would load it from there. Give one that lies on ${this.hosts.platforms}, or null for initials.`,
      );
    }
    return this.people.rename(id, change);
  }

  identitiesOf(id: string): Promise<string[]> {
    return this.people.identitiesOf(id);
  }
}
