import { html } from 'lit/html.js';
import type { AttachmentView } from '../../../src/protocol/frames.ts';
import { controls } from '../styles/controls.ts';
import { icon } from './icons.ts';
import { showLarge } from './lightbox.ts';
import { picturesStyles } from './pictures.styles.ts';
import { granted, grantOf, renewGrant } from './picture-grants.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';

/** A sheet with a corner turned down. */
const fileIcon = icon('M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6');

/** The pictures of a line, whose place is kept before they come, and below them its other files. */
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

  /** An address as it is from this page. */
  #at(address: string): string {
    return this.fromServer(granted(address, (this.#grant ??= grantOf(this.ctx.act))));
  }

  /** With their addresses as they are from this page. */
  get #here(): (AttachmentView & { thumbnailUrl: string })[] {
    return this.pictures
      .filter(({ kind }) => kind !== 'file')
      .map((picture) => {
        const { url, thumbnailUrl = url } = picture;
        return { ...picture, url: this.#at(url), thumbnailUrl: this.#at(thumbnailUrl) };
      });
  }

  /**
   * One did not come: the address may have run out while the page slept, or the room have been closed.
   * @param ready whether to go on in any case
   */
  #missed(again?: () => unknown, ready?: boolean): void {
    renewGrant(
      this.ctx.act,
      this.#grant ?? '',
      () => {
        this.#grant = undefined;
        this.requestUpdate();
        again?.();
      },
      ready,
    );
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
    const open = this.#here.map(({ id, spoiler }) => !spoiler || this.#shown.has(id));
    const seen = (): AttachmentView[] => this.#here.filter((_, each) => open[each]);
    const first = open.slice(0, at).filter(Boolean).length;
    showLarge(this, seen, first, this.ctx, (again) => this.#missed(again));
  }

  protected override render() {
    const t = this.words;
    const here = this.#here;
    const pictures = here.map(({ id, url, thumbnailUrl, width, height, alt, name, spoiler }, at) => {
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
          class="picture covered ${!at && here.length % 2 ? 'wide' : ''}"
          part="picture"
          tabindex=${this.reachable ? 0 : -1}
          aria-label=${t.spoiler}
          @click=${() => this.#show(id)}
        >
          ${img}<span aria-hidden="true">${t.coveredPicture}</span>
        </button>`;
      return html`<a
        data-id=${id}
        class="picture ${!at && here.length % 2 ? 'wide' : ''}"
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
    return [
      ...pictures,
      ...this.pictures.filter(({ kind }) => kind === 'file').map((file) => this.#card(file)),
    ];
  }

  #card({ id, url, name, size, spoiler }: AttachmentView) {
    const covered = spoiler && !this.#shown.has(id);
    // What it is called may give away as much as itself.
    return html`<a
      data-id=${id}
      class="file"
      part="file"
      href=${this.#at(url)}
      tabindex=${this.reachable ? 0 : -1}
      target="_blank"
      rel="noopener noreferrer nofollow ugc"
      @click=${(event: Event) => {
        event.preventDefault();
        if (covered) return this.#show(id);
        // Nobody would hear of an address that has run out.
        this.#missed(() => open(this.#at(url), '_blank', 'noopener'), true);
      }}
      >${fileIcon}<span
        ><bdi>${covered ? this.words.coveredPicture : name}</bdi>
        <span class="small"
          >${size! < 1e6 ? Math.ceil(size! / 1e3) + ' KB' : Math.round(size! / 1e5) / 10 + ' MB'}</span
        ></span
      ></a
    >`;
  }
}

define('matinee-pictures', Pictures);
