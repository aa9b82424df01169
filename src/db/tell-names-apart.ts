import { bornAs } from '../core/identity/name-tag.ts';
import type { Database } from './database.ts';

const PAGE = 50;

/**
 * Gives somebody a name, with the tag that tells them apart from whoever bears one that looks the same. Of two who take it in
 * one moment the database lets one have it as it is.
 * @param older whether it is theirs already, as long as they bear it; `ours`: whether it is Matinee itself
 */
export async function bearName(
  database: Database,
  id: string,
  name: string,
  { older = false, ours = false } = {},
): Promise<void> {
  const { skeleton, tags } = bornAs(id, name, ours);
  for (const tag of tags) {
    try {
      const borne = await database.query(
        `update people set name = $2, skeleton = $3, skeleton_of = $2, tag = $4::text where id = $1 and left_at is null and (not $5::boolean or name = $2) and not exists (
           select 1 from people o where o.skeleton = $3 and coalesce(o.tag, '') = coalesce($4::text, '') and o.id <> $1)
         returning id`,
        [id, name, skeleton, tag, older],
      );
      if (borne.length > 0) return;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
}

/**
 * Looks at the next page of names that nobody has looked at: those from before names were told apart, and those that a process
 * of an earlier version gave since.
 * @returns how many; 0 when there are none
 */
export async function tellNamesApart(database: Database): Promise<number> {
  const page = await database.query<{ id: string; name: string; ours: boolean }>(
    `select p.id, p.name, exists (select 1 from identities i where i.id = 'matinee' and i.person_id = p.id) as ours
     from people p where p.skeleton_of is distinct from p.name order by p.id limit $1`,
    [PAGE],
  );
  for (const { id, name, ours } of page) await bearName(database, id, name, { older: true, ours });
  return page.length;
}

/** Whether a unique index refused it. */
const isTaken = (error: unknown): boolean =>
  error instanceof Error && ((error as { code?: unknown }).code === '23505' || isTaken(error.cause));
