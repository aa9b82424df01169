/**
 * A TMDB to try imports against: `npx tsx sandbox/tmdb/serve.ts [--port N] [--slow MS] [--per-second N]`, until Ctrl-C.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { shippedFilms } from '../../src/catalogue-sources/shipped-catalogue.ts';
import { TmdbStandIn } from './index.ts';

const { values } = parseArgs({
  options: { port: { type: 'string' }, slow: { type: 'string' }, 'per-second': { type: 'string' } },
});

async function serve(): Promise<void> {
  const { films } = await shippedFilms(join(import.meta.dirname, '../../catalogue'));
  const tmdb = await TmdbStandIn.start({
    films,
    port: Number(values.port ?? 0),
    token: 'stand-in-'.repeat(6),
  });
  tmdb.faults.slowMs = Number(values.slow ?? 0);
  tmdb.faults.perSecond = Number(values['per-second'] ?? 0);
  console.log(
    `export TMDB_TOKEN=${tmdb.token} TMDB_API_URL=${tmdb.apiUrl} TMDB_EXPORT_URL=${tmdb.exportUrl}`,
  );
  process.once('SIGINT', () => void tmdb.close());
}

void serve();
