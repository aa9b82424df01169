import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TmdbStandIn } from '../../sandbox/tmdb/index.ts';
import { readConfig } from '../config/config.ts';
import type { Finding } from './finding.ts';
import { checkTmdb } from './tmdb.ts';

const lines = (findings: Finding[]): string[] =>
  findings.map(({ ok, text }) => `${ok ? 'ok' : 'FAIL'} ${text}`);

describe('the doctor on TMDB', () => {
  let tmdb: TmdbStandIn;
  beforeAll(async () => {
    tmdb = await TmdbStandIn.start({ films: [] });
  });
  afterAll(() => tmdb.close());

  const of = async (environment: Record<string, string>): Promise<string[]> =>
    lines(await checkTmdb(readConfig({ TMDB_API_URL: tmdb.apiUrl, ...environment })));

  it('is content without a token, and with a good one', async () => {
    expect(await of({})).toEqual([expect.stringMatching(/^ok off: TMDB_TOKEN is not set/)]);
    expect(await of({ TMDB_TOKEN: tmdb.token })).toEqual(['ok the token is good']);
  });

  it('tells a wrong token, and a TMDB that is away', async () => {
    expect(await of({ TMDB_TOKEN: 'x'.repeat(40) })).toEqual([
      expect.stringMatching(/^FAIL TMDB refuses TMDB_TOKEN: copy the API Read Access Token/),
    ]);
    tmdb.faults.next('offline');
    expect(await of({ TMDB_TOKEN: tmdb.token })).toEqual([
      expect.stringMatching(/^FAIL TMDB answers 503 \(Service offline/),
    ]);
  });
});
