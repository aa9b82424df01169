import {
  GuildMember,
  MessageFlags,
  PermissionFlagsBits,
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  type ModalSubmitInteraction,
} from 'discord.js';
import type {
  ChannelLook,
  CommandContext,
  ParsedCommand,
  SubmittedReview,
} from '../../core/commands/command-runner.ts';
import { COMMANDS, COMMAND_WORDS, type CommandName } from '../../core/commands/grammar.ts';
import { isPollButton } from '../../core/polls/polls.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { Answer, ReviewForm } from '../../protocol/frames.ts';
import { cardEmbeds, commandOfButton, type CardMessage } from './card-embeds.ts';
import { isHidden } from './channel-privacy.ts';
import { ChoiceButtons } from './choice-buttons.ts';
import { noticeContents } from './content.ts';
import type { DiscordCore } from './discord-core.ts';
import { DiscordCode, discordCode } from './errors.ts';
import type { MemberLooks, Members } from './members.ts';
import { pressOfButton, reviewMessage } from './review-embeds.ts';
import { Drafts, fitsForm, reviewModal, submittedReview } from './review-form.ts';

/** Discord gives an answer 3 s; what takes longer than this is answered with “thinking” first. */
const PATIENCE_MS = 1_500;
const MAX_CHOICES = 25;
const MAX_CHOICE = 100;
/** Discord shows one person's choices for at most 3 s. */
const COMPLETION_MS = 2_000;

type Opener = ChatInputCommandInteraction | ButtonInteraction;
type Asked = Opener | ModalSubmitInteraction;

interface Reply extends Partial<CardMessage> {
  content?: string;
  allowedMentions: { parse: [] };
}

/** An answer as Discord's messages, in order, and whether only the person who asked sees them. */
interface Replies {
  hidden: boolean;
  messages: Reply[];
}

/** Slash commands, their completion and the buttons under cards. What they mean is the core's to say. */
export class Interactions {
  readonly #drafts = new Drafts();
  readonly #choices = new ChoiceButtons();

  constructor(
    private readonly core: Pick<DiscordCore, 'commands' | 'people' | 'polls' | 'publicUrl'>,
    private readonly members: Members,
    private readonly logger: Logger,
  ) {}

  /** Never throws. */
  async take(interaction: Interaction): Promise<void> {
    try {
      if (interaction.isAutocomplete()) await this.#complete(interaction);
      else if (interaction.isChatInputCommand()) await this.#run(interaction, commandOf(interaction));
      else if (interaction.isButton()) await this.#press(interaction);
      else if (interaction.isModalSubmit()) await this.#submit(interaction);
    } catch (error) {
      const code = discordCode(error);
      const late = code === DiscordCode.unknownInteraction || code === DiscordCode.alreadyAcknowledged;
      if (late) this.logger.warn({ code }, 'Discord no longer waits for the answer to a command');
      else this.logger.error({ err: error }, 'a command from Discord could not be answered');
    }
  }

