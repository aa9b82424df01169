import { lazy } from '../lazy-parts.ts';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { looksLikeCommand } from '../../../src/core/commands/command-like.ts';
import { LIMITS, type MessageView } from '../../../src/protocol/frames.ts';
import type { CommandList } from './command-list.ts';
import { composerStyles } from './composer.styles.ts';
import { pictureIcon, sendIcon, smileIcon } from './icons.ts';
import { MARKS } from '../markup/marks.ts';
import type { Picture } from './picture-tray.ts';
import type { RoomContext } from './room-context.ts';
import type { Changed } from './drawn-element.ts';
import { arrived, define, RoomPart } from './room-part.ts';

/** Where a line is written: grows with it, keeps drafts, knows replies, edits and commands. */
export class Composer extends RoomPart {
  static override sheet = composerStyles;
  static override properties = [
    'name',
    'asking',
    'fault',
    'about',
    'replying',
    'editing',
    'draft',
    'ctx',
    'text',
    'completing',
    'pictures',
  ];

  /** A name the page suggests. */
  name = '';
  /** Somebody has something to say, and says their name first. */
  asking = false;
  /** What was wrong with the name, in words. */
  fault = '';
  /** What the room is about. */
  about = '';
  replying: MessageView | undefined;
  editing: MessageView | undefined;
  /** What was being written before a reload. */
  draft = '';
  ctx!: RoomContext;
  text = '';
  /** What goes with the next line besides its words. */
  pictures: Picture[] = [];
  /** The list of commands is on screen. */
  completing = false;

  #before = '';
  override focus(): void {
    (this.#field ?? this.#box)?.focus();
  }

  /** Puts text in, ready to be sent or changed. */
  fill(text: string): void {
    this.text = text;
    void this.updateComplete.then(() => this.#box?.setSelectionRange(text.length, text.length));
  }

  /** Everything was sent. */
  clear(): void {
    this.text = '';
    this.pictures = [];
    this.ctx.act.draft('');
  }

  /** Something about the pictures has changed. */
  redrawPictures(): void {
    this.pictures = [...this.pictures];
  }

  protected override willUpdate(changed: Changed<this>): void {
    if (!this.hasUpdated) this.text = this.draft;
    if (changed.has('editing')) {
      if (this.editing) {
        this.#before = this.text;
        this.text = this.editing.text;
      } else if (changed.get('editing')) {
        this.text = this.#before;
      }
    }
    const completing = /^\/(?!\/)|(^|\s)@\S*$/.test(this.text) && !this.editing;
    if (completing || this.pictures.length || MARKS.test(this.text)) void arrived(lazy.composing());
    if (this.replying || this.editing) void arrived(lazy.afterPaint());
    this.completing = completing;
  }

  protected override updated(changed: Changed<this>): void {
    if (changed.has('asking') && (this.asking || changed.get('asking'))) this.focus();
    const box = this.#box;
    if (!box) return;
    if (box.value !== this.text) box.value = this.text;
    if (changed.has('text')) {
      // What the list of commands had pointed at is another list's now.
      box.removeAttribute('aria-activedescendant');
      box.style.setProperty('height', 'auto');
      box.style.setProperty('height', `${box.scrollHeight}px`);
    }
    if (changed.has('replying') || changed.has('editing')) box.focus();
  }

  protected override render() {
    const { ctx, replying, editing, text, completing } = this;
    const { t } = ctx;
    if (this.asking) return this.#nameForm();
    const marked = !completing && MARKS.test(text);
    const over = text.trim().length - LIMITS.textLength;
    return html`<form
      class="composer"
      part="composer"
      @submit=${this.#submit}
      @paste=${this.#dropped}
      @drop=${this.#dropped}
      @dragover=${(event: Event) => event.preventDefault()}
    >
      ${
        replying || editing
          ? html`<matinee-composer-context
              .replying=${replying}
              .editing=${editing}
              .ctx=${ctx}
            ></matinee-composer-context>`
          : nothing
      }
      ${
        completing
          ? html`<matinee-command-list
              id="commands"
              .text=${text}
              .ctx=${ctx}
              @choose=${(event: CustomEvent<string>) => this.#choose(event.detail)}
            ></matinee-command-list>`
          : nothing
      }
      ${
        this.pictures.length
          ? html`<matinee-picture-tray
              .pictures=${this.pictures}
              .change=${(pictures: Picture[]) => (this.pictures = pictures)}
              .ctx=${ctx}
            ></matinee-picture-tray>`
          : nothing
      }
      ${marked ? html`<matinee-line-preview .text=${text} .ctx=${ctx}></matinee-line-preview>` : nothing}
      <div class="box" part="input-box">
        <textarea
          part="input"
          rows="1"
          dir="auto"
          enterkeyhint="send"
          autocomplete="off"
          aria-label=${t.write}
          aria-autocomplete="list"
          aria-controls=${completing ? 'commands' : nothing}
          aria-invalid=${over > 0}
          placeholder=${t.sayAbout(this.about)}
          @input=${this.#input}
          @keydown=${this.#key}
        ></textarea>
        ${over > 0 ? html`<span class="over" role="status">${ctx.words?.tooLong(over)}</span>` : nothing}
        <button
          type="button"
          class="tool"
          part="picture-button"
          aria-label=${t.addPicture}
          title=${t.addPicture}
          @click=${() => this.#help(({ choose }) => choose(this))}
        >
          ${pictureIcon}
        </button>
        <button
          type="button"
          class="tool"
          part="emoji-button"
          aria-label=${t.emoji}
          title=${t.emoji}
          @click=${({ currentTarget }: Event) =>
            this.#help(({ putEmoji }) => putEmoji(this, currentTarget as HTMLElement))}
        >
          ${smileIcon}
        </button>
        <button
          class="go"
          part="send"
          aria-label=${t.send}
          title=${t.send}
          ?disabled=${(!text.trim() && !this.pictures.length) || over > 0}
        >
          ${sendIcon}
        </button>
      </div>
    </form>`;
  }

  #nameForm(): TemplateResult {
    const { fault, ctx } = this;
    const { t } = ctx;
    return html`<form class="composer" part="sign-in" @submit=${this.#join} @keydown=${this.#nameKey}>
      <label for="name">${t.nameAsk}</label>
      <div class="box">
        <input
          id="name"
          part="field"
          .value=${this.name}
          placeholder=${t.name}
          autocomplete="nickname"
          maxlength="40"
          dir="auto"
          required
          aria-describedby="hint fault"
        />
        <button class="go" part="send" aria-label=${t.join} title=${t.join}>${sendIcon}</button>
      </div>
      <p class="small" id="hint">${t.nameHint}</p>
      <p class="small bad" id="fault" role="alert">${fault}</p>
    </form>`;
  }

  #join = (event: Event): void => {
    event.preventDefault();
    this.ctx.act.introduce(this.#field?.value.trim() ?? '');
  };

  #nameKey = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) {
      // An Enter that ends a Hangul syllable must not send the form.
      if (event.key === 'Enter') event.preventDefault();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      this.ctx.act.cancel();
    }
  };

