import { foldWords, withDigits, withLettersForDigits } from './fold.ts';
import { GRAMS, GramIndex, gramsOf } from './gram-index.ts';
import { hasHangul, initialConsonants } from './hangul-keys.ts';
import { lettersOf } from './letters.ts';
import { nameCost } from './name-match.ts';
import type { NameKind } from './names.ts';
import { NAME_KINDS, Names } from './names.ts';
import type { QueryForm } from './query-forms.ts';
import type { Ranking } from './ranking.ts';
import { RANK } from './ranking.ts';
import { romanise } from './romanise.ts';

/** Names compared exactly per reading of a query; more for a short one, which says little. */
const CANDIDATES = 64;
const CANDIDATES_OF_FEW_LETTERS = 160;
const FEW_LETTERS = 7;
/** Worth of a natural log of votes among candidates, in rarity of grams, and of a letter of length. */
const VOTES_BONUS = 0.25;
const LENGTH_BONUS = 0.01;
const INITIALS = NAME_KINDS.indexOf('initials');

/** A film's titles as filed. */
export interface Titles {
  title: string;
  titleKo: string;
  originalTitle: string;
  alternativeTitles: readonly string[];
}

/** Finds films by what they are called. */
export class NameSearch {
  private readonly names = new Names();
  private readonly grams = new GramIndex(16);
  private bonus = new Float32Array(1 << 12);

  /** Files a film under all its titles, their spellings with digits, and, in Korean, romanised and by initials. */
  add(film: number, titles: Titles, lnVotes: number): void {
    const filed = new Set<string>();
    const file = (kind: NameKind, words: string[]): void => {
      const key = (kind === 'initials' ? '#' : '') + words.join('');
      if (words.length === 0 || filed.has(key)) return;
      filed.add(key);
      const letters = lettersOf(words);
      const name = this.names.add(film, kind, letters);
      const count = gramsOf(letters.codes, 0, letters.codes.length, letters.starts, letters.starts.length);
      this.grams.add(name, GRAMS, count);
      if (name >= this.bonus.length) this.bonus = twice(this.bonus);
      this.bonus[name] = lnVotes * VOTES_BONUS - letters.codes.length * LENGTH_BONUS;
    };
    const fileTitle = (kind: NameKind, title: string): void => {
      if (title === '') return;
      const words = foldWords(title);
      file(kind, words);
      file('spelling', withDigits(words));
      file('spelling', withLettersForDigits(words));
      if (hasHangul(title)) {
        file('romanised', foldWords(romanise(title)));
        file('initials', [initialConsonants(title).replace(/[^ㄱ-ㅎ]/g, '')].filter(Boolean));
      }
      // Some catalogues put several names into one field: "Lo chiamavano Trinita , They Call Me Trinity".
      if (title.includes(' , ')) for (const part of title.split(' , ')) file('alternative', foldWords(part));
    };
    fileTitle('title', titles.title);
    fileTitle('korean', titles.titleKo);
    fileTitle('original', titles.originalTitle);
    for (const title of titles.alternativeTitles) fileTitle('alternative', title);
  }

  /**
   * Offers the films whose names come near to one reading of the query.
   * @param accept turns films away. @param yearOf a film's year, for a reading with a year.
   */
  match(
    form: QueryForm,
    ranking: Ranking,
    accept: (film: number) => boolean,
    yearOf: (film: number) => number | null,
  ): void {
    const { codes, starts } = form.letters;
    if (codes.length === 0) return;
    const { names } = this;
    const yearsOff = (film: number): number =>
      form.year === null ? 0 : Math.abs((yearOf(film) ?? 0) - form.year);
    const count = gramsOf(codes, 0, codes.length, starts, starts.length);
    const most = codes.length > FEW_LETTERS ? CANDIDATES : CANDIDATES_OF_FEW_LETTERS;
    const candidates = this.grams.candidates(GRAMS, count, most, this.bonus, (name) => {
      if ((names.kind[name] === INITIALS) !== form.initials) return false;
      const film = names.film[name]!;
      return accept(film) && yearsOff(film) <= 1;
    });
    for (const name of candidates) {
      const film = names.film[name]!;
      const kind = NAME_KINDS[names.kind[name]!]!;
      const offset = form.cost + RANK.kind[kind] + yearsOff(film) * RANK.yearOff;
      const bound = Math.min(RANK.worstName, ranking.bound(film)) - offset;
      if (bound <= 0) continue;
      const cost = nameCost(form.letters, names, name, bound);
      if (cost < bound) ranking.offer(film, cost + offset, ['title']);
    }
  }

  /** Takes films that are gone out of the lists. */
  prune(gone: (film: number) => boolean): void {
    this.grams.prune((name) => gone(this.names.film[name]!));
  }
}

function twice(values: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(values.length * 2);
  larger.set(values);
  return larger;
}
