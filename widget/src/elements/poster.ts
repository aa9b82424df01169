import { html, nothing } from 'lit/html.js';
import type { FilmCard } from '../../../src/protocol/frames.ts';
import type { Changed } from './drawn-element.ts';
import { hide } from './hide.ts';
import { posterStyles } from './poster.styles.ts';
import { define, RoomPart } from './room-part.ts';

/** How a title is set, the largest first; the last leaves it out. */
const SETTINGS = ['', 'less', 'least', 'parted', 'none'];

/** A film's poster, always 2:3: its picture, or one drawn from its first genre with the title set on it. */
class Poster extends RoomPart {
  static override sheet = posterStyles;
  static override properties = ['film', 'bare'];

  film!: Pick<FilmCard, 'title' | 'genreKeys' | 'posterUrl'>;
  /** Leaves the title out where it would be too small to read. */
  bare = false;

  #sized = new ResizeObserver(() => this.#setTitle());

  override disconnectedCallback(): void {
    this.#sized.disconnect();
  }

  /** No word is broken: rather smaller, or parted where its language parts it. */
  #setTitle(): void {
    const words = this.querySelector('b')!;
    for (const setting of SETTINGS) {
      words.className = setting;
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = words;
      if (scrollWidth <= clientWidth && (setting === 'parted' || scrollHeight <= clientHeight)) return;
    }
  }

  protected override updated(changed: Changed<this>): void {
    // Again, though the size has not changed.
    this.#sized.disconnect();
    this.#sized.observe(this);
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
