import { html, nothing, type TemplateResult } from 'lit';
import { link } from '../draw.ts';
import { list, obj, str, type Json } from '../json.ts';
import type { Language, Words } from '../words.ts';
import { parseInline, parseMrkdwn, unescape, type Block, type Inline } from './mrkdwn.ts';

/** What text is drawn with: names behind mentions, characters of emoji, and the reader's language. */
export interface TextContext {
  words: Words;
  language: Language;
  users: Map<string, string>;
  channels: Record<string, string>;
  emojis: Record<string, string>;
}

export const mrkdwn = (source: string, context: TextContext): unknown =>
  parseMrkdwn(source).map((block) => drawBlock(block, context));

/** A text object of Block Kit, `plain_text` or `mrkdwn`. */
export function textObject(object: unknown, context: TextContext): unknown {
  const data = obj(object);
  if (!data) return nothing;
  if (data.type === 'mrkdwn') return mrkdwn(str(data.text), context);
  return plainWithEmoji(str(data.text), context);
}

/** Plain text in which only emoji names mean something. */
export const plainWithEmoji = (source: string, { emojis }: TextContext): string =>
  source.replaceAll(/:([a-z0-9_+'-]+):/g, (whole, name: string) => emojis[name] ?? whole);

function drawBlock(block: Block, context: TextContext): TemplateResult {
  if (block.type === 'fence') return html`<pre tabindex="0"><code>${block.text}</code></pre>`;
  const inner = drawAll(block.children, context);
  return block.type === 'quote' ? html`<blockquote>${inner}</blockquote>` : html`<p>${inner}</p>`;
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
    case 'strike':
      return html`<s>${drawAll(node.children, context)}</s>`;
    case 'code':
      return html`<code>${node.text}</code>`;
    case 'link':
      return link(node.url, node.label ?? node.url);
    case 'user':
      return mention(`@${context.users.get(node.id) ?? node.label ?? node.id}`);
    case 'channel':
      return mention(`#${context.channels[node.id] ?? node.label ?? node.id}`);
    case 'group':
      return mention(`@${node.label ?? node.id}`);
    case 'broadcast':
      return mention(`@${node.range.replace(/^@/, '')}`);
    case 'emoji':
      return context.emojis[node.name] ?? `:${node.name}:`;
    case 'date':
      return date(node.seconds, node.fallback, context.language);
    default:
      return nothing;
  }
}

const mention = (text: string): TemplateResult => html`<span class="mention">${text}</span>`;

function date(seconds: number, fallback: string, language: Language): TemplateResult {
  const at = new Date(seconds * 1000);
  const shown = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
  return html`<time datetime=${at.toISOString()} title=${fallback}>${shown}</time>`;
}

// rich_text

/** A rich_text block: what people's composers, and our relays, write. */
export const richText = (block: Json, context: TextContext): unknown =>
  list(block.elements).map((part) => richPart(part, context));

function richPart(part: Json, context: TextContext): unknown {
  switch (part.type) {
    case 'rich_text_list': {
      const items = list(part.elements).map((item) => html`<li>${richInline(item, context)}</li>`);
      const depth = `depth-${Math.min(3, Number(part.indent ?? 0))}`;
      return part.style === 'ordered'
        ? html`<ol class=${depth} start=${Number(part.offset ?? 0) + 1}>
            ${items}
          </ol>`
        : html`<ul class=${depth}>
            ${items}
          </ul>`;
    }
    case 'rich_text_quote':
      return html`<blockquote>${richInline(part, context)}</blockquote>`;
    case 'rich_text_preformatted':
      return html`<pre tabindex="0"><code>${richInline(part, context)}</code></pre>`;
    default:
      return html`<p>${richInline(part, context)}</p>`;
  }
}

const richInline = (part: Json, context: TextContext): unknown =>
  list(part.elements).map((element) => styled(richElement(element, context), obj(element.style)));

function richElement(element: Json, context: TextContext): unknown {
  switch (element.type) {
    case 'text':
      return str(element.text);
    case 'link':
      return link(str(element.url), str(element.text) || str(element.url));
    case 'emoji':
      return emoji(element, context);
    case 'user':
      return mention(`@${context.users.get(str(element.user_id)) ?? str(element.user_id)}`);
    case 'channel':
      return mention(`#${context.channels[str(element.channel_id)] ?? str(element.channel_id)}`);
    case 'usergroup':
      return mention(`@${str(element.usergroup_id)}`);
    case 'broadcast':
      return mention(`@${str(element.range)}`);
    case 'date':
      return date(Number(element.timestamp), str(element.fallback), context.language);
    case 'color':
      return html`<code>${str(element.value)}</code>`;
    default:
      return nothing;
  }
}

function emoji(element: Json, { emojis }: TextContext): string {
  const points = str(element.unicode);
  if (points !== '') {
    const codes = points.split('-').map((point) => Number.parseInt(point, 16));
    if (codes.every((code) => code > 0 && code <= 0x10ffff)) return String.fromCodePoint(...codes);
  }
  const name = str(element.name);
  return emojis[name] ?? `:${name}:`;
}

function styled(content: unknown, style: Json | undefined): unknown {
  if (!style) return content;
  let shown = content;
  if (style.code === true) shown = html`<code>${shown}</code>`;
  if (style.strike === true) shown = html`<s>${shown}</s>`;
  if (style.underline === true) shown = html`<u>${shown}</u>`;
  if (style.italic === true) shown = html`<em>${shown}</em>`;
  if (style.bold === true) shown = html`<strong>${shown}</strong>`;
  return shown;
}

/** The words of a message without marks, on one line. */
export function plainText(source: string, { users, emojis }: Pick<TextContext, 'users' | 'emojis'>): string {
  const inline = (nodes: readonly Inline[]): string =>
    nodes
      .map((node) => {
        switch (node.type) {
          case 'text':
          case 'code':
            return node.text;
          case 'link':
            return node.label ?? node.url;
          case 'user':
            return `@${users.get(node.id) ?? node.id}`;
          case 'emoji':
            return emojis[node.name] ?? '';
          case 'strong':
          case 'emphasis':
          case 'strike':
            return inline(node.children);
          default:
            return '';
        }
      })
      .join('');
  return inline(parseInline(source)).replaceAll(/\s+/g, ' ').trim();
}

/** A message's text as somebody would have typed it, to change it. */
export const typedText = (source: string, { users }: Pick<TextContext, 'users'>): string =>
  unescape(
    source.replaceAll(/<@(\w+)(?:\|[^>]*)?>/g, (_, id: string) => `@${users.get(id) ?? id}`),
  ).replaceAll(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, '$1');
