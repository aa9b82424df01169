/**
 * What a film of the shipped catalogue must look like. Everything here is about the form of an entry;
 * whether its facts are right is the business of `facts.mjs`.
 */

/** The keys of a film, in the order in which they stand in the file. */
const FILM_KEYS = [
  'id',
  'title',
  'original_title',
  'title_ko',
  'alternative_titles',
  'year',
  'language',
  'genres',
  'keywords',
  'directors',
  'directors_ko',
  'cast',
  'cast_ko',
  'runtime',
  'prominence',
  'overview_en',
  'overview_ko',
];

const HANGUL = /\p{Script=Hangul}/u;
const KOREAN_TEXT = /^[\p{Script=Hangul}\p{Script=Latin}\p{N}\p{P}\p{S}\p{Zs}]+$/u;
const FIRST_FILM_YEAR = 1888;

/**
 * The id a film must have: its English title in lower-case ASCII, words joined by hyphens, and the year.
 * Apostrophes and dots vanish ("L.A." is one word), every other sign separates words.
 */
function filmId(title, year) {
  const plain = title
    .replaceAll('½', ' 1 2')
    .replace(/[øØ]/g, 'o')
    .replace(/[łŁ]/g, 'l')
    .replace(/[æÆ]/g, 'ae')
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’‘.]/g, '');
  return `${plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '')}-${year}`;
}

