/** A quotation in a text: what is in it, where it ends, and whether it was closed. */
export interface Quotation {
  value: string;
  end: number;
  closed: boolean;
}

const DOUBLE = '"“”„‟＂';
/** Marks that open a quotation, with those that close it, the likeliest first. */
const CLOSING: Record<string, string> = {
  ...Object.fromEntries(
    [...DOUBLE].map((mark) => [mark, `${mark === '“' || mark === '„' ? '”' : mark}${DOUBLE}`]),
  ),
  "'": "'",
  '‘': '’',
  '「': '」',
  '『': '』',
  '«': '»',
  '《': '》',
};

/**
 * The quotation that begins at a place, or null. The marks must stand around words, not in them; double marks that are not
 * closed go on to the end, any others are an apostrophe or part of a title.
 *
 * @param vain marks already looked for in vain in this text, kept from one call to the next further on, so that a text full
 *   of marks that nothing closes is not read to its end for each of them
 */
export function quotedAt(text: string, at: number, vain = new Set<string>()): Quotation | null {
  const mark = text.charAt(at);
  const closing = CLOSING[mark];
  if (closing === undefined) return null;
  const end = closedAt(text, at + 1, closing, vain);
  if (end !== null) return { value: text.slice(at + 1, end), end: end + 1, closed: true };
  return DOUBLE.includes(mark) ? { value: text.slice(at + 1), end: text.length, closed: false } : null;
}

/** Where a quotation ends: at its own mark before a space or the end, else at its own mark, else at a like one. */
function closedAt(text: string, from: number, closing: string, vain: Set<string>): number | null {
  const own = closing.charAt(0);
  if (!vain.has(own)) {
    for (let at = text.indexOf(own, from); at >= 0; at = text.indexOf(own, at + 1))
      if (at + 1 >= text.length || /\s/.test(text.charAt(at + 1))) return at;
    vain.add(own);
  }
  if (closing.length === 1) return null;
  for (let at = from; at < text.length; at++) if (closing.includes(text.charAt(at))) return at;
  return null;
}
