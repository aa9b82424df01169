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

/** How much room may stay unused, as a share of all there is: to find the very last character costs more looks than it is worth. */
const UNUSED = 0.02;
/** How many times as much as fits is looked at next, at most. */
const STRIDE = 16;

/**
 * A number up to `most` that fits: all where all fit, else the largest, or one that leaves no more than a fiftieth unused
 * (0 if none fits). Each look costs its size, so small ones come first, and then where it should be by the rate so far: of
 * what is alike throughout that is found in a few looks. A look at far too much must cost no more than to see that it is.
 */
export function longestFit(most: number, over: (count: number) => number): number {
  const first = most < 1 ? 1 : over(1);
  if (first > 0) return 0;
  let fitting = 1;
  let left = first;
  let above = most + 1;
  for (let look = 0; above - fitting > 1; look++) {
    if (left >= first * UNUSED) return above > most && over(most) <= 0 ? most : fitting;
    const rate = (left - first) / (fitting - 1);
    const byRate = fitting + Math.floor(-left / rate);
    const blindly = above > most ? fitting * STRIDE : (fitting + above) >> 1;
    const guess = rate > 0 && look % 3 < 2 ? byRate : blindly;
    const middle = Math.min(Math.max(guess, fitting + 1), fitting * STRIDE, above - 1);
    const by = over(middle);
    if (by > 0) above = middle;
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
