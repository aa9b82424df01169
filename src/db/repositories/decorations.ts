import type {
  DecorationKind,
  DecorationRepository,
  Fenced,
  ShownReaction,
} from '../../core/delivery/decoration-repository.ts';
import { courierLease } from '../../core/delivery/link-repository.ts';
import { int, type Database, type Queries } from '../database.ts';
import { storeCopies } from './store-copies.ts';

const COLUMN: Record<DecorationKind, string> = {
  reactions: 'decorated',
  cards: 'refreshed',
  quotes: 'mended',
};
/** Where a lane begins that was never there: what would be told anew for nothing is left as it is. */
const BEGINS: Record<DecorationKind, string> = { reactions: '0', cards: '0', quotes: 'cursor' };

/** Decoration of channels, in Postgres. */
export class SqlDecorationRepository implements DecorationRepository {
  constructor(private readonly database: Database) {}

  async cursorOf(linkId: string, kind: DecorationKind): Promise<number> {
    const [row] = await this.database.query(
      `select coalesce(${COLUMN[kind]}, ${BEGINS[kind]}) as cursor from links where id = $1`,
      [linkId],
    );
    return int(row?.['cursor'] ?? 0);
  }

  moveCursor(under: Fenced, kind: DecorationKind, seq: number): Promise<boolean> {
    return this.#fenced(under, (tx) =>
      tx.query(`update links set ${COLUMN[kind]} = $2 where id = $1`, [under.linkId, seq]),
    );
  }

  async shownOn(linkId: string, seq: number): Promise<ShownReaction[]> {
    const rows = await this.database.query<{ emoji: string; remote_id: string; sure: boolean }>(
      'select emoji, remote_id, sure from shown_reactions where link_id = $1 and seq = $2 order by emoji',
      [linkId, seq],
    );
    return rows.map(({ emoji, remote_id: remoteId, sure }) => ({ emoji, remoteId, sure }));
  }

  noteReaction(under: Fenced, seq: number, { emoji, remoteId, sure }: ShownReaction): Promise<boolean> {
    return this.#fenced(under, (tx) =>
      tx.query(
        `insert into shown_reactions (link_id, seq, emoji, remote_id, sure) values ($1, $2, $3, $4, $5)
         on conflict (link_id, seq, emoji) do update set remote_id = excluded.remote_id, sure = excluded.sure`,
        [under.linkId, seq, emoji, remoteId, sure],
      ),
    );
  }

  forgetReactions(under: Fenced, seq: number, emoji?: string): Promise<boolean> {
    return this.#fenced(under, (tx) =>
      tx.query(
        'delete from shown_reactions where link_id = $1 and seq = $2 and ($3::text is null or emoji = $3)',
        [under.linkId, seq, emoji ?? null],
      ),
    );
  }

  replaceCopies(under: Fenced, seq: number, remoteIds: readonly string[]): Promise<boolean> {
    return this.#fenced(under, (tx) => storeCopies(tx, under.linkId, seq, remoteIds));
  }

  #fenced({ linkId, fence }: Fenced, work: (tx: Queries) => Promise<unknown>): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const held = await tx.query(
        'select 1 from leases where name = $1 and fence = $2 and until > now() for share',
        [courierLease(linkId), fence],
      );
      if (held.length === 0) return false;
      await work(tx);
      return true;
    });
  }
}
