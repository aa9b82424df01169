import type { Json, JsonObject } from './entities.ts';
import type { FormReader } from './form-reader.ts';
import { isObject, lengthOf } from './form-reader.ts';
import { LIMITS } from './limits.ts';

/** Discord's component type numbers. */
export const ComponentType = {
  ActionRow: 1,
  Button: 2,
  StringSelect: 3,
  TextInput: 4,
  UserSelect: 5,
  RoleSelect: 6,
  MentionableSelect: 7,
  ChannelSelect: 8,
  Section: 9,
  TextDisplay: 10,
  Thumbnail: 11,
  MediaGallery: 12,
  File: 13,
  Separator: 14,
  Container: 17,
  Label: 18,
} as const;

const SELECTS: readonly number[] = [3, 5, 6, 7, 8];
const TOP_LEVEL: readonly number[] = [1, 9, 10, 12, 13, 14, 17];
const IN_CONTAINER: readonly number[] = [1, 9, 10, 12, 13, 14];

/** What has to hold over all components of one message: custom ids once, V2 totals. */
class Census {
  readonly customIds = new Set<string>();
  count = 0;
  text = 0;
}

function customId(form: FormReader, census: Census): void {
  const id = form.string('custom_id', { required: true, min: 1, max: LIMITS.customId });
  if (id === undefined) return;
  if (census.customIds.has(id)) {
    form.fault('custom_id', 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
  }
  census.customIds.add(id);
}

function checkButton(form: FormReader, census: Census): void {
  const style = form.choice('style', [1, 2, 3, 4, 5, 6], true);
  const label = form.string('label', { max: LIMITS.buttonLabel });
  const emoji = form.object('emoji');
  if (style === 5) {
    form.url('url', { required: true });
    if (form.given('custom_id'))
      form.fault(
        'custom_id',
        'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
        'A custom id and url cannot both be specified',
      );
  } else if (style === 6) {
    form.snowflake('sku_id', true);
  } else {
    customId(form, census);
  }
  if (style !== 6 && !label && !emoji && !form.body.label)
    form.fault('label', 'BUTTON_COMPONENT_INVALID', 'A button must have a label or emoji');
}

function checkSelect(form: FormReader, type: number, census: Census): void {
  customId(form, census);
  form.string('placeholder', { max: 150 });
  const min = form.integer('min_values', { min: 0, max: 25 });
  const max = form.integer('max_values', { min: 1, max: 25 });
  if (min !== undefined && max !== undefined && min > max) {
    form.fault(
      'min_values',
      'SELECT_COMPONENT_MIN_VALUES_TOO_LARGE',
      'Min values cannot be greater than max values',
    );
  }
  if (type !== ComponentType.StringSelect) return;
  const seen = new Set<string>();
  for (const option of form.objects('options', { required: true, min: 1, max: LIMITS.selectOptions }) ?? []) {
    option.string('label', { required: true, min: 1, max: 100 });
    option.string('description', { max: 100 });
    const value = option.string('value', { required: true, min: 1, max: 100 });
    if (value !== undefined && seen.has(value)) {
      option.fault(
        'value',
        'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
        'The specified option value is already used',
      );
    }
    if (value !== undefined) seen.add(value);
  }
}

function checkTextInput(form: FormReader, census: Census, inLabel: boolean): void {
  customId(form, census);
  form.choice('style', [1, 2], true);
  if (!inLabel) form.string('label', { required: true, min: 1, max: 45 });
  form.integer('min_length', { min: 0, max: 4000 });
  form.integer('max_length', { min: 1, max: 4000 });
  form.string('value', { max: 4000 });
  form.string('placeholder', { max: 100 });
}

function checkRow(form: FormReader, census: Census): void {
  const children = form.objects('components', { required: true, min: 1, max: LIMITS.rowButtons }) ?? [];
  const types = children.map((child) => child.integer('type', { required: true }));
  const selects = types.filter((type) => type !== undefined && SELECTS.includes(type)).length;
  if (selects > 0 && children.length > 1) {
    form.fault(
      'components',
      'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
      'The specified component exceeds the maximum width',
    );
  }
  children.forEach((child, index) => {
    const type = types[index];
    census.count += 1;
    if (type === ComponentType.Button) checkButton(child, census);
    else if (type !== undefined && SELECTS.includes(type)) checkSelect(child, type, census);
    else if (type !== undefined) unionFault(child, [2, ...SELECTS]);
  });
}

function unionFault(form: FormReader, allowed: readonly number[]): void {
  form.fault('type', 'UNION_TYPE_CHOICES', `Value of field "type" must be one of (${allowed.join(', ')}).`);
}

function checkText(form: FormReader, census: Census): void {
  census.text += lengthOf(form.string('content', { required: true, min: 1, max: LIMITS.v2Text }) ?? '');
}

function checkMedia(form: FormReader, key: string): void {
  form.object(key, true)?.url('url', { required: true, attachments: true });
}

function checkV2(form: FormReader, allowed: readonly number[], census: Census): void {
  const type = form.integer('type', { required: true });
  if (type === undefined) return;
  census.count += 1;
  if (!allowed.includes(type)) return unionFault(form, allowed);
  if (type === ComponentType.ActionRow) checkRow(form, census);
  if (type === ComponentType.TextDisplay) checkText(form, census);
  if (type === ComponentType.File) checkMedia(form, 'file');
  if (type === ComponentType.MediaGallery) {
    for (const item of form.objects('items', { required: true, min: 1, max: 10 }) ?? [])
      checkMedia(item, 'media');
  }
  if (type === ComponentType.Section) {
    for (const text of form.objects('components', { required: true, min: 1, max: 3 }) ?? [])
      checkV2(text, [ComponentType.TextDisplay], census);
    const accessory = form.object('accessory', true);
    if (!accessory) return;
    census.count += 1;
    const accessoryType = accessory.choice('type', [ComponentType.Button, ComponentType.Thumbnail], true);
    if (accessoryType === ComponentType.Button) checkButton(accessory, census);
    if (accessoryType === ComponentType.Thumbnail) checkMedia(accessory, 'media');
  }
  if (type === ComponentType.Container) {
    form.integer('accent_color', { min: 0, max: 0xffffff });
    for (const child of form.objects('components', { required: true, min: 1 }) ?? [])
      checkV2(child, IN_CONTAINER, census);
  }
}

/** Gives every component its numeric `id`, counting from 1 in reading order, as Discord does when the app sent none. */
function numbered(components: Json[]): JsonObject[] {
  let next = 1;
  const visit = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(visit);
    if (!isObject(value)) return value;
    const own: JsonObject = {};
    if (typeof value.type === 'number')
      own.id = typeof value.id === 'number' && value.id > 0 ? value.id : next++;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'id' && typeof own.id === 'number') continue;
      own[key] = key === 'components' || key === 'accessory' || key === 'component' ? visit(inner) : inner;
    }
    return own;
  };
  return components.map(visit).filter(isObject);
}

