const SHADE = '▒';
const MIN_SHADES = 3;
const MAX_SHADES = 24;

const graphemes = new Intl.Segmenter();

/** What stands for hidden text where nothing can be clicked: one shade a visible character, 3 to 24. */
export function maskSpoiler(hidden: string): string {
  let count = 0;
  // Characters cost much to tell apart, and there may be thousands of spoilers: no more are counted than matter.
  if (hidden.length > MIN_SHADES)
    for (const { segment } of graphemes.segment(hidden.slice(0, 400)))
      if (segment.trim() && ++count === MAX_SHADES) break;
  return SHADE.repeat(Math.max(count, MIN_SHADES));
}
