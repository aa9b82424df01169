import type { RemoteMessage } from './chat-adapter.ts';
import type { Errand } from './errand.ts';
import type { Inbox, InboxDeps } from './inbox.ts';
import type { Link } from './link.ts';

type Deps = Pick<InboxDeps, 'links'>;

/** So long a message that is read beside the talk waits for its files. */
const FILES_MS = 20_000;

/**
 * Takes in what was said in a channel since a message (null: since the link was made) and not heard, in its order, once.
 * @throws DeliveryFault when the channel cannot be read, Ended
 */
export async function takeMissed(
  inbox: Inbox,
  deps: Deps,
  errand: Errand,
  link: Link,
  since: string | null,
): Promise<void> {
  let from = since;
  let batches: AsyncIterator<RemoteMessage[]> | undefined;
  for (;;) {
    const batch = await errand.ask(async (adapter) => {
      batches ??= adapter.saidSince(link, from)[Symbol.asyncIterator]();
      try {
        return await batches.next();
      } catch (error) {
        batches = undefined; // what failed in passing goes on from the last message
        throw error;
      }
    });
    if (batch.done === true) return;
    for (const message of batch.value) {
      errand.check();
      await takeUnknown(inbox, deps, errand, link, message);
      from = message.remoteId;
    }
  }
}

/** Takes a message in that we did not hear of, if it is one for the room. Its files are copied before it has its turn. */
export async function takeUnknown(
  inbox: Inbox,
  { links }: Deps,
  errand: Errand,
  link: Link,
  message: RemoteMessage,
): Promise<void> {
  if (!message.relayed || message.ours || message.at < link.createdAt) return;
  if (inbox.wasNotTaken(link, message.remoteId)) return;
  const hasFiles = message.attachments.length > 0;
  if (hasFiles && (await links.copyAt(link.id, message.remoteId))) return;
  await errand.unless(inbox.bring(link, message, FILES_MS));
  await errand.unless(
    inbox.inTurn(link, async (fresh) => {
      const taken = await inbox.takePosted(fresh, message, true);
      if (!taken) inbox.notTaken(link, message.remoteId);
    }),
  );
}
