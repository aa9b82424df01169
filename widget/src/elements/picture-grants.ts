import type { RoomActions } from './room-context.ts';

/** So long a grant that was just asked for is taken as it is: what does not come with it is gone. */
const FRESH_MS = 60_000;

interface Held {
  grant: string;
  since: number;
  asking?: Promise<unknown> | undefined;
}

/** What stands in the addresses of a room's pictures, where not everybody may read it. */
const held = new WeakMap<RoomActions, Held>();

/** The newest grant of a room; nothing as long as bare addresses, or those that came signed, were good enough. */
export const grantOf = (act: RoomActions): string => held.get(act)?.grant ?? '';

/**
 * Asks for a new grant, once for all pictures of a room that did not come.
 * @param used the grant a picture did not come with
 * @param again called when there is another to try
 * @param ready somebody goes there now, and nobody hears whether it comes: called in any case, with one as new as can be had
 */
export function renewGrant(act: RoomActions, used: string, again: () => void, ready?: boolean): void {
  const tell = (): unknown => (ready || now.grant !== used) && again();
  const now = held.get(act) ?? { grant: '', since: 0 };
  held.set(act, now);
  if (ready) used = now.grant;
  if (now.grant === used && (now.asking || Date.now() - now.since > FRESH_MS))
    act.more((more) =>
      more.using(({ rest, slug }) => {
        // The code for it may have come for several pictures at once: one of them asks.
        if (now.grant === used && !now.asking) {
          now.since = Date.now();
          now.asking = rest
            .get<{ grant: string | null }>(`/rooms/${encodeURIComponent(slug)}/pictures/grant`)
            .then(
              ({ grant }) => (now.grant = grant ?? ''),
              // Nobody may read here any more, or there is no line: the next picture asks again.
              () => (now.since = 0),
            )
            .then(() => (now.asking = undefined));
        }
        void Promise.resolve(now.asking).then(tell);
      }),
    );
  else tell();
}

/** An address with a grant in it; only pictures of the server's own have one. */
export function granted(address: string, grant: string): string {
  return grant && address.startsWith('/media/') ? `${address.split('?')[0]}?grant=${grant}` : address;
}
