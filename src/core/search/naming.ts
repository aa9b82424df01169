import type { Movie } from '../catalogue/movie.ts';
import { EDIT, SWAP } from './edit-costs.ts';
import { compareLetters } from './edit-distance.ts';
import { hasHangul } from './hangul-keys.ts';
import { lettersOf } from './letters.ts';
import { romanise } from './romanise.ts';
import type { SaidTitle } from './said-title.ts';
import { titleForm, withLetters, withoutFirst, withoutFirstWord, type TitleForm } from './title-form.ts';

/** What of a film tells whether it was named. */
export type NamedMovie = Pick<
  Movie,
  'title' | 'originalTitle' | 'titleKo' | 'alternativeTitles' | 'year' | 'language'
>;

/**
 * How a film stands to what was said. `title`: it has this very title. `otherwise`: it is known by it, or has its words
 * in another order, or it was typed under the other keyboard layout or in Latin letters. `slip`: the title with slips of
 * the finger. `resembles`: it has the title but for an article, or more slips than that. `contradicts`: it has the title,
 * and what was said has another year or number.
 */
export type Naming = 'title' | 'otherwise' | 'slip' | 'resembles' | 'contradicts';

/** From the firmest down. */
export const NAMINGS: readonly Naming[] = ['title', 'otherwise', 'slip', 'contradicts', 'resembles'];

/** How a film stands to the ways in which a text can be read as a title; null when none of them comes near. */
export function namingOf(
  said: readonly SaidTitle[],
  film: NamedMovie,
  knows: (word: string) => boolean,
): Naming | null {
  let best: Naming | null = null;
  for (const { form, own } of titlesOf(film)) {
    for (const way of said) {
      const naming = judged(way, form, own, film, knows);
      if (naming !== null && (best === null || NAMINGS.indexOf(naming) < NAMINGS.indexOf(best)))
        best = naming;
    }
  }
  return best;
}

interface FilmTitle {
  form: TitleForm;
  /** Whether it is the film's title in some language, and not another name of it. */
  own: boolean;
}

/** Leading articles that people leave out, by the film's language. */
const ARTICLES: Record<string, readonly string[]> = {
  fr: ['le', 'la', 'les'],
  it: ['il', 'la', 'lo', 'gli', 'le', 'i'],
  es: ['el', 'la', 'los', 'las'],
  pt: ['o', 'a', 'os', 'as'],
  de: ['der', 'die', 'das'],
};

function* titlesOf(film: NamedMovie): Generator<FilmTitle> {
  const names: [string, boolean][] = [
    [film.title, true],
    [film.titleKo, true],
    [film.originalTitle, true],
    ...film.alternativeTitles.map((title): [string, boolean] => [title, false]),
  ];
  for (const [title, own] of names) {
    const form = titleForm(title);
    if (form.letters === '') continue;
    yield { form, own };
    const spelt = withLetters(form);
    if (spelt) yield { form: spelt, own };
    const short = withoutFirstWord(form, ARTICLES[film.language] ?? []);
    if (short) yield { form: short, own };
    if (hasHangul(title)) yield { form: titleForm(romanise(title)), own: false };
    const [, subtitle] = /(?::| [-–—]) (.+)$/.exec(title) ?? [];
    const under = subtitle === undefined ? null : titleForm(subtitle);
    if (under && under.words.length >= SUBTITLE_WORDS) yield { form: under, own: false };
  }
}

/** A subtitle of so many words is what a film goes by; a shorter one (“Part Two”, “Fallout”) may be anything. */
const SUBTITLE_WORDS = 3;

function judged(
  { form, year, otherLayout }: SaidTitle,
  title: TitleForm,
  own: boolean,
  film: NamedMovie,
  knows: (word: string) => boolean,
): Naming | null {
  if (otherLayout)
    return form.letters === title.letters && form.letters.length >= LAYOUT_LETTERS ? 'otherwise' : null;
  const naming = alike(form, title, own, knows) ?? alike(withoutFirst(form), title, own, knows);
  // A year beside a title is that of the film, or it is another film that is meant.
  return naming !== null && year !== null && film.year !== year ? 'contradicts' : naming;
}

/** By chance nothing typed in earnest spells a title of so many letters under the other layout. */
const LAYOUT_LETTERS = 5;

function alike(
  said: TitleForm | null,
  title: TitleForm,
  own: boolean,
  knows: (word: string) => boolean,
): Naming | null {
  if (said === null) return null;
  if (said.letters === title.letters) return own ? 'title' : 'otherwise';
  if (said.bare === title.bare)
    return strangeArticle(said, title) ? 'resembles' : own ? 'title' : 'otherwise';
  if (said.words.length > 1 && said.sorted === title.sorted) return 'otherwise';
  const most = mostSlips(Math.min(said.spelled.length, title.spelled.length));
  const slips = slipsBetween(said.spelled, title.spelled, most + EDIT);
  if (slips > most + EDIT) return null;
  if (said.numbers !== title.numbers) return slips <= most ? 'contradicts' : null;
  if (slips > most || otherWords(said, title, knows)) return 'resembles';
  return 'slip';
}

/**
 * What slips may cost in a title of so many letters (in Hangul: strokes of the keyboard), in the unit of {@link EDIT}: one
 * of any kind in six letters, in a long title one of the likelier ones in five, in a short one none.
 */
function mostSlips(letters: number): number {
  const any = Math.floor(letters / LETTERS_PER_SLIP) * EDIT;
  return letters < LONG_TITLE
    ? any
    : Math.max(any, Math.floor(letters / LETTERS_PER_LIKELY_SLIP) * (SWAP + 1));
}
const LETTERS_PER_SLIP = 6;
const LETTERS_PER_LIKELY_SLIP = 5;
const LONG_TITLE = 10;

/** How many letters the lengths may differ by. */
const REACH = 4;

function slipsBetween(said: string, title: string, bound: number): number {
  if (said === '' || title === '' || Math.abs(said.length - title.length) > REACH)
    return said === title ? 0 : Infinity;
  const [q, n] = [lettersOf([said]).codes, lettersOf([title]).codes];
  return compareLetters(q, 0, q.length, n, 0, n.length, REACH, 0, bound).full;
}

/** An article that the title has not, at the beginning: “The Mask” is not “Mask”. */
const strangeArticle = (said: TitleForm, title: TitleForm): boolean =>
  said.words[0] !== title.words[0] && !said.bare.startsWith(said.words[0]!);

/** Whether what was said differs from a title by words that exist: “Clash” is no slip for “Crash”, nor “Aliens” for “Alien”. */
function otherWords(said: TitleForm, title: TitleForm, knows: (word: string) => boolean): boolean {
  const strange = said.words.filter((word) => !title.words.includes(word));
  if (strange.length === 0) return false;
  const plural = said.bare === `${title.bare}s` || title.bare === `${said.bare}s`;
  return (plural && strange.length === said.words.length) || strange.every(knows);
}
