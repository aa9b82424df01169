/** What helps while writing, and with pictures. */
import './elements/command-list.ts';
import './elements/pictures.ts';

export { choose, sendWith } from './elements/picture-tray.ts';
export { mark } from './elements/line-preview.ts';
export { pickEmoji, putEmoji } from './elements/emoji-picker.ts';
