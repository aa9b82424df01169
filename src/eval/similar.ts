import { buildContentModel } from '../core/recommendations/content-model.ts';
import { buildInteractions } from '../core/recommendations/interactions.ts';
import { fitNeighbours } from '../core/recommendations/neighbour-model.ts';
import { SimilarFilms } from '../core/recommendations/similar-films.ts';
import { runCommand } from './command.ts';
import { readFilms } from './film.ts';
import { readLines, writeJsonLines } from './lines.ts';
import { readInteractions } from './ratings-file.ts';

const HITS = 10;

runCommand(
  'eval:similar -- --items FILMS --queries FILE [--train FILE] --out FILE',
  ['items', 'queries', 'out'],
  ['train'],
  async (options) => {
    const films = readFilms(options.items);
    const queries = readLines(options.queries).map((line) => line.trim());
    const started = performance.now();
    const content = buildContentModel(films);
    const neighbours =
      options.train === undefined ? null : fitNeighbours(buildInteractions(readInteractions(options.train)));
    const similar = new SimilarFilms(content, neighbours);
    const buildMs = performance.now() - started;
    const latencies: number[] = [];
    const answers = queries.map((item) => {
      const asked = performance.now();
      const found = similar.to(item, { limit: HITS });
      latencies.push(performance.now() - asked);
      return { item, items: found.map(({ id }) => id) };
    });
    await writeJsonLines(options.out, answers);
    latencies.sort((a, b) => a - b);
    const quantile = (share: number): number =>
      latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))] ?? 0;
    process.stdout.write(
      `${JSON.stringify({
        films: films.length,
        queries: queries.length,
        with_ratings: neighbours !== null,
        build_ms: Math.round(buildMs),
        latency_ms: { p50: quantile(0.5), p99: quantile(0.99) },
      })}\n`,
    );
  },
);
