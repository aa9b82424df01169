import { buildInteractions } from '../core/recommendations/interactions.ts';
import { fitTasteWithin } from '../core/recommendations/fit-model.ts';
import { runCommand } from './command.ts';
import { writeJsonLines } from './lines.ts';
import { rankingMetrics } from './ranking-metrics.ts';
import { readInteractions } from './ratings-file.ts';
import { listsFor, questionOf, setsByUser, tasteScores } from './taste-lists.ts';

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
    const model = fitTasteWithin(matrix);
    const fitSeconds = (performance.now() - started) / 1000;
    const question = questionOf(train, test);
    const asked = performance.now();
    const testItems = setsByUser(test);
    const lists = listsFor(matrix, testItems.keys(), k, tasteScores(matrix, model, question), true);
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
