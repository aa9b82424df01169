import { parseLanguage, parseRuntime } from '../catalogue/film-filter.ts';
import { parseGenre, parseYears } from '../catalogue/films.ts';
import type { OptionSpec } from './grammar.ts';

/** What a text must be to be a value of an option that does not take just any words. */
const FORMS: Record<NonNullable<OptionSpec['form']>, (text: string) => boolean> = {
  genre: (text) => parseGenre(text) !== null,
  years: (text) => parseYears(text) !== null,
  minutes: (text) => parseRuntime(text) !== null,
  language: (text) => parseLanguage(text) !== null,
};

/**
 * How many of the words behind an option's name are its value: all of them where it takes any, else as many as make one
 * (`2010 - 2019`, `science fiction`); all again where none do, so that it can be said what is wrong with them.
 */
export function wordsTaken(option: OptionSpec, words: readonly string[]): number {
  const fits = option.form
    ? FORMS[option.form]
    : option.choices && ((text: string) => choiceCalled(option, text) !== undefined);
  if (!fits) return words.length;
  for (let count = Math.min(words.length, MOST_WORDS); count > 0; count--)
    if (fits(words.slice(0, count).join(' '))) return count;
  return words.length;
}

/** No value of a form has more words. */
const MOST_WORDS = 8;

/** The value of the choice that is called so, in either language. */
export function choiceCalled({ choices = [] }: OptionSpec, typed: string): string | undefined {
  const lower = typed.trim().toLowerCase();
  return choices.find(({ value, name, aliases = [] }) =>
    [value, name.en, name.ko, ...aliases].includes(lower),
  )?.value;
}
