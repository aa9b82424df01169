import { ClientRefusal } from './client-refusal.ts';
import { OptionType } from './command-form.ts';
import type { Channel, Command, Json, JsonObject, User } from './entities.ts';
import { isObject, lengthOf } from './form-reader.ts';
import { attachmentUrl } from './message-payload.ts';
import { channelPayload, memberPayload, rolePayload, userPayload } from './payloads.ts';
import type { AttachedFile } from './people.ts';
import { PermissionBits } from './permissions.ts';
import type { Platform } from './platform.ts';

export type OptionValue = string | number | boolean | AttachedFile;

/** A slash command as somebody types it; names may be those of the person's own language. */
export interface SlashLine {
  subcommandGroup?: string;
  subcommand?: string;
  options?: Record<string, OptionValue>;
}

/** The commands somebody can use in a channel: the guild's own first, then the global ones. */
export function commandsFor(platform: Platform, user: User, channel: Channel): Command[] {
  const permissions = platform.permissionsIn(channel, user.id);
  const context = channel.guildId === null ? 1 : 0;
  return [...platform.store.commands.values()]
    .filter((command) =>
      command.guildId === null
        ? (command.contexts?.includes(context) ?? true)
        : command.guildId === channel.guildId,
    )
    .filter((command) => {
      if (command.defaultMemberPermissions === null || channel.guildId === null) return true;
      const needed = BigInt(command.defaultMemberPermissions);
      const isAdministrator = (permissions & PermissionBits.Administrator) !== 0n;
      return isAdministrator || (needed !== 0n && (permissions & needed) === needed);
    })
    .sort((a, b) => Number(b.guildId !== null) - Number(a.guildId !== null));
}

function named(node: JsonObject, name: string, locale: string): boolean {
  const translations = node.name_localizations;
  return node.name === name || (isObject(translations) && translations[locale] === name);
}

function child(
  options: Json | undefined,
  name: string,
  type: number,
  locale: string,
): JsonObject | undefined {
  return Array.isArray(options)
    ? options.filter(isObject).find((option) => option.type === type && named(option, name, locale))
    : undefined;
}

/** A command line, followed down to the subcommand: what it is called, and which options it takes there. */
interface Resolved {
  command: Command;
  path: JsonObject[];
  name: string;
  options: JsonObject[];
}

function resolveLine(
  platform: Platform,
  user: User,
  channel: Channel,
  name: string,
  line: SlashLine,
): Resolved {
  const { locale } = user;
  const command = commandsFor(platform, user, channel).find(
    (entry) => entry.type === 1 && (entry.name === name || entry.nameLocalizations?.[locale] === name),
  );
  if (!command) throw new ClientRefusal(`There is no command /${name} here.`);
  const path: JsonObject[] = [];
  let options: Json | undefined = command.options;
  for (const [step, type] of [
    [line.subcommandGroup, OptionType.SubcommandGroup],
    [line.subcommand, OptionType.Subcommand],
  ] as const) {
    if (step === undefined) continue;
    const found = child(options, step, type, locale);
    if (!found) throw new ClientRefusal(`/${name} has no subcommand ${step}.`);
    path.push(found);
    options = found.options;
  }
  const available = Array.isArray(options) ? options.filter(isObject) : [];
  if (
    available.some(
      (option) => option.type === OptionType.Subcommand || option.type === OptionType.SubcommandGroup,
    )
  ) {
    throw new ClientRefusal(`/${name} needs a subcommand.`);
  }
  return {
    command,
    path,
    name: [command.name, ...path.map((node) => String(node.name))].join(' '),
    options: available,
  };
}

/** People, channels, roles and files that options name, as the interaction carries them. */
export class ResolvedData {
  readonly data: Record<string, JsonObject> = {};
  readonly #platform: Platform;
  readonly #channel: Channel;

  constructor(platform: Platform, channel: Channel) {
    this.#platform = platform;
    this.#channel = channel;
  }

  #put(kind: string, id: string, payload: JsonObject): void {
    (this.data[kind] ??= {})[id] = payload;
  }

  user(id: string): void {
    const user = this.#platform.store.users.get(id);
    if (!user) throw new ClientRefusal(`There is no person ${id}.`);
    this.#put('users', id, userPayload(user));
    const member = this.#platform.memberOf(this.#channel.guildId, id);
    if (member)
      this.#put('members', id, {
        ...memberPayload(member),
        permissions: this.#platform.permissionsIn(this.#channel, id).toString(),
      });
  }

  role(id: string): void {
    const role = this.#platform.store.roles.get(id);
    if (!role) throw new ClientRefusal(`There is no role ${id}.`);
    this.#put('roles', id, rolePayload(role));
  }

  channel(id: string, viewerId: string): void {
    const channel = this.#platform.store.channels.get(id);
    if (!channel) throw new ClientRefusal(`There is no channel ${id}.`);
    this.#put('channels', id, {
      ...channelPayload(this.#platform, channel),
      permissions: this.#platform.permissionsIn(channel, viewerId).toString(),
    });
  }

  file(file: AttachedFile): string {
    const id = this.#platform.ids.next();
    this.#platform.blobs.put(id, file.bytes);
    const url = attachmentUrl(this.#platform, this.#channel.id, { id, filename: file.filename });
    const contentType: JsonObject = file.contentType === undefined ? {} : { content_type: file.contentType };
    this.#put('attachments', id, {
      id,
      filename: file.filename,
      size: file.bytes.length,
      url,
      proxy_url: url,
      ephemeral: true,
      ...contentType,
    });
    return id;
  }

  get payload(): JsonObject {
    return Object.keys(this.data).length > 0 ? { resolved: this.data } : {};
  }
}

