import type { LinkState, Moderation, PlatformId } from '../../core/delivery/link.ts';
import { Problem } from '../../core/errors.ts';
import { nobodyHere } from '../../core/identity/who-is.ts';
import type { PersonRef } from '../../core/rooms/change.ts';
import type { Role, Room } from '../../core/rooms/room.ts';
import type { Membership, RoomRepository, RoomSummary, Standing } from '../../core/rooms/room-repository.ts';
import { askTogether } from '../ask-together.ts';
import { int, type Database, type Row } from '../database.ts';
import { shownPerson } from './shown-person.ts';
import { toRoom } from '../load-drafts.ts';

const SUMMARY = `select r.*, (select count(*) from members m where m.room_id = r.id) as members,
  (select coalesce(json_agg(json_build_object('platform', l.platform, 'channel', l.channel_name, 'state', l.state, 'moderation', l.moderation)
     order by l.created_at), '[]') from links l where l.room_id = r.id) as links
  from rooms r`;

/** The seat of somebody who left for good gives no right any more; it is taken away a little later. */
const IS_HERE = 'not exists (select 1 from people p where p.id = m.person_id and p.left_at is not null)';

export class SqlRoomRepository implements RoomRepository {
  // What everybody asks who comes back to a room; after a restart they come together.
  readonly #bySlug = askTogether((slugs) => this.#roomsOf(slugs));
  readonly #membership = askTogether((pairs) => this.#membershipsOf(pairs));
  readonly #standingBySlug = askTogether((asked) => this.#standingsOf('slug', asked));
  readonly #standingById = askTogether((asked) => this.#standingsOf('id', asked));

  constructor(private readonly database: Database) {}

  async bySlug(slug: string): Promise<Room | null> {
    const row = await this.#bySlug(slug);
    return row ? toRoom(row) : null;
  }

  async byId(id: string): Promise<Room | null> {
    const [row] = await this.database.query('select * from rooms where id = $1', [id]);
    return row ? toRoom(row) : null;
  }

