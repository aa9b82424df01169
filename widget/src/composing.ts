/** What helps while writing. */
import './elements/command-list.ts';

export { pickEmoji } from './elements/emoji-picker.ts';
