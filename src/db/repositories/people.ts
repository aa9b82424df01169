import { and, eq, isNull } from 'drizzle-orm';
import { v7 as uuid } from 'uuid';
import { bornAs } from '../../core/identity/name-tag.ts';
import type { Person, PersonRepository, Profile } from '../../core/identity/person.ts';
import { askTogether } from '../ask-together.ts';
import type { Database, Row } from '../database.ts';
import { identities, people } from '../schema.ts';
import { bearName } from '../tell-names-apart.ts';

const COLUMNS = {
  id: people.id,
  name: people.name,
  avatar: people.avatar,
  tag: people.tag,
  locale: people.locale,
};

export class SqlPersonRepository implements PersonRepository {
  /** Those who come back together, as after a restart, are looked up together. */
  readonly #byId = askTogether((ids) => this.#lookUp(ids));

  constructor(private readonly database: Database) {}

  async byId(id: string): Promise<Person | null> {
    return (await this.#byId(id)) ?? null;
  }

  async meet(profile: Profile): Promise<Person> {
    const known = await this.#known(profile.identity);
    if (known) return this.#follow(known, profile);
    const id = uuid();
    await this.database.transaction(async (tx) => {
      const { skeleton, tags } = bornAs(id, profile.name, profile.identity === 'matinee');
      const whole = [id, profile.name, profile.avatar ?? null, profile.locale ?? null, skeleton];
      for (const tag of tags) {
        const [made] = await tx.query(
          `insert into people (id, name, avatar, locale, skeleton, skeleton_of, tag) values ($1, $2, $3, $4, $5, $2, $6)
           on conflict (skeleton, coalesce(tag, '')) do nothing returning id`,
          [...whole, tag],
        );
        if (made) break;
      }
      const taken = await tx.query(
        'insert into identities (id, person_id) values ($1, $2) on conflict do nothing returning id',
        [profile.identity, id],
      );
      // Somebody else met them in this very moment; theirs stays.
      if (taken.length === 0) await tx.query('delete from people where id = $1', [id]);
    });
    const person = await this.#known(profile.identity);
    if (!person) throw new Error(`identity ${profile.identity} vanished`);
    return person;
  }

  async rename(
    id: string,
    change: { name?: string; avatar?: string | null; locale?: string },
  ): Promise<Person | null> {
    if (Object.values(change).every((value) => value === undefined)) return this.byId(id);
    const { name, ...rest } = change;
    if (name !== undefined) await bearName(this.database, id, name);
    if (Object.values(rest).every((value) => value === undefined)) return this.byId(id);
    const [person] = await this.database.orm
      .update(people)
      .set(rest)
      .where(and(eq(people.id, id), isNull(people.leftAt)))
      .returning(COLUMNS);
    return person ?? null;
  }

  async identitiesOf(id: string): Promise<string[]> {
    const rows = await this.database.orm.select().from(identities).where(eq(identities.personId, id));
    return rows.map((row) => row.id);
  }

  async #lookUp(ids: readonly string[]): Promise<Map<string, Person>> {
    const found = await this.database.query<Row & Person>(
      `select id, name, avatar, tag, locale from people
       where id in (select value::uuid from json_array_elements_text($1::text::json)) and left_at is null`,
      [JSON.stringify(ids)],
    );
    return new Map(found.map(({ id, name, avatar, tag, locale }) => [id, { id, name, avatar, tag, locale }]));
  }

  async #known(identity: string): Promise<Person | undefined> {
    const [person] = await this.database.orm
      .select(COLUMNS)
      .from(identities)
      .innerJoin(people, eq(people.id, identities.personId))
      .where(eq(identities.id, identity));
    return person;
  }

  async #follow(person: Person, profile: Profile): Promise<Person> {
    const avatar = profile.avatar === undefined ? person.avatar : profile.avatar;
    if (person.name === profile.name && person.avatar === avatar) return person;
    return (
      (await this.rename(person.id, {
        ...(person.name === profile.name ? {} : { name: profile.name }),
        avatar,
      })) ?? person
    );
  }
}
