import type { BlockReport } from './block-report.ts';
import { isObject } from './block-report.ts';
import type { JsonObject } from './entities.ts';

const STYLES = ['bold', 'italic', 'strike', 'code', 'underline', 'highlight', 'client_highlight', 'unlink'];

const REQUIRED_TEXT: Record<string, readonly string[]> = {
  text: ['text'],
  link: ['url'],
  emoji: ['name'],
  user: ['user_id'],
  usergroup: ['usergroup_id'],
  channel: ['channel_id'],
  broadcast: ['range'],
  color: ['value'],
  date: ['format'],
  team: ['team_id'],
};

function checkStyle(node: JsonObject, at: string, report: BlockReport): void {
  const style = report.object(node, 'style', at);
  if (!style) return;
  for (const [name, value] of Object.entries(style)) {
    if (!STYLES.includes(name)) report.add(`invalid additional property: ${name}`, `${at}/style`);
    else if (typeof value !== 'boolean') report.add('must provide a boolean', `${at}/style/${name}`);
  }
}

function checkInline(node: JsonObject, at: string, report: BlockReport, allowed?: readonly string[]): void {
  const type = typeof node.type === 'string' ? node.type : '';
  const required = REQUIRED_TEXT[type];
  if (!required || (allowed && !allowed.includes(type))) {
    report.add(type === '' ? 'missing required field: type' : `unsupported type: ${type}`, at);
    return;
  }
  for (const name of required) report.text(node, name, at, { max: 100_000, required: true });
  if (type === 'broadcast') report.oneOf(node, 'range', at, ['here', 'channel', 'everyone']);
  if (type === 'date' && typeof node.timestamp !== 'number')
    report.add('missing required field: timestamp', at);
  checkStyle(node, at, report);
}

function checkSection(node: JsonObject, at: string, report: BlockReport, allowed?: readonly string[]): void {
  for (const { item, at: pointer } of report.items(node, 'elements', at, { max: 10_000, required: true })) {
    checkInline(item, pointer, report, allowed);
  }
}

/** Slack validates a rich_text block down to its last leaf. */
export function checkRichText(block: JsonObject, at: string, report: BlockReport): void {
  for (const { item, at: pointer } of report.items(block, 'elements', at, { max: 1000, required: true })) {
    switch (item.type) {
      case 'rich_text_section':
      case 'rich_text_quote':
        checkSection(item, pointer, report);
        break;
      case 'rich_text_preformatted':
        checkSection(item, pointer, report, ['text', 'link']);
        break;
      case 'rich_text_list':
        if (item.style === undefined) report.add('missing required field: style', pointer);
        report.oneOf(item, 'style', pointer, ['bullet', 'ordered']);
        if (
          item.indent !== undefined &&
          !(typeof item.indent === 'number' && item.indent >= 0 && item.indent <= 8)
        ) {
          report.add('must be between 0 and 8', `${pointer}/indent`);
        }
        for (const entry of report.items(item, 'elements', pointer, { max: 10_000, required: true })) {
          if (isObject(entry.item) && entry.item.type === 'rich_text_section')
            checkSection(entry.item, entry.at, report);
          else report.add(`unsupported type: ${String(entry.item.type)}`, entry.at);
        }
        break;
      default:
        report.add(`unsupported type: ${String(item.type)}`, pointer);
    }
  }
}
