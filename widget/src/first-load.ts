/** What lazy parts borrow from the first load instead of bringing it again. The build says when a name is missing. */
export { css, html, nothing } from 'lit';
export { repeat } from 'lit/directives/repeat.js';
export { icon, smileIcon } from './elements/icons.ts';
export { poster } from './elements/poster.ts';
export { define, given, RoomPart } from './elements/room-part.ts';
export { clockTime } from './locales/localize.ts';
export { plainText, renderMarkup } from './markup/markup.ts';
