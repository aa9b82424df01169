import type { PersonView } from '../../../src/protocol/frames.ts';
import type { DrawnElement } from './drawn-element.ts';

/** Which films who is known to want to see: all cards of a film say the same about it, in every room of a page. */
const wishes = new Set<string>();
/** What is drawn anew when that changes. */
export const cards = new Set<DrawnElement>();

const key = (me: PersonView | null, movieId: string): string => `${me?.id} ${movieId}`;

export const wished = (me: PersonView | null, movieId: string): boolean => wishes.has(key(me, movieId));

export function noteWish(me: PersonView | null, movieId: string, wanted = true): void {
  if (wanted) wishes.add(key(me, movieId));
  else wishes.delete(key(me, movieId));
  for (const card of cards) card.requestUpdate();
}
