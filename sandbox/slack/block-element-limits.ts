import type { BlockReport } from './block-report.ts';
import type { JsonObject } from './entities.ts';
import { checkPicture, type PictureCheck } from './picture-reference.ts';

const SELECT_SOURCES = ['static', 'external', 'users', 'conversations', 'channels'];
const SELECTS = SELECT_SOURCES.map((source) => `${source}_select`);
const MULTI_SELECTS = SELECTS.map((type) => `multi_${type}`);
const CHOICES = ['checkboxes', 'radio_buttons', 'datepicker', 'timepicker'];
const TEXT_INPUTS = [
  'plain_text_input',
  'url_text_input',
  'email_text_input',
  'number_input',
  'rich_text_input',
];

/** Which elements each block may hold. */
export const ELEMENTS_IN: Record<'section' | 'actions' | 'input', ReadonlySet<string>> = {
  section: new Set(['button', 'overflow', 'image', ...SELECTS, ...MULTI_SELECTS, ...CHOICES]),
  actions: new Set(['button', 'overflow', ...SELECTS, ...CHOICES, 'datetimepicker', 'rich_text_input']),
  input: new Set([...TEXT_INPUTS, ...SELECTS, ...MULTI_SELECTS, ...CHOICES, 'datetimepicker', 'file_input']),
};
export const CONTEXT_ELEMENTS: ReadonlySet<string> = new Set(['image']);

/** A `plain_text` or `mrkdwn` object of 1 to `max` characters. */
export function checkTextObject(
  text: JsonObject,
  at: string,
  report: BlockReport,
  limits: { max: number; plainOnly?: boolean; min?: number },
): void {
  const plain = text.type === 'plain_text';
  if (!plain && (limits.plainOnly || text.type !== 'mrkdwn')) {
    report.add(`unsupported type: ${String(text.type)}`, at);
    return;
  }
  report.onlyFields(text, at, ['type', 'text', plain ? 'emoji' : 'verbatim']);
  report.text(text, 'text', at, { max: limits.max, min: limits.min, required: true });
}

function plainText(
  node: JsonObject,
  name: string,
  at: string,
  report: BlockReport,
  max: number,
  required = false,
): void {
  const text = report.object(node, name, at, required);
  if (text) checkTextObject(text, `${at}/${name}`, report, { max, plainOnly: true });
}

function checkOption(option: JsonObject, at: string, report: BlockReport, mrkdwn: boolean): void {
  report.onlyFields(option, at, ['text', 'value', 'description', 'url']);
  const text = report.object(option, 'text', at, true);
  if (text) checkTextObject(text, `${at}/text`, report, { max: 75, plainOnly: !mrkdwn });
  report.text(option, 'value', at, { max: 150, required: true });
  report.text(option, 'url', at, { max: 3000 });
  const description = report.object(option, 'description', at);
  if (description) checkTextObject(description, `${at}/description`, report, { max: 75, plainOnly: !mrkdwn });
}

/** Options of a list (also what a `block_suggestion` answers with). */
export function checkOptions(
  node: JsonObject,
  at: string,
  report: BlockReport,
  max: number,
  mrkdwn = false,
): void {
  for (const option of report.items(node, 'options', at, { min: 1, max, required: true })) {
    checkOption(option.item, option.at, report, mrkdwn);
  }
}

function checkStaticSelect(element: JsonObject, at: string, report: BlockReport): void {
  if (element.options !== undefined && element.option_groups !== undefined) {
    report.add('must define either `options` or `option_groups`', at);
  } else if (element.option_groups !== undefined) {
    for (const group of report.items(element, 'option_groups', at, { min: 1, max: 100 })) {
      plainText(group.item, 'label', group.at, report, 75, true);
      checkOptions(group.item, group.at, report, 100);
    }
  } else {
    checkOptions(element, at, report, 100);
  }
}

function checkConfirm(element: JsonObject, at: string, report: BlockReport): void {
  const confirm = report.object(element, 'confirm', at);
  if (!confirm) return;
  const pointer = `${at}/confirm`;
  plainText(confirm, 'title', pointer, report, 100, true);
  const text = report.object(confirm, 'text', pointer, true);
  if (text) checkTextObject(text, `${pointer}/text`, report, { max: 300 });
  plainText(confirm, 'confirm', pointer, report, 30, true);
  plainText(confirm, 'deny', pointer, report, 30, true);
}

function checkButton(element: JsonObject, at: string, report: BlockReport): void {
  report.onlyFields(element, at, [
    'type',
    'action_id',
    'text',
    'url',
    'value',
    'style',
    'confirm',
    'accessibility_label',
  ]);
  plainText(element, 'text', at, report, 75, true);
  report.text(element, 'url', at, { max: 3000 });
  report.text(element, 'value', at, { max: 2000 });
  report.text(element, 'accessibility_label', at, { max: 75 });
  report.oneOf(element, 'style', at, ['primary', 'danger']);
}

function checkTextInput(element: JsonObject, at: string, report: BlockReport): void {
  const min = element.min_length;
  const max = element.max_length;
  for (const [name, value, least] of [
    ['min_length', min, 0],
    ['max_length', max, 1],
  ] as const) {
    if (value !== undefined && !(typeof value === 'number' && value >= least && value <= 3000)) {
      report.add(`must be between ${least} and 3000`, `${at}/${name}`);
    }
  }
  if (typeof min === 'number' && typeof max === 'number' && min > max)
    report.add('min_length above max_length', at);
  report.text(element, 'initial_value', at, { max: 3000, min: 0 });
}

/** One interactive element or image, where it is allowed at all. */
export function checkElement(
  element: JsonObject,
  at: string,
  report: BlockReport,
  allowed: ReadonlySet<string>,
  picture: PictureCheck,
): void {
  const type = typeof element.type === 'string' ? element.type : '';
  if (!allowed.has(type)) {
    report.add(type === '' ? 'missing required field: type' : `unsupported type: ${type}`, at);
    return;
  }
  if (type === 'image') {
    report.text(element, 'alt_text', at, { max: 2000, required: true });
    checkPicture(element, at, report, picture);
    return;
  }
  report.text(element, 'action_id', at, { max: 255 });
  checkConfirm(element, at, report);
  plainText(element, 'placeholder', at, report, 150);
  if (type === 'button') checkButton(element, at, report);
  else if (type === 'static_select' || type === 'multi_static_select') checkStaticSelect(element, at, report);
  else if (type === 'overflow') checkOptions(element, at, report, 5);
  else if (type === 'checkboxes' || type === 'radio_buttons') checkOptions(element, at, report, 10, true);
  else if (type === 'plain_text_input') checkTextInput(element, at, report);
  else if (type === 'number_input' && typeof element.is_decimal_allowed !== 'boolean') {
    report.add('missing required field: is_decimal_allowed', at);
  } else if (type === 'datepicker' && typeof element.initial_date === 'string') {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(element.initial_date))
      report.add('must match YYYY-MM-DD', `${at}/initial_date`);
  }
}
