import { html, type TemplateResult } from 'lit';
import type { Words } from './words.ts';

/** What people answer films with. */
export const EMOJI = [
  '❤️',
  '😂',
  '😮',
  '😢',
  '😱',
  '🔥',
  '👏',
  '👍',
  '💯',
  '🎬',
  '🍿',
  '🍑',
  '🪨',
  '☔',
  '🪜',
  '🤔',
];

/** A small choice of emoji, with arrow keys. */
export function emojiPicker(
  words: Words,
  choose: (emoji: string) => void,
  close: () => void,
): TemplateResult {
  const walk = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
      return;
    }
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const all = [...(event.currentTarget as HTMLElement).querySelectorAll('button')];
    const at = all.findIndex((each) => each === document.activeElement);
    all[(at + step + all.length) % all.length]?.focus();
  };
  return html`<div class="picker" role="group" aria-label=${words.react} @keydown=${walk}>
    ${EMOJI.map(
      (emoji, index) =>
        html`<button
          ?autofocus=${index === 0}
          aria-label=${words.reactWith(emoji)}
          @click=${() => choose(emoji)}
          @focusout=${leaves(close)}
        >
          ${emoji}
        </button>`,
    )}
  </div>`;
}

/** Calls back when focus leaves the group for good. */
const leaves =
  (close: () => void) =>
  ({ currentTarget, relatedTarget }: FocusEvent): void => {
    const group = (currentTarget as HTMLElement).closest('.picker');
    if (!(relatedTarget instanceof Node) || !group?.contains(relatedTarget)) close();
  };
