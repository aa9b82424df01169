import type { JsonObject } from './entities.ts';
import type { FormReader } from './form-reader.ts';
import { isObject, lengthOf } from './form-reader.ts';
import { LIMITS } from './limits.ts';

/** Discord's command option type numbers. */
export const OptionType = {
  Subcommand: 1,
  SubcommandGroup: 2,
  String: 3,
  Integer: 4,
  Boolean: 5,
  User: 6,
  Channel: 7,
  Role: 8,
  Mentionable: 9,
  Number: 10,
  Attachment: 11,
} as const;

const OPTION_TYPES = Object.values(OptionType);
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const LOCALES =
  'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko'.split(
    ' ',
  );

/** A command as the app describes it, checked. */
export interface CommandWish {
  type: number;
  name: string;
  description: string;
  nameLocalizations: Record<string, string> | null;
  descriptionLocalizations: Record<string, string> | null;
  options: JsonObject[];
  defaultMemberPermissions: string | null;
  nsfw: boolean;
  contexts: number[] | null;
  integrationTypes: number[];
}

function checkName(form: FormReader, key: string, name: string | undefined): void {
  if (name === undefined) return;
  if (!NAME.test(name)) form.fault(key, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  else if (name !== name.toLowerCase())
    form.fault(key, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
}

function localizations(
  form: FormReader,
  key: string,
  check: (form: FormReader, locale: string) => void,
): Record<string, string> | null {
  const inner = form.object(key);
  if (!inner) return null;
  const result: Record<string, string> = {};
  for (const [locale, value] of Object.entries(inner.body)) {
    if (!LOCALES.includes(locale))
      inner.fault(locale, 'BASE_TYPE_CHOICES', `Value must be one of {${LOCALES.join(', ')}}.`);
    else if (value !== null) {
      check(inner, locale);
      result[locale] = String(value);
    }
  }
  return Object.keys(result).length > 0 ? result : null;
}

function nameLocalizations(form: FormReader, slash: boolean): Record<string, string> | null {
  return localizations(form, 'name_localizations', (inner, locale) => {
    const name = inner.string(locale, { min: 1, max: 32 });
    if (slash) checkName(inner, locale, name);
  });
}

function descriptionLocalizations(form: FormReader): Record<string, string> | null {
  return localizations(
    form,
    'description_localizations',
    (inner, locale) => void inner.string(locale, { min: 1, max: 100 }),
  );
}

function readChoices(form: FormReader, type: number): JsonObject[] | undefined {
  return form.objects('choices', { max: LIMITS.choices })?.map((choice): JsonObject => {
    const name = choice.string('name', { required: true, min: 1, max: 100 }) ?? '';
    const value =
      type === OptionType.String ? choice.string('value', { required: true, max: 100 }) : choice.body.value;
    return { name, name_localizations: nameLocalizations(choice, false), value: value ?? '' };
  });
}

function copyGiven(form: FormReader, keys: readonly string[]): JsonObject {
  const kept: JsonObject = {};
  for (const key of keys) {
    const value = form.body[key];
    if (value !== undefined && value !== null) kept[key] = value;
  }
  return kept;
}

function readOption(form: FormReader, depth: number): JsonObject {
  const type = form.choice('type', OPTION_TYPES, true) ?? OptionType.String;
  const name = form.string('name', { required: true, min: 1, max: 32 });
  checkName(form, 'name', name);
  const option: JsonObject = {
    type,
    name: name ?? '',
    name_localizations: nameLocalizations(form, true),
    description: form.string('description', { required: true, min: 1, max: 100 }) ?? '',
    description_localizations: descriptionLocalizations(form),
  };
  if (type === OptionType.SubcommandGroup || type === OptionType.Subcommand) {
    const allowed = type === OptionType.SubcommandGroup ? depth === 0 : depth <= 1;
    if (!allowed)
      form.fault(
        'type',
        'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
        'Sub-commands and groups cannot be nested here',
      );
    option.options = readOptions(form, type === OptionType.SubcommandGroup ? 1 : 2);
    return option;
  }
  const choices = readChoices(form, type);
  const autocomplete = form.boolean('autocomplete') ?? false;
  if (autocomplete && choices?.length)
    form.fault(
      'autocomplete',
      'APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES',
      'Autocomplete and choices cannot be used together',
    );
  if (autocomplete && ![3, 4, 10].includes(type))
    form.fault(
      'autocomplete',
      'APPLICATION_COMMAND_AUTOCOMPLETE_TYPE',
      'This option type cannot use autocomplete',
    );
  form.integer('min_length', { min: 0, max: 6000 });
  form.integer('max_length', { min: 1, max: 6000 });
  return {
    ...option,
    required: form.boolean('required') ?? false,
    ...(choices?.length ? { choices } : {}),
    ...(autocomplete ? { autocomplete } : {}),
    ...copyGiven(form, ['min_value', 'max_value', 'min_length', 'max_length', 'channel_types']),
  };
}

function readOptions(form: FormReader, depth: number): JsonObject[] {
  const readers = form.objects('options', { max: LIMITS.commandOptions }) ?? [];
  const names = new Set<string>();
  let optionalSeen = false;
  let kinds = 0;
  const options = readers.map((reader) => {
    const option = readOption(reader, depth);
    const name = String(option.name);
    if (names.has(name))
      reader.fault('name', 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Option name already exists');
    names.add(name);
    const nested = option.type === OptionType.Subcommand || option.type === OptionType.SubcommandGroup;
    kinds |= nested ? 1 : 2;
    if (!nested && option.required === true && optionalSeen) {
      reader.fault(
        'required',
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    }
    if (!nested && option.required !== true) optionalSeen = true;
    return option;
  });
  if (kinds === 3)
    form.fault(
      'options',
      'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
      'Sub-command and sub-command group option types are mutually exclusive to all other types',
    );
  return options;
}

/** Characters that count against the 8000: names, descriptions and choice values, in their longest language. */
function weight(node: JsonObject): number {
  const longest = (key: string): number => {
    const translations = node[`${key}_localizations`];
    const all = [node[key], ...(isObject(translations) ? Object.values(translations) : [])];
    return Math.max(0, ...all.map((text) => (typeof text === 'string' ? lengthOf(text) : 0)));
  };
  const value = typeof node.value === 'string' ? lengthOf(node.value) : 0;
  const inner = [
    ...(Array.isArray(node.options) ? node.options : []),
    ...(Array.isArray(node.choices) ? node.choices : []),
  ];
  return (
    longest('name') +
    longest('description') +
    value +
    inner.filter(isObject).reduce((sum, child) => sum + weight(child), 0)
  );
}

/** Reads one command description; faults go to the form's errors. */
export function readCommand(form: FormReader): CommandWish {
  const type = form.choice('type', [1, 2, 3]) ?? 1;
  const slash = type === 1;
  const name = form.string('name', { required: true, min: 1, max: 32 });
  if (slash) checkName(form, 'name', name);
  const description = slash ? form.string('description', { required: true, min: 1, max: 100 }) : '';
  if (!slash && form.string('description'))
    form.fault(
      'description',
      'APPLICATION_COMMAND_DESCRIPTION_INVALID',
      'Context menu commands cannot have description',
    );
  const permissions = form.string('default_member_permissions');
  const contexts =
    form.list('contexts')?.filter((context): context is number => typeof context === 'number') ?? null;
  const wish: CommandWish = {
    type,
    name: name ?? '',
    description: description ?? '',
    nameLocalizations: nameLocalizations(form, slash),
    descriptionLocalizations: descriptionLocalizations(form),
    options: readOptions(form, 0),
    defaultMemberPermissions: permissions ?? null,
    nsfw: form.boolean('nsfw') ?? false,
    contexts: contexts ?? (form.boolean('dm_permission') === false ? [0] : null),
    integrationTypes: form
      .list('integration_types')
      ?.filter((kind): kind is number => typeof kind === 'number') ?? [0],
  };
  const total = weight({
    name: wish.name,
    name_localizations: wish.nameLocalizations,
    description: wish.description,
    description_localizations: wish.descriptionLocalizations,
    options: wish.options,
  });
  if (total > LIMITS.commandTotal) {
    form.errors.add(
      form.path,
      'APPLICATION_COMMAND_TOO_LARGE',
      `Command exceeds maximum size (${LIMITS.commandTotal})`,
    );
  }
  return wish;
}
