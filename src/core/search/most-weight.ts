/**
 * The `limit` ids among the first `found` of `touched` whose weight plus bonus is greatest and that `accept` takes,
 * greatest first. A bounded min-heap: O(found + kept × log limit).
 */
export function mostWeight(
  weight: Float32Array,
  bonus: Float32Array,
  touched: ArrayLike<number>,
  found: number,
  limit: number,
  accept: (id: number) => boolean,
): number[] {
  const ids: number[] = [];
  const scores: number[] = [];
  const sink = (start: number): void => {
    let at = start;
    for (;;) {
      let least = at;
      const left = 2 * at + 1;
      if (left < ids.length && scores[left]! < scores[least]!) least = left;
      if (left + 1 < ids.length && scores[left + 1]! < scores[least]!) least = left + 1;
      if (least === at) return;
      const id = ids[at]!;
      const score = scores[at]!;
      ids[at] = ids[least]!;
      scores[at] = scores[least]!;
      ids[least] = id;
      scores[least] = score;
      at = least;
    }
  };
  for (let i = 0; i < found; i++) {
    const id = touched[i]!;
    const score = weight[id]! + bonus[id]!;
    if (ids.length === limit && score <= scores[0]!) continue;
    if (!accept(id)) continue;
    if (ids.length < limit) {
      ids.push(id);
      scores.push(score);
      if (ids.length === limit) for (let at = limit >> 1; at >= 0; at--) sink(at);
    } else {
      ids[0] = id;
      scores[0] = score;
      sink(0);
    }
  }
  return ids.sort((a, b) => weight[b]! + bonus[b]! - weight[a]! - bonus[a]! || a - b);
}
