const graphemes = new Intl.Segmenter();

const SENTENCE_END = /[.!?…。！？]["'”’」』)\]]*(?=\s)/g;

/**
 * Where to cut `text` so that what is before the cut fits: at the last line end in the second half of what fits,
 * else the last sentence end there, else the last white space, else between two graphemes. 0 when not even one
 * grapheme's first character fits; a single grapheme too large by itself is cut between characters.
 *
 * @param over how much the first `end` UTF-16 units are too large, 0 or less where they fit; should grow with `end`
 */
export function cutPoint(text: string, over: (end: number) => number): number {
  const most = longestFit(text.length, over);
  if (most === text.length) return most;
  for (let end = most; end > 0; end = Math.floor(end * 0.9)) {
    const at = naturalCut(text, end);
    // Marks that close earlier can cost more than they did further on.
    if (over(at) <= 0) return at;
  }
  return 0;
}

/**
 * The largest number up to `most` that fits (0 if none), looking at small ones first because each look costs its size, and
 * then where it should be by how much is left or over: of what is alike throughout that is found in a few looks.
 */
export function longestFit(most: number, over: (count: number) => number): number {
  let fitting = 0;
  let left = NaN;
  let above = 1;
  let beyond = NaN;
  while (above <= most && !((beyond = over(above)) > 0)) {
    fitting = above;
    left = beyond;
    if (above === most) return most;
    above = Math.min(above * 2, most);
  }
  if (above > most) return fitting;
  for (let look = 0; above - fitting > 1; look++) {
    const share = look % 3 < 2 ? left / (left - beyond) : NaN;
    const guess = fitting + Math.floor((above - fitting) * (Number.isNaN(share) ? 0.5 : share));
    const middle = Math.min(Math.max(guess, fitting + 1), above - 1);
    const by = over(middle);
    if (by > 0) [above, beyond] = [middle, by];
    else [fitting, left] = [middle, by];
  }
  return fitting;
}

function naturalCut(text: string, end: number): number {
  const from = end >> 1;
  const line = text.lastIndexOf('\n', end);
  if (line > from) return line;
  const sentence = [...text.slice(from, end + 1).matchAll(SENTENCE_END)].at(-1);
  if (sentence) return from + sentence.index + sentence[0].length;
  for (let at = end; at > from; at--) if (/\s/.test(text.charAt(at))) return at;
  const { index } = graphemes.segment(text).containing(end) ?? { index: end };
  if (index > 0) return index;
  const insidePair = /[\uDC00-\uDFFF]/.test(text.charAt(end)) && end > 1;
  return insidePair ? end - 1 : end;
}
