/** Search: how often the film meant comes first, and how long that takes, at three sizes of catalogue. */
import type { Movie } from '../../src/core/catalogue/movie.ts';
import { seededRandom } from '../../src/core/recommendations/random.ts';
import type { MovieIndex } from '../../src/core/search/movie-index.ts';
import { buildMovieIndex } from '../../src/core/search/movie-index.ts';
import { readFilms } from '../../src/eval/film.ts';
import { readJsonLines } from '../../src/eval/lines.ts';
import { liveMebibytes } from '../../src/eval/memory.ts';
import { dataFile } from './data.ts';
import type { Row } from './table.ts';
import { mean, printTable, quality, quantile, timed } from './table.ts';

const K = 10;
const WARM_UP = 40;
/** Each query is asked so often; the quickest tells what it takes, the others what the machine was busy with. */
const REPEATS = 5;

interface Query {
  q: string;
  type: string;
  relevant: string[];
}

type Search = (query: string) => string[];

interface Found {
  mrr: number;
  first: number;
  korean: number;
  /** Milliseconds of the first time a query was asked, and of the quickest. */
  once: number[];
  quickest: number[];
}

function judge(search: Search, queries: readonly Query[]): Found {
  for (const { q } of queries.slice(0, WARM_UP)) search(q);
  const [once, quickest]: number[][] = [[], []];
  const ranks = queries.map(({ q, relevant }) => {
    let list: string[] = [];
    let least = Infinity;
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const asked = performance.now();
      list = search(q);
      const took = performance.now() - asked;
      if (repeat === 0) once!.push(took);
      least = Math.min(least, took);
    }
    quickest!.push(least);
    return list.slice(0, K).findIndex((id) => relevant.includes(id)) + 1;
  });
  const reciprocal = (rank: number): number => (rank === 0 ? 0 : 1 / rank);
  return {
    mrr: mean(ranks.map(reciprocal)),
    first: mean(ranks.map((rank) => (rank === 1 ? 1 : 0))),
    korean: mean(ranks.filter((_, n) => queries[n]!.type.startsWith('ko_')).map(reciprocal)),
    once: once!,
    quickest: quickest!,
  };
}

const indexSearch =
  (index: MovieIndex): Search =>
  (query) =>
    index.search(query, { limit: K }).map(({ id }) => id);

/** What ours replaces: titles that contain the query, most votes first. */
function substringSearch(films: readonly Movie[]): Search {
  const titles = films.map(({ title, titleKo }) => [title.toLowerCase(), titleKo.toLowerCase()]);
  const order = [...films.keys()].sort((a, b) => films[b]!.voteCount - films[a]!.voteCount);
  return (query) => {
    const wanted = query.toLowerCase();
    const hits = order.filter((film) => titles[film]!.some((title) => title.includes(wanted)));
    return hits.slice(0, K).map((film) => films[film]!.id);
  };
}

/** Words in common with title, people and overview, rare words weighing more (TF-IDF without length): no typing errors forgiven. */
function wordSearch(films: readonly Movie[]): Search {
  const lists = new Map<string, Set<number>>();
  const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  films.forEach(({ title, titleKo, directors, cast, overview }, film) => {
    for (const word of wordsOf([title, titleKo, ...directors, ...cast, overview.en].join(' '))) {
      const list = lists.get(word);
      if (list === undefined) lists.set(word, new Set([film]));
      else list.add(film);
    }
  });
  return (query) => {
    const scores = new Map<number, number>();
    for (const word of new Set(wordsOf(query))) {
      const list = lists.get(word);
      for (const film of list ?? [])
        scores.set(film, (scores.get(film) ?? 0) + Math.log(1 + films.length / list!.size));
    }
    const best = [...scores].sort(([a, x], [b, y]) => y - x || films[b]!.voteCount - films[a]!.voteCount);
    return best.slice(0, K).map(([film]) => films[film]!.id);
  };
}

function figuresOf(found: Found): Record<string, string> {
  const ms = (values: readonly number[]): string =>
    `${quantile(values, 0.5).toFixed(2)} / ${quantile(values, 0.99).toFixed(2)}`;
  return {
    'MRR@10': quality(found.mrr, 3),
    'S@1': quality(found.first, 3),
    'Korean MRR': quality(found.korean, 3),
    'p50 / p99 ms, quickest of five': ms(found.quickest),
    'asked once': ms(found.once),
  };
}

function corpus(): { films: Movie[]; queries: Query[] } | null {
  const titles = dataFile('search/corpus.jsonl.gz');
  const file = dataFile('search/queries-dev.jsonl');
  if (titles === null || file === null) return null;
  return { films: readFilms(titles), queries: readJsonLines(file) as Query[] };
}

