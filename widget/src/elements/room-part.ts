import { DrawnElement } from './drawn-element.ts';

/**
 * A part of the room. Draws into the room's own shadow tree instead of one of its own: parts stay reachable for the
 * page's `::part()`, ids stay reachable for ARIA, and a long list costs no shadow root per line. Its style sheet is
 * adopted by the tree it finds itself in.
 */
export abstract class RoomPart extends DrawnElement {
  static sheet: CSSStyleSheet | CSSStyleSheet[] = [];

  protected override createRenderRoot(): this {
    return this;
  }

  /** An address of the room's server as it is from this page, which may lie elsewhere. */
  protected fromServer(address: string): string {
    const { host } = this.getRootNode() as ShadowRoot & { host?: Element & { base?: string } };
    return new URL(address, host?.base ?? document.baseURI).href;
  }

  override connectedCallback(): void {
    adopt(this, (this.constructor as typeof RoomPart).sheet);
    super.connectedCallback();
    // At once, not in a microtask: whoever put this part in may measure it next.
    if (!this.hasUpdated) this.performUpdate();
  }
}

/** Gives style sheets to the shadow tree that `element` is in, unless it has them. */
export function adopt(element: Element, sheets: CSSStyleSheet | CSSStyleSheet[]): void {
  const tree = element.getRootNode();
  if (!(tree instanceof ShadowRoot)) return;
  for (const sheet of [sheets].flat())
    if (!tree.adoptedStyleSheets.includes(sheet)) tree.adoptedStyleSheets.push(sheet);
}

/** Whether the keyboard is on `element` or in it. (`:focus-within` is not told of focus in the top layer.) */
export function holdsFocus(element: Element): boolean {
  const { activeElement } = element.getRootNode() as ShadowRoot | Document;
  return element.contains(activeElement) && activeElement !== null;
}

/** Another copy of the first file, perhaps of another version, was here before: its elements serve the page. */
let late = customElements.get('matinee-room');

/**
 * Registers an element unless the page has one of this name: loading twice is harmless. A copy that comes late registers
 * nothing of its first file, whose parts the first copy may only bring later.
 */
export function define(name: string, element: CustomElementConstructor & { observe(): void }): void {
  if (!late && !customElements.get(name)) {
    element.observe();
    customElements.define(name, element);
  }
  // The last of the first file.
  if (name === 'matinee-room') late = undefined;
}

/** Waits for a part that is loaded later. False if it cannot be had, as without a line. */
export function arrived(part: Promise<unknown>): Promise<boolean> {
  return part.then(
    () => true,
    () => false,
  );
}
