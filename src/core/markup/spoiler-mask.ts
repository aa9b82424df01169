const SHADE = '▒';
const MAX_SHADES = 24;

const graphemes = new Intl.Segmenter();

/** What stands for hidden text where nothing can be clicked: one shade a visible character, 3 to 24. */
export function maskSpoiler(hidden: string): string {
  let count = 0;
  for (const { segment } of graphemes.segment(hidden.slice(0, 400))) if (segment.trim()) count++;
  return SHADE.repeat(Math.min(Math.max(count, 3), MAX_SHADES));
}
