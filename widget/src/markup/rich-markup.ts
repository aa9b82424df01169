import { html, nothing, type TemplateResult } from 'lit/html.js';
import { disguisedHost } from '../../../src/core/markup/disguised-host.ts';
import { parseMarkdown } from '../../../src/core/markup/matinee-markdown.ts';
import {
  isMarked,
  type Block,
  type Inline,
  type Leaf,
  type List,
  type Marked,
  type TimestampStyle,
} from '../../../src/core/markup/tree.ts';
import { clockTime, type LocaleName } from '../locales/localize.ts';
import type { Reading } from './markup.ts';

export { flatten } from './flatten.ts';
export { richMarkupStyles } from './rich-markup.styles.ts';

type Piece = TemplateResult | string;

/** Renders a message's markdown from its tree: every foreign string reaches the page as text or a checked address. */
export function renderRich(markdown: string, reading: Reading): TemplateResult {
  let spoilers = 0;

  const block = (node: Block): Piece => {
    switch (node.type) {
      case 'paragraph':
        return html`<p>${inlines(node.children)}</p>`;
      case 'heading':
        // The message stands below the room's own heading, so its headings are only bold lines.
        return html`<p class="heading">${inlines(node.children)}</p>`;
      case 'quote':
        return html`<blockquote>${node.children.map(block)}</blockquote>`;
      case 'list':
        return list(node);
      case 'codeBlock':
        return html`<pre dir="ltr" tabindex=${stop(reading)}><code>${node.code}</code></pre>`;
      case 'spoilerBlock':
        return spoiler(() => node.children.map(block), true);
    }
  };

  const list = ({ ordered, start, items }: List): TemplateResult => {
    const lines = items.map(
      ({ children, lists }) => html`<li>${inlines(children)}${lists?.map(list) ?? nothing}</li>`,
    );
    return ordered
      ? html`<ol start=${start ?? 1}>
          ${lines}
        </ol>`
      : html`<ul>
          ${lines}
        </ul>`;
  };

  const inlines = (nodes: Inline[]): Piece[] =>
    nodes.map((node) => (isMarked(node) ? marked(node) : leaf(node, reading, inlines)));

  const marked = ({ type, children }: Marked): Piece => {
    switch (type) {
      case 'strong':
        return html`<strong>${inlines(children)}</strong>`;
      case 'emphasis':
        return html`<em>${inlines(children)}</em>`;
      case 'strike':
        return html`<s>${inlines(children)}</s>`;
      case 'underline':
        return html`<u>${inlines(children)}</u>`;
      case 'spoiler':
        return spoiler(() => inlines(children), false);
    }
  };

  const spoiler = (content: () => Piece[], wide: boolean): TemplateResult => {
    const number = spoilers++;
    const kind = wide ? 'spoiler wide' : 'spoiler';
    const inside = content();
    if (reading.shown.has(number)) return html`<span class="${kind} lifted" part="spoiler">${inside}</span>`;
    const show = (event: Event): void => {
      if (event instanceof KeyboardEvent && event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      event.stopPropagation();
      // What had the keyboard is a button no more: it stays with the line.
      (event.currentTarget as Element).closest<HTMLElement>('[data-key]')?.focus({ preventScroll: true });
      reading.shown = new Set(reading.shown).add(number);
    };
    // A real button cannot break over lines as words do.
    return html`<span
      class=${kind}
      part="spoiler"
      role="button"
      tabindex=${stop(reading)}
      aria-label=${reading.ctx.words?.spoiler}
      @click=${show}
      @keydown=${show}
      ><span inert>${inside}</span></span
    >`;
  };

  return html`${parseMarkdown(markdown).map(block)}`;
}

/** In the talk Tab stops only within the line that has the keyboard. */
function stop({ handled }: Reading): 0 | -1 {
  return handled === false ? -1 : 0;
}

function leaf(node: Leaf, reading: Reading, inlines: (nodes: Inline[]) => Piece[]): Piece {
  const { locale, words } = reading.ctx;
  switch (node.type) {
    case 'text':
      return node.text;
    case 'break':
      return html`<br />`;
    case 'code':
      return html`<code>${node.code}</code>`;
    case 'link': {
      const host = disguisedHost(node);
      return html`<a
        href=${node.url}
        tabindex=${stop(reading)}
        target="_blank"
        rel="noopener noreferrer nofollow ugc"
        >${inlines(node.children)}${host === undefined ? nothing : html`<bdi> (${host})</bdi>`}</a
      >`;
    }
    case 'mention':
      return html`<bdi class="mention" part="mention"
        >${node.kind === 'channel' ? '#' : '@'}${node.name}</bdi
      >`;
    case 'emoji':
      if ('char' in node) return node.char;
      return node.url
        ? html`<img
            class="emote"
            src=${node.url}
            alt=":${node.name}:"
            title=":${node.name}:"
            loading="lazy"
          />`
        : `:${node.name}:`;
    case 'timestamp':
      return html`<time datetime=${isoOf(node.at)}
        >${moment(node.at, node.style, locale, words?.dates)}</time
      >`;
  }
}

function isoOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

/** How each style shows the date; undefined where it shows only the time. */
const DATES: Record<Exclude<TimestampStyle, 'R'>, 'short' | 'long' | 'full' | undefined> = {
  t: undefined,
  T: undefined,
  d: 'short',
  D: 'long',
  f: 'long',
  F: 'full',
};

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

function moment(seconds: number, style: TimestampStyle = 'f', locale: LocaleName, dates?: string): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return String(seconds);
  if (style !== 'R') {
    const dateStyle = DATES[style];
    const day = dateStyle && new Intl.DateTimeFormat(dates ?? locale, { dateStyle }).format(date);
    const time = 'dD'.includes(style) ? undefined : clockTime(locale, isoOf(seconds));
    return [day, time].filter(Boolean).join(' ');
  }
  const away = seconds - Date.now() / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(away) >= length) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.round(away / size), unit);
}
