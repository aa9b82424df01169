import { html, nothing } from 'lit/html.js';
import { bubbleStyles } from './bubble.styles.ts';
import { closeIcon, talkIcon } from './line-icons.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';

/** The button in the corner of the page that opens and closes the room. */
class Bubble extends LaterPart {
  static override sheet = bubbleStyles;
  static override properties = ['open', 'unread', 'toggle', 'ctx'];

  open = false;
  unread = 0;
  toggle!: () => void;

  #within: Node | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#within = this.getRootNode();
    this.#within.addEventListener('keydown', this.#key);
  }

  override disconnectedCallback(): void {
    this.#within?.removeEventListener('keydown', this.#key);
  }

  override focus(): void {
    this.querySelector('button')?.focus();
  }

  /** Escape closes the room, unless something in it has taken it, and the keyboard is on the button then. */
  #key = (event: Event): void => {
    const { key, isComposing } = event as KeyboardEvent;
    if (key !== 'Escape' || isComposing || !this.open) return;
    this.toggle();
    this.focus();
  };

  protected override render() {
    const { open } = this;
    const t = this.words;
    const unread = open ? 0 : this.unread;
    return html`<button class="bubble" part="bubble" aria-expanded=${open} @click=${this.toggle}>
      ${open ? closeIcon : talkIcon}<span class="hidden"
        >${open ? t.close : t.open}${unread ? `, ${t.newLines(unread)}` : ''}</span
      >
      ${unread ? html`<span class="count" part="count" aria-hidden="true">${unread > 99 ? '99+' : unread}</span>` : nothing}
    </button>`;
  }
}

define('matinee-bubble', Bubble);
