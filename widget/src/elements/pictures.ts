import { html } from 'lit/html.js';
import type { AttachmentView } from '../../../src/protocol/frames.ts';
import { controls } from '../styles/controls.ts';
import { showLarge } from './lightbox.ts';
import { picturesStyles } from './pictures.styles.ts';
import { granted, grantOf, renewGrant } from './picture-grants.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';

/** The pictures of a line. Their place is kept before they come. */
export class Pictures extends LaterPart {
  static override sheet = [controls, picturesStyles];
  static override properties = ['pictures', 'reachable', 'ctx'];

  pictures: AttachmentView[] = [];
  /** Whether Tab stops here: only in the line that has the keyboard. */
  reachable = false;
  /** Those among them that give something away, and were asked for. */
  #shown = new Set<string>();
  /** What their addresses were drawn with: the same for as long as they come, so that none is loaded twice. */
  #grant: string | undefined;

  /** With their addresses as they are from this page. */
  get #here(): (AttachmentView & { thumbnailUrl: string })[] {
    const grant = (this.#grant ??= grantOf(this.ctx.act));
    const here = (address: string): string => this.fromServer(granted(address, grant));
    return this.pictures.map((picture) => {
      const { url, thumbnailUrl = url } = picture;
      return { ...picture, url: here(url), thumbnailUrl: here(thumbnailUrl) };
    });
  }

  /** One did not come: the address may have run out while the page slept, or the room have been closed. */
  #missed(again?: () => void): void {
    renewGrant(this.ctx.act, this.#grant ?? '', () => {
      this.#grant = undefined;
      this.requestUpdate();
      again?.();
    });
  }

  #show(id: string): void {
    this.#shown.add(id);
    this.requestUpdate();
    // Where the keyboard was there is a link now.
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus());
  }

  /** Large, over the page; in a tab of its own where that is wished for. */
  #open(event: MouseEvent, at: number): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    // Arrows do not come upon what is still covered.
    const open = this.pictures.map(({ id, spoiler }) => !spoiler || this.#shown.has(id));
    const seen = (): AttachmentView[] => this.#here.filter((_, each) => open[each]);
    const first = open.slice(0, at).filter(Boolean).length;
    showLarge(this, seen, first, this.ctx, (again) => this.#missed(again));
  }

  protected override render() {
    const t = this.words;
    return this.#here.map(({ id, url, thumbnailUrl, width, height, alt, name, spoiler }, at) => {
      const covered = spoiler && !this.#shown.has(id);
      // What it shows and how its file is called may give away as much as itself.
      const words = covered ? '' : alt || name || t.picture;
      const img = html`<img
        src=${thumbnailUrl}
        alt=${words}
        width=${width}
        height=${height}
        loading="lazy"
        decoding="async"
        @error=${() => this.#missed()}
      />`;
      if (covered)
        return html`<button
          type="button"
          class="picture covered ${!at && this.pictures.length % 2 ? 'wide' : ''}"
          part="picture"
          tabindex=${this.reachable ? 0 : -1}
          aria-label=${t.spoiler}
          @click=${() => this.#show(id)}
        >
          ${img}<span aria-hidden="true">${t.coveredPicture}</span>
        </button>`;
      return html`<a
        data-id=${id}
        class="picture ${!at && this.pictures.length % 2 ? 'wide' : ''}"
        part="picture"
        href=${url}
        tabindex=${this.reachable ? 0 : -1}
        target="_blank"
        rel="noopener"
        @click=${(event: MouseEvent) => this.#open(event, at)}
        aria-label="${t.openPicture}: ${words}"
        >${img}</a
      >`;
    });
  }
}

define('matinee-pictures', Pictures);
