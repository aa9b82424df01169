import { Bonuses } from './bonuses.ts';
import { foldWords, withDigits, withLettersForDigits } from './fold.ts';
import type { FoldedTitle } from './folded-titles.ts';
import { GramIndex } from './gram-index.ts';
import { GRAMS, gramsOf } from './grams.ts';
import { hasHangul, initialConsonants } from './hangul-keys.ts';
import { nameCost } from './name-match.ts';
import type { NameKind } from './names.ts';
import { INITIALS, NAME_KINDS, Names } from './names.ts';
import type { QueryForm } from './query-forms.ts';
import type { Ranking } from './ranking.ts';
import { RANK } from './ranking.ts';
import { romanise } from './romanise.ts';
import type { Filter } from './score-window.ts';

/** Names compared exactly per reading of a query; more for a short one, which says little. */
const CANDIDATES = 64;
const CANDIDATES_OF_FEW_LETTERS = 160;
const FEW_LETTERS = 7;
/** Worth of a natural log of votes among candidates, in rarity of grams, and of a letter of length. */
const VOTES_BONUS = 0.25;
const LENGTH_BONUS = 0.01;

/** Finds films by what they are called. */
export class NameSearch {
  private readonly names = new Names();
  private readonly grams = new GramIndex(16);
  private readonly bonuses = new Bonuses();
  /** First name of the film being filed. */
  private firstName = 0;

  /** Files a film under all its titles, their spellings with digits, and, in Korean, romanised and by initials. @param year 0 for none. */
  add(film: number, year: number, titles: readonly FoldedTitle[], lnVotes: number): void {
    this.firstName = this.names.count;
    for (const { kind, title, words } of titles) {
      this.file(film, year, kind, words, lnVotes);
      const digits = withDigits(words);
      if (digits !== words) this.file(film, year, 'spelling', digits, lnVotes);
      const letters = withLettersForDigits(words);
      if (letters !== words) this.file(film, year, 'spelling', letters, lnVotes);
      if (hasHangul(title)) {
        this.file(film, year, 'romanised', foldWords(romanise(title)), lnVotes);
        const initials = initialConsonants(title).replace(/[^ㄱ-ㅎ]/g, '');
        if (initials !== '') this.file(film, year, 'initials', [initials], lnVotes);
      }
      // Some catalogues put several names into one field: "Lo chiamavano Trinita , They Call Me Trinity".
      if (title.includes(' , '))
        for (const part of title.split(' , ')) this.file(film, year, 'alternative', foldWords(part), lnVotes);
    }
  }

  private file(film: number, year: number, kind: NameKind, words: readonly string[], lnVotes: number): void {
    if (words.length === 0) return;
    const { names } = this;
    const name = names.add(film, year, kind, words);
    if (names.dropRepeated(this.firstName)) return;
    const from = names.letterAt[name]!;
    const to = names.letterAt[name + 1]!;
    const count = gramsOf(
      names.letters,
      from,
      to,
      names.starts,
      names.startAt[name]!,
      names.startAt[name + 1]!,
    );
    this.grams.add(name, GRAMS, count);
    this.bonuses.set(name, lnVotes * VOTES_BONUS - (to - from) * LENGTH_BONUS);
  }

  /** Offers the films whose names come near to one reading of the query. */
  match(form: QueryForm, ranking: Ranking, filter: Filter): void {
    const { codes, starts } = form.letters;
    if (codes.length === 0) return;
    const { names } = this;
    const yearsOff = (name: number): number =>
      form.year === null ? 0 : Math.abs(names.year[name]! - form.year);
    const count = gramsOf(codes, 0, codes.length, starts, 0, starts.length);
    const most = codes.length > FEW_LETTERS ? CANDIDATES : CANDIDATES_OF_FEW_LETTERS;
    const candidates = this.grams.candidates(GRAMS, count, most, this.bonuses, {
      accepts: (name) => {
        // What turns most away comes first: each look at a name among a million is one at memory far away.
        if (yearsOff(name) > 1) return false;
        if ((names.kind[name] === INITIALS) !== form.initials) return false;
        return filter.accepts(names.film[name]!);
      },
      strict: filter.strict || form.year !== null,
    });
    for (const name of candidates) {
      const film = names.film[name]!;
      const kind = NAME_KINDS[names.kind[name]!]!;
      const offset = form.cost + RANK.kind[kind] + yearsOff(name) * RANK.yearOff;
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
