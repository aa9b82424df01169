/** What a title of MovieLens says. */
export interface MovieLensTitle {
  /** The title as people write it. */
  title: string;
  /** Others that stand in brackets behind it. */
  others: string[];
  year: number | null;
}

const ARTICLE =
  /^(.*), (The|A|An|Le|La|Les|L'|Il|Lo|I|Gli|El|Los|Las|Der|Die|Das|Ein|Eine|Un|Une|Una|O|Os|De|Det|Den|En|Het)$/i;

/**
 * Reads a title such as `Postman, The (Postino, Il) (1994)`: the year at the end, articles behind a comma, other titles in
 * brackets, `a.k.a.` before some. Takes any text.
 */
export function readTitle(text: string): MovieLensTitle {
  const dated = /^(.*?)\s*\((\d{4})(?:[-–]\d{0,4})?\)\s*$/s.exec(text.trim());
  let rest = dated?.[1] ?? text.trim();
  const others: string[] = [];
  for (let bracket = LAST_BRACKET.exec(rest); bracket; bracket = LAST_BRACKET.exec(rest)) {
    const [, before = '', inside = ''] = bracket;
    if (before === '') break;
    others.unshift(withArticle(inside.replace(/^a\.?k\.?a\.?:?\s+/i, '').trim()));
    rest = before;
  }
  return {
    title: withArticle(rest.trim()),
    others: others.filter((title) => title !== ''),
    year: dated ? Number(dated[2]) : null,
  };
}

const LAST_BRACKET = /^(.*\S)\s*\(([^()]*)\)\s*$/s;

function withArticle(title: string): string {
  const [, rest, article] = ARTICLE.exec(title) ?? [];
  if (rest === undefined || article === undefined) return title;
  return article.endsWith("'") ? `${article}${rest}` : `${article} ${rest}`;
}
