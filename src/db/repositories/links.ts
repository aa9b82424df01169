import { and, asc, eq, ne, sql } from 'drizzle-orm';
import type { ChannelRef, Copy, KnownCopy, Link, PlatformId } from '../../core/delivery/link.ts';
import {
  courierLease,
  type Delivered,
  type LinkLag,
  type LinkLags,
  type LinkRepository,
} from '../../core/delivery/link-repository.ts';
import { int, moment, type Database } from '../database.ts';
import { copies, links, reactions } from '../schema.ts';
import { storeCopies } from './store-copies.ts';

const COPY = {
  seq: copies.seq,
  part: copies.part,
  remoteId: copies.remoteId,
  origin: copies.origin,
  state: copies.state,
};

export class SqlLinkRepository implements LinkRepository, LinkLags {
  constructor(private readonly database: Database) {}

  async byChannel(channel: ChannelRef): Promise<Link | null> {
    const [link] = await this.database.orm
      .select()
      .from(links)
      .where(
        and(
          eq(links.platform, channel.platform),
          eq(links.tenantId, channel.tenantId),
          eq(links.channelId, channel.channelId),
        ),
      );
    return link ?? null;
  }

  async byId(id: string): Promise<Link | null> {
    const [link] = await this.database.orm.select().from(links).where(eq(links.id, id));
    return link ?? null;
  }

  ofRoom(roomId: string): Promise<Link[]> {
    return this.database.orm
      .select()
      .from(links)
      .where(eq(links.roomId, roomId))
      .orderBy(asc(links.createdAt))
      .execute();
  }

  async lags(platforms: readonly PlatformId[]): Promise<LinkLag[]> {
    if (platforms.length === 0) return [];
    const rows = await this.database.query(
      `select l.id, l.platform, l.state, r.seq - l.cursor as events,
         greatest(0, coalesce(extract(epoch from now() - e.at), 0))::float8 as oldest
       from links l join rooms r on r.id = l.room_id
       left join room_events e on e.room_id = l.room_id and e.seq = l.cursor + 1
       where l.platform in (select value from json_array_elements_text($1::text::json))`,
      [JSON.stringify(platforms)],
    );
    return rows.map((row) => ({
      linkId: row['id'] as string,
      platform: row['platform'] as PlatformId,
      state: row['state'] as Link['state'],
      events: int(row['events']),
      oldestS: Number(row['oldest']),
    }));
  }

  ofPlatform(platform: PlatformId): Promise<Link[]> {
    return this.database.orm
      .select()
      .from(links)
      .where(and(eq(links.platform, platform), ne(links.state, 'paused')))
      .execute();
  }

  async advance(delivered: Delivered): Promise<boolean> {
    const { linkId, fence, seq } = delivered;
    return this.database.transaction(async (tx) => {
      const moved = await tx.query(
        `update links set cursor = $3 where id = $1 and cursor < $3
         and exists (select 1 from leases where name = $4 and fence = $2 and until > now()) returning id`,
        [linkId, fence, seq, courierLease(linkId)],
      );
      if (moved.length === 0) return false;
      const about = delivered.copies?.seq ?? delivered.removed;
      if (about !== undefined) {
        await storeCopies(tx, linkId, about, delivered.copies?.remoteIds ?? []);
      }
      if (delivered.removed !== undefined) {
        await tx.query('delete from shown_reactions where link_id = $1 and seq = $2', [linkId, about ?? 0]);
      }
      if (delivered.failed !== undefined) {
        await tx.query(
          'insert into failed_deliveries (link_id, seq, detail) values ($1, $2, $3) on conflict do nothing',
          [linkId, seq, delivered.failed],
        );
      }
      return true;
    });
  }

  async markLeaving(linkId: string, fence: number, remoteIds: readonly string[]): Promise<boolean> {
    const [held] = await this.database.query(
      `with held as (select 1 from leases where name = $1 and fence = $2 and until > now()),
       marked as (
         update copies set state = 'leaving' from json_array_elements_text($4::text::json) as leaving (id)
         where link_id = $3 and remote_id = leaving.id and state = 'there' and exists (select 1 from held)
       )
       select 1 as held from held`,
      [courierLease(linkId), fence, linkId, JSON.stringify(remoteIds)],
    );
    return held !== undefined;
  }

  async markGone(linkId: string, remoteId: string): Promise<void> {
    await this.database.query(
      `update copies set state = 'gone' where link_id = $1 and remote_id = $2 and not origin`,
      [linkId, remoteId],
    );
  }