  async #run(asked: Opener, command: ParsedCommand | null): Promise<void> {
    if (!command) return;
    await this.#answer(asked, (context) => this.core.commands.run(command, context));
  }

  async #press(asked: ButtonInteraction): Promise<void> {
    if (isPollButton(asked.customId)) return this.#vote(asked);
    const form = this.#drafts.of(asked.customId);
    if (form) return void (await asked.showModal(reviewModal(form, localeOf(asked.locale))));
    if (form === undefined) return this.#tooLate(asked, FORGOTTEN);
    const chosen = this.#choices.commandOf(asked.customId);
    if (chosen === undefined) return this.#tooLate(asked);
    if (chosen) return this.#run(asked, chosen);
    const press = pressOfButton(asked.customId);
    if (!press) return this.#run(asked, commandOfButton(asked.customId));
    const { button, reviewId } = press;
    await this.#answer(asked, (context) => this.core.commands.pressReview(button, reviewId, context));
  }

  /** Acknowledged before anything is looked up; a vote that counts shows in the message itself. */
  async #vote(asked: ButtonInteraction): Promise<void> {
    await asked.deferUpdate();
    const { person, locale, channel } = await this.#contextOf(asked, localeOf(asked.locale));
    const press = { channel, person, locale, button: asked.customId, pressId: asked.id };
    const refusal = await this.core.polls.press(press);
    for (const content of refusal === null ? [] : noticeContents(refusal))
      await asked.followUp({ content, allowedMentions: { parse: [] }, ...flagsFor(true) });
  }

  /** The form is sent: done, or with what is wrong and a button that opens it again as it was. */
  async #submit(asked: ModalSubmitInteraction): Promise<void> {
    const sent = submittedReview(asked);
    if (!sent) return;
    await this.#answer(asked, async (context) => {
      const answer = await this.core.commands.submitReview(sent, context);
      return answer.refused ? { ...answer, form: await this.#formAgain(sent, context) } : answer;
    });
  }

  async #formAgain(sent: SubmittedReview, context: CommandContext): Promise<ReviewForm> {
    const { form } = await this.core.commands.run(
      { name: 'review', options: { title: sent.movieId } },
      context,
    );
    const { rating, text, spoiler, share, movieId } = sent;
    const movie = form?.movie ?? { movieId, title: movieId, genres: [], genreKeys: [], directors: [] };
    return {
      movie,
      text,
      spoiler,
      ...(Number(rating) > 0 ? { rating: Number(rating) } : {}),
      ...(share === undefined ? {} : { share }),
    };
  }

  async #tooLate(asked: ButtonInteraction, gone = NO_LONGER): Promise<void> {
    await asked.reply({ content: gone[localeOf(asked.locale)], flags: MessageFlags.Ephemeral });
  }

  async #answer(asked: Asked, work: (context: CommandContext) => Promise<Answer>): Promise<void> {
    const locale = localeOf(asked.locale);
    const answering = this.#contextOf(asked, locale).then(work);
    // Should telling Discord fail first, nobody would be left to hear of this failing too.
    answering.catch(() => undefined);
    const answer = await inTime(answering, PATIENCE_MS);
    if (!answer) {
      // Whether an answer is for everybody cannot be known yet, but where what was asked is seen by one person alone.
      await asked.deferReply(flagsFor(isPrivate(asked)));
      return this.#answerLate(asked, answering, locale);
    }
    if (answer.form && !answer.refused && !asked.isModalSubmit() && fitsForm(answer.form)) {
      return void (await asked.showModal(reviewModal(answer.form, locale)));
    }
    const { hidden, messages } = this.#replies(answer, locale, isPrivate(asked));
    const [first, ...more] = messages;
    if (first) await asked.reply({ ...first, ...flagsFor(hidden) });
    for (const message of more) await asked.followUp({ ...message, ...flagsFor(hidden) });
  }

  /** “Thinking” was shown to everybody; an answer for one person must then come beside it. */
  async #answerLate(asked: Asked, answering: Promise<Answer>, locale: 'en' | 'ko'): Promise<void> {
    const answer = await answering.catch(async (error: unknown) => {
      await asked.deleteReply();
      throw error;
    });
    const alone = isPrivate(asked);
    const { hidden, messages } = this.#replies(answer, locale, alone);
    if (hidden && !alone) await asked.deleteReply();
    for (const [index, message] of messages.entries()) {
      if (index === 0 && (!hidden || alone)) await asked.editReply(message);
      else await asked.followUp({ ...message, ...flagsFor(hidden) });
    }
  }

  #replies(answer: Answer, locale: 'en' | 'ko', alone: boolean): Replies {
    const hidden = alone || answer.to === 'sender' || answer.refused === true;
    const messages: Reply[] = noticeContents(answer.text).map((content) => ({
      content,
      allowedMentions: { parse: [] },
    }));
    if (answer.cards.length > 0) {
      const last = messages.pop() ?? { allowedMentions: { parse: [] } };
      messages.push({ ...last, ...cardEmbeds(answer.cards, locale, this.core.publicUrl) });
    }
    if (answer.reviews?.length) {
      const last = messages.pop() ?? { allowedMentions: { parse: [] } };
      messages.push({ ...last, ...reviewMessage(answer.reviews, locale) });
    }
    if (answer.choices?.length) {
      const last = messages.pop() ?? { allowedMentions: { parse: [] } };
      messages.push({
        ...last,
        components: [...(last.components ?? []), ...this.#choices.row(answer.choices)],
      });
    }
    if (answer.form && fitsForm(answer.form)) {
      const last = messages.pop() ?? { allowedMentions: { parse: [] } };
      messages.push({
        ...last,
        components: this.#drafts.button(answer.form, locale, answer.refused === true),
      });
    }
    return { hidden, messages };
  }

  async #contextOf(asked: Asked, locale: 'en' | 'ko'): Promise<CommandContext> {
    const { user, guildId } = asked;
    const shown = this.members.describe(
      guildId ?? 'direct',
      { id: user.id, username: user.username, global_name: user.globalName, avatar: user.avatar },
      looksOf(asked),
    );
    const person = await this.core.people.meet({ ...shown, avatar: shown.avatar ?? null, locale });
    const context: CommandContext = { person, via: 'discord', locale };
    if (guildId === null) return context;
    const { channelId, look } = placeOf(asked);
    context.channel = {
      platform: 'discord',
      tenantId: guildId,
      channelId,
      look: () => Promise.resolve(look),
    };
    return context;
  }

  async #complete(interaction: AutocompleteInteraction): Promise<void> {
    const command = nameOf(interaction);
    const focused = interaction.options.getFocused(true);
    const offered = command
      ? this.core.commands.complete(command, focused.name, focused.value, localeOf(interaction.locale))
      : Promise.resolve([]);
    const choices = (await inTime(offered, COMPLETION_MS)) ?? [];
    await interaction.respond(
      choices
        .filter(({ name, value }) => name !== '' && value !== '' && value.length <= MAX_CHOICE)
        .slice(0, MAX_CHOICES)
        .map(({ name, value }) => ({ name: clip(name), value })),
    );
  }
}

