import type { MessageList } from './message-list.ts';

/** Goes up to where the reader left off, where that is out of view: more has been said meanwhile than can be seen. */
export function showUnread(list: MessageList | null): void {
  const mark = list?.querySelector('.unread');
  const scroller = list?.firstElementChild;
  if (!mark || !scroller || !list.following) return;
  const above = mark.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  // As if they had scrolled there themselves; the page around the room stays where it is.
  if (above < 0) scroller.scrollTop += above;
}
