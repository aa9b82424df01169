/** What stands beside the talk: finding what was said, who is here, and how one hears of new lines. */
import './elements/people-list.ts';
import './elements/room-menu.ts';
import './elements/room-settings.ts';
import './elements/talk-search.ts';
