import { html } from 'lit/html.js';
import type { AttachmentView } from '../../../src/protocol/frames.ts';
import { controls } from '../styles/controls.ts';
import { showLarge } from './lightbox.ts';
import { picturesStyles } from './pictures.styles.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';

/** The pictures of a line. Their place is kept before they come. */
export class Pictures extends LaterPart {
  static override sheet = [controls, picturesStyles];
  static override properties = ['pictures', 'reachable', 'ctx'];

  pictures: AttachmentView[] = [];
  /** Whether Tab stops here: only in the line that has the keyboard. */
  reachable = false;

  /** With their addresses as they are from this page. */
  get #here(): (AttachmentView & { thumbnailUrl: string })[] {
    return this.pictures.map((picture) => {
      const { url, thumbnailUrl = url } = picture;
      return { ...picture, url: this.fromServer(url), thumbnailUrl: this.fromServer(thumbnailUrl) };
    });
  }

  /** Large, over the page; in a tab of its own where that is wished for. */
  #open(event: MouseEvent, at: number): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    showLarge(this, this.#here, at, this.ctx);
  }

  protected override render() {
    const t = this.words;
    return this.#here.map(({ url, thumbnailUrl, width, height, alt, name }, at) => {
      const words = alt || name || t.picture;
      return html`<a
        class="picture ${!at && this.pictures.length % 2 ? 'wide' : ''}"
        part="picture"
        href=${url}
        tabindex=${this.reachable ? 0 : -1}
        target="_blank"
        rel="noopener"
        @click=${(event: MouseEvent) => this.#open(event, at)}
        aria-label="${t.openPicture}: ${words}"
        ><img
          src=${thumbnailUrl}
          alt=${words}
          width=${width}
          height=${height}
          loading="lazy"
          decoding="async"
      /></a>`;
    });
  }
}

define('matinee-pictures', Pictures);
