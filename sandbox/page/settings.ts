import type { Side } from '../page-protocol.ts';
import type { Language } from './words.ts';

const KEY = 'matinee-sandbox';

/** What the visitor chose, kept in this browser. */
export interface Choices {
  language: Language;
  /** Undefined: as the system is. */
  theme?: 'light' | 'dark';
  /** Whom the visitor acts as; undefined: somebody who speaks their language. */
  personas: Partial<Record<Side, string>>;
}

/** The visitor's choices, and what the page follows from them. */
export class Settings {
  #choices: Choices;
  readonly #listeners = new Set<() => void>();
  readonly #systemDark = matchMedia('(prefers-color-scheme: dark)');

  constructor() {
    const language = navigator.languages.some((tag) => tag.toLowerCase().startsWith('ko')) ? 'ko' : 'en';
    this.#choices = { language, personas: {}, ...stored() };
    this.#systemDark.addEventListener('change', () => this.#tell());
    this.#show();
  }

  get language(): Language {
    return this.#choices.language;
  }

  get dark(): boolean {
    return this.#choices.theme === undefined ? this.#systemDark.matches : this.#choices.theme === 'dark';
  }

  persona(side: Side): string | undefined {
    return this.#choices.personas[side];
  }

  change(change: Partial<Choices>): void {
    this.#choices = { ...this.#choices, ...change };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#choices));
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    this.#show();
    this.#tell();
  }

  play(side: Side, id: string): void {
    this.change({ personas: { ...this.#choices.personas, [side]: id } });
  }

  subscribe(listener: () => void): void {
    this.#listeners.add(listener);
  }

  #show(): void {
    const { documentElement: root } = document;
    root.lang = this.#choices.language;
    if (this.#choices.theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = this.#choices.theme;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function stored(): Partial<Choices> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Choices>;
  } catch {
    return {};
  }
}
