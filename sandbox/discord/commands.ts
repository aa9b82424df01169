import { readCommand } from './command-form.ts';
import type { CommandWish } from './command-form.ts';
import type { Command } from './entities.ts';
import { FormErrors, invalidForm, refuse } from './errors.ts';
import { FormReader } from './form-reader.ts';
import { LIMITS } from './limits.ts';
import type { Platform } from './platform.ts';

/** The commands of one place: a guild's own, or the global ones (`null`). */
export function commandsOf(platform: Platform, guildId: string | null): Command[] {
  return [...platform.store.commands.values()].filter((command) => command.guildId === guildId);
}

function checkCounts(wishes: readonly Pick<Command, 'type'>[]): void {
  const count = (type: number): number => wishes.filter((wish) => wish.type === type).length;
  if (count(1) > LIMITS.commands || count(2) > LIMITS.contextCommands || count(3) > LIMITS.contextCommands)
    throw refuse('tooManyCommands');
}

function keep(platform: Platform, guildId: string | null, wish: CommandWish): Command {
  const known = commandsOf(platform, guildId).find(
    (command) => command.name === wish.name && command.type === wish.type,
  );
  const command: Command = {
    id: known?.id ?? platform.ids.next(),
    guildId,
    version: platform.ids.next(),
    ...wish,
  };
  platform.store.commands.set(command.id, command);
  return command;
}

/** Replaces all commands of a place; those that keep their name keep their id. */
export function overwriteCommands(platform: Platform, guildId: string | null, body: unknown): Command[] {
  if (!Array.isArray(body))
    throw invalidForm([], 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
  const errors = new FormErrors();
  const wishes = body.map((entry: unknown, index) => readCommand(new FormReader(entry, [index], errors)));
  wishes.forEach((wish, index) => {
    const twin = wishes.findIndex((other) => other.name === wish.name && other.type === wish.type);
    if (twin < index)
      errors.add(
        [index, 'name'],
        'APPLICATION_COMMANDS_DUPLICATE_NAME',
        'Application command names must be unique',
      );
  });
  errors.throwIfAny();
  checkCounts(wishes);
  const kept = wishes.map((wish) => keep(platform, guildId, wish));
  const ids = new Set(kept.map((command) => command.id));
  for (const command of commandsOf(platform, guildId))
    if (!ids.has(command.id)) platform.store.commands.delete(command.id);
  platform.announce({ type: 'commands' });
  return kept;
}

/** Adds one command, or replaces the one of that name. Tells whether it is new. */
export function addCommand(
  platform: Platform,
  guildId: string | null,
  body: unknown,
): { command: Command; created: boolean } {
  const form = new FormReader(body);
  const wish = readCommand(form);
  form.errors.throwIfAny();
  const others = commandsOf(platform, guildId).filter(
    (command) => command.name !== wish.name || command.type !== wish.type,
  );
  checkCounts([...others, wish]);
  const created = others.length === commandsOf(platform, guildId).length;
  const command = keep(platform, guildId, wish);
  platform.announce({ type: 'commands' });
  return { command, created };
}

export function findCommand(platform: Platform, guildId: string | null, id: string): Command {
  const command = platform.store.commands.get(id);
  if (!command || command.guildId !== guildId) throw refuse('unknownCommand');
  return command;
}

/** Changes the fields of a command that the body names. */
export function changeCommand(platform: Platform, command: Command, body: unknown): Command {
  const given = new FormReader(body);
  const form = new FormReader(
    {
      type: command.type,
      name: command.name,
      name_localizations: command.nameLocalizations,
      description: command.description,
      description_localizations: command.descriptionLocalizations,
      options: command.options,
      default_member_permissions: command.defaultMemberPermissions,
      nsfw: command.nsfw,
      contexts: command.contexts,
      integration_types: command.integrationTypes,
      ...given.body,
    },
    [],
    given.errors,
  );
  const wish = readCommand(form);
  form.errors.throwIfAny();
  Object.assign(command, wish, { version: platform.ids.next() });
  platform.announce({ type: 'commands' });
  return command;
}

export function deleteCommand(platform: Platform, command: Command): void {
  platform.store.commands.delete(command.id);
  platform.announce({ type: 'commands' });
}
