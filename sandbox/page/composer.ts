import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import type { Persona } from '../page-protocol.ts';
import { icon } from './draw.ts';
import { EMOJI } from './picker.ts';
import { Refusal } from './server.ts';
import type { Words } from './words.ts';

/** Something that may come next in the line. */
export interface Suggestion {
  label: string;
  detail: string;
  /** The line once it is taken. */
  line: string;
  /** Taken with Enter, the line is sent at once. */
  complete?: boolean;
}

export interface Suggestions {
  title: string;
  items: Suggestion[];
  /** A line under the list: what a command still takes. */
  note?: string;
}

/** What a composer does on its side. */
export interface ComposerSide {
  key: string;
  suggest(line: string): Promise<Suggestions> | Suggestions;
  /** @throws Refusal with what is wrong */
  send(line: string, replyTo: string | undefined): Promise<void>;
  save(messageId: string, line: string): Promise<void>;
  /** The newest line of one's own, which the up arrow in an empty line takes up again. */
  lastOwn(): { id: string; text: string } | undefined;
  /** Somebody is writing. */
  typing?(): void;
}

export interface ComposerView {
  words: Words;
  people: Persona[];
  me: Persona | undefined;
  play(id: string): void;
  placeholder: string;
  /** Before the line, e.g. the workspace's format bar. */
  extra?: unknown;
}

const TYPING_EVERY = 4000;
const NOTHING: Suggestions = { title: '', items: [] };

/** Where a line is written: new, as a reply, or over an old one; with what may come next while it is a command. */
export class Composer {
  text = '';
  replying: { id: string; name: string } | undefined;
  editing: { id: string } | undefined;
  fault = '';
  busy = false;
  #suggestions: Suggestions = NOTHING;
  #chosen = -1;
  #asked = 0;
  #typedAt = 0;
  #emoji = false;
  #words: Words | undefined;
  #element: HTMLTextAreaElement | undefined;

  constructor(
    private readonly side: ComposerSide,
    private readonly changed: () => void,
  ) {}

  reply(id: string, name: string): void {
    this.editing = undefined;
    this.replying = { id, name };
    this.#focus();
  }

  edit(id: string, text: string): void {
    this.replying = undefined;
    this.editing = { id };
    this.#write(text);
    this.#focus();
  }

  cancel(): void {
    if (this.editing) this.#write('');
    this.replying = this.editing = undefined;
    this.fault = '';
    this.changed();
  }

