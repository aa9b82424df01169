import type { Answer } from '../../protocol/frames.ts';
import { titleFor } from '../catalogue/movie.ts';
import { GENRES } from '../catalogue/genres.ts';
import { Problem } from '../errors.ts';
import { withParticle } from '../recommendations/particle.ts';
import type {
  Choice,
  CommandContext,
  CommandRunner,
  ParsedCommand,
  SubmittedReview,
} from './command-runner.ts';
import { COMMANDS, type CommandName, type CommandSpec } from './grammar.ts';
import { help } from './help.ts';
import { info, search } from './film-commands.ts';
import { echo } from './literal.ts';
import { poll } from './poll-commands.ts';
import { parseCommand } from './parse-command.ts';
import { BilingualProblem, problemText } from './problem-text.ts';
import { recommend, type RecommendDeps } from './recommend.ts';
import {
  likeReview,
  readReview,
  review,
  reviews,
  submitReview,
  type ReviewCommandDeps,
} from './review-commands.ts';
import { roomCommands, type RoomCommandDeps } from './room-commands.ts';
import { watchlistCommands } from './watchlist-commands.ts';

const MAX_CHOICES = 25;

type Handler = (options: Record<string, string>, context: CommandContext) => Promise<Answer> | Answer;

/** The one command runner behind Discord, Slack and the widget. */
export class Commands implements CommandRunner {
  readonly #handlers: Record<CommandName, Handler>;

  constructor(private readonly deps: RecommendDeps & RoomCommandDeps & ReviewCommandDeps) {
    const room = roomCommands(deps);
    this.#handlers = {
      recommend: (options, context) => recommend(deps, options, context),
      search: (options, context) => search(deps, options, context),
      info: (options, context) => info(deps, options, context),
      review: (options, context) => review(deps, options, context),
      reviews: (options, context) => reviews(deps, options, context),
      poll: (options, context) => poll(deps, options, context),
      help: (_options, context) => help(context.locale),
      ...room,
      ...watchlistCommands(deps),
    };
  }

  runText(text: string, context: CommandContext): Promise<Answer> {
    return this.#carefully(context, () => {
      const parsed = parseCommand(text);
      if ('unknown' in parsed) {
        throw noSuchCommand(parsed.unknown, parsed.nearest, context);
      }
      if ('missing' in parsed) {
        const { missing, of } = parsed;
        const [name = missing.name] = missing.aliases;
        throw new BilingualProblem('invalid_input', {
          en: `This needs “${missing.name}” (${missing.description.en}). For example: \`${of.example.en}\``,
          ko: `${withParticle(`‘${name}’`, '이/가')} 필요해요. 예: \`${of.example.ko}\``,
        });
      }
      if (parsed.left !== undefined) throw notTaken(parsed.left, parsed.name);
      return this.#handlers[parsed.name](parsed.options, context);
    });
  }

  run(command: ParsedCommand, context: CommandContext): Promise<Answer> {
    return this.#carefully(context, () => this.#handlers[command.name](command.options, context));
  }

  submitReview(submitted: SubmittedReview, context: CommandContext): Promise<Answer> {
    return this.#carefully(context, () => submitReview(this.deps, submitted, context));
  }

  pressReview(button: 'like' | 'read', reviewId: string, context: CommandContext): Promise<Answer> {
    const press = button === 'like' ? likeReview : readReview;
    return this.#carefully(context, () => press(this.deps, reviewId, context));
  }

  async #carefully(
    { person, locale }: CommandContext,
    work: () => Promise<Answer> | Answer,
  ): Promise<Answer> {
    try {
      await this.deps.limiter.take('act', person.id);
      return await work();
    } catch (error) {
      if (error instanceof Problem) return refuse(problemText(error, locale));
      this.deps.logger.error({ err: error }, 'a command failed');
      return refuse(
        locale === 'ko'
          ? '문제가 생겼어요. 잠시 뒤에 다시 해 보세요.'
          : 'Something went wrong on our side. Try again in a moment.',
      );
    }
  }

  complete(command: CommandName, option: string, typed: string, locale: 'en' | 'ko'): Promise<Choice[]> {
    const spec = COMMANDS.find((each) => each.name === command)?.options.find((each) => each.name === option);
    const choices: Choice[] = [];
    if (spec?.suggests === 'title') {
      for (const movie of this.deps.films.suggest(typed, MAX_CHOICES, locale)) {
        const title = titleFor(movie, locale);
        const name = movie.year === null ? title : `${title} (${movie.year})`;
        choices.push({ name, value: command === 'search' ? title : movie.id });
      }
    } else if (spec?.suggests === 'genre') {
      const wanted = typed.trim().toLowerCase();
      for (const [value, name] of Object.entries(GENRES)) {
        const fits = [name.en, name.ko].some((each) => each.toLowerCase().includes(wanted));
        if (fits) choices.push({ name: name[locale], value });
      }
    } else {
      for (const choice of spec?.choices ?? [])
        choices.push({ name: choice.name[locale], value: choice.value });
    }
    return Promise.resolve(choices.slice(0, MAX_CHOICES));
  }
}

function noSuchCommand(word: string, { example }: CommandSpec, { via }: CommandContext): BilingualProblem {
  const said = echo(word);
  // Elsewhere the platform has taken the slash for its own.
  const literally = via === 'web' && word.startsWith('/');
  return new BilingualProblem('invalid_input', {
    en: `There is no command “${said}”. Did you mean \`${example.en}\`? See \`/movie help\` for all of them.${literally ? ' To say the line as it stands, begin it with two slashes.' : ''}`,
    ko: `“${said}” 명령은 없어요. 혹시 \`${example.ko}\`? 전체 목록은 \`/영화 도움말\`에서 볼 수 있어요.${literally ? ' 그대로 말하려면 빗금을 두 개 붙여 시작해 주세요.' : ''}`,
  });
}

/** Nothing is done where some of the words fit nowhere: they may have been the ones that mattered. */
function notTaken(words: string, name: CommandName): BilingualProblem {
  const said = echo(words);
  const spec = COMMANDS.find((command) => command.name === name);
  const names = (locale: 'en' | 'ko'): string =>
    (spec?.options ?? [])
      .map((option) => `\`${(locale === 'ko' && option.aliases[0]) || option.name}:\``)
      .join(' ');
  const some = (spec?.options.length ?? 0) > 0;
  return new BilingualProblem('invalid_input', {
    en: `I could not place “${said}”, so nothing was done. ${some ? `This takes ${names('en')}` : 'This takes nothing more'}, as in \`${spec?.example.en}\`.`,
    ko: `‘${said}’ 부분을 어디에 쓸지 몰라서 아무것도 하지 않았어요. ${some ? `쓸 수 있는 것: ${names('ko')}` : '더 적을 것이 없는 명령이에요'}. 예: \`${spec?.example.ko}\``,
  });
}

const refuse = (text: string): Answer => ({ to: 'sender', text, cards: [], refused: true });