  get #field(): HTMLInputElement | null {
    return this.querySelector('#name');
  }

  get #box(): HTMLTextAreaElement | null {
    return this.querySelector('textarea');
  }

  get #commands(): CommandList | null {
    return this.querySelector<CommandList>('matinee-command-list');
  }

  #input = (event: InputEvent): void => {
    this.text = (event.target as HTMLTextAreaElement).value;
    const { act } = this.ctx;
    if (!this.editing) act.draft(this.text);
    if (this.text && !this.text.startsWith('/')) act.typing();
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
    } else if ((event.ctrlKey || event.metaKey) && 'bie'.includes(event.key)) {
      event.preventDefault();
      this.#help(({ mark }) => mark(this, event.key));
    } else if (event.key === 'ArrowUp' && !this.text) {
      event.preventDefault();
      this.ctx.act.editLast();
    } else if (event.key === 'Escape' && (this.replying || this.editing)) {
      event.stopPropagation();
      this.ctx.act.cancel();
    }
  };

  #submit = (event?: Event): void => {
    event?.preventDefault();
    const text = this.text.trim();
    const { editing, pictures } = this;
    if ((!text && !pictures.length) || text.length > LIMITS.textLength) return;
    const { act } = this.ctx;
    if (editing) {
      act.more((more) => more.save(editing.seq, text));
    } else if (looksLikeCommand(text)) {
      act.more((more) => more.command(text));
    } else if (pictures.length) {
      this.#help(({ sendWith }) => sendWith(this, text, this.replying?.seq));
    } else {
      act.send(text, this.replying?.seq);
    }
    this.focus();
  };

  /** Pictures that were pasted or dropped. */
  #dropped = (event: ClipboardEvent | DragEvent): void => {
    const { files } = ('clipboardData' in event ? event.clipboardData : event.dataTransfer) ?? {};
    if (!files?.length) return;
    event.preventDefault();
    this.add(files);
  };

  /** They are with the line at once, though what shows them may still have to come. */
  add(files: Iterable<File>): void {
    this.pictures = [...this.pictures, ...Array.from(files, (file) => ({ file, alt: '' }))];
  }

  /** Uses what helps while writing, as soon as it has come. */
  #help(use: (helpers: Awaited<ReturnType<typeof lazy.composing>>) => unknown): void {
    void arrived(lazy.composing().then(use));
  }

  #choose(text: string): void {
    this.fill(text);
    this.focus();
  }
}

define('matinee-composer', Composer);

declare global {
  interface HTMLElementTagNameMap {
    'matinee-composer': Composer;
  }
}
