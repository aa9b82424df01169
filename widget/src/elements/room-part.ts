import { LitElement, type CSSResult } from 'lit';

/**
 * A part of the room. Draws into the room's own shadow tree instead of one of its own: parts stay reachable for the
 * page's `::part()`, ids stay reachable for ARIA, and a long list costs no shadow root per line. Its style sheet is
 * adopted by the tree it finds itself in.
 */
export abstract class RoomPart extends LitElement {
  static sheet?: CSSResult;

  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    const tree = this.getRootNode();
    const sheet = (this.constructor as typeof RoomPart).sheet?.styleSheet;
    if (sheet && tree instanceof ShadowRoot && !tree.adoptedStyleSheets.includes(sheet))
      tree.adoptedStyleSheets.push(sheet);
    super.connectedCallback();
  }
}

/** Registers an element unless the page has one of this name: loading twice is harmless. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
