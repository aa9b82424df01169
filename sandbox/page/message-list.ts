import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { icon } from './draw.ts';
import type { Words } from './words.ts';

/** Nearer than this to the end one is reading the newest, in pixels. */
const AT_END = 60;

/**
 * The scrolled part of a pane. Stays at the newest message while one is there, says how many came while one is not; the
 * arrow keys go from message to message, so that Tab need not pass through all of them.
 */
export class MessageList {
  #element: HTMLElement | undefined;
  #following = true;
  #count = 0;
  #unseen = 0;
  readonly #sizes = new ResizeObserver(() => this.#settle());

  constructor(private readonly changed: () => void) {}

  template(label: string, words: Words, count: number, content: unknown): TemplateResult {
    if (!this.#following && this.#count > 0 && count > this.#count) this.#unseen += count - this.#count;
    this.#count = count;
    queueMicrotask(() => this.#settle());
    return html`<div class="talk">
      <div
        class="messages"
        role="log"
        aria-label=${label}
        aria-live="off"
        tabindex="-1"
        ${ref((element) => this.#attach(element))}
        @scroll=${() => this.#scrolled()}
        @keydown=${(event: KeyboardEvent) => this.#walk(event)}
        @focusin=${(event: FocusEvent) => this.#focused(event)}
      >
        ${content}
      </div>
      ${
        this.#unseen > 0
          ? html`<button class="newest" @click=${() => this.toNewest()}>
              ${words.newest(this.#unseen)} ${icon('down')}
            </button>`
          : nothing
      }
    </div>`;
  }

  toNewest(): void {
    this.#following = true;
    this.#unseen = 0;
    this.#settle();
    this.changed();
  }

  /** Brings a message to the middle and marks it for a moment. */
  show(id: string): void {
    const at = this.#element?.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"]`);
    if (!at) return;
    this.#following = false;
    at.scrollIntoView({ block: 'center' });
    at.classList.remove('shown');
    requestAnimationFrame(() => at.classList.add('shown'));
    at.focus({ preventScroll: true });
  }

  #attach(element: Element | undefined): void {
    if (element === this.#element) return;
    this.#sizes.disconnect();
    this.#element = element instanceof HTMLElement ? element : undefined;
    if (this.#element) this.#sizes.observe(this.#element);
  }

  #settle(): void {
    const at = this.#element;
    if (!at) return;
    if (this.#following) at.scrollTop = at.scrollHeight;
    if (!at.querySelector('[data-message][tabindex="0"]')) {
      at.querySelector('[data-message]:last-of-type')?.setAttribute('tabindex', '0');
    }
  }

  #scrolled(): void {
    const at = this.#element;
    if (!at) return;
    const following = at.scrollHeight - at.scrollTop - at.clientHeight < AT_END;
    if (following === this.#following) return;
    this.#following = following;
    if (following && this.#unseen > 0) {
      this.#unseen = 0;
      this.changed();
    }
  }

  #focused({ target }: FocusEvent): void {
    const message = (target as Element).closest('[data-message]');
    if (!message) return;
    for (const other of this.#element?.querySelectorAll('[data-message][tabindex="0"]') ?? []) {
      if (other !== message) other.setAttribute('tabindex', '-1');
    }
    message.setAttribute('tabindex', '0');
  }

  #walk(event: KeyboardEvent): void {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    const { target } = event;
    if (!(target instanceof HTMLElement) || target.matches('select, input, textarea')) return;
    const all = [...(this.#element?.querySelectorAll<HTMLElement>('[data-message]') ?? [])];
    const at = all.findIndex((each) => each === target.closest('[data-message]'));
    const next = all[at + (event.key === 'ArrowUp' ? -1 : 1)];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
  }
}
