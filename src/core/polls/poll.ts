import type { Films } from '../catalogue/films.ts';
import { literal } from '../commands/literal.ts';
import { BilingualProblem } from '../commands/problem-text.ts';
import { cleanName, cleanText, firstGraphemes, isBlank } from '../markup/clean-text.ts';
import { foldWords } from '../search/fold.ts';
import type { PollOption } from '../../protocol/frames.ts';

/** Characters (UTF-16 code units) of a question and of an option; an option is a button's label on every surface. */
const QUESTION_LENGTH = 300;
const OPTION_LENGTH = 80;
const FEWEST_OPTIONS = 2;
export const MOST_OPTIONS = 10;

/** What somebody wants the room to decide: the question is Markdown of the markup module, options are plain text. */
export interface WantedPoll {
  question: string;
  options: PollOption[];
}

/**
 * A poll as it is stored: question and options cleaned, each option told apart from the others as search would, and with
 * its film where it is exactly a film's title.
 * @throws BilingualProblem `text_empty`, `text_too_long`, `invalid_input`
 */
export function parsePoll(
  films: Pick<Films, 'meant'>,
  { question, options }: { question: string; options: readonly string[] },
): WantedPoll {
  return { question: parseQuestion(question), options: parseOptions(films, options) };
}

/**
 * What was typed between commas, full-width ones too; a film whose title has a comma of its own stays whole. Empty pieces
 * are left out.
 */
export function splitOptions(films: Pick<Films, 'meant'>, typed: string): string[] {
  const pieces = typed
    .split(/[,，、]/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
  const options: string[] = [];
  for (let at = 0; at < pieces.length;) {
    const length = titleLength(films, pieces, at);
    options.push(pieces.slice(at, at + length).join(', '));
    at += length;
  }
  return options;
}

/** How many pieces from `at` on are one film's title; 1 where it is none. One option alone would be no choice. */
function titleLength(films: Pick<Films, 'meant'>, pieces: readonly string[], at: number): number {
  const most = Math.min(MOST_COMMAS + 1, pieces.length - at, pieces.length - 1);
  for (let length = most; length > 1; length--) {
    if (filmCalled(films, pieces.slice(at, at + length).join(', ')) !== undefined) return length;
  }
  return 1;
}

/** More commas than this has no film's title (“The Good, the Bad and the Ugly” has one). */
const MOST_COMMAS = 3;

function parseQuestion(typed: string): string {
  const question = oneLine(typed);
  if (isBlank(question)) {
    throw new BilingualProblem('text_empty', {
      en: 'A poll needs a question, e.g. `/movie poll question:"What next?" options:"Parasite, Burning"`',
      ko: '투표에는 질문이 필요해요. 예: `/영화 투표 질문:"다음엔 뭘 볼까요?" 선택지:"기생충, 버닝"`',
    });
  }
  if (question.length > QUESTION_LENGTH) {
    throw new BilingualProblem('text_too_long', {
      en: `The question has ${question.length} characters; at most ${QUESTION_LENGTH} fit. Shorten it.`,
      ko: `질문이 ${question.length.toLocaleString('ko')}자예요. ${QUESTION_LENGTH}자까지 쓸 수 있으니 줄여 주세요.`,
    });
  }
  return question;
}

function parseOptions(films: Pick<Films, 'meant'>, typed: readonly string[]): PollOption[] {
  const lines = typed.map(oneLine).filter((line) => !isBlank(line));
  if (lines.length < FEWEST_OPTIONS || lines.length > MOST_OPTIONS) {
    throw new BilingualProblem('invalid_input', {
      en: `A poll has ${FEWEST_OPTIONS} to ${MOST_OPTIONS} options, separated by commas; here ${lines.length === 1 ? 'is' : 'are'} ${lines.length}. For example: \`options:"Parasite, Burning"\``,
      ko: `선택지는 쉼표로 나눠서 ${FEWEST_OPTIONS}개부터 ${MOST_OPTIONS}개까지 적어 주세요. 지금은 ${lines.length}개예요. 예: \`선택지:"기생충, 버닝"\``,
    });
  }
  const options: PollOption[] = [];
  for (const line of lines) {
    if (line.length > OPTION_LENGTH) {
      throw new BilingualProblem('text_too_long', {
        en: `An option has at most ${OPTION_LENGTH} characters; “${short(line)}” has ${line.length}. Shorten it.`,
        ko: `선택지는 ${OPTION_LENGTH}자까지 쓸 수 있는데 ‘${short(line)}’ 선택지는 ${line.length}자예요. 줄여 주세요.`,
      });
    }
    const text = cleanName(line);
    const movieId = filmCalled(films, text);
    const same = options.find(
      (other) => sameText(other.text, text) || (movieId !== undefined && other.movieId === movieId),
    );
    if (same) throw sameTwice(same.text, text);
    options.push({ text, ...(movieId === undefined ? {} : { movieId }) });
  }
  return options;
}

function sameTwice(first: string, second: string): BilingualProblem {
  const [a, b] = [short(first), short(second)];
  return new BilingualProblem(
    'invalid_input',
    sameText(first, second)
      ? {
          en: `The option “${b}” is there twice. Leave one of them out.`,
          ko: `‘${b}’ 선택지가 두 번 있어요. 하나를 빼 주세요.`,
        }
      : {
          en: `“${a}” and “${b}” are the same film. Leave one of them out.`,
          ko: `‘${a}’, ‘${b}’ 선택지는 같은 영화예요. 하나를 빼 주세요.`,
        },
  );
}

const oneLine = (text: string): string => cleanText(text).replaceAll(/\s+/g, ' ').trim();

const sameText = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

/** A text said back in a refusal, which is Markdown. */
function short(text: string): string {
  const start = firstGraphemes(text, 24);
  return literal(start === text ? text : `${start}…`);
}

/** The film that has exactly this title, in English, Korean or its own language; undefined where several have it. */
function filmCalled(films: Pick<Films, 'meant'>, text: string): string | undefined {
  const wanted = foldWords(text).join(' ');
  if (wanted === '') return undefined;
  const { film } = films.meant(text, 'en');
  const titles = film === null ? [] : [film.title, film.titleKo, film.originalTitle];
  return titles.some((title) => foldWords(title).join(' ') === wanted) ? film?.id : undefined;
}
