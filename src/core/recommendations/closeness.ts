/** Time scales apart beyond which two entries are no longer close at all. */
export const FAR = 12;

/**
 * How close in time each entry is to the one after it: 1 at the same second, 1/e a time scale apart. The product over the
 * entries between two of one person is how close those two are.
 * @param time seconds, rising within a person's entries
 * @param timeScale seconds
 */
export function closenessToNext(time: Float64Array, timeScale: number): Float64Array {
  const closeness = new Float64Array(time.length);
  for (let k = 0; k + 1 < time.length; k++) closeness[k] = Math.exp((time[k]! - time[k + 1]!) / timeScale);
  return closeness;
}
