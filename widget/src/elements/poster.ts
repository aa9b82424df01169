import { html, nothing, type TemplateResult } from 'lit';
import type { FilmCard } from '../../../src/protocol/frames.ts';

type Film = Pick<FilmCard, 'title' | 'genreKeys' | 'posterUrl'>;

/**
 * A film's poster, always 2:3: its picture, or one drawn from its first genre with the title set on it.
 *
 * @param bare leaves the title out where it would be too small to read
 */
export function poster({ title, genreKeys, posterUrl }: Film, bare = false): TemplateResult {
  const genre = genreKeys[0]?.toLowerCase().replaceAll(' ', '-') ?? '';
  return html`<span class="poster g-${genre} ${bare ? 'bare' : ''}" part="poster" aria-hidden="true"
    ><b dir="auto">${title}</b>${
      posterUrl
        ? html`<img
            src=${posterUrl}
            alt=""
            loading="lazy"
            decoding="async"
            referrerpolicy="no-referrer"
            @error=${hide}
          />`
        : nothing
    }</span
  >`;
}

/** A picture that does not come leaves the drawn poster to be seen. */
export function hide(event: Event): void {
  (event.currentTarget as HTMLElement).hidden = true;
}
