/** Top-N metrics over binary relevance, as the field's benchmarks define them (gain 1, discount 1 / ln(1 + rank)). */
export interface RankingMetrics {
  /** Mean NDCG at k over the users of the test, those without a list scoring 0. */
  ndcg: number;
  precision: number;
  recall: number;
  /** Mean reciprocal rank of the first hit. */
  mrr: number;
  /** Share of users with a hit. */
  hit: number;
  /** Distinct items recommended, as a share of the items of the training data. */
  coverage: number;
  /** Mean of −log₂(share of training users who have the item) over all recommended slots. */
  novelty: number;
  users: number;
}

/**
 * Scores lists of recommendations against held-out interactions. An item of the user's own training data or one the
 * training data does not know takes its slot and counts as a miss; repeats are skipped.
 */
export function rankingMetrics(
  train: ReadonlyMap<string, ReadonlySet<string>>,
  test: ReadonlyMap<string, ReadonlySet<string>>,
  lists: ReadonlyMap<string, readonly string[]>,
  k: number,
): RankingMetrics {
  const popularity = new Map<string, number>();
  for (const items of train.values())
    for (const item of items) popularity.set(item, (popularity.get(item) ?? 0) + 1);
  const sums = { ndcg: 0, precision: 0, recall: 0, mrr: 0, hit: 0 };
  const shown = new Set<string>();
  let novelty = 0;
  let slots = 0;
  for (const [user, relevant] of test) {
    const seen = train.get(user);
    let gain = 0;
    let hits = 0;
    let first = 0;
    const list = [...new Set(lists.get(user) ?? [])].slice(0, k);
    list.forEach((item, index) => {
      const count = popularity.get(item);
      if (count === undefined || seen?.has(item) === true) return;
      shown.add(item);
      slots++;
      novelty -= Math.log2(count / train.size);
      if (!relevant.has(item)) return;
      hits++;
      gain += 1 / Math.log(index + 2);
      if (first === 0) first = index + 1;
    });
    let ideal = 0;
    for (let rank = 0; rank < Math.min(k, relevant.size); rank++) ideal += 1 / Math.log(rank + 2);
    sums.ndcg += ideal === 0 ? 0 : gain / ideal;
    sums.precision += hits / k;
    sums.recall += relevant.size === 0 ? 0 : hits / relevant.size;
    sums.mrr += first === 0 ? 0 : 1 / first;
    sums.hit += hits > 0 ? 1 : 0;
  }
  const users = Math.max(1, test.size);
  return {
    ndcg: sums.ndcg / users,
    precision: sums.precision / users,
    recall: sums.recall / users,
    mrr: sums.mrr / users,
    hit: sums.hit / users,
    coverage: popularity.size === 0 ? 0 : shown.size / popularity.size,
    novelty: slots === 0 ? 0 : novelty / slots,
    users: test.size,
  };
}
