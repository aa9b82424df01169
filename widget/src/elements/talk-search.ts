import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { MessageView, PersonView } from '../../../src/protocol/frames.ts';
import { taggedName } from '../../../src/protocol/tagged-name.ts';
import { without } from '../controllers/leavers.ts';
import type { RoomController } from '../controllers/room-controller.ts';
import { called, clockTime } from '../locales/localize.ts';
import { plainText } from '../markup/markup.ts';
import { LaterPart } from './later-part.ts';
import { quietTag } from './quiet-tag.ts';
import { define } from './room-part.ts';

/** Milliseconds without a key before it is looked for. */
const PAUSE = 250;
/** Found at once; and stretches of the room looked through before the reader is asked whether to go on. */
const PAGE = 20;
const STRETCHES = 4;
/** Characters shown before the first word that was looked for. */
const LEAD = 40;

/** Finds what was said, as one types. */
class TalkSearch extends LaterPart {
  static override properties = ['controller', 'ctx', 'found', 'state'];

  controller!: RoomController;
  found: MessageView[] = [];
  /** `asking` while it is looked for; then where to look on, or null at the beginning of the room. */
  state: 'idle' | 'asking' | { before: number | null } | { fault: string } = 'idle';

  #query = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    clearTimeout(this.#timer);
    this.#query = '';
  }

  override forget(left: PersonView): void {
    this.found = without(this.found, left);
  }

  protected override render() {
    const { found, state } = this;
    const words = this.words.panel;
    const [before, fault] =
      typeof state === 'object'
        ? ['before' in state ? state.before : null, 'fault' in state && state.fault]
        : [];
    return html`<input
        class="field"
        part="field"
        type="search"
        aria-label=${words.find}
        placeholder=${words.find}
        maxlength="200"
        @input=${this.#typed}
        @keydown=${this.#key}
      />
      <p class="hint" role="status">
        ${
          state === 'idle'
            ? words.findHint
            : state === 'asking'
              ? words.looking
              : fault || (found.length || before !== null ? nothing : words.nothing)
        }
      </p>
      <ol>
        ${found.map((message) => html`<li>${this.#line(message)}</li>`)}
      </ol>
      ${
        typeof before === 'number'
          ? html`<button class="text-button" @click=${() => this.#look(before)}>${words.further}</button>`
          : nothing
      }`;
  }

  #line({ seq, at, author: whose, text }: MessageView): TemplateResult {
    const { act, locale } = this.ctx;
    const author = called(whose, locale);
    const day = new Date(at).toLocaleDateString(this.words.dates, {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    });
    return html`<button
      class="found"
      part="found"
      title=${this.words.quoteOf(taggedName(author))}
      @click=${() => act.more((more) => more.jump(seq))}
    >
      <bdi class="name">${author.name}</bdi>${quietTag(author)}
      <time class="small" datetime=${at}>${day} ${clockTime(locale, at)}</time>
      <span class="text" dir="auto">${marked(plainText(text, this), this.#query)}</span>
    </button>`;
  }

  #typed = (event: Event): void => {
    this.#query = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), PAUSE);
  };

  /** Enter looks at once; while a syllable is composed it belongs to the input method. */
  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.isComposing) return;
    clearTimeout(this.#timer);
    void this.#look();
  };

  async #look(before?: number): Promise<void> {
    const query = this.#query;
    if (before === undefined) this.found = [];
    if (!query) {
      this.state = 'idle';
      return;
    }
    this.state = 'asking';
    const { rest, slug } = this.controller;
    try {
      let from: number | null | undefined = before;
      let found: MessageView[] = [];
      for (let stretch = 0; stretch < STRETCHES && from !== null && !found.length; stretch++) {
        const asked = new URLSearchParams({ q: query, limit: String(PAGE) });
        if (from !== undefined) asked.set('before', String(from));
        const page: { messages: MessageView[]; before: number | null } = await rest.get(
          `/rooms/${encodeURIComponent(slug)}/messages/search?${asked}`,
        );
        // Somebody has typed on meanwhile.
        if (query !== this.#query) return;
        found = page.messages;
        from = page.before;
      }
      this.found = [...this.found, ...found];
      this.state = { before: from ?? null };
    } catch (thrown) {
      if (query === this.#query) this.state = { fault: this.explain(thrown) };
    }
  }
}

/** A text from shortly before the first of the words on, with all of them marked. */
function marked(text: string, query: string): (string | TemplateResult)[] {
  const words = query.split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const parts = text.normalize('NFC').split(new RegExp(`(${words.join('|')})`, 'giu'));
  const lead = parts[0] ?? '';
  if (parts.length > 1 && lead.length > LEAD * 2) parts[0] = '… ' + lead.slice(lead.length - LEAD);
  return parts.map((part, index) => (index % 2 ? html`<mark>${part}</mark>` : part));
}

define('matinee-talk-search', TalkSearch);
