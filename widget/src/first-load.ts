/** What lazy parts borrow from the first load instead of bringing it again. The build says when a name is missing. */
export { css, html, nothing } from 'lit';
export { repeat } from 'lit/directives/repeat.js';
export { closeIcon } from './elements/icons.ts';
export { poster } from './elements/poster.ts';
export { define, RoomPart } from './elements/room-part.ts';
export { ask } from './events.ts';
export { clockTime, explain } from './locales/localize.ts';
export { renderMarkup } from './markup/render-markup.ts';