const flagsFor = (hidden: boolean): { flags?: MessageFlags.Ephemeral } =>
  hidden ? { flags: MessageFlags.Ephemeral } : {};

const FORGOTTEN = {
  en: 'This draft is no longer kept. Begin again with /movie review.',
  ko: '쓰던 글을 더는 가지고 있지 않아요. /영화 리뷰로 다시 시작해 주세요.',
};
const NO_LONGER = {
  en: 'This choice is no longer kept. Give the command once more.',
  ko: '고를 것을 더는 가지고 있지 않아요. 명령을 한 번 더 입력해 주세요.',
};

/** Whether what was asked stands where one person sees it alone: so does then the answer. */
const isPrivate = (asked: Asked): boolean =>
  asked.isModalSubmit() || (asked.isButton() && asked.message.flags.has(MessageFlags.Ephemeral));

/** The channel asked in; a thread stands for the channel it belongs to, whose rights are those of the thread too. */
function placeOf({ channel, channelId, memberPermissions }: Asked): { channelId: string; look: ChannelLook } {
  const thread = channel?.isThread() === true;
  const place = thread ? channel.parent : channel;
  const id = (thread ? channel.parentId : channelId) ?? '';
  return {
    channelId: id,
    look: {
      name: (place && 'name' in place ? place.name : null) ?? id,
      isPrivate: isHidden(channel),
      mayManage: memberPermissions?.has(PermissionFlagsBits.ManageChannels) ?? false,
      standing: memberPermissions?.has(PermissionFlagsBits.Administrator) ? 'admin' : 'member',
    },
  };
}

function looksOf({ member }: Asked): MemberLooks | undefined {
  if (!member) return undefined;
  return { nick: member instanceof GuildMember ? member.nickname : member.nick, avatar: member.avatar };
}

function commandOf(interaction: ChatInputCommandInteraction): ParsedCommand | null {
  const name = nameOf(interaction);
  if (!name) return null;
  const spec = COMMANDS.find((command) => command.name === name);
  const options: Record<string, string> = {};
  for (const { name: option } of spec?.options ?? []) {
    const value = interaction.options.getString(option);
    if (value !== null && value.trim() !== '') options[option] = value;
  }
  return { name, options };
}

/** The grammar's name of what was typed: Discord tells group and subcommand apart. */
function nameOf(interaction: ChatInputCommandInteraction | AutocompleteInteraction): CommandName | undefined {
  if (interaction.commandName !== COMMAND_WORDS.en) return undefined;
  const words = [interaction.options.getSubcommandGroup(false), interaction.options.getSubcommand(false)];
  const typed = words.filter((word) => word !== null).join(' ');
  return COMMANDS.find(({ name }) => name === typed)?.name;
}

const localeOf = (locale: string): 'en' | 'ko' => (locale.startsWith('ko') ? 'ko' : 'en');

const clip = (name: string): string =>
  name.length <= MAX_CHOICE ? name : `${name.slice(0, MAX_CHOICE - 1)}…`;

/** What comes within `ms`, or null; what comes later is left to the caller, who still holds it. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
