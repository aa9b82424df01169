import type { Action } from '../rooms/change.ts';
import type { Actor } from '../rooms/room.ts';
import { appendFromChannel } from './append-from-channel.ts';
import { withFileSettled } from './file-line.ts';
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
    const here = outcome.is === 'here' ? outcome.attachment : null;
    const sources = await deps.media.sources((now.attachments ?? []).map(({ id }) => id));
    const isIn = [...sources.values()].includes(source);
    const edit: Action = {
      kind: 'edit',
      seq: copy.seq,
      text: withFileSettled(now.text, name, outcome.is === 'here' ? null : outcome.why),
      late: here === null || isIn ? [] : [here],
    };
    const actor: Actor = { ...now.author, via: link.platform };
    await appendFromChannel(deps, link, actor, edit);
  }
  await deps.lateFiles.forget(late);
}
