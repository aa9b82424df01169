/** What helps while writing, and what a line has besides its words: pictures, a poll. */
import './elements/command-list.ts';
import './elements/pictures.ts';
import './elements/poll-card.ts';

export { choose, sendWith } from './elements/picture-tray.ts';
export { mark } from './elements/line-preview.ts';
export { pickEmoji, putEmoji } from './elements/emoji-picker.ts';
