import { bestOf } from '../core/recommendations/best.ts';
import type { Interaction } from '../core/recommendations/interactions.ts';
import { buildInteractions } from '../core/recommendations/interactions.ts';
import { historyOf } from '../core/recommendations/history.ts';
import { raisesForVariety } from '../core/recommendations/variety.ts';
import type { Question } from '../core/recommendations/taste-model.ts';
import { fitTaste, scoreTaste } from '../core/recommendations/taste-model.ts';
import { runCommand } from './command.ts';
import { writeJsonLines } from './lines.ts';
import { rankingMetrics } from './ranking-metrics.ts';
import { readInteractions } from './ratings-file.ts';

runCommand(
  'eval:recs -- --train FILE --test FILE [--items FILE] [--k 10] --out FILE',
  ['train', 'test', 'out'],
  ['items', 'k'],
  async (options) => {
    const k = Number(options.k ?? 10);
    if (!Number.isInteger(k) || k < 1) throw new Error('--k must be a whole number above 0');
    const train = readInteractions(options.train);
    const test = readInteractions(options.test);
    const started = performance.now();
    const matrix = buildInteractions(train);
    const model = fitTaste(matrix);
    const fitSeconds = (performance.now() - started) / 1000;
    const question = questionOf(train, test);
    const asked = performance.now();
    const scoresOf = (user: number): Float32Array => scoreTaste(model, historyOf(matrix, user), question);
    const raises = raisesForVariety(matrix.users.length, matrix.items.length, k, scoresOf);
    const testItems = setsByUser(test);
    const lists = new Map<string, string[]>();
    matrix.users.forEach((user, number) => {
      if (!testItems.has(user)) return;
      const scores = scoresOf(number).map((score, item) => score + raises[item]!);
      lists.set(
        user,
        bestOf(scores, scores.length, k, () => true).map((item) => matrix.items[item]!),
      );
    });
    const popular = bestOf(matrix.itemCount, matrix.items.length, k, () => true).map(
      (item) => matrix.items[item]!,
    );
    for (const user of testItems.keys()) if (!lists.has(user)) lists.set(user, popular);
    const answerSeconds = (performance.now() - asked) / 1000;
    await writeJsonLines(
      options.out,
      [...lists].map(([user, items]) => ({ user, items })),
    );
    const metrics = rankingMetrics(setsByUser(train), testItems, lists, k);
    process.stdout.write(
      `${JSON.stringify({
        ...metrics,
        k,
        question,
        fit_seconds: fitSeconds,
        answer_seconds: answerSeconds,
        peak_rss_mib: process.resourceUsage().maxRSS / 1024,
      })}\n`,
    );
  },
);

/**
 * What the test asks: where what is held out came after what is given, for nearly all, it is what people take up next;
 * where the two are mixed in time (or times are unknown), what they take up at any time.
 */
function questionOf(train: readonly Interaction[], test: readonly Interaction[]): Question {
  const latest = new Map<string, number>();
  for (const { user, at } of train) latest.set(user, Math.max(latest.get(user) ?? -Infinity, at ?? NaN));
  const timed = test.filter(({ user, at }) => at !== undefined && latest.has(user));
  const later = timed.filter(({ user, at }) => at! >= latest.get(user)!);
  return timed.length > 0 && later.length >= 0.95 * timed.length ? 'next' : 'any';
}

function setsByUser(rows: readonly Interaction[]): Map<string, Set<string>> {
  const sets = new Map<string, Set<string>>();
  for (const { user, item } of rows) {
    const set = sets.get(user);
    if (set === undefined) sets.set(user, new Set([item]));
    else set.add(item);
  }
  return sets;
}
