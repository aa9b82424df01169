import { asEnglishKeys, asKoreanKeys, hasHangul } from './hangul-keys.ts';
import { titleForm, type TitleForm } from './title-form.ts';

/** One way to take what somebody typed for a title: all of it, or with a year of release beside it. */
export interface SaidTitle {
  form: TitleForm;
  /** The year that was said beside the title; null where none was. */
  year: number | null;
  /** Whether it is read as under the other keyboard layout. */
  otherLayout: boolean;
}

const YEAR = '((?:18|19|20)\\d\\d)';
/** `Heat 1995`, `Heat (1995)`, `Heat, 1995`, `히트 1995년`, `히트 1995년작`. */
const YEAR_BEHIND = new RegExp(
  `^(.+?)[\\s,]*(?:[(\\[]\\s*${YEAR}\\s*년?\\s*[)\\]]|(?<=[\\s,])${YEAR}\\s*(?:년작|년)?)\\s*$`,
);
/** `1995 Heat`, `1995년 히트`. */
const YEAR_BEFORE = new RegExp(`^[(\\[]?${YEAR}(?:[)\\]]|\\s*년(?:작|도)?)?\\s+(.+)$`);

/** Longest text read as a title with a year beside it, in UTF-16 units; what is longer is cut, because no title is. */
const LONGEST = 300;

/** Every way to take a text for a title. */
export function saidTitles(typed: string): SaidTitle[] {
  const text = unquoted(
    typed
      .trim()
      .slice(0, LONGEST)
      .normalize('NFC')
      .replace(/[０-９（）［］　]/g, (sign) => sign.normalize('NFKC')),
  );
  const ways = readings(text, false);
  const other = hasHangul(text) ? asEnglishKeys(text) : asKoreanKeys(text);
  return other === text ? ways : [...ways, { form: titleForm(other), year: null, otherLayout: true }];
}

function readings(text: string, otherLayout: boolean): SaidTitle[] {
  const ways: SaidTitle[] = [{ form: titleForm(text), year: null, otherLayout }];
  const behind = YEAR_BEHIND.exec(text);
  if (behind) ways.push(dated(behind[1]!, behind[2] ?? behind[3]!));
  const before = YEAR_BEFORE.exec(text);
  if (before) ways.push(dated(before[2]!, before[1]!));
  return ways.filter(({ form }) => form.letters !== '');
}

const dated = (title: string, year: string): SaidTitle => ({
  form: titleForm(title),
  year: Number(year),
  otherLayout: false,
});

/** Marks around the whole are no part of the title. */
const unquoted = (text: string): string =>
  text.trim().replace(/^["'“”‘’«»「『《〈<]+(.*?)["'“”‘’«»」』》〉>]+$/u, '$1');
