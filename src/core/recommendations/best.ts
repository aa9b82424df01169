/**
 * The `limit` highest-scoring of `count` numbered things, best first; ties go to the lower number. `scores` of
 * −Infinity or NaN are left out. O(count × log limit).
 */
export function bestOf(
  scores: ArrayLike<number>,
  count: number,
  limit: number,
  accept: (index: number) => boolean,
): number[] {
  const heap: number[] = [];
  const worse = (a: number, b: number): boolean =>
    scores[a]! < scores[b]! || (scores[a]! === scores[b]! && a > b);
  const sink = (): void => {
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      let least = at;
      if (left < heap.length && worse(heap[left]!, heap[least]!)) least = left;
      if (left + 1 < heap.length && worse(heap[left + 1]!, heap[least]!)) least = left + 1;
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  };
  const rise = (): void => {
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!worse(heap[at]!, heap[parent]!)) return;
      [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
      at = parent;
    }
  };
  if (limit <= 0) return [];
  for (let i = 0; i < count; i++) {
    if (!(scores[i]! > -Infinity)) continue;
    if (heap.length === limit && !worse(heap[0]!, i)) continue;
    if (!accept(i)) continue;
    if (heap.length < limit) {
      heap.push(i);
      rise();
    } else {
      heap[0] = i;
      sink();
    }
  }
  return heap.sort((a, b) => (worse(a, b) ? 1 : -1));
}
