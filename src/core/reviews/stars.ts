/** Five stars, the last full one perhaps followed by a half: `★★★★½`. Means are rounded to halves. */
function drawStars(stars: number): string {
  const halves = Math.max(0, Math.min(10, Math.round(stars * 2)));
  const full = Math.floor(halves / 2);
  const half = halves % 2;
  return '★'.repeat(full) + (half ? '½' : '') + '☆'.repeat(5 - full - half);
}

/** A film's mean as a card shows it: `★★★★½ 4.4 (12)`. */
export const ratingLine = ({ mean, count }: { mean: number; count: number }): string =>
  `${drawStars(mean)} ${mean.toFixed(1)} (${count})`;
