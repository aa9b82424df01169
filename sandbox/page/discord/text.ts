import { html, nothing, type TemplateResult } from 'lit';
import { link, picture, spoiler } from '../draw.ts';
import type { Language, Words } from '../words.ts';
import { parseInline, parseMarkdown, type Block, type Inline } from './markdown.ts';

/** What text is drawn with: names behind mentions, and the reader's language. */
export interface TextContext {
  words: Words;
  language: Language;
  users: Map<string, string>;
  roles: Record<string, string>;
  channels: Record<string, string>;
  cdnUrl: string;
}

export const text = (source: string, context: TextContext): unknown =>
  parseMarkdown(source).map((block) => drawBlock(block, context));

export const inlineText = (source: string, context: TextContext): unknown =>
  drawAll(parseInline(source), context);

function drawBlock(block: Block, context: TextContext): TemplateResult {
  switch (block.type) {
    case 'heading':
      return html`<p class="heading h${block.level}">${drawAll(block.children, context)}</p>`;
    case 'small':
      return html`<p class="small">${drawAll(block.children, context)}</p>`;
    case 'quote':
      return html`<blockquote>${block.children.map((each) => drawBlock(each, context))}</blockquote>`;
    case 'fence':
      return html`<pre tabindex="0"><code>${block.text}</code></pre>`;
    case 'list': {
      const items = block.items.map(
        ({ depth, children }) => html`<li class="depth-${depth}">${drawAll(children, context)}</li>`,
      );
      return block.ordered
        ? html`<ol start=${block.start}>
            ${items}
          </ol>`
        : html`<ul>
            ${items}
          </ul>`;
    }
    default:
      return html`<p>${drawAll(block.children, context)}</p>`;
  }
}

const drawAll = (nodes: readonly Inline[], context: TextContext): unknown =>
  nodes.map((node) => drawInline(node, context));

function drawInline(node: Inline, context: TextContext): unknown {
  switch (node.type) {
    case 'text':
      return node.text;
    case 'strong':
      return html`<strong>${drawAll(node.children, context)}</strong>`;
    case 'emphasis':
      return html`<em>${drawAll(node.children, context)}</em>`;
    case 'underline':
      return html`<u>${drawAll(node.children, context)}</u>`;
    case 'strike':
      return html`<s>${drawAll(node.children, context)}</s>`;
    case 'spoiler':
      return spoiler(drawAll(node.children, context), context.words);
    case 'code':
      return html`<code>${node.text}</code>`;
    case 'link':
      return link(node.url, drawAll(node.children, context));
    case 'user':
      return html`<span class="mention">@${context.users.get(node.id) ?? node.id}</span>`;
    case 'role':
      return html`<span class="mention">@${context.roles[node.id] ?? node.id}</span>`;
    case 'channel':
      return html`<span class="mention">#${context.channels[node.id] ?? node.id}</span>`;
    case 'broadcast':
      return html`<span class="mention">${node.text}</span>`;
    case 'emoji': {
      const url = `${context.cdnUrl}/emojis/${node.id}.${node.animated ? 'gif' : 'png'}`;
      return context.cdnUrl ? picture({ url, alt: `:${node.name}:` }, 'emoji') : `:${node.name}:`;
    }
    case 'time':
      return timestamp(node.seconds, node.style, context.language);
    default:
      return nothing;
  }
}

const STYLES: Record<string, Intl.DateTimeFormatOptions> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
};

function timestamp(seconds: number, style: string, language: Language): TemplateResult {
  const at = new Date(seconds * 1000);
  const shown =
    style === 'R'
      ? relative(at, language)
      : new Intl.DateTimeFormat(language, STYLES[style] ?? STYLES.f).format(at);
  return html`<time class="stamp" datetime=${at.toISOString()}>${shown}</time>`;
}

function relative(at: Date, language: Language): string {
  const seconds = (at.getTime() - Date.now()) / 1000;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ];
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
  }
  return format.format(Math.round(seconds), 'second');
}
