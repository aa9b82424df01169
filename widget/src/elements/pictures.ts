import { html } from 'lit/html.js';
import type { AttachmentView } from '../../../src/protocol/frames.ts';
import { later } from '../locales/later.ts';
import { controls } from '../styles/controls.ts';
import { picturesStyles } from './pictures.styles.ts';
import type { RoomContext } from './room-context.ts';
import { define, RoomPart } from './room-part.ts';

/** The pictures of a line. Their place is kept before they come. */
export class Pictures extends RoomPart {
  static override sheet = [controls, picturesStyles];
  static override properties = ['pictures', 'ctx'];

  pictures: AttachmentView[] = [];
  ctx!: RoomContext;

  protected override render() {
    const t = later(this.ctx.locale);
    return this.pictures.map(({ url, width, height, alt, name }) => {
      const words = alt || name || t.picture;
      return html`<a
        class="picture"
        part="picture"
        href=${url}
        target="_blank"
        rel="noopener"
        aria-label="${t.openPicture}: ${words}"
        ><img src=${url} alt=${words} width=${width} height=${height} loading="lazy" decoding="async"
      /></a>`;
    });
  }
}

define('matinee-pictures', Pictures);
