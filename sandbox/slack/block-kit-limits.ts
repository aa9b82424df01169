import { checkElement, checkTextObject, CONTEXT_ELEMENTS, ELEMENTS_IN } from './block-element-limits.ts';
import { BlockReport, isObject } from './block-report.ts';
import type { JsonObject } from './entities.ts';
import { checkPicture, type PictureCheck } from './picture-reference.ts';
import { checkRichText } from './rich-text-limits.ts';

export type Surface = 'message' | 'modal' | 'home';

const MAX_BLOCKS: Record<Surface, number> = { message: 50, modal: 100, home: 100 };
/** An undocumented ceiling for the JSON of a message's blocks, reported to lie near this many characters. */
export const MAX_BLOCKS_JSON = 13_000;

type BlockCheck = (block: JsonObject, at: string, report: BlockReport, picture: PictureCheck) => void;

const FIELDS: Record<string, readonly string[]> = {
  section: ['text', 'fields', 'accessory', 'expand'],
  header: ['text', 'level'],
  divider: [],
  image: ['image_url', 'slack_file', 'alt_text', 'title'],
  actions: ['elements'],
  context: ['elements'],
  input: ['label', 'element', 'dispatch_action', 'hint', 'optional'],
  video: [
    'alt_text',
    'author_name',
    'description',
    'provider_icon_url',
    'provider_name',
    'title',
    'title_url',
    'thumbnail_url',
    'video_url',
  ],
  markdown: ['text'],
  rich_text: ['elements'],
  table: ['rows', 'column_settings'],
};

const CHECKS: Record<string, BlockCheck> = {
  section(block, at, report, picture) {
    const text = report.object(block, 'text', at);
    if (text) checkTextObject(text, `${at}/text`, report, { max: 3000 });
    const fields = report.items(block, 'fields', at, { min: 1, max: 10 });
    for (const field of fields) checkTextObject(field.item, field.at, report, { max: 2000 });
    if (!text && block.fields === undefined) report.add('must define either `text` or `fields`', at);
    const accessory = report.object(block, 'accessory', at);
    if (accessory) checkElement(accessory, `${at}/accessory`, report, ELEMENTS_IN.section, picture);
  },
  header(block, at, report) {
    const text = report.object(block, 'text', at, true);
    if (text) checkTextObject(text, `${at}/text`, report, { max: 150, plainOnly: true });
  },
  divider() {
    return;
  },
  image(block, at, report, picture) {
    report.text(block, 'alt_text', at, { max: 2000, required: true });
    checkPicture(block, at, report, picture);
    const title = report.object(block, 'title', at);
    if (title) checkTextObject(title, `${at}/title`, report, { max: 2000, plainOnly: true });
  },
  actions(block, at, report, picture) {
    checkElements(
      report.items(block, 'elements', at, { min: 1, max: 25, required: true }),
      report,
      ELEMENTS_IN.actions,
      picture,
    );
  },
  context(block, at, report, picture) {
    for (const { item, at: pointer } of report.items(block, 'elements', at, {
      min: 1,
      max: 10,
      required: true,
    })) {
      if (item.type === 'mrkdwn' || item.type === 'plain_text')
        checkTextObject(item, pointer, report, { max: 3000 });
      else checkElement(item, pointer, report, CONTEXT_ELEMENTS, picture);
    }
  },
  input(block, at, report, picture) {
    const label = report.object(block, 'label', at, true);
    if (label) checkTextObject(label, `${at}/label`, report, { max: 2000, plainOnly: true });
    const hint = report.object(block, 'hint', at);
    if (hint) checkTextObject(hint, `${at}/hint`, report, { max: 2000, plainOnly: true });
    const element = report.object(block, 'element', at, true);
    if (element) checkElement(element, `${at}/element`, report, ELEMENTS_IN.input, picture);
  },
  video(block, at, report) {
    report.text(block, 'alt_text', at, { max: 2000, required: true });
    report.text(block, 'thumbnail_url', at, { max: 3000, required: true });
    report.text(block, 'video_url', at, { max: 3000, required: true });
    const title = report.object(block, 'title', at, true);
    if (title) checkTextObject(title, `${at}/title`, report, { max: 199, plainOnly: true });
  },
  markdown(block, at, report) {
    report.text(block, 'text', at, { max: 12_000, required: true });
  },
  rich_text(block, at, report) {
    checkRichText(block, at, report);
  },
  table(block, at, report) {
    if (!Array.isArray(block.rows)) report.add('missing required field: rows', at);
    else if (block.rows.length > 100) report.add('no more than 100 items allowed', `${at}/rows`);
  },
};

function checkElements(
  items: { item: JsonObject; at: string }[],
  report: BlockReport,
  allowed: ReadonlySet<string>,
  picture: PictureCheck,
): void {
  const seen = new Set<unknown>();
  for (const { item, at } of items) {
    checkElement(item, at, report, allowed, picture);
    if (item.action_id !== undefined && seen.has(item.action_id)) {
      report.add(`\`action_id\` "${String(item.action_id)}" already exists`, at);
    }
    seen.add(item.action_id);
  }
}

/**
 * What Slack would say about these blocks: one line per fault, none when they may be shown.
 * `root` is the JSON pointer of the object that holds them (`""` for a message, `/view` for a view).
 */
export function blockFaults(blocks: unknown[], surface: Surface, picture: PictureCheck, root = ''): string[] {
  const report = new BlockReport();
  if (blocks.length > MAX_BLOCKS[surface]) {
    report.add(`no more than ${MAX_BLOCKS[surface]} items allowed`, `${root}/blocks`);
  }
  const ids = new Set<string>();
  blocks.forEach((block, index) => {
    const at = `${root}/blocks/${index}`;
    if (!isObject(block)) {
      report.add('must provide an object', at);
      return;
    }
    const type = typeof block.type === 'string' ? block.type : '';
    const check = CHECKS[type];
    if (!check || (surface !== 'message' && (type === 'markdown' || type === 'table'))) {
      report.add(type === '' ? 'missing required field: type' : `unsupported type: ${type}`, at);
      return;
    }
    report.onlyFields(block, at, ['type', 'block_id', ...(FIELDS[type] ?? [])]);
    report.text(block, 'block_id', at, { max: 255 });
    if (typeof block.block_id === 'string') {
      if (ids.has(block.block_id)) report.add(`\`block_id\` "${block.block_id}" already exists`, at);
      ids.add(block.block_id);
    }
    check(block, at, report, picture);
  });
  return report.faults;
}
