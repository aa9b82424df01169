import { BestScored } from './best-scored.ts';
import type { Bonuses } from './bonuses.ts';
import { FilmWords, OVERVIEW, TITLE, type WordedMovie } from './film-words.ts';
import type { FoldedTitle } from './folded-titles.ts';
import type { PostingCursor } from './posting-lists.ts';
import type { QueryForm } from './query-forms.ts';
import type { MatchedField, Ranking } from './ranking.ts';
import { RANK } from './ranking.ts';
import { type Filter, needed, ScoreWindow, WINDOW } from './score-window.ts';
import { stem } from './stem.ts';
import { STOP_WORDS } from './stop-words.ts';
import type { NearStem } from './word-index.ts';
import { WORD_FIELDS } from './word-index.ts';

/** Films looked at closely per reading of a query. */
const CANDIDATES = 40;
/** Stems tried for a word the index does not hold. */
const NEAR_STEMS = 6;
/** A stem that more than this share of the films have does not bring in films of its own. */
const COMMON = 1 / 20;
/** Entries a list must have before it counts as common. */
const LONG = 2_000;

/** A word of the query with the stems it may stand for. */
interface PricedWord {
  stems: NearStem[];
  /** What a film that has none of them costs. */
  price: number;
  /** Whether it tells one plot from another. */
  telling: boolean;
}

/** The lists of a word of the query. */
interface WordLists {
  lists: { cursor: PostingCursor; cost: number; brings: boolean }[];
  price: number;
  /** The most a film gains by this word and those after it. */
  rest: number;
}

/** What a film has of the query. */
interface Details {
  film: number;
  gain: number;
  /** Prices of the words it has. */
  held: number;
  /** Bit by bit, the fields in which words were found. */
  fields: number;
  inTitle: number;
}

const window = new ScoreWindow();
/** Entries of a window's films in all their fields. */
const entries = new Int32Array(WINDOW * WORD_FIELDS.length);
/** For which word of which window a film has been credited last. */
const credited = new Int32Array(WINDOW);
let credits = 0;

/** Finds films by words anywhere in their record: titles, people, keywords, genres, overview. */
export class WordSearch {
  private readonly words = new FilmWords();

  add(film: number, movie: WordedMovie, titles: readonly FoldedTitle[]): void {
    this.words.add(film, movie, titles);
  }

  /** Offers the films that hold most of the query's words, rare words weighing more. */
  match(form: QueryForm, ranking: Ranking, bonuses: Bonuses, filter: Filter): void {
    const words = [...new Set(form.words)].map((word, at, all) => this.priced(word, at === all.length - 1));
    words.sort((a, b) => b.price - a.price);
    const total = words.reduce((sum, { price }) => sum + price, 0);
    const films = this.mostGaining(words, bonuses, filter);
    const asked = words.reduce((sum, { price, telling }) => sum + (telling ? price : 0), 0);
    for (const { film, gain, held, fields, inTitle } of this.detailsOf(films, words)) {
      if (gain < total * RANK.leastShare) continue;
      const titleWords = this.words.titleWordsOf(film);
      const left = inTitle === 0 ? 0 : Math.max(0, titleWords - inTitle) * RANK.titleWordLeft;
      const cost = total - gain + form.cost + RANK.byFields + Math.min(left, RANK.titleWordsLeftMost);
      ranking.offer(film, cost, fieldsIn(fields), asked === 0 ? 1 : held / asked);
    }
  }

  /** A word of the query with the stems it may stand for and the price of a film that has none of them. */
  private priced(word: string, last: boolean): PricedWord {
    if (STOP_WORDS.has(word))
      return { price: RANK.missingStopWord, stems: [{ stem: stem(word), cost: 0 }], telling: false };
    const stems = this.stemsFor(stem(word), last);
    const rarity = Math.min(RANK.rarityMost, this.words.index.rarity(stem(word)));
    return { price: RANK.missing + RANK.missingPerRarity * rarity, stems, telling: true };
  }

  /** The stems a word of the query may stand for: itself where the index has it, else its neighbours. */
  private stemsFor(word: string, last: boolean): NearStem[] {
    return this.words.index.length(word) === 0
      ? this.words.index.near(word, NEAR_STEMS, last)
      : [{ stem: word, cost: 0 }];
  }

