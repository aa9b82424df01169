import { request } from 'undici';
import type { PosterSource } from '../core/media/posters.ts';

const TMDB_IMAGES = 'image.tmdb.org';
const LARGEST = 8 * 1024 * 1024;
const PATIENCE_MS = 10_000;

/**
 * Fetches posters from TMDB's host of pictures over TLS, and from nowhere else; with another TMDB for tests also from its
 * host. Follows no redirection.
 */
export class PosterHost implements PosterSource {
  readonly #stoodInFor: string | null;

  /** @param apiUrl of another TMDB; absent for TMDB's own */
  constructor(apiUrl: string | undefined) {
    this.#stoodInFor = apiUrl === undefined ? null : new URL(apiUrl).host;
  }

  /** Whether posters may be fetched from an address. */
  allows(address: string): boolean {
    if (!URL.canParse(address)) return false;
    const { protocol, host, username, password } = new URL(address);
    if (username !== '' || password !== '') return false;
    return (protocol === 'https:' && host === TMDB_IMAGES) || host === this.#stoodInFor;
  }

  async fetch(address: string): Promise<Buffer> {
    if (!this.allows(address)) throw new Error(`posters are not fetched from ${address}`);
    const { statusCode, body } = await request(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (statusCode !== 200) {
      await body.dump();
      throw new Error(`${address} answers ${statusCode}`);
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST) throw new Error(`${address} is larger than a poster may be`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}