  async standing(room: { slug: string } | { id: string }, personId: string | null): Promise<Standing | null> {
    const found = await ('slug' in room
      ? this.#standingBySlug(`${personId ?? ''} ${room.slug}`)
      : this.#standingById(`${personId ?? ''} ${room.id}`));
    return found ?? null;
  }

  async summary(slug: string): Promise<RoomSummary | null> {
    const [row] = await this.database.query(`${SUMMARY} where r.slug = $1`, [slug]);
    return row ? toSummary(row) : null;
  }

  async listPublic(limit: number, after?: string): Promise<RoomSummary[]> {
    const rows = await this.database.query(
      `${SUMMARY} where r.visibility = 'public'
         and ($2::text is null or (r.created_at, r.slug) < (select created_at, slug from rooms where slug = $2 and visibility = 'public'))
       order by r.created_at desc, r.slug desc limit $1`,
      [limit, after ?? null],
    );
    return rows.map(toSummary);
  }

  async create(room: Room): Promise<void> {
    await this.database.transaction(async (tx) => {
      const made = await tx.query(
        `insert into rooms (id, slug, title, topic, movie_id, visibility, password_hash, capacity, owner_id, epoch)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (slug) do nothing returning id`,
        [
          room.id,
          room.slug,
          room.title,
          room.topic,
          room.movieId,
          room.visibility,
          room.passwordHash,
          room.capacity,
          room.ownerId,
          room.epoch,
        ],
      );
      if (made.length === 0)
        throw new Problem('slug_taken', `There is already a room called "${room.slug}".`);
      const seated = await tx.query(
        `insert into members (room_id, person_id, role)
         select $1, id, 'moderator' from people where id = $2 and left_at is null returning person_id`,
        [room.id, room.ownerId],
      );
      if (seated.length === 0) throw nobodyHere();
    });
  }

  async delete(id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      // The room first: whoever appends waits for its row, and then finds no room.
      await tx.query('delete from rooms where id = $1', [id]);
      for (const table of ['room_events', 'messages', 'reactions', 'poll_votes']) {
        await tx.query(`delete from ${table} where room_id = $1`, [id]);
      }
    });
  }

  async membership(roomId: string, personId: string): Promise<Membership> {
    return (await this.#membership(pairOf(roomId, personId))) ?? { role: null, banned: false };
  }

  async members(roomId: string, limit: number): Promise<(PersonRef & { role: Role })[]> {
    const rows = await this.database.query(
      `select p.id, p.name, p.avatar, p.tag, case when r.owner_id = p.id then 'owner' else m.role end as role
       from members m join people p on p.id = m.person_id join rooms r on r.id = m.room_id
       where m.room_id = $1 order by (r.owner_id = p.id) desc, m.role desc, m.joined_at, p.id limit $2`,
      [roomId, limit],
    );
    return rows.map((row) => ({
      ...shownPerson(row['id'], row),
      role: row['role'] as Role,
    }));
  }

  async #roomsOf(slugs: readonly string[]): Promise<Map<string, Row>> {
    const rows = await this.database.query(
      'select * from rooms where slug in (select value from json_array_elements_text($1::text::json))',
      [JSON.stringify(slugs.filter(canBeStored))],
    );
    return new Map(rows.map((row) => [row['slug'] as string, row]));
  }

  async #standingsOf(column: 'slug' | 'id', keys: readonly string[]): Promise<Map<string, Standing>> {
    const asked = keys.filter(canBeStored).map((key) => {
      const space = key.indexOf(' ');
      return { key, person: key.slice(0, space) || null, room: key.slice(space + 1) };
    });
    const rows = await this.database.query(
      `select w.key, r.*, b.person_id is not null as banned,
         case when m.person_id is null then null when r.owner_id = w.person then 'owner' else m.role end as role
       from json_to_recordset($1::text::json) as w(key text, person uuid, room ${column === 'id' ? 'uuid' : 'text'})
       join rooms r on r.${column} = w.room
       left join members m on m.room_id = r.id and m.person_id = w.person and ${IS_HERE}
       left join bans b on b.room_id = r.id and b.person_id = w.person`,
      [JSON.stringify(asked)],
    );
    return new Map(
      rows.map((row) => [
        row['key'] as string,
        { room: toRoom(row), role: row['role'] as Role | null, banned: row['banned'] === true },
      ]),
    );
  }

  async #membershipsOf(pairs: readonly string[]): Promise<Map<string, Membership>> {
    const asked = pairs.map((pair) => ({ room: pair.slice(0, 36), person: pair.slice(37) }));
    const rows = await this.database.query(
      `select w.room, w.person, b.person_id is not null as banned,
         case when m.person_id is null then null when r.owner_id = w.person then 'owner' else m.role end as role
       from json_to_recordset($1::text::json) as w(room uuid, person uuid) join rooms r on r.id = w.room
       left join members m on m.room_id = w.room and m.person_id = w.person and ${IS_HERE}
       left join bans b on b.room_id = w.room and b.person_id = w.person`,
      [JSON.stringify(asked)],
    );
    return new Map(
      rows.map((row) => [
        pairOf(row['room'] as string, row['person'] as string),
        { role: row['role'] as Role | null, banned: row['banned'] === true },
      ]),
    );
  }
}

/** What the store cannot hold is nobody's name, and would fail the question for all. */
const canBeStored = (slug: string): boolean => !/\p{Cs}/u.test(slug) && !slug.includes('\u0000');

const pairOf = (roomId: string, personId: string): string => `${roomId} ${personId}`;

function toSummary(row: Row): RoomSummary {
  return {
    ...toRoom(row),
    members: int(row['members']),
    links: row['links'] as {
      platform: PlatformId;
      channel: string;
      state: LinkState;
      moderation: Moderation;
    }[],
  };
}
