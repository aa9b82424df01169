import { html, nothing, type PropertyValues } from 'lit';
import { LIMITS, type MessageView } from '../../../src/protocol/frames.ts';
import { ask } from '../events.ts';
import type { LocaleName, Strings } from '../locales/localize.ts';
import { plainText } from '../markup/plain-text.ts';
import type { CommandList } from './command-list.ts';
import { composerStyles } from './composer.styles.ts';
import { closeIcon, sendIcon, smileIcon } from './icons.ts';
import { define, RoomPart } from './room-part.ts';

/** How a line that is a command begins. */
export const COMMAND = /^\/(movie|영화)(?=\s|$)/i;

/** Where a line is written: grows with it, keeps drafts, knows replies, edits and commands. */
export class Composer extends RoomPart {
  static override sheet = composerStyles;
  static override properties = {
    title: { attribute: false },
    replying: { attribute: false },
    editing: { attribute: false },
    locale: { attribute: false },
    t: { attribute: false },
    draftKey: { attribute: false },
    text: { state: true },
    completing: { state: true },
  };

  /** What the room is about. */
  override title = '';
  replying: MessageView | undefined;
  editing: MessageView | undefined;
  locale: LocaleName = 'en';
  t!: Strings;
  /** Session storage key under which an unfinished line waits for a reload. */
  draftKey = '';
  text = '';
  /** The list of commands is on screen. */
  completing = false;

  #before = '';

  override focus(): void {
    this.#box?.focus();
  }

  /** Puts text in, ready to be sent or changed. */
  fill(text: string): void {
    this.text = text;
    void this.updateComplete.then(() => this.#box?.setSelectionRange(text.length, text.length));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('draftKey') && !this.text) this.text = sessionDraft(this.draftKey) ?? '';
    if (changed.has('editing')) {
      if (this.editing) {
        this.#before = this.text;
        this.text = this.editing.text;
      } else if (changed.get('editing')) {
        this.text = this.#before;
      }
    }
    const completing = /^\/\S*( \S*){0,2}$/.test(this.text) && !this.editing;
    if (completing && !customElements.get('matinee-command-list')) void import('./command-list.ts');
    this.completing = completing;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const box = this.#box;
    if (!box) return;
    if (box.value !== this.text) box.value = this.text;
    if (changed.has('text')) {
      box.style.setProperty('height', 'auto');
      box.style.setProperty('height', `${box.scrollHeight}px`);
    }
    if ((changed.has('replying') && this.replying) || (changed.has('editing') && this.editing)) box.focus();
  }

  protected override render() {
    const { t, replying, editing, text, completing } = this;
    const over = text.trim().length - LIMITS.textLength;
    const label = editing ? t.save : t.send;
    return html`<form class="composer" part="composer" @submit=${this.#submit}>
      ${
        replying || editing
          ? html`<div class="about-to" part="context">
              <span dir="auto"
                >${
                  editing
                    ? t.editing
                    : html`<b>${t.replyingTo(replying?.author.name ?? '')}</b>
                        ${plainText(replying?.text ?? '')}`
                }</span
              >
              <button
                type="button"
                class="tool"
                aria-label=${t.cancel}
                title=${t.cancel}
                @click=${this.#cancel}
              >
                ${closeIcon}
              </button>
            </div>`
          : nothing
      }
      ${
        completing
          ? html`<matinee-command-list
              id="commands"
              .text=${text}
              .locale=${this.locale}
              .t=${t}
              @choose=${(event: CustomEvent<string>) => this.#choose(event.detail)}
            ></matinee-command-list>`
          : nothing
      }
      <div class="box" part="input-box">
        <textarea
          part="input"
          rows="1"
          dir="auto"
          enterkeyhint="send"
          autocomplete="off"
          aria-label=${editing ? t.editing : t.write}
          aria-autocomplete="list"
          aria-controls=${completing ? 'commands' : nothing}
          aria-invalid=${over > 0}
          placeholder=${t.sayAbout(this.title)}
          @input=${this.#input}
          @keydown=${this.#key}
        ></textarea>
        ${over > 0 ? html`<span class="over" role="status">${t.tooLong(over)}</span>` : nothing}
        <button
          type="button"
          class="tool"
          part="emoji-button"
          aria-label=${t.emoji}
          title=${t.emoji}
          @click=${this.#emoji}
        >
          ${smileIcon}
        </button>
        <button
          class="go"
          part="send"
          aria-label=${label}
          title=${label}
          ?disabled=${!text.trim() || over > 0}
        >
          ${sendIcon}
        </button>
      </div>
    </form>`;
  }

  get #box(): HTMLTextAreaElement | null {
    return this.querySelector('textarea');
  }

  get #commands(): CommandList | null {
    return this.querySelector<CommandList>('matinee-command-list');
  }

  #input = (event: InputEvent): void => {
    this.text = (event.target as HTMLTextAreaElement).value;
    if (!this.editing) keepDraft(this.draftKey, this.text);
    if (this.text && !COMMAND.test(this.text)) ask(this, { do: 'type' });
  };

  #key = (event: KeyboardEvent): void => {
    // While a syllable is being composed every key belongs to the input method. Safari ends the composition
    // before it tells of the Enter that ended it; that key has code 229.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.completing && this.#commands?.key?.(event, this.#box)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === 'ArrowUp' && !this.text) {
      event.preventDefault();
      ask(this, { do: 'edit-last' });
    } else if (event.key === 'Escape' && (this.replying || this.editing)) {
      event.stopPropagation();
      this.#cancel();
    }
  };

  #submit = (event?: Event): void => {
    event?.preventDefault();
    const text = this.text.trim();
    if (!text || text.length > LIMITS.textLength) return;
    if (this.editing) ask(this, { do: 'save', seq: this.editing.seq, text });
    else if (COMMAND.test(text)) ask(this, { do: 'command', text });
    else ask(this, { do: 'send', text, replyTo: this.replying?.seq });
    if (!this.editing) {
      this.text = '';
      keepDraft(this.draftKey, '');
    }
    this.focus();
  };

  #cancel = (): void => {
    ask(this, { do: 'cancel' });
    this.focus();
  };

  #choose(text: string): void {
    this.fill(text);
    this.focus();
  }

  #emoji = async (event: Event): Promise<void> => {
    const button = event.currentTarget as HTMLElement;
    const { pickEmoji } = await import('./emoji-picker.ts');
    const emoji = await pickEmoji(button, this.t, this.locale);
    const box = this.#box;
    if (emoji && box) {
      box.focus();
      box.setRangeText(emoji, box.selectionStart, box.selectionEnd, 'end');
      this.text = box.value;
    } else {
      button.focus();
    }
  };
}

function sessionDraft(key: string): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    // The page may not store anything: then there is no draft.
    return undefined;
  }
}

function keepDraft(key: string, text: string): void {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // As above: the draft lives as long as the page.
    return;
  }
}

define('matinee-composer', Composer);
