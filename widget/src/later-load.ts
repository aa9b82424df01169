/** What most lazy parts share, so that it travels in one file instead of several small ones. */
import './elements/line-icons.ts';
import './elements/poster.ts';
import './styles/controls.ts';

export { explain, later } from './locales/later.ts';
