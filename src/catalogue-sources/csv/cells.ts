import { parseGenre } from '../../core/catalogue/films.ts';
import { GENRES } from '../../core/catalogue/genres.ts';
import { cleanName, cleanText } from '../../core/markup/clean-text.ts';

/** A cell that cannot be taken; the message says what is wrong and how to mend it. */
export class BadCell extends Error {
  override readonly name = 'BadCell';
}

const LONGEST_PLOT = 2_000;
const MOST_VALUES = 40;

/** Reads one row's cells by column. Empty cells are absent. */
export class Cells {
  constructor(private readonly row: Readonly<Record<string, string>>) {}

  /** One line of text. */
  text(column: string): string | undefined {
    const cell = this.row[column];
    if (cell === undefined || cell.trim() === '') return undefined;
    const text = cleanName(cell);
    if (text === '') throw new BadCell(`${column}: there is nothing to be seen in it`);
    return text;
  }

  /** Running text. */
  plot(column: string): string | undefined {
    const text = cleanText(this.row[column] ?? '').trim();
    if (text.length > LONGEST_PLOT)
      throw new BadCell(`${column}: has ${text.length} characters; at most ${LONGEST_PLOT} are taken`);
    return text === '' ? undefined : text;
  }

  /** Several values, separated by `|` or `;`. */
  list(column: string): string[] | undefined {
    const values = (this.row[column] ?? '').split(/[|;]/).map(cleanName).filter(Boolean);
    if (values.length > MOST_VALUES)
      throw new BadCell(`${column}: has ${values.length} values; at most ${MOST_VALUES} are taken`);
    return values.length === 0 ? undefined : [...new Set(values)];
  }

  genres(column: string): string[] | undefined {
    const names = this.list(column);
    return names?.map((name) => {
      const genre = parseGenre(name);
      if (genre === null) {
        throw new BadCell(
          `${column}: there is no genre "${shown(name)}"; there are ${Object.keys(GENRES).join(', ')}`,
        );
      }
      return genre;
    });
  }

  /** A number within bounds. @param example of one that is taken */
  number(
    column: string,
    bounds: { least: number; most: number; whole: boolean; what: string; example: string },
  ): number | undefined {
    const text = this.row[column]?.trim() ?? '';
    if (text === '') return undefined;
    const value = /^[+-]?\d+(?:[.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : NaN;
    if (!(value >= bounds.least && value <= bounds.most) || (bounds.whole && !Number.isInteger(value)))
      throw new BadCell(`${column}: "${shown(text)}" is no ${bounds.what}; write ${bounds.example}`);
    return value;
  }

  /** A moment: seconds since 1970, or a date. */
  moment(column: string): Date | undefined {
    const text = this.row[column]?.trim() ?? '';
    if (text === '') return undefined;
    const moment = new Date(/^\d{1,11}$/.test(text) ? Number(text) * 1000 : ISO.test(text) ? text : NaN);
    if (Number.isNaN(moment.getTime()))
      throw new BadCell(
        `${column}: "${shown(text)}" is no moment; write 2026-03-10T12:00:00Z, or seconds since 1970`,
      );
    return moment;
  }

  /** An address of the web. */
  address(column: string): string | undefined {
    const text = this.row[column]?.trim() ?? '';
    if (text === '') return undefined;
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || !['https:', 'http:'].includes(url.protocol) || text.length > 500)
      throw new BadCell(`${column}: "${shown(text)}" is no address; write https://…`);
    return url.href;
  }
}

const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

const shown = (text: string): string => cleanName(text).slice(0, 40);
