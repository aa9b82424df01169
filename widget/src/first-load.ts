/** What lazy parts borrow from the first load instead of bringing it again. The build says when a name is missing. */
export { html, nothing } from 'lit/html.js';
export { icon, smileIcon } from './elements/icons.ts';
export { hide } from './elements/hide.ts';
export { quietTag } from './elements/quiet-tag.ts';
export { taggedName } from '../../src/protocol/tagged-name.ts';
export { adopt, arrived, define, RoomPart } from './elements/room-part.ts';
export { grouped } from './locales/grouped.ts';
export { called, clockTime } from './locales/localize.ts';
export { plainText, renderMarkup } from './markup/markup.ts';
export { css } from './styles/css.ts';
export { newId } from './client/message-id.ts';
export { asProblem } from './client/problem.ts';
export { lazy } from './lazy-parts.ts';
export { data } from './client/assets.ts';
export { Problem } from './client/problem.ts';
export { render } from 'lit/html.js';
export { BrowserStorage } from './client/browser-storage.ts';
