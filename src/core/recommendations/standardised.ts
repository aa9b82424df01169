/**
 * Adds `share` × (scores − mean) / deviation to `total`, both taken over unseen items.
 * @param leastDeviation where scores differ by less than this, the little they differ by does not count for more
 */
export function addStandardised(
  scores: Float32Array,
  seen: Uint8Array,
  share: number,
  leastDeviation: number,
  total: Float32Array,
): void {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let i = 0; i < scores.length; i++) {
    if (seen[i] === 1) continue;
    sum += scores[i]!;
    squares += scores[i]! * scores[i]!;
    count++;
  }
  const mean = count === 0 ? 0 : sum / count;
  const spread = count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - mean * mean));
  const deviation = Math.max(spread, leastDeviation);
  if (deviation < 1e-9) return;
  for (let i = 0; i < scores.length; i++) total[i] = total[i]! + (share * (scores[i]! - mean)) / deviation;
}