  copiesOf(linkId: string, seq: number): Promise<Copy[]> {
    return this.database.orm
      .select(COPY)
      .from(copies)
      .where(and(eq(copies.linkId, linkId), eq(copies.seq, seq)))
      .orderBy(asc(copies.part))
      .execute();
  }

  answersShown(linkId: string, seq: number): Promise<number[]> {
    return this.#shown(linkId, 'm.reply_to = $2::bigint', seq);
  }

  shownOf(linkId: string, personId: string): Promise<number[]> {
    return this.#shown(
      linkId,
      `(m.author_id = $2::uuid or exists (
         select 1 from messages q where q.room_id = m.room_id and q.seq = m.reply_to and q.author_id = $2::uuid))`,
      personId,
    );
  }

  async #shown(linkId: string, which: string, value: string | number): Promise<number[]> {
    const rows = await this.database.query(
      `select c.seq from links l join copies c on c.link_id = l.id join messages m on m.room_id = l.room_id and m.seq = c.seq
       where l.id = $1 and c.part = 0 and not c.origin and ${which} order by c.seq desc`,
      [linkId, value],
    );
    return rows.map((row) => int(row['seq']));
  }

  async copyAt(linkId: string, remoteId: string): Promise<Copy | null> {
    const [copy] = await this.database.orm
      .select(COPY)
      .from(copies)
      .where(and(eq(copies.linkId, linkId), eq(copies.remoteId, remoteId)));
    return copy ?? null;
  }

  async fallBehind(linkId: string): Promise<string | null> {
    const [row] = await this.database.query<{ behind: string }>(
      `update links set behind = coalesce(behind,
         (select remote_id from copies where link_id = $1 and origin order by seq desc limit 1), '')
       where id = $1 returning behind`,
      [linkId],
    );
    return row?.behind || null;
  }

  async caughtUp(linkId: string): Promise<void> {
    await this.database.query('update links set behind = null where id = $1', [linkId]);
  }

  async copiesBefore(linkId: string, before: string | null, limit: number): Promise<KnownCopy[]> {
    const rows = await this.database.query(
      `select c.seq, c.part, c.remote_id, c.origin, m.at, m.reply_to is not null as replies,
         c.state = 'there' and coalesce(not m.deleted, false) as stands,
         (select count(*) from copies o where o.link_id = c.link_id and o.seq = c.seq) as parts
       from copies c join links l on l.id = c.link_id left join messages m on m.room_id = l.room_id and m.seq = c.seq
       where c.link_id = $1 and ($2::text is null
         or (length(c.remote_id), c.remote_id collate "C") < (length($2::text), $2::text collate "C"))
       order by length(c.remote_id) desc, c.remote_id collate "C" desc limit $3`,
      [linkId, before, limit],
    );
    return rows.map((row) => ({
      seq: int(row['seq']),
      part: int(row['part']),
      remoteId: String(row['remote_id']),
      origin: row['origin'] === true,
      parts: int(row['parts']),
      replies: row['replies'] === true,
      stands: row['stands'] === true,
      at: moment(row['at'] ?? 0),
    }));
  }

  async oldestOfNewest(linkId: string, count: number): Promise<string | null> {
    const [row] = await this.database.query<{ remote_id: string }>(
      `select remote_id from (select remote_id from copies where link_id = $1 order by seq desc limit $2) as newest
       order by length(remote_id), remote_id collate "C" limit 1`,
      [linkId, count],
    );
    return row?.remote_id ?? null;
  }

  async reactionsThrough(
    linkId: string,
    seqs: readonly number[],
  ): Promise<Map<number, { emoji: string; personId: string }[]>> {
    const found = new Map<number, { emoji: string; personId: string }[]>();
    if (seqs.length === 0) return found;
    const rows = await this.database.query<{ seq: unknown; emoji: string; person_id: string }>(
      `select r.seq, r.emoji, r.person_id from reactions r join links l on l.room_id = r.room_id
       where l.id = $1 and r.link_id = $1
         and r.seq in (select value::bigint from json_array_elements_text($2::text::json))`,
      [linkId, JSON.stringify(seqs)],
    );
    for (const { seq, emoji, person_id: personId } of rows) {
      found.set(int(seq), [...(found.get(int(seq)) ?? []), { emoji, personId }]);
    }
    return found;
  }

  reactionsOf(
    roomId: string,
    seq: number,
  ): Promise<{ emoji: string; personId: string; linkId: string | null }[]> {
    return this.database.orm
      .select({ emoji: reactions.emoji, personId: reactions.personId, linkId: reactions.linkId })
      .from(reactions)
      .where(and(eq(reactions.roomId, roomId), eq(reactions.seq, sql`${seq}`)))
      .execute();
  }
}
