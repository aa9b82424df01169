import type { Lease, Leases } from '../core/ports/leases.ts';
import { int, type Database } from './database.ts';

/** Leases in Postgres: its clock alone decides when one has run out. */
export class SqlLeases implements Leases {
  constructor(
    private readonly database: Database,
    /** Names this process; no two living ones may share it. */
    private readonly owner: string,
  ) {}

  async take(name: string, ttlMs: number): Promise<Lease | null> {
    const [row] = await this.database.query(
      `insert into leases (name, owner, until, fence) values ($1, $2, now() + $3::float8 * interval '1 ms', 1)
       on conflict (name) do update set owner = excluded.owner, until = excluded.until, fence = leases.fence + 1
         where leases.until < now() returning fence`,
      [name, this.owner, ttlMs],
    );
    if (!row) return null;
    const fence = int(row['fence']);
    const { database } = this;
    return {
      fence,
      async renew() {
        const renewed = await database.query(
          `update leases set until = now() + $3::float8 * interval '1 ms'
           where name = $1 and fence = $2 and until > '-infinity' returning name`,
          [name, fence, ttlMs],
        );
        return renewed.length > 0;
      },
      async release() {
        await database.query(`update leases set until = '-infinity' where name = $1 and fence = $2`, [
          name,
          fence,
        ]);
      },
    };
  }
}