function built(films: readonly Movie[]): { index: MovieIndex; cost: string } {
  const before = liveMebibytes();
  const { result: index, cost } = timed(() => buildMovieIndex(films));
  const memory = liveMebibytes() - before;
  return {
    index,
    cost: `${(1000 * cost.wall).toFixed(0)} ms (${(1000 * cost.cpu).toFixed(0)} CPU), ${memory.toFixed(0)} MiB`,
  };
}

export function measureSearch(): void {
  const data = corpus();
  if (data === null) return;
  const { films, queries } = data;
  const { index, cost } = built(films);
  const rows: Row[] = [
    {
      what: `ours, ${films.length} films`,
      figures: { ...figuresOf(judge(indexSearch(index), queries)), 'build, memory': cost },
      goal: '≥ .99 / .985 / 1.0; .3 / 4 ms; 400 ms, 40 MiB',
    },
    { what: 'words in common', figures: figuresOf(judge(wordSearch(films), queries)) },
    { what: 'substring', figures: figuresOf(judge(substringSearch(films), queries)) },
  ];
  const many = withWikipedia(films);
  if (many !== null) {
    const large = built(many);
    rows.push({
      what: `ours, ${many.length} films`,
      figures: { ...figuresOf(judge(indexSearch(large.index), queries)), 'build, memory': large.cost },
      goal: 'MRR ≥ .975, p99 ≤ 15 ms',
    });
  }
  printTable('Search', rows);
}

/** The corpus and the films of Wikipedia whose titles it does not have. */
function withWikipedia(films: readonly Movie[]): Movie[] | null {
  const path = dataFile('wikipedia-movies/movies.jsonl.gz');
  if (path === null) return null;
  const key = (title: string): string =>
    title
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
      .replace(/^(the|a|an) /, '');
  const have = new Set(films.map(({ title }) => key(title)));
  const rows = readJsonLines(path) as {
    title: string;
    year: number;
    genres: string[];
    cast?: string[];
    extract?: string;
  }[];
  const others = rows.map(({ title, year, genres, cast, extract }, number): Movie => ({
    ...films[0]!,
    id: `w${number}`,
    title,
    originalTitle: title,
    titleKo: '',
    year,
    language: 'en',
    genres,
    keywords: [],
    directors: [],
    cast: (cast ?? []).slice(0, 6),
    overview: { en: extract ?? '', ko: '' },
    voteCount: 0,
    popularity: 0,
  }));
  return [...films, ...others.filter(({ title }) => !have.has(key(title)))];
}

const MILLION = 1_000_000;

/** Queries that mean no good, or say so little that all lists are long. */
const HOSTILE = [
  '%'.repeat(1000),
  'a '.repeat(500),
  '가',
  'ㄱ',
  'a',
  'the',
  '!!!&&&|||',
  'x'.repeat(50_000),
  'the man of '.repeat(5_000),
  'the a of and in',
  'the girl with the dragon tattoo and the man who knew too much in the house of the rising sun',
  [...'abcdefghijklmnopqrstuvwxyz'].join(' '),
];

function worstOfHostile(search: Search): string {
  const times = HOSTILE.map((query) => {
    const started = performance.now();
    search(query);
    return performance.now() - started;
  });
  return `${Math.max(...times).toFixed(0)} ms`;
}

/** A million titles made of the words of real ones; the films asked for are among them. */
export function measureMillionTitles(): void {
  const data = corpus();
  if (data === null) return;
  const films = [...data.films.map((film) => ({ ...film, overview: { en: '', ko: '' } }))];
  const words = films.flatMap(({ title }) => title.split(' '));
  const random = seededRandom(1);
  while (films.length < MILLION) {
    const length = 1 + Math.floor(random() * 5);
    const title = Array.from({ length }, () => words[Math.floor(random() * words.length)]!).join(' ');
    films.push({
      ...films[0]!,
      id: `g${films.length}`,
      title,
      originalTitle: title,
      titleKo: '',
      year: 1920 + Math.floor(random() * 105),
      keywords: [],
      directors: [],
      cast: [],
      voteCount: Math.floor(random() ** 8 * 5000),
      popularity: 0,
    });
  }
  const { index, cost } = built(films);
  const plots = new Set(['overview', 'plot']);
  const queries = data.queries.filter(({ type }) => !plots.has(type));
  const rows: Row[] = [
    {
      what: `ours, ${films.length} generated titles`,
      figures: {
        ...figuresOf(judge(indexSearch(index), queries)),
        'worst of hostile queries': worstOfHostile(indexSearch(index)),
        'build, memory': cost,
      },
      goal: 'p99 ≤ 50 ms, hostile ≤ 100 ms',
    },
  ];
  printTable('Search among a million titles', rows);
}
