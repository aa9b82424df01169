import { isObject } from './block-report.ts';
import type { Block, JsonObject, ViewValues } from './entities.ts';

/** An interactive element and the block it stands in. */
export interface FoundElement {
  blockId: string;
  block: Block;
  element: JsonObject;
}

/** What a person chose or typed: text, an option's value, ids, a date; several for multi-selects; null for nothing. */
export type Choice = string | string[] | null;

/** Every element with an action_id, in the order shown. */
export function elementsIn(blocks: readonly Block[]): FoundElement[] {
  return blocks.flatMap((block) => {
    const holders: unknown[] = [
      block.accessory,
      block.element,
      ...(Array.isArray(block.elements) ? block.elements : []),
    ];
    return holders.filter(isObject).flatMap((element) => {
      if (block.type === 'rich_text' || typeof element.action_id !== 'string') return [];
      return [{ blockId: block.block_id ?? '', block, element }];
    });
  });
}

export function findElement(
  blocks: readonly Block[],
  actionId: string,
  blockId?: string,
): FoundElement | undefined {
  return elementsIn(blocks).find(
    (found) => found.element.action_id === actionId && (blockId === undefined || found.blockId === blockId),
  );
}

function optionsOf(element: JsonObject): JsonObject[] {
  const lists = Array.isArray(element.options)
    ? [element.options]
    : Array.isArray(element.option_groups)
      ? element.option_groups.filter(isObject).map((group) => group.options)
      : [];
  return lists.flatMap((list) => (Array.isArray(list) ? list.filter(isObject) : []));
}

function option(element: JsonObject, value: string, offered: readonly JsonObject[]): JsonObject {
  const found = [...optionsOf(element), ...offered].find((entry) => entry.value === value);
  if (!found) throw new Error(`no option ${value} in ${String(element.action_id)}`);
  return found;
}

const SINGLE: Record<string, string> = {
  users_select: 'selected_user',
  conversations_select: 'selected_conversation',
  channels_select: 'selected_channel',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  plain_text_input: 'value',
  url_text_input: 'value',
  email_text_input: 'value',
  number_input: 'value',
};

const SEVERAL: Record<string, string> = {
  multi_users_select: 'selected_users',
  multi_conversations_select: 'selected_conversations',
  multi_channels_select: 'selected_channels',
};

/**
 * The state of an element after a choice, as `state.values` holds it. `offered` are options an
 * external select was last given. Throws on a choice the element does not offer.
 */
export function elementState(
  element: JsonObject,
  choice: Choice,
  offered: readonly JsonObject[] = [],
): JsonObject {
  const type = String(element.type);
  const many = choice === null ? [] : Array.isArray(choice) ? choice : [choice];
  const one = many[0];
  const single = SINGLE[type];
  if (single !== undefined) return { type, [single]: one === undefined || one === '' ? null : one };
  const several = SEVERAL[type];
  if (several !== undefined) return { type, [several]: many };
  if (type === 'datetimepicker') return { type, selected_date_time: one === undefined ? null : Number(one) };
  if (type === 'checkboxes' || type.startsWith('multi_')) {
    return { type, selected_options: many.map((value) => option(element, value, offered)) };
  }
  if (type.endsWith('_select') || type === 'radio_buttons' || type === 'overflow') {
    return { type, selected_option: one === undefined ? null : option(element, one, offered) };
  }
  return { type };
}

const INITIAL = [
  'initial_value',
  'initial_user',
  'initial_users',
  'initial_conversation',
  'initial_conversations',
  'initial_channel',
  'initial_channels',
  'initial_date',
  'initial_time',
];

function initialState(element: JsonObject): JsonObject {
  const given = INITIAL.map((name) => element[name]).find((value) => value !== undefined);
  if (typeof given === 'string') return elementState(element, given);
  if (Array.isArray(given)) return elementState(element, given.map(String));
  const type = String(element.type);
  if (isObject(element.initial_option)) return { type, selected_option: element.initial_option };
  if (Array.isArray(element.initial_options)) return { type, selected_options: element.initial_options };
  return elementState(element, null);
}

/** The values of freshly opened blocks: buttons have none, inputs what they start with. */
export function initialValues(blocks: readonly Block[]): ViewValues {
  const values: ViewValues = {};
  for (const { blockId, element } of elementsIn(blocks)) {
    if (element.type === 'button' || element.type === 'overflow') continue;
    values[blockId] = { ...values[blockId], [String(element.action_id)]: initialState(element) };
  }
  return values;
}

/** Whether an input has nothing in it, as the client checks before it submits. */
export function isEmptyState(state: JsonObject | undefined): boolean {
  const held = Object.entries(state ?? {}).filter(([name]) => name !== 'type');
  return held.every(([, value]) => value === null || (Array.isArray(value) && value.length === 0));
}
