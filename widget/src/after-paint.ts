/**
 * What comes once a room can be read and written in: its voice for screen readers, the keyboard's way through it, what
 * is done with lines that are there, and the looks of all that. What stands at its door: the bubble, the password, the
 * signs that say why it is closed. Also what most other lazy parts share.
 */
import './elements/bubble.ts';
import './elements/composer-context.ts';
import './elements/line-parts.ts';
import './elements/line-tools.ts';
import './elements/poster.ts';
import './elements/trouble.ts';

export { afterPaintStyles } from './after-paint.styles.ts';
export { answersOthers } from './client/reachable.ts';
export { Announcer } from './controllers/announcer.ts';
export { TypingPeople } from './controllers/typing-people.ts';
export { membersOf, MOST_MEMBERS } from './controllers/members.ts';
export { forgetLeaver, without } from './controllers/leavers.ts';
export { laterActions } from './controllers/later-actions.ts';
export { walk } from './elements/list-keys.ts';
export { watchPageTheme } from './styles/watch-page-theme.ts';
export { showUnread } from './elements/show-unread.ts';
export { closeIcon, talkIcon } from './elements/line-icons.ts';
export { LaterPart } from './elements/later-part.ts';
export { controls } from './styles/controls.ts';
