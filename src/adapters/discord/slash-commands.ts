import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  Routes,
  type APIApplicationCommandOption,
  type APIApplicationCommandStringOption,
  type APIApplicationCommandSubcommandOption,
  type REST,
  type RESTGetAPIApplicationCommandsResult,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Bilingual } from '../../core/catalogue/movie.ts';
import { COMMANDS, COMMAND_WORDS, type CommandSpec, type OptionSpec } from '../../core/commands/grammar.ts';

const MAX_DESCRIPTION = 100;

/** `/movie` as Discord wants it told, in English with Korean beside it; everything comes from the grammar. */
function slashCommand(): RESTPostAPIChatInputApplicationCommandsJSONBody {
  return {
    type: ApplicationCommandType.ChatInput,
    name: COMMAND_WORDS.en,
    name_localizations: { ko: COMMAND_WORDS.ko },
    ...described({
      en: COMMANDS.filter(({ name }) => !name.includes(' '))
        .map(({ name }) => name)
        .join(', '),
      ko: COMMANDS.filter(({ name }) => !name.includes(' '))
        .map(({ aliases, name }) => aliases[0] ?? name)
        .join(', '),
    }),
    options: rows(COMMANDS),
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
    integration_types: [ApplicationIntegrationType.GuildInstall],
  };
}

/** Commands of one word as they are, those of two words in a group under their first. */
function rows(commands: readonly CommandSpec[]): APIApplicationCommandOption[] {
  const result: APIApplicationCommandOption[] = [];
  const groups = new Map<string, CommandSpec[]>();
  for (const command of commands) {
    const [first = '', second] = command.name.split(' ');
    if (second === undefined) {
      result.push(subcommand(command, first, command.aliases[0]));
      continue;
    }
    const members = groups.get(first) ?? [];
    if (members.length === 0) groups.set(first, members);
    members.push(command);
  }
  for (const [name, members] of groups) {
    const wordsOf = ({ name: english, aliases }: CommandSpec) => ({
      en: english.split(' '),
      ko: (aliases[0] ?? english).split(' '),
    });
    result.push({
      type: ApplicationCommandOptionType.SubcommandGroup,
      name,
      ...localized(members[0] && wordsOf(members[0]).ko[0]),
      ...described({
        en: members.map((member) => wordsOf(member).en[1]).join(', '),
        ko: members.map((member) => wordsOf(member).ko[1]).join(', '),
      }),
      options: members.map((member) =>
        subcommand(member, wordsOf(member).en[1] ?? '', wordsOf(member).ko[1]),
      ),
    });
  }
  return result;
}

function subcommand(spec: CommandSpec, name: string, korean?: string): APIApplicationCommandSubcommandOption {
  // Discord wants the required options first.
  const options = [...spec.options].sort((a, b) => Number(b.required ?? false) - Number(a.required ?? false));
  return {
    type: ApplicationCommandOptionType.Subcommand,
    name,
    ...localized(korean),
    ...described(spec.description),
    options: options.map(textOption),
  };
}

function textOption(spec: OptionSpec): APIApplicationCommandStringOption {
  const base = {
    type: ApplicationCommandOptionType.String as const,
    name: spec.name,
    ...localized(spec.aliases[0]),
    ...described(spec.description),
    ...(spec.required === true ? { required: true } : {}),
  };
  if (spec.suggests) return { ...base, autocomplete: true };
  const choices = spec.choices?.map(({ value, name }) => ({
    name: name.en,
    name_localizations: { ko: name.ko },
    value,
  }));
  return { ...base, ...(choices ? { choices } : {}) };
}

const localized = (korean: string | undefined) =>
  korean === undefined ? {} : { name_localizations: { ko: korean } };

const described = ({ en, ko }: Bilingual) => ({
  description: en.slice(0, MAX_DESCRIPTION),
  description_localizations: { ko: ko.slice(0, MAX_DESCRIPTION) },
});

/**
 * Registers `/movie`, in one guild or everywhere, unless what is registered says the same already. Other commands of the
 * application stay as they are.
 * @returns whether anything was registered
 */
export async function registerSlashCommand(
  rest: REST,
  applicationId: string,
  guildId?: string,
): Promise<boolean> {
  const route =
    guildId === undefined
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guildId);
  const query = new URLSearchParams({ with_localizations: 'true' });
  const registered = (await rest.get(route, { query })) as RESTGetAPIApplicationCommandsResult;
  const wanted = slashCommand();
  const same = registered.find(({ name, type }) => name === wanted.name && type === wanted.type);
  if (same && says(same, wanted)) return false;
  await rest.post(route, { body: wanted });
  return true;
}

/** Whether `registered` has all that `wanted` has; Discord adds fields of its own and leaves out what is empty. */
function says(registered: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    const list: unknown[] = Array.isArray(registered) ? registered : [];
    return list.length === wanted.length && wanted.every((entry, index) => says(list[index], entry));
  }
  if (typeof wanted === 'object' && wanted !== null) {
    const there = new Map(Object.entries(registered ?? {}));
    const optional = ['required', 'autocomplete', 'choices'].filter((name) => !(name in wanted));
    if (optional.some((name) => isSaid(there.get(name)))) return false;
    return Object.entries(wanted).every(([name, value]) => says(there.get(name), value));
  }
  return registered === wanted;
}

const isSaid = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0);