  /**
   * The films that gain most by the words, window by window as in `GramIndex.candidates`: words that cannot lift a film
   * among the best are only looked for in films that have dearer ones.
   */
  private mostGaining(words: readonly PricedWord[], bonuses: Bonuses, filter: Filter): number[] {
    const lists = this.listsOf(words);
    const best = new BestScored(CANDIDATES);
    let bringing = lists.length;
    for (let base = 0; base < this.words.index.films; base += WINDOW) {
      const wanted = needed(best, bonuses);
      while (bringing > 0 && lists[bringing - 1]!.rest <= wanted) bringing--;
      if (bringing === 0) break;
      window.base = base;
      for (let i = 0; i < bringing; i++) this.credit(lists[i]!, true);
      window.keepHopeful(best, bonuses, lists[bringing]?.rest ?? 0);
      if (filter.strict) window.keepAccepted(filter);
      for (let i = bringing; i < lists.length && window.found > 0; i++) {
        this.credit(lists[i]!, false);
        window.keepHopeful(best, bonuses, lists[i + 1]?.rest ?? 0);
      }
      window.moveTo(best, bonuses, filter);
    }
    return best.sorted();
  }

  private listsOf(words: readonly PricedWord[]): WordLists[] {
    const { index } = this.words;
    let first = true;
    const all = words.map(({ stems, price }): WordLists => {
      const lists = stems.flatMap(({ stem, cost }) => {
        const cursor = index.cursor(stem);
        if (cursor === null) return [];
        const length = index.length(stem);
        const brings = first || length <= LONG || length <= index.films * COMMON;
        first = false;
        return [{ cursor, cost, brings }];
      });
      return { lists, price, rest: 0 };
    });
    let rest = 0;
    for (let i = all.length - 1; i >= 0; i--) {
      const { lists, price } = all[i]!;
      if (lists.length > 0)
        rest += worth(price, Math.min(...lists.map(({ cost }) => cost)) + RANK.field.title);
      all[i]!.rest = rest;
    }
    return all;
  }

  /** Credits the films of the window that have the word with what it would cost them otherwise, by the cheapest stem they have. */
  private credit({ lists, price }: WordLists, brings: boolean): void {
    const { base } = window;
    credits = (credits + 1) | 0;
    for (const list of lists) {
      list.cursor.seek(base * 4);
      const count = list.cursor.readBelow((base + WINDOW) * 4, entries);
      const mayBring = brings && list.brings;
      for (let i = 0; i < count; i++) {
        const entry = entries[i]!;
        const film = entry >> 2;
        if (credited[film - base] === credits) continue;
        credited[film - base] = credits;
        const gain = worth(price, list.cost + this.costOf(entry));
        if (mayBring) window.add(film, gain);
        else window.addToFound(film, gain);
      }
    }
  }

  /** What a word found at an entry costs. */
  private costOf(entry: number): number {
    const field = entry & 3;
    const cost = FIELD_COST[field]!;
    return field === OVERVIEW ? cost + this.words.wordinessOf(entry >> 2) : cost;
  }

  /** What films have of the query's words. */
  private detailsOf(films: readonly number[], words: readonly PricedWord[]): Details[] {
    const details = films
      .toSorted((a, b) => a - b)
      .map((film): Details => ({ film, gain: 0, held: 0, fields: 0, inTitle: 0 }));
    for (const { stems, price, telling } of words) {
      let rest = details;
      for (const { stem, cost } of stems) {
        const cursor = this.words.index.cursor(stem);
        if (cursor === null) continue;
        rest = rest.filter((details) => {
          const entry = cursor.seek(details.film * 4);
          if (entry < 0 || entry >> 2 !== details.film) return true;
          details.gain += worth(price, cost + this.costOf(entry));
          if (telling) details.held += price;
          details.fields |= 1 << (entry & 3);
          if ((entry & 3) === TITLE) details.inTitle++;
          return false;
        });
      }
    }
    return details;
  }

  /** Whether a folded word stands anywhere, in this very form. */
  holds(word: string): boolean {
    return this.words.index.holds(word);
  }

  /** Takes films that are gone out of the lists. */
  prune(gone: (film: number) => boolean): void {
    this.words.index.prune(gone);
  }
}

const FIELD_COST = WORD_FIELDS.map((field) => RANK.field[field]);

/** What a film gains by a word that costs so much there. */
function worth(price: number, cost: number): number {
  return Math.max(0.01, price - cost);
}

function fieldsIn(bits: number): MatchedField[] {
  return WORD_FIELDS.filter((_, field) => (bits & (1 << field)) !== 0);
}
