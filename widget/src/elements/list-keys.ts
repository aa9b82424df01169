import type { DrawnElement } from './drawn-element.ts';
import type { RoomContext } from './room-context.ts';

/** A line of the talk; an answer has its tools always. */
type Line = DrawnElement & { handled?: boolean };

/**
 * Walks the talk with the keyboard: arrows, Home and End move along, Enter goes into a line, Escape comes out of it.
 *
 * @param target what has the keyboard
 */
export function walk(
  event: KeyboardEvent,
  target: HTMLElement,
  lines: HTMLElement[],
  { act }: RoomContext,
): void {
  const { key, altKey, ctrlKey, metaKey } = event;
  const line = target.closest<Line>('[data-key]');
  if (!line || altKey || ctrlKey || metaKey) return;
  if (key === 'Escape') {
    event.stopPropagation();
    if (target === line) act.compose();
    else line.focus();
    return;
  }
  if (target !== line) return;
  const at = lines.indexOf(line);
  const next = { ArrowUp: lines[at - 1], ArrowDown: lines[at + 1] }[key];
  if (next) next.focus();
  else if (key === 'Enter') act.more(() => void enter(line));
  else if (key === 'Home' || key === 'End') void toEnd(line, key);
  else return;
  event.preventDefault();
}

/** Moves the keyboard to the first thing that can be done with a line. */
async function enter(line: Line): Promise<void> {
  line.handled = true;
  // The words of its tools may have come this moment; what is there is drawn a frame later.
  await new Promise(requestAnimationFrame);
  for (const place of ['.tools', '.content', '']) {
    const button = line.querySelector<HTMLElement>(`${place} button`);
    if (!button) continue;
    button.focus();
    return;
  }
}

/** Moves the keyboard to the first line that has been read, or to the newest, also where they are not drawn. */
async function toEnd(line: Line, key: 'Home' | 'End'): Promise<void> {
  const list = line.closest('matinee-message-list');
  const first = list?.entries[0]?.message?.seq;
  if (key === 'Home' && first !== undefined) await list?.reveal(first);
  if (key === 'Home') return;
  list?.toNewest();
  await list?.updateComplete;
  [...(list?.querySelectorAll<HTMLElement>('[data-key]') ?? [])].at(-1)?.focus();
}
