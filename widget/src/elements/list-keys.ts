import type { RoomContext } from './room-context.ts';

/** What a line of the talk can do when Enter is pressed on it. */
interface Line extends HTMLElement {
  enter?(): unknown;
}

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
  const line: Line | null = target.closest('[data-key]');
  if (!line || altKey || ctrlKey || metaKey) return;
  if (key === 'Escape') {
    event.stopPropagation();
    if (target === line) act.compose();
    else line.focus();
    return;
  }
  if (target !== line) return;
  const at = lines.indexOf(line);
  const next = { ArrowUp: lines[at - 1], ArrowDown: lines[at + 1], Home: lines[0], End: lines.at(-1) }[key];
  if (next) next.focus();
  else if (key === 'Enter') line.enter?.();
  else return;
  event.preventDefault();
}
