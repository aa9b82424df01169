import { html, nothing } from 'lit/html.js';
import type { FilmCard } from '../../../src/protocol/frames.ts';
import type { Changed } from './drawn-element.ts';
import { hide } from './hide.ts';
import { posterStyles } from './poster.styles.ts';
import { define, RoomPart } from './room-part.ts';

/** A film's poster, always 2:3: its picture, or one drawn from its first genre with the title set on it. */
class Poster extends RoomPart {
  static override sheet = posterStyles;
  static override properties = ['film', 'bare'];

  film!: Pick<FilmCard, 'title' | 'genreKeys' | 'posterUrl'>;
  /** Leaves the title out where it would be too small to read. */
  bare = false;

  protected override updated(changed: Changed<this>): void {
    // One that did not come was hidden; another may come.
    const img = this.querySelector('img');
    if (img && changed.get('film')?.posterUrl !== this.film.posterUrl) img.hidden = false;
  }

  protected override render() {
    const { title, genreKeys, posterUrl } = this.film;
    const genre = genreKeys[0]?.toLowerCase().replaceAll(' ', '-') ?? '';
    return html`<span class="poster g-${genre} ${this.bare ? 'bare' : ''}" part="poster" aria-hidden="true"
      ><b dir="auto">${title}</b>${
        posterUrl
          ? html`<img
              src=${this.fromServer(posterUrl)}
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
}

define('matinee-poster', Poster);
