import type { ReviewInRoom } from '../../protocol/frames.ts';

/** Five stars, the last full one perhaps followed by a half: `★★★★½`. Means are rounded to halves. */
export function drawStars(stars: number): string {
  const halves = Math.max(0, Math.min(10, Math.round(stars * 2)));
  const full = Math.floor(halves / 2);
  const half = halves % 2;
  return '★'.repeat(full) + (half ? '½' : '') + '☆'.repeat(5 - full - half);
}

/** A film's mean as a card shows it: `★★★★½ 4.4 (12)`. */
export const ratingLine = ({ mean, count }: { mean: number; count: number }): string =>
  `${drawStars(mean)} ${mean.toFixed(1)} (${count})`;

/** A film where readers of both languages meet: `기생충 · Parasite (2019)`. */
export function bothTitles({ title, year }: ReviewInRoom['film']): string {
  const titles = title.ko === title.en ? title.en : `${title.ko} · ${title.en}`;
  return year === undefined ? titles : `${titles} (${year})`;
}
