import { html, type TemplateResult } from 'lit/html.js';
import type { LocaleName } from '../locales/localize.ts';
import { reviewWords } from '../locales/review-words.ts';

/** Somebody's stars, halves as halves: drawn once faint and once, as far as they go, in full. */
export function drawnStars(stars: number, locale: LocaleName): TemplateResult {
  const number = stars.toLocaleString(locale, { minimumFractionDigits: 1 });
  return html`<span class="given" part="review-stars"
    ><span class="hidden">${reviewWords(locale).starsOf(number)}</span
    ><span class="row" aria-hidden="true"><i>★★★★★</i><b class="full-${stars * 2}">★★★★★</b></span
    ><em aria-hidden="true"> ${number}</em></span
  >`;
}
