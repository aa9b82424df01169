const graphemes = new Intl.Segmenter();

const SENTENCE_END = /[.!?…。！？]["'”’」』)\]]*(?=\s)/g;

/**
 * Where to cut `text` so that what is before the cut fits: at the last line end in the second half of what fits,
 * else the last sentence end there, else the last white space, else between two graphemes. 0 when not even one
 * grapheme's first character fits; a single grapheme too large by itself is cut between characters.
 *
 * @param fits whether the first `end` UTF-16 units fit; should hold for every smaller `end` if it holds for one
 */
export function cutPoint(text: string, fits: (end: number) => boolean): number {
  const most = longestFit(text.length, fits);
  if (most === text.length) return most;
  for (let end = most; end > 0; end = Math.floor(end * 0.9)) {
    const at = naturalCut(text, end);
    // Marks that close earlier can cost more than they did further on.
    if (fits(at)) return at;
  }
  return 0;
}

/** The largest number up to `most` that fits (0 if none), looking at small ones first because each look costs its size. */
export function longestFit(most: number, fits: (count: number) => boolean): number {
  let fitting = 0;
  let over = 1;
  while (over <= most && fits(over)) {
    fitting = over;
    if (over === most) return most;
    over = Math.min(over * 2, most);
  }
  if (over > most) return fitting;
  while (over - fitting > 1) {
    const middle = (fitting + over) >> 1;
    if (fits(middle)) fitting = middle;
    else over = middle;
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
