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
  /** Looks for where one writes, which is there only when the talk is. */
  #arrivals = new MutationObserver(() => this.#enter());

  override connectedCallback(): void {
    super.connectedCallback();
    this.#within = this.getRootNode();
    this.#within.addEventListener('keydown', this.#key);
  }

  override disconnectedCallback(): void {
    this.#within?.removeEventListener('keydown', this.#key);
    this.#arrivals.disconnect();
  }

  override focus(): void {
    this.querySelector('button')?.focus();
  }

  /** The keyboard goes with the room; but under a finger another keyboard would cover what was opened. */
  #press = ({ pointerType }: PointerEvent): void => {
    const opening = !this.open;
    this.toggle();
    this.#arrivals.disconnect();
    this.focus();
    if (opening && pointerType !== 'touch')
      this.#arrivals.observe(this.#within!, { childList: true, subtree: true });
  };

  /** Goes where one writes or is asked for something, unless the keyboard has been moved on meanwhile. */
  #enter(): void {
    const room = this.#within as ShadowRoot;
    const field = room.querySelector<HTMLElement>('matinee-composer, matinee-trouble :is(input, button)');
    if (!field) return;
    this.#arrivals.disconnect();
    if (this.contains(room.activeElement)) field.focus();
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
    return html`<button class="bubble" part="bubble" aria-expanded=${open} @click=${this.#press}>
      ${open ? closeIcon : talkIcon}<span class="hidden"
        >${open ? t.close : t.open}${unread ? `, ${t.newLines(unread)}` : ''}</span
      >
      ${unread ? html`<span class="count" part="count" aria-hidden="true">${unread > 99 ? '99+' : unread}</span>` : nothing}
    </button>`;
  }
}

define('matinee-bubble', Bubble);
