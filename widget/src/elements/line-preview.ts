import { html, nothing } from 'lit/html.js';
import { renderMarkup } from '../markup/markup.ts';
import { css } from '../styles/css.ts';
import type { Composer } from './composer.ts';
import { define, RoomPart } from './room-part.ts';
import type { RoomContext } from './room-context.ts';

/** What gives a line another look than it has in the field. */
const STYLED = /<@|\*|_|~~|\|\||`|\]\(|^(?:>|#{1,3} |\s*(?:[-+•]|\d+[.)]) )/m;

const previewStyles = css`
  .preview {
    max-block-size: 7.5em;
    overflow: auto;
    padding: 0 10px 6px;
    color: var(--ink-2);
    font-size: 0.94em;
  }
`;

/** The line as it will stand in the talk, while it is written, where its marks make that another look. */
class LinePreview extends RoomPart {
  static override sheet = previewStyles;
  static override properties = ['text', 'ctx', 'shown'];

  text = '';
  ctx!: RoomContext;
  shown = new Set<number>();

  protected override render() {
    const { text } = this;
    if (!STYLED.test(text)) return nothing;
    // For eyes only: who hears the page hears the field.
    return html`<div class="preview text" part="preview" dir="auto" aria-hidden="true" inert>
      ${renderMarkup(text, this)}
    </div>`;
  }
}

define('matinee-line-preview', LinePreview);

const MARKS: Record<string, string> = { b: '**', i: '*', e: '`' };

/** Puts the marks of a key around what is chosen in the field, or takes them off. */
export function mark(composer: Composer, key: string): void {
  const box = composer.querySelector('textarea');
  if (!box) return;
  const around = MARKS[key] ?? '';
  const { selectionStart: from, selectionEnd: to, value } = box;
  const { length } = around;
  const marked = value.slice(from - length, from) === around && value.slice(to, to + length) === around;
  if (marked) box.setRangeText(value.slice(from, to), from - length, to + length, 'select');
  else {
    box.setRangeText(around + value.slice(from, to) + around, from, to, 'select');
    box.setSelectionRange(from + length, to + length);
  }
  composer.text = box.value;
}