function checkNumber(option: JsonObject, value: number): void {
  const label = String(option.name);
  if (option.type === OptionType.Integer && !Number.isInteger(value))
    throw new ClientRefusal(`${label} takes a whole number.`);
  if (typeof option.min_value === 'number' && value < option.min_value)
    throw new ClientRefusal(`${label} is too small.`);
  if (typeof option.max_value === 'number' && value > option.max_value)
    throw new ClientRefusal(`${label} is too great.`);
}

function checkText(option: JsonObject, value: string): void {
  const label = String(option.name);
  const [min, max] = [option.min_length, option.max_length];
  if (lengthOf(value) > (typeof max === 'number' ? max : 6000))
    throw new ClientRefusal(`${label} is too long.`);
  if (typeof min === 'number' && lengthOf(value) < min) throw new ClientRefusal(`${label} is too short.`);
}

function choiceValue(option: JsonObject, value: OptionValue): Json {
  const choices = Array.isArray(option.choices) ? option.choices.filter(isObject) : [];
  if (typeof value === 'object') throw new ClientRefusal(`${String(option.name)} does not take a file.`);
  if (choices.length === 0) return value;
  const found = choices.find((choice) => choice.value === value || choice.name === value);
  if (!found) throw new ClientRefusal(`${String(option.name)} offers no choice ${String(value)}.`);
  return found.value ?? value;
}

function optionValue(option: JsonObject, value: OptionValue, resolved: ResolvedData, userId: string): Json {
  const label = String(option.name);
  if (option.type === OptionType.Attachment) {
    if (typeof value !== 'object') throw new ClientRefusal(`${label} takes a file.`);
    return resolved.file(value);
  }
  const plain = choiceValue(option, value);
  if (option.type === OptionType.Integer || option.type === OptionType.Number) {
    if (typeof plain !== 'number') throw new ClientRefusal(`${label} takes a number.`);
    checkNumber(option, plain);
    return plain;
  }
  if (option.type === OptionType.Boolean) {
    if (typeof plain !== 'boolean') throw new ClientRefusal(`${label} takes yes or no.`);
    return plain;
  }
  const text = String(plain);
  if (option.type === OptionType.String) checkText(option, text);
  if (option.type === OptionType.User || option.type === OptionType.Mentionable) resolved.user(text);
  if (option.type === OptionType.Role) resolved.role(text);
  if (option.type === OptionType.Channel) resolved.channel(text, userId);
  return text;
}

/** The interaction's data for a typed line, or for the moment a person is typing in the `focused` option. */
export function slashData(
  platform: Platform,
  user: User,
  channel: Channel,
  name: string,
  line: SlashLine,
  focused?: { option: string; value: string },
): { name: string; data: JsonObject } {
  const found = resolveLine(platform, user, channel, name, line);
  const resolved = new ResolvedData(platform, channel);
  const given = line.options ?? {};
  for (const key of Object.keys(given)) {
    if (!found.options.some((option) => named(option, key, user.locale)))
      throw new ClientRefusal(`/${found.name} has no option ${key}.`);
  }
  const filled: Json[] = [];
  for (const option of found.options) {
    if (focused && named(option, focused.option, user.locale)) {
      if (option.autocomplete !== true)
        throw new ClientRefusal(`${focused.option} does not complete itself.`);
      filled.push({ name: option.name ?? '', type: option.type ?? 3, value: focused.value, focused: true });
      continue;
    }
    const key = Object.keys(given).find((entry) => named(option, entry, user.locale));
    const value = key === undefined ? undefined : given[key];
    if (value !== undefined)
      filled.push({
        name: option.name ?? '',
        type: option.type ?? 3,
        value: optionValue(option, value, resolved, user.id),
      });
    else if (option.required === true && !focused)
      throw new ClientRefusal(`${String(option.name)} is required.`);
  }
  if (focused && !filled.some((entry) => isObject(entry) && entry.focused === true))
    throw new ClientRefusal(`/${found.name} has no option ${focused.option}.`);
  const nested = [...found.path]
    .reverse()
    .reduce<Json[]>((options, node) => [{ name: node.name ?? '', type: node.type ?? 1, options }], filled);
  const { command } = found;
  const guild: JsonObject = command.guildId === null ? {} : { guild_id: command.guildId };
  return {
    name: found.name,
    data: {
      id: command.id,
      name: command.name,
      type: command.type,
      options: nested,
      ...guild,
      ...resolved.payload,
    },
  };
}
