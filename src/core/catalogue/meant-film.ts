import type { Certainty } from '../../protocol/frames.ts';
import type { SearchHit } from '../search/movie-index.ts';
import { NAMINGS, namingOf, type Naming } from '../search/naming.ts';
import { saidTitles, type SaidTitle } from '../search/said-title.ts';
import type { Movie } from './movie.ts';

/** Which film a text names, and how sure that is. */
export interface Meant {
  /** `sure`: the film was named; `near`: one of `near` may be meant; `none`: it is not in the catalogue. */
  match: Certainty;
  /** The film that was named; null unless that is sure. */
  film: Movie | null;
  /** Films that come near, nearest first, at most {@link MOST_NEAR}; empty where it is sure. */
  near: Movie[];
  /** How the nearest one stands to the text as a title; null where it only comes near by its letters, or by people. */
  naming: Naming | null;
}

/** So many films to choose from at most. */
const MOST_NEAR = 5;
/** Names looked at: those that are equal are found first. */
export const NAMES_COMPARED = 16;

/** What is as good as the name itself. What contradicts or only resembles is asked about. */
const SURE: readonly Naming[] = ['title', 'otherwise', 'slip'];
/** Longest text read, in UTF-16 units; what is longer is cut. */
const LONGEST = 200;
/** From this score on a name is a likely beginning, part or misspelling of what was said. */
const LIKELY = 0.5;
/** From this score on it is still worth showing. */
const ALIKE = 0.2;

/** Whether a text may be a person's name: one word of Latin letters says too little, there is a Hugo in every tenth film. */
const namesPeople = (typed: string): boolean => /\S\s+\S|[가-힣]{2}/u.test(typed.trim().normalize('NFC'));

interface Candidate {
  film: Movie;
  score: number;
  naming: Naming | null;
  /** Whether it was found by who made it or is in it, every word of it. */
  byPeople: boolean;
}

/** What finds films: by their names, and by anything. */
export interface Finder {
  byName(query: string): readonly FoundFilm[];
  anywhere(query: string): readonly FoundFilm[];
  /** Whether a folded word is known: such a word is no slip for another. */
  knows(word: string): boolean;
}

type FoundFilm = SearchHit & { film: Movie };

/**
 * Which film a text names. Sure is only a film that has the title (in any of its languages, but for articles, word order
 * and few slips), with year and number in agreement, when no other has it as firmly: how widely a film is known does not
 * count, nor does a film that merely comes first.
 */
export function meantFilm(text: string, finder: Finder): Meant {
  const typed = text.slice(0, LONGEST);
  const said = saidTitles(typed);
  const candidates = new Map<Movie, Candidate>();
  const consider = (found: readonly FoundFilm[], inNear: boolean): void => {
    for (const { film, score } of found) {
      if (score < ALIKE || candidates.has(film)) continue;
      const naming = namingOf(said, film, (word) => finder.knows(word));
      if (naming !== null || inNear) candidates.set(film, { film, score, naming, byPeople: false });
    }
  };
  consider(finder.byName(typed), true);
  let named = firmest(candidates.values());
  if (named.length === 0)
    for (const words of otherWordings(typed, said)) consider(finder.byName(words), false);
  named = firmest(candidates.values());
  if (named.length === 1 && SURE.includes(named[0]!.naming!)) {
    return { match: 'sure', film: named[0]!.film, near: [], naming: named[0]!.naming };
  }
  const all = [...candidates.values()];
  for (const { film, score } of ofTheSeries(typed, finder)) {
    const known = all.find((each) => each.film === film);
    if (!known) all.push({ film, score, naming: 'resembles', byPeople: false });
    else known.naming ??= 'resembles';
  }
  if (namesPeople(typed)) {
    for (const { film, score, matched, share } of finder.anywhere(typed)) {
      if (share < 1 || !matched.every((field) => field === 'person')) continue;
      if (!candidates.has(film)) all.push({ film, score, naming: null, byPeople: true });
    }
  }
  const likely = all.filter(({ naming, score, byPeople }) => naming !== null || byPeople || score >= LIKELY);
  const shown = likely.length > 0 ? likely : all.filter(({ score }) => score >= ALIKE);
  const rank = ({ naming }: Candidate): number =>
    naming === null ? NAMINGS.length : NAMINGS.indexOf(naming);
  const near = shown.toSorted((a, b) => rank(a) - rank(b) || b.score - a.score);
  return {
    match: likely.length > 0 ? 'near' : 'none',
    film: null,
    near: near.slice(0, MOST_NEAR).map(({ film }) => film),
    naming: near[0]?.naming ?? null,
  };
}

/** The films that were named most firmly; none where none was named at all. */
function firmest(candidates: Iterable<Candidate>): Candidate[] {
  const named = [...candidates];
  const naming = NAMINGS.find((each) => named.some((candidate) => candidate.naming === each));
  return named.filter((candidate) => candidate.naming !== null && candidate.naming === naming);
}

/** What was said without its year and its numbers: films that have the title but for these are found by it. */
function otherWordings(typed: string, said: readonly SaidTitle[]): string[] {
  const wordings = said.flatMap(({ form, otherLayout }) =>
    otherLayout ? [] : [form.words.join(' '), form.words.filter((word) => !/^\d+$/.test(word)).join(' ')],
  );
  return [...new Set(wordings)].filter((words) => words !== '' && words !== typed);
}

/** Films whose title is what stands before a colon or dash: “Star Wars” for another part of it. */
function ofTheSeries(typed: string, finder: Finder): FoundFilm[] {
  const [, series] = /^(.+?)(?::| [-–—]) /.exec(typed) ?? [];
  if (series === undefined) return [];
  const said = saidTitles(series);
  return finder
    .byName(series)
    .filter(({ film }) => namingOf(said, film, (word) => finder.knows(word)) === 'title');
}
