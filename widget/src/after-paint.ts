/**
 * What comes once a room can be read and written in: its voice for screen readers, the keyboard's way through it, what
 * is done with lines that are there, and the looks of all that. Also what most other lazy parts share.
 */
import './elements/composer-context.ts';
import './elements/line-parts.ts';
import './elements/line-tools.ts';
import './elements/poster.ts';

export { afterPaintStyles } from './after-paint.styles.ts';
export { Announcer } from './controllers/announcer.ts';
export { TypingPeople } from './controllers/typing-people.ts';
export { laterActions } from './controllers/later-actions.ts';
export { walk } from './elements/list-keys.ts';
export { watchPageTheme } from './styles/watch-page-theme.ts';
export { closeIcon, talkIcon } from './elements/line-icons.ts';
export { explain, later } from './locales/later.ts';
export { controls } from './styles/controls.ts';
