import { z } from 'zod';
import { buildMovieIndex } from '../core/search/movie-index.ts';
import { runCommand } from './command.ts';
import { readFilms } from './film.ts';
import { readJsonLines, writeJsonLines } from './lines.ts';
import { liveMebibytes } from './memory.ts';

const QUERY = z.object({ qid: z.union([z.string(), z.number()]).transform(String), q: z.string() });
const HITS = 10;
const WARM_UP = 40;

runCommand(
  'eval:search -- --titles FILMS --queries QUERIES --out FILE',
  ['titles', 'queries', 'out'],
  [],
  async (options) => {
    const films = readFilms(options.titles);
    const queries = z.array(QUERY).parse(readJsonLines(options.queries));
    const before = liveMebibytes();
    const start = performance.now();
    const index = buildMovieIndex(films);
    const buildMs = performance.now() - start;
    const memoryMiB = liveMebibytes() - before;
    for (const { q } of queries.slice(0, WARM_UP)) index.search(q, { limit: HITS });
    const latencies: number[] = [];
    const answers = queries.map(({ qid, q }) => {
      const asked = performance.now();
      const hits = index.search(q, { limit: HITS });
      latencies.push(performance.now() - asked);
      return { qid, items: hits.map(({ id }) => id) };
    });
    await writeJsonLines(options.out, answers);
    latencies.sort((a, b) => a - b);
    const quantile = (share: number): number =>
      round(latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))] ?? 0);
    process.stdout.write(
      `${JSON.stringify({
        films: films.length,
        queries: queries.length,
        build_ms: round(buildMs),
        memory_mib: round(memoryMiB),
        latency_ms: { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99), max: quantile(1) },
      })}\n`,
    );
  },
);

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
