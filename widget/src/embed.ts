/**
 * The file a page loads. Registers `<matinee-room>`, and turns a script tag that names a room into one:
 * `<script type="module" src="…/matinee.js" data-room="parasite"></script>`.
 */
// Style sheets and words beside each other weigh less on the way.
import './first-sheets.ts';
import { settleAt } from './client/assets.ts';
import { MatineeRoom } from './matinee-room.ts';

export { MatineeRoom };
// Lazy parts are files of their own and take from here what the first load has already brought.
export * from './first-load.ts';

/** A classic script knows its tag only while it runs; a module knows its address. */
const current = document.currentScript;
// Not every page is free of a picture that somebody has given this name.
const address = import.meta.url ?? ((current instanceof HTMLScriptElement && current.src) || location.href);
const { origin: server } = new URL(address);
MatineeRoom.scriptOrigin = server;
settleAt(address);

for (const tag of document.querySelectorAll<HTMLScriptElement>('script[data-room]')) {
  // Another copy of this file may have been here before.
  if (!tag.dataset.room || (tag !== current && tag.src !== address) || tag.dataset.matinee) continue;
  const room = document.createElement('matinee-room');
  // The element may be that of another copy, which came from elsewhere.
  for (const [name, value] of Object.entries<string>({ server, ...tag.dataset } as Record<string, string>))
    room.setAttribute(name, value);
  tag.dataset.matinee = 'done';
  if (tag.closest('head')) document.body.append(room);
  else tag.after(room);
}
