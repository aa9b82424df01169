import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import type { InviteRepository } from '../../core/rooms/invite.ts';
import { moment, type Database } from '../database.ts';
import { invites } from '../schema.ts';

export class SqlInviteRepository implements InviteRepository {
  constructor(private readonly database: Database) {}

  async save(invite: { codeHash: string; roomId: string; madeBy: string; lifeMs: number }): Promise<Date> {
    const { lifeMs, ...facts } = invite;
    const [saved] = await this.database.orm
      .insert(invites)
      .values({ ...facts, expiresAt: sql`now() + ${lifeMs}::float8 * interval '1 ms'` })
      .returning({ expiresAt: invites.expiresAt });
    return moment(saved?.expiresAt);
  }

  async find(codeHash: string): Promise<{ roomId: string; madeBy: string } | null> {
    const [invite] = await this.database.orm
      .select({ roomId: invites.roomId, madeBy: invites.madeBy })
      .from(invites)
      .where(and(eq(invites.codeHash, codeHash), isNull(invites.usedAt), gt(invites.expiresAt, sql`now()`)));
    return invite ?? null;
  }

  async use(codeHash: string): Promise<boolean> {
    const used = await this.database.orm
      .update(invites)
      .set({ usedAt: sql`now()` })
      .where(and(eq(invites.codeHash, codeHash), isNull(invites.usedAt), gt(invites.expiresAt, sql`now()`)))
      .returning({ codeHash: invites.codeHash });
    return used.length > 0;
  }

  async giveBack(codeHash: string): Promise<void> {
    await this.database.orm
      .update(invites)
      .set({ usedAt: null })
      .where(eq(invites.codeHash, codeHash))
      .execute();
  }
}
