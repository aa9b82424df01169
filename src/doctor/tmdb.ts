import { TMDB_API } from '../catalogue-sources/tmdb/client.ts';
import type { Config } from '../config/config.ts';
import { askPlatform } from './ask-platform.ts';
import { finding, type Finding } from './finding.ts';

/** Whether films can be brought in from TMDB. */
export async function checkTmdb({ tmdb }: Config): Promise<Finding[]> {
  const { token, apiUrl = TMDB_API } = tmdb;
  if (token === undefined) {
    return [
      { part: 'tmdb', ok: true, text: 'off: TMDB_TOKEN is not set; the shipped films are there without it' },
    ];
  }
  const check = finding('tmdb', async () => {
    const { status, json } = await askPlatform('TMDB', 'TMDB_API_URL', `${apiUrl}/configuration`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    });
    if (status === 401) {
      throw new Error(
        'TMDB refuses TMDB_TOKEN: copy the API Read Access Token from https://www.themoviedb.org/settings/api',
      );
    }
    if (status !== 200)
      throw new Error(`TMDB answers ${status} (${String(json['status_message'])}): try again later`);
    return 'the token is good';
  });
  return [await check];
}
