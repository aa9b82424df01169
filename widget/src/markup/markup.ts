import { html, type LitElement, type TemplateResult } from 'lit';
import { adopt, arrived } from '../elements/room-part.ts';
import type { LocaleName, Strings } from '../locales/localize.ts';
import type * as Rich from './rich-markup.ts';

/** What rendering needs to know about its reader. */
export interface Reading {
  t: Strings;
  locale: LocaleName;
  /** Spoilers already asked for, numbered in the order in which they stand. */
  shown: ReadonlySet<number>;
  show(spoiler: number): void;
}

/**
 * Whatever could make the parser see more than paragraphs. Most lines in a talk have none of it, so the parser is
 * loaded with the first line that does.
 */
export const MARKS = /[*_~|`<>[\]\\#@]|https?:|^[\t ]*(?:[-+•]|\d+[.)])[\t ]/im;

let rich: typeof Rich | undefined;
const waiting = new Set<LitElement>();

/** Renders a line of `host`, which is drawn again when what is needed for it has come. */
export function renderMarkup(markdown: string, reading: Reading, host: LitElement): TemplateResult {
  if (!MARKS.test(markdown)) return html`${markdown.split(/\n{2,}/).map((text) => html`<p>${text}</p>`)}`;
  if (rich) {
    adopt(host, rich.richMarkupStyles);
    return rich.renderRich(markdown, reading);
  }
  want(host);
  // Takes its room without being seen: no spoiler shall flash by.
  return html`<p class="unseen">${markdown}</p>`;
}

/** A line in one row without marks, for quotes and announcements; what is behind a spoiler stays behind a bar. */
export function plainText(markdown: string, host: LitElement): string {
  if (!MARKS.test(markdown)) return markdown;
  if (rich) return rich.flatten(markdown);
  want(host);
  return '…';
}

function want(host: LitElement): void {
  waiting.add(host);
  if (waiting.size > 1) return;
  const come = import('./rich-markup.ts').then((module) => (rich = module));
  void arrived(come).then(() => {
    const hosts = [...waiting];
    waiting.clear();
    for (const one of rich ? hosts : []) one.requestUpdate();
  });
}