/** Genre names declared in the source text of `genres.ts`. */
export function genresDeclaredIn(source) {
  return new Set([...source.matchAll(/^ {2}'?([A-Z][A-Za-z ]*?)'?: \{ en:/gm)].map((match) => match[1]));
}

/** Faults in the form of one film, each a short sentence; an empty list when there is none. */
export function faultsOfFilm(film, genres) {
  if (typeof film !== 'object' || film === null || Array.isArray(film)) return ['is not an object'];
  const keys = Object.keys(film);
  if (keys.join() !== FILM_KEYS.join()) {
    const missing = FILM_KEYS.filter((key) => !keys.includes(key));
    const unknown = keys.filter((key) => !FILM_KEYS.includes(key));
    if (missing.length > 0) return [`lacks ${missing.join(', ')}`];
    if (unknown.length > 0) return [`has unknown keys: ${unknown.join(', ')}`];
    return ['has its keys in another order than the rest'];
  }
  return [
    ...faultsOfTitles(film),
    ...faultsOfNumbers(film),
    ...faultsOfGenresAndKeywords(film, genres),
    ...faultsOfPeople(film, 'directors', 1, 4),
    ...faultsOfPeople(film, 'cast', 0, 6),
    ...faultsOfOverview(film, 'overview_en', 40, 400),
    ...faultsOfOverview(film, 'overview_ko', 20, 250),
  ];
}

function faultsOfTitles(film) {
  const faults = [];
  for (const key of ['title', 'original_title'])
    if (!isCleanText(film[key])) faults.push(`${key} is empty or untidy`);
  if (film.title_ko !== '' && !isCleanText(film.title_ko)) faults.push('title_ko is untidy');
  else if (film.title_ko !== '' && !isKoreanTitle(film)) {
    faults.push(`title_ko "${film.title_ko}" is not written as Koreans write it`);
  }
  faults.push(...faultsOfList(film, 'alternative_titles', 0, 8));
  if (isTextList(film.alternative_titles)) {
    const known = film.alternative_titles.filter((t) =>
      [film.title, film.original_title, film.title_ko].includes(t),
    );
    if (known.length > 0) faults.push(`alternative_titles repeats ${known.join(', ')}`);
  }
  return faults;
}

/** Hangul, perhaps with digits or Latin; without any Hangul only where the release kept the title as it was. */
function isKoreanTitle(film) {
  if (!KOREAN_TEXT.test(film.title_ko)) return false;
  return HANGUL.test(film.title_ko) || film.title_ko === film.title || film.title_ko === film.original_title;
}

function faultsOfNumbers(film) {
  const faults = [];
  const lastYear = new Date().getFullYear() + 1;
  if (!isWholeBetween(film.year, FIRST_FILM_YEAR, lastYear))
    faults.push(`year ${film.year} is not a film's year`);
  else if (isCleanText(film.title) && film.id !== filmId(film.title, film.year)) {
    faults.push(`id should be ${filmId(film.title, film.year)}`);
  }
  if (film.runtime !== null && !isWholeBetween(film.runtime, 1, 600))
    faults.push(`runtime ${film.runtime} is not minutes`);
  if (!isWholeBetween(film.prominence, 1, 100)) faults.push(`prominence ${film.prominence} is not 1 to 100`);
  if (!/^([a-z]{2})?$/.test(film.language))
    faults.push(`language "${film.language}" is not an ISO 639-1 code`);
  return faults;
}

function faultsOfGenresAndKeywords(film, genres) {
  const faults = [...faultsOfList(film, 'genres', 1, 5), ...faultsOfList(film, 'keywords', 6, 12)];
  if (isTextList(film.genres)) {
    const unknown = film.genres.filter((genre) => !genres.has(genre));
    if (unknown.length > 0) faults.push(`unknown genres: ${unknown.join(', ')}`);
  }
  if (isTextList(film.keywords)) {
    const odd = film.keywords.filter((keyword) => !/^[a-z0-9][a-z0-9 '-]*$/.test(keyword));
    if (odd.length > 0) faults.push(`keywords not in plain lower case: ${odd.join(', ')}`);
  }
  return faults;
}

function faultsOfPeople(film, key, least, most) {
  const koreanKey = `${key}_ko`;
  const faults = [...faultsOfList(film, key, least, most), ...faultsOfList(film, koreanKey, 0, most)];
  if (!isTextList(film[key]) || !isTextList(film[koreanKey])) return faults;
  if (film[koreanKey].length > film[key].length) faults.push(`${koreanKey} names more people than ${key}`);
  const foreign = film[koreanKey].filter((name) => !HANGUL.test(name) || !KOREAN_TEXT.test(name));
  if (foreign.length > 0) faults.push(`${koreanKey} not in Hangul: ${foreign.join(', ')}`);
  return faults;
}

function faultsOfOverview(film, key, least, most) {
  const text = film[key];
  if (!isCleanText(text)) return [`${key} is empty or untidy`];
  const faults = [];
  if (text.length < least || text.length > most) {
    faults.push(`${key} has ${text.length} characters instead of ${least} to ${most}`);
  }
  if (!/[.!?…]['"’”]?$/.test(text)) faults.push(`${key} does not end as a sentence`);
  if (HANGUL.test(text) !== (key === 'overview_ko')) faults.push(`${key} is in the wrong language`);
  return faults;
}

function faultsOfList(film, key, least, most) {
  const list = film[key];
  if (!isTextList(list)) return [`${key} is not a list of tidy texts`];
  const faults = [];
  if (list.length < least || list.length > most)
    faults.push(`${key} has ${list.length} entries instead of ${least} to ${most}`);
  if (new Set(list).size !== list.length) faults.push(`${key} repeats itself`);
  return faults;
}

function isTextList(value) {
  return Array.isArray(value) && value.every(isCleanText);
}

function isCleanText(value) {
  return typeof value === 'string' && value !== '' && value === value.trim() && !/\s{2}|[\n\t]/.test(value);
}

function isWholeBetween(value, least, most) {
  return Number.isInteger(value) && value >= least && value <= most;
}

/**
 * Reads the text of one catalogue file: `[`, one film a line, `]`.
 * Returns `{ films, faults }`; a line that is no JSON is a fault and its film is left out.
 */
export function readFilmLines(file, text) {
  const films = [];
  const faults = [];
  const lines = text.split('\n');
  if (lines[0] !== '[' || lines.at(-1) !== '' || lines.at(-2) !== ']') {
    return { films, faults: [`${file}: must begin with a line "[" and end with a line "]"`] };
  }
  const filmLines = lines.slice(1, -2);
  filmLines.forEach((line, index) => {
    const isLast = index === filmLines.length - 1;
    if (line.endsWith(',') === isLast)
      faults.push(`${file} line ${index + 2}: ${isLast ? 'stray' : 'missing'} comma at the end`);
    try {
      films.push(JSON.parse(line.replace(/,$/, '')));
    } catch (error) {
      faults.push(`${file} line ${index + 2}: not one film in JSON (${error.message})`);
    }
  });
  return { films, faults };
}

/** Faults that show only when films are seen together: doubled ids or overviews, films out of order. */
export function faultsBetweenFilms(shelves) {
  const faults = [];
  const ids = new Map();
  const overviews = new Map();
  for (const { file, films } of shelves) {
    let previous = null;
    for (const film of films) {
      if (ids.has(film.id)) faults.push(`${file}: ${film.id} also stands in ${ids.get(film.id)}`);
      ids.set(film.id, file);
      for (const text of [film.overview_en, film.overview_ko]) {
        if (overviews.has(text))
          faults.push(`${file}: ${film.id} has the overview of ${overviews.get(text)}`);
        overviews.set(text, film.id);
      }
      if (previous !== null && film.year < previous.year) {
        faults.push(`${file}: ${film.id} stands after ${previous.id}, but films are sorted by year`);
      }
      previous = film;
    }
  }
  return faults;
}