  template(view: ComposerView): TemplateResult {
    const { words, people, me } = view;
    this.#words = words;
    const { key } = this.side;
    const open = this.#suggestions.items.length > 0 || this.#suggestions.note !== undefined;
    const listId = `${key}-suggestions`;
    const placeholder = this.editing
      ? words.editPlaceholder
      : this.replying
        ? words.replyPlaceholder
        : view.placeholder;
    return html`<form class="composer" @submit=${(event: Event) => this.#submit(event)}>
      ${open ? this.#list(listId) : nothing}
      ${this.fault ? html`<p class="fault" role="alert">${this.fault}</p>` : nothing}
      ${
        this.replying || this.editing
          ? html`<div class="about-line">
              <span>${this.replying ? words.replyingTo(this.replying.name) : words.editingMessage}</span>
              <button type="button" aria-label=${words.cancel} @click=${() => this.cancel()}>
                ${icon('close')}
              </button>
            </div>`
          : nothing
      }
      <div class="box">
        <textarea
          id="${key}-line"
          rows="1"
          autocomplete="off"
          spellcheck="false"
          maxlength="4000"
          aria-label=${placeholder}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls=${open ? listId : nothing}
          aria-activedescendant=${this.#chosen >= 0 ? `${listId}-${this.#chosen}` : nothing}
          placeholder=${placeholder}
          .value=${live(this.text)}
          ${ref((element) => (this.#element = element instanceof HTMLTextAreaElement ? element : undefined))}
          @input=${(event: InputEvent) => this.#typed((event.target as HTMLTextAreaElement).value)}
          @keydown=${(event: KeyboardEvent) => this.#key(event)}
          @blur=${() => this.#blurred()}
        ></textarea>
        <div class="tools">
          <label class="persona" title=${words.writeAs}>
            ${me ? html`<img src=${me.avatarUrl} alt="" width="20" height="20" />` : nothing}
            <span class="hidden">${words.writeAs}</span>
            <select @change=${(event: Event) => view.play((event.target as HTMLSelectElement).value)}>
              ${people
                .filter(({ playable }) => playable)
                .map(({ id, name }) => html`<option value=${id} ?selected=${id === me?.id}>${name}</option>`)}
            </select>
            ${icon('down')}
          </label>
          ${view.extra ?? nothing}
          <span class="spring"></span>
          ${this.#emojiMenu(words)}
          <button class="send" ?disabled=${this.busy} aria-label=${this.editing ? words.save : words.send}>
            ${icon(this.editing ? 'check' : 'send')}
          </button>
        </div>
      </div>
    </form>`;
  }

  #emojiMenu(words: Words): TemplateResult {
    const toggle = (open: boolean): void => {
      this.#emoji = open;
      this.changed();
    };
    const add = (emoji: string): void => {
      this.#emoji = false;
      this.#write(this.text + emoji);
      this.#focus();
    };
    return html`<span class="emoji-menu">
      <button
        type="button"
        class="tool"
        aria-label=${words.react}
        aria-expanded=${this.#emoji ? 'true' : 'false'}
        @click=${() => toggle(!this.#emoji)}
      >
        ${icon('emoji')}
      </button>
      ${
        this.#emoji
          ? html`<span class="picker up">
              ${EMOJI.map((emoji) => html`<button type="button" @click=${() => add(emoji)}>${emoji}</button>`)}
            </span>`
          : nothing
      }
    </span>`;
  }

  #list(id: string): TemplateResult {
    const { title, items, note } = this.#suggestions;
    return html`<div class="suggestions">
      <div class="head">${title}</div>
      <ul role="listbox" id=${id} aria-label=${title}>
        ${items.map(
          ({ label, detail }, index) =>
            html`<li
              role="option"
              id="${id}-${index}"
              aria-selected=${index === this.#chosen ? 'true' : 'false'}
              @pointerdown=${(event: Event) => event.preventDefault()}
              @click=${() => this.#take(index, false)}
            >
              <b>${label}</b><span>${detail}</span>
            </li>`,
        )}
      </ul>
      ${note ? html`<div class="note">${note}</div>` : nothing}
    </div>`;
  }

  #typed(value: string): void {
    this.text = value;
    this.fault = '';
    if (value && !value.startsWith('/') && Date.now() - this.#typedAt > TYPING_EVERY) {
      this.#typedAt = Date.now();
      this.side.typing?.();
    }
    void this.#suggest();
  }

  #write(value: string): void {
    this.text = value;
    this.fault = '';
    this.#suggestions = NOTHING;
    void this.#suggest();
  }

  async #suggest(): Promise<void> {
    const number = ++this.#asked;
    const suggestions =
      this.text.startsWith('/') && !this.editing ? await this.side.suggest(this.text) : NOTHING;
    if (number !== this.#asked) return;
    this.#suggestions = suggestions;
    this.#chosen = Math.min(this.#chosen, suggestions.items.length - 1);
    if (suggestions === NOTHING) this.#chosen = -1;
    this.changed();
  }

  #key(event: KeyboardEvent): void {
    // An input method takes Enter and the arrows for itself while it composes a syllable.
    if (event.isComposing) return;
    const { items } = this.#suggestions;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && items.length > 0) {
      event.preventDefault();
      this.#chosen =
        (this.#chosen + step + items.length + (this.#chosen < 0 && step < 0 ? 1 : 0)) % items.length;
      this.changed();
      queueMicrotask(() =>
        document.querySelector('[role=option][aria-selected=true]')?.scrollIntoView({ block: 'nearest' }),
      );
    } else if (event.key === 'ArrowUp' && this.text === '' && !this.editing) {
      const last = this.side.lastOwn();
      if (!last) return;
      event.preventDefault();
      this.edit(last.id, last.text);
    } else if (event.key === 'Tab' && !event.shiftKey && items.length > 0) {
      event.preventDefault();
      this.#take(Math.max(0, this.#chosen), false);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (this.#chosen >= 0) this.#take(this.#chosen, true);
      else void this.#submit(event);
    } else if (event.key === 'Escape') {
      if (items.length > 0 || this.#suggestions.note !== undefined) {
        this.#suggestions = NOTHING;
        this.#chosen = -1;
        this.changed();
      } else this.cancel();
    }
  }

  #take(index: number, enter: boolean): void {
    const item = this.#suggestions.items[index];
    if (!item) return;
    this.#chosen = -1;
    this.#write(item.line);
    if (enter && item.complete) void this.#submit();
    else this.#focus();
  }

  async #submit(event?: Event): Promise<void> {
    event?.preventDefault();
    const line = this.text.trim();
    if (line === '' || this.busy) return;
    const { replying, editing } = this;
    this.busy = true;
    this.fault = '';
    this.#suggestions = NOTHING;
    this.#chosen = -1;
    this.#asked++;
    this.text = '';
    this.changed();
    try {
      if (editing) await this.side.save(editing.id, line);
      else await this.side.send(line, replying?.id);
      if (this.replying === replying) this.replying = undefined;
      if (this.editing === editing) this.editing = undefined;
    } catch (error) {
      if (this.text === '') this.text = line;
      this.fault = error instanceof Refusal && error.message ? error.message : (this.#words?.failed ?? '');
    } finally {
      this.busy = false;
      this.changed();
    }
  }

  #blurred(): void {
    if (this.#suggestions === NOTHING) return;
    this.#suggestions = NOTHING;
    this.#chosen = -1;
    this.changed();
  }

  #focus(): void {
    this.changed();
    queueMicrotask(() => {
      const at = this.#element;
      at?.focus();
      at?.setSelectionRange(at.value.length, at.value.length);
    });
  }
}
