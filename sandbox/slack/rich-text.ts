import type { Block, JsonObject } from './entities.ts';
import { escapeText } from './text-entities.ts';

function objects(value: unknown): JsonObject[] {
  return Array.isArray(value)
    ? value.filter((entry): entry is JsonObject => typeof entry === 'object' && entry !== null)
    : [];
}

function str(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function withStyle(text: string, style: unknown): string {
  if (typeof style !== 'object' || style === null || text.trim() === '') return text;
  const marks = style as JsonObject;
  const [, before = '', core = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  let marked = core;
  if (marks.code === true) marked = `\`${marked}\``;
  if (marks.strike === true) marked = `~${marked}~`;
  if (marks.italic === true) marked = `_${marked}_`;
  if (marks.bold === true) marked = `*${marked}*`;
  return before + marked + after;
}

function inline(element: JsonObject): string {
  switch (element.type) {
    case 'text':
      return withStyle(escapeText(str(element.text)), element.style);
    case 'link': {
      const url = escapeText(str(element.url));
      const label = str(element.text);
      return withStyle(
        label && label !== str(element.url) ? `<${url}|${escapeText(label)}>` : `<${url}>`,
        element.style,
      );
    }
    case 'emoji':
      return `:${str(element.name)}${element.skin_tone === undefined ? '' : `::skin-tone-${String(element.skin_tone)}`}:`;
    case 'user':
      return `<@${str(element.user_id)}>`;
    case 'usergroup':
      return `<!subteam^${str(element.usergroup_id)}>`;
    case 'channel':
      return `<#${str(element.channel_id)}>`;
    case 'broadcast':
      return `<!${str(element.range)}>`;
    case 'date':
      return `<!date^${String(element.timestamp)}^${str(element.format)}|${escapeText(str(element.fallback))}>`;
    default:
      return escapeText(str(element.value));
  }
}

function section(element: JsonObject): string {
  return objects(element.elements).map(inline).join('');
}

function part(element: JsonObject): string {
  switch (element.type) {
    case 'rich_text_list': {
      const indent = '    '.repeat(Number(element.indent ?? 0));
      const offset = Number(element.offset ?? 0);
      return objects(element.elements)
        .map((item, index) => {
          const bullet = element.style === 'ordered' ? `${offset + index + 1}.` : '•';
          return `${indent}${bullet} ${section(item)}\n`;
        })
        .join('');
    }
    case 'rich_text_quote':
      return section(element)
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `&gt; ${line}\n`)
        .join('');
    case 'rich_text_preformatted':
      return `\`\`\`${section(element)}\`\`\`\n`;
    default:
      return section(element);
  }
}

/** The mrkdwn `text` that Slack puts beside a client's rich_text block, escaped. */
export function richTextToMrkdwn(block: Block): string {
  return objects(block.elements).map(part).join('').replace(/\n+$/, '');
}
