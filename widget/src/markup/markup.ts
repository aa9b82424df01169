import { lazy } from '../lazy-parts.ts';
import { html, type TemplateResult } from 'lit/html.js';
import type { DrawnElement } from '../elements/drawn-element.ts';
import { calm } from '../client/calm.ts';
import { adopt, arrived } from '../elements/room-part.ts';
import type { RoomContext } from '../elements/room-context.ts';
import { MARKS } from './marks.ts';
import type * as Rich from './rich-markup.ts';

/** What rendering needs to know of the part that shows the text. */
export interface Reading {
  ctx: Pick<RoomContext, 'words' | 'locale'>;
  /** Spoilers already asked for, numbered in the order in which they stand; replaced when another one is. */
  shown: ReadonlySet<number>;
  /** Whether Tab stops at what is in the text; does where this is not said. */
  handled?: boolean;
}

let rich: typeof Rich | undefined;
const waiting = new Set<DrawnElement>();

/** Renders a line of `host`, which is drawn again when what is needed for it has come. */
export function renderMarkup(markdown: string, host: DrawnElement & Reading): TemplateResult {
  if (rich && MARKS.test(markdown)) {
    adopt(host, rich.richMarkupStyles);
    return rich.renderRich(markdown, host);
  }
  return html`${asWritten(markdown, host)
    .split(/\n{2,}/)
    .map((text) => html`<p>${text}</p>`)}`;
}

/** A line in one row without marks, for quotes and announcements; what is behind a spoiler stays behind a bar. */
export function plainText(markdown: string, host: DrawnElement): string {
  return rich && MARKS.test(markdown) ? rich.flatten(markdown) : asWritten(markdown, host);
}

/** What can be read before the parser is there, or without it: the line as it was typed, but for what it veils. */
function asWritten(markdown: string, host: DrawnElement): string {
  if (!MARKS.test(markdown)) return markdown;
  want(host);
  return markdown.replace(/\|\|.*?(\|\||$)/gs, '▒▒▒');
}

function want(host: DrawnElement): void {
  waiting.add(host);
  if (waiting.size > 1) return;
  const come = calm.then(() => lazy.markup()).then((module) => (rich = module));
  void arrived(come).then(() => {
    const hosts = [...waiting];
    waiting.clear();
    for (const one of rich ? hosts : []) one.requestUpdate();
  });
}
