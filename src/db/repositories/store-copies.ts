import type { Queries } from '../database.ts';

/** Makes these platform messages the copies of a line on a link, in this order; what was written there stays. */
export async function storeCopies(
  tx: Queries,
  linkId: string,
  seq: number,
  remoteIds: readonly string[],
): Promise<void> {
  await tx.query('delete from copies where link_id = $1 and seq = $2 and not origin', [linkId, seq]);
  for (const [part, remoteId] of remoteIds.entries()) {
    await tx.query(
      `insert into copies (link_id, seq, part, remote_id, origin) values ($1, $2, $3, $4, false)
       on conflict do nothing`,
      [linkId, seq, part, remoteId],
    );
  }
}
