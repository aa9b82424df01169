import type { FollowRepository } from '../../core/follows/follow.ts';
import { int, type Database } from '../database.ts';

export class SqlFollowRepository implements FollowRepository {
  constructor(private readonly database: Database) {}

  follow(personId: string, followedId: string, most: number): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      // One after the other, so that the count is true.
      await tx.query('select 1 from people where id = $1 for no key update', [personId]);
      const [row] = await tx.query(
        `select count(*) as count, coalesce(bool_or(followed_id = $2::uuid), false) as known
         from follows where person_id = $1`,
        [personId, followedId],
      );
      if (row?.['known'] === true) return true;
      if (int(row?.['count']) >= most) return false;
      await tx.query('insert into follows (person_id, followed_id) values ($1, $2)', [personId, followedId]);
      return true;
    });
  }

  async unfollow(personId: string, followedId: string): Promise<void> {
    await this.database.query('delete from follows where person_id = $1 and followed_id = $2', [
      personId,
      followedId,
    ]);
  }

  async standing(
    followedId: string,
    viewerId: string | null,
  ): Promise<{ followers: number; following: boolean }> {
    const [row] = await this.database.query(
      `select count(*) as followers, coalesce(bool_or(person_id = $2::uuid), false) as following
       from follows where followed_id = $1`,
      [followedId, viewerId],
    );
    return { followers: int(row?.['followers']), following: row?.['following'] === true };
  }
}
