import type { AttachmentView } from '../../protocol/frames.ts';
import type { Actor } from '../rooms/room.ts';
import { appendFromChannel } from './append-from-channel.ts';
import { withFileSettled, type Away } from './file-line.ts';
import type { InboxDeps } from './inbox.ts';
import type { LateName, Settled } from './late-files.ts';
import type { Link } from './link.ts';

type Deps = Pick<InboxDeps, 'links' | 'messages' | 'media' | 'lateFiles' | 'log' | 'logger'>;

/**
 * Puts a file that came late into its message, in place of the line that stood for it; or says in that line why it will never
 * come. Does nothing where the message is gone, or the file was taken out of it meanwhile.
 * @throws Problem `unavailable`
 */
export async function settleLateFile(
  deps: Deps,
  link: Link,
  remoteId: string,
  { source, name }: LateName,
  outcome: Settled,
): Promise<void> {
  const late = { linkId: link.id, remoteId, source };
  if (!(await deps.lateFiles.has(late))) return;
  const copy = await deps.links.copyAt(link.id, remoteId);
  const now = copy?.origin ? (await deps.messages.some(link.roomId, [copy.seq])).get(copy.seq) : undefined;
  if (copy && now) {
    const sources = await deps.media.sources((now.attachments ?? []).map(({ id }) => id));
    const isIn = [...sources.values()].includes(source);
    const actor: Actor = { ...now.author, via: link.platform };
    const edit = (why: Away | null, late: AttachmentView[], about?: { name: string }): Promise<boolean> =>
      appendFromChannel(
        deps,
        link,
        actor,
        { kind: 'edit', seq: copy.seq, text: withFileSettled(now.text, name, why), late },
        about,
      );
    // Under a name of its own: two processes may have fetched it, and it comes once.
    if (outcome.is === 'here' && !isIn) {
      const isTaken = await edit(null, [outcome.attachment], { name: `${remoteId}:${source}` });
      // Whoever sent it was put out meanwhile. It does not come any more, and nothing is to say that it will.
      if (!isTaken) await edit('failed', []);
    } else await edit(outcome.is === 'here' ? null : outcome.why, []);
  }
  await deps.lateFiles.forget(late);
}
