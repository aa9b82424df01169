import { render, type TemplateResult, type nothing } from 'lit/html.js';

/** What an element may give to be drawn. */
export type Drawing = TemplateResult | typeof nothing | TemplateResult[];

/** Which properties have changed since the last drawing, with what they were. */
export interface Changed<T> {
  has(name: keyof T): boolean;
  get<K extends keyof T>(name: K): T[K] | undefined;
}

/**
 * A custom element that is drawn anew, once, after any of its `properties` have changed. As much of LitElement's life
 * cycle as we use, over the same templates: its attributes, converters and fallbacks would be a tenth of the first load.
 */
export abstract class DrawnElement extends HTMLElement {
  /** Names of what is drawn anew when it is set. */
  static properties: readonly string[] = [];

  hasUpdated = false;
  /** Settles when what was changed has been drawn. */
  updateComplete: Promise<unknown> = Promise.resolve();
  renderRoot!: HTMLElement | ShadowRoot;

  #values = new Map<string, unknown>();
  #changed = new Map<PropertyKey, never>();
  #waiting = false;
  /** What was set before the element's class had come. */
  #early: [string, unknown][] = [];

  constructor() {
    super();
    for (const name of (this.constructor as typeof DrawnElement).properties) {
      if (!Object.hasOwn(this, name)) continue;
      this.#early.push([name, Reflect.get(this, name)]);
      Reflect.deleteProperty(this, name);
    }
  }

  /** Gives a class the accessors of its properties; to be called once, before any such element is made. */
  static observe(): void {
    for (const name of this.properties) {
      Object.defineProperty(this.prototype, name, {
        get(this: DrawnElement) {
          return this.#values.get(name);
        },
        set(this: DrawnElement, value: unknown) {
          const before = this.#values.get(name);
          if (Object.is(before, value)) return;
          this.#values.set(name, value);
          if (!this.#changed.has(name)) this.#changed.set(name, before as never);
          this.requestUpdate();
        },
      });
    }
  }

  connectedCallback(): void {
    for (const [name, value] of this.#early.splice(0)) Reflect.set(this, name, value);
    this.renderRoot ??= this.createRenderRoot();
    this.requestUpdate();
  }

  disconnectedCallback(): void {
    // For those who have something to let go of.
  }

  /** Draws soon, together with whatever else changes until then. */
  requestUpdate(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.updateComplete = Promise.resolve().then(() => {
      if (!this.#waiting) return;
      this.#waiting = false;
      this.performUpdate();
    });
  }

  /** Draws now; nothing while the element is in no document. */
  performUpdate(): void {
    // What `willUpdate` sets is drawn with the rest.
    this.#waiting = true;
    try {
      if (!this.isConnected) return;
      this.willUpdate(this.#changed);
      render(this.render(), this.renderRoot);
    } finally {
      this.#waiting = false;
    }
    const changed = this.#changed;
    this.#changed = new Map<PropertyKey, never>();
    if (!this.hasUpdated) {
      this.hasUpdated = true;
      this.firstUpdated();
    }
    this.updated(changed);
  }

  protected abstract createRenderRoot(): HTMLElement | ShadowRoot;
  protected abstract render(): Drawing;

  protected willUpdate(_changed: Changed<this>): void {
    // For what follows from the changes.
  }
  protected firstUpdated(): void {
    // For what needs the first drawing.
  }
  protected updated(_changed: Changed<this>): void {
    // For what needs each drawing.
  }
}
