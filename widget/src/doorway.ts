/** What stands at the door of a room: the bubble, the password, the signs that say why it is closed. */
import './elements/bubble.ts';
import './elements/trouble.ts';

export { answersOthers } from './client/reachable.ts';
