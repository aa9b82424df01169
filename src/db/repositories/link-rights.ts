import { and, eq, sql } from 'drizzle-orm';
import type { LinkRights, LinkRightsRepository, Tenant } from '../../core/commands/link-rights.ts';
import type { Database } from '../database.ts';
import { linkRights } from '../schema.ts';

export class SqlLinkRightsRepository implements LinkRightsRepository {
  constructor(private readonly database: Database) {}

  async of({ platform, tenantId }: Tenant): Promise<LinkRights> {
    const [row] = await this.database.orm
      .select({ who: linkRights.who })
      .from(linkRights)
      .where(and(eq(linkRights.platform, platform), eq(linkRights.tenantId, tenantId)));
    return row?.who ?? 'managers';
  }

  async set({ platform, tenantId }: Tenant, who: LinkRights, setBy: string): Promise<void> {
    await this.database.orm
      .insert(linkRights)
      .values({ platform, tenantId, who, setBy })
      .onConflictDoUpdate({
        target: [linkRights.platform, linkRights.tenantId],
        set: { who, setBy, setAt: sql`now()` },
      })
      .execute();
  }
}
