import { html, type TemplateResult } from 'lit/html.js';
import type { RoomContext } from './room-context.ts';

/** Somebody's stars, halves as halves: drawn once faint and once, as far as they go, in full. */
export function drawnStars(stars: number, { locale, words }: RoomContext): TemplateResult {
  const number = stars.toLocaleString(locale, { minimumFractionDigits: 1 });
  return html`<span class="given" part="review-stars"
    ><span class="hidden">${words!.reviewing.starsOf(number)}</span
    ><span class="row" aria-hidden="true"><i>★★★★★</i><b class="full-${stars * 2}">★★★★★</b></span
    ><em aria-hidden="true"> ${number}</em></span
  >`;
}
