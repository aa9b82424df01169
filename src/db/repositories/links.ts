import { and, asc, desc, eq, ne, sql } from 'drizzle-orm';
import type { ChannelRef, Copy, Link, Platform } from '../../core/delivery/link.ts';
import {
  courierLease,
  type Delivered,
  type LinkLag,
  type LinkLags,
  type LinkRepository,
} from '../../core/delivery/link-repository.ts';
import { int, type Database } from '../database.ts';
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

  async lags(platforms: readonly Platform[]): Promise<LinkLag[]> {
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
      platform: row['platform'] as Platform,
      state: row['state'] as Link['state'],
      events: int(row['events']),
      oldestS: Number(row['oldest']),
    }));
  }

  ofPlatform(platform: Platform): Promise<Link[]> {
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

  async copyAt(linkId: string, remoteId: string): Promise<Copy | null> {
    const [copy] = await this.database.orm
      .select(COPY)
      .from(copies)
      .where(and(eq(copies.linkId, linkId), eq(copies.remoteId, remoteId)));
    return copy ?? null;
  }

  async newestOrigin(linkId: string): Promise<string | null> {
    const [copy] = await this.database.orm
      .select(COPY)
      .from(copies)
      .where(and(eq(copies.linkId, linkId), eq(copies.origin, true)))
      .orderBy(desc(copies.seq))
      .limit(1);
    return copy?.remoteId ?? null;
  }

  recentCopies(linkId: string, limit: number): Promise<Copy[]> {
    return this.database.orm
      .select(COPY)
      .from(copies)
      .where(eq(copies.linkId, linkId))
      .orderBy(desc(copies.seq), asc(copies.part))
      .limit(limit)
      .execute();
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
