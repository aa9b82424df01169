import { html } from 'lit/html.js';
import { data } from '../client/assets.ts';
import type { Composer } from './composer.ts';
import type { RoomContext } from './room-context.ts';
import { emojiPickerStyles } from './emoji-picker.styles.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';
import { controls } from '../styles/controls.ts';

/** A sheet of emoji over the room: search, arrows, Enter; Escape or a press elsewhere closes it. */
class EmojiPicker extends LaterPart {
  static override sheet = [controls, emojiPickerStyles];
  static override properties = ['ctx', 'wanted', 'emoji'];

  /**
   * The emoji offered, in groups; each with the words that find it, English then Korean. Chosen for talk about films
   * rather than for completeness: whatever the keyboard can type may be used as well.
   */
  emoji: readonly (readonly string[])[] = [];
  /** What is searched for. */
  wanted = '';
  choose: (emoji?: string) => void = () => undefined;

  /** Gone with what it stood beside: nothing was chosen. */
  override disconnectedCallback(): void {
    this.choose();
  }

  protected override render() {
    const t = this.words;
    const wanted = this.wanted.trim().toLowerCase();
    const groups = this.emoji
      .map((group) => group.filter((one) => one.includes(wanted)))
      .filter(({ length }) => length);
    return html`<div
      class="picker"
      part="emoji-picker"
      role="dialog"
      tabindex="-1"
      aria-label=${this.ctx.t.emoji}
      @keydown=${this.#key}
    >
      <input
        class="field"
        type="search"
        aria-label=${t.findEmoji}
        placeholder=${t.findEmoji}
        @input=${(event: Event) => (this.wanted = (event.target as HTMLInputElement).value)}
      />
      <div class="sheets">
        ${
          groups.length
            ? groups.map(
                (group) =>
                  html`<div class="sheet">
                    ${group.map((one) => {
                      const [emoji, ...words] = one.split(' ');
                      return html`<button
                        type="button"
                        class="tool emoji"
                        tabindex="-1"
                        aria-label=${words[this.ctx.locale === 'ko' ? words.length - 1 : 0] ?? emoji}
                        @click=${() => this.choose(emoji)}
                      >
                        ${emoji}
                      </button>`;
                    })}
                  </div>`,
              )
            : html`<p class="none">${this.emoji.length ? t.noEmoji : '…'}</p>`
        }
      </div>
    </div>`;
  }

  #key = (event: KeyboardEvent): void => {
    const { key, target } = event;
    // Its own keys, also those that an input method uses.
    event.stopPropagation();
    if (event.isComposing || event.keyCode === 229) return;
    const buttons = [...this.querySelectorAll<HTMLElement>('button')];
    const at = buttons.indexOf(target as HTMLElement);
    const row = Math.max(1, Math.floor((this.querySelector('.sheet')?.clientWidth ?? 0) / 34));
    const way = getComputedStyle(this).direction === 'rtl' ? -1 : 1;
    const step = { ArrowRight: way, ArrowLeft: -way, ArrowDown: row, ArrowUp: -row }[key];
    const field = this.querySelector('input');
    if (key === 'Escape') {
      this.choose();
    } else if (key === 'Tab') {
      // Escape leads out; Tab would leave it lying over what it leads to.
      event.preventDefault();
      (at < 0 && buttons.length ? buttons[0] : field)?.focus();
    } else if (at < 0 && (key === 'ArrowDown' || key === 'Enter')) {
      event.preventDefault();
      if (key === 'Enter') buttons[0]?.click();
      else buttons[0]?.focus();
    } else if (at >= 0 && step) {
      event.preventDefault();
      const next = at + step < 0 ? field : buttons[at + step];
      next?.focus();
    }
  };
}

define('matinee-emoji-picker', EmojiPicker);

let set: Promise<string[][]> | undefined;

/** Asked for once; nothing to choose from where it cannot be had, and asked for again the next time. */
function emojiSet(): Promise<string[][]> {
  set ??= data<string[][]>('emoji.json').catch(() => {
    set = undefined;
    return [];
  });
  return set;
}

/**
 * Lets the person choose an emoji beside `anchor`.
 *
 * @returns the emoji, or undefined if they would rather not
 */
export function pickEmoji(anchor: Element, ctx: RoomContext): Promise<string | undefined> {
  const open = anchor.parentElement?.querySelector<EmojiPicker>('matinee-emoji-picker');
  if (open) {
    open.choose();
    return Promise.resolve(undefined);
  }
  return new Promise((resolve) => {
    const picker = new EmojiPicker();
    picker.ctx = ctx;
    void emojiSet().then((emoji) => (picker.emoji = emoji));
    picker.popover = 'manual';
    const elsewhere = (event: Event): void => {
      const path = event.composedPath();
      // The button that opened it closes it when it is pressed again.
      if (!path.includes(picker) && !(anchor instanceof HTMLButtonElement && path.includes(anchor)))
        picker.choose();
    };
    picker.choose = (emoji) => {
      picker.choose = () => undefined;
      document.removeEventListener('pointerdown', elsewhere, true);
      picker.remove();
      resolve(emoji);
    };
    // Inside the anchor's line, so that focus never leaves it; the top layer lifts it out of the scrolled list.
    anchor.parentElement?.append(picker);
    picker.showPopover();
    place(picker, anchor);
    picker.querySelector('input')?.focus();
    document.addEventListener('pointerdown', elsewhere, true);
  });
}

/** Lets the person choose an emoji and puts it in where they write. */
export function putEmoji(composer: Composer, button: HTMLElement): void {
  // What the sheet says may still have to come.
  composer.ctx.act.more(() => void put(composer, button));
}

async function put(composer: Composer, button: HTMLElement): Promise<void> {
  const emoji = await pickEmoji(button, composer.ctx);
  const box = composer.querySelector('textarea');
  if (!emoji || !box) {
    button.focus();
    return;
  }
  box.focus();
  box.setRangeText(emoji, box.selectionStart, box.selectionEnd, 'end');
  // As if it had been typed: it is kept with the line, and others see somebody writing.
  box.dispatchEvent(new Event('input'));
}

/** Above the anchor if there is room, else below it; never out of the window. */
function place(picker: HTMLElement, anchor: Element): void {
  const from = anchor.getBoundingClientRect();
  const { width, height } = picker.getBoundingClientRect();
  const left = Math.max(8, Math.min(from.right - width, innerWidth - width - 8));
  const above = from.top - height - 6;
  picker.style.setProperty('left', `${left}px`);
  picker.style.setProperty(
    'top',
    `${above > 8 ? above : Math.max(8, Math.min(from.bottom + 6, innerHeight - height - 8))}px`,
  );
}