/** Reads and checks a message's `components`; undefined when the request did not name them. */
export function readComponents(form: FormReader, v2: boolean): JsonObject[] | undefined {
  if (!form.given('components')) return undefined;
  const census = new Census();
  const top = form.objects('components', { max: v2 ? LIMITS.v2Components : LIMITS.rows }) ?? [];
  for (const component of top) {
    if (v2) {
      checkV2(component, TOP_LEVEL, census);
    } else if (component.choice('type', [ComponentType.ActionRow], true) !== undefined) {
      checkRow(component, census);
    }
  }
  if (v2 && census.count > LIMITS.v2Components) {
    form.fault(
      'components',
      'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
      `Max total components is ${LIMITS.v2Components}`,
    );
  }
  if (v2 && census.text > LIMITS.v2Text) {
    form.fault(
      'components',
      'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
      `Components displayable text size exceeds maximum size of ${LIMITS.v2Text}`,
    );
  }
  return numbered(top.map((component) => component.body));
}

/** What a modal is: its id, title and raw components. */
export interface Modal {
  customId: string;
  title: string;
  components: JsonObject[];
}

/** Reads and checks the data of a modal callback. */
export function readModal(form: FormReader): Modal {
  const census = new Census();
  const customIdValue = form.string('custom_id', { required: true, min: 1, max: LIMITS.customId });
  const title = form.string('title', { required: true, min: 1, max: LIMITS.modalTitle });
  const rows = form.objects('components', { required: true, min: 1, max: LIMITS.modalRows }) ?? [];
  for (const row of rows) {
    const type = row.choice(
      'type',
      [ComponentType.ActionRow, ComponentType.TextDisplay, ComponentType.Label],
      true,
    );
    if (type === ComponentType.TextDisplay) checkText(row, census);
    if (type === ComponentType.ActionRow) {
      for (const input of row.objects('components', { required: true, min: 1, max: 1 }) ?? []) {
        if (input.choice('type', [ComponentType.TextInput], true) !== undefined)
          checkTextInput(input, census, false);
      }
    }
    if (type === ComponentType.Label) {
      row.string('label', { required: true, min: 1, max: 45 });
      row.string('description', { max: 100 });
      const inner = row.object('component', true);
      const innerType = inner?.choice('type', [ComponentType.TextInput, ...SELECTS], true);
      if (!inner || innerType === undefined) continue;
      if (innerType === ComponentType.TextInput) checkTextInput(inner, census, true);
      else checkSelect(inner, innerType, census);
    }
  }
  form.errors.throwIfAny();
  return {
    customId: customIdValue ?? '',
    title: title ?? '',
    components: numbered(rows.map((row) => row.body)),
  };
}

/** Every component of a message or modal, whatever it is nested in. */
export function* eachComponent(components: readonly Json[]): Generator<JsonObject> {
  for (const component of components) {
    if (!isObject(component)) continue;
    yield component;
    if (Array.isArray(component.components)) yield* eachComponent(component.components);
    if (isObject(component.accessory)) yield* eachComponent([component.accessory]);
    if (isObject(component.component)) yield* eachComponent([component.component]);
  }
}
