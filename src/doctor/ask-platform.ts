import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'undici';
import { reasonOf } from '../observability/reason.ts';

const PATIENCE_MS = 10_000;

export interface PlatformAnswer<T> {
  status: number;
  headers: IncomingHttpHeaders;
  json: T;
}

/**
 * Asks a platform's API. What keeps it from answering at all is told in one line.
 * @param variable the setting that holds its address
 */
export async function askPlatform<T = Record<string, unknown>>(
  platform: string,
  variable: string,
  url: string,
  options: { method?: 'GET' | 'POST'; headers: Record<string, string> },
): Promise<PlatformAnswer<T>> {
  const said = (what: string): Error =>
    new Error(
      `${platform} does not answer at ${new URL(url).origin} (${what}): check the network, or ${variable}`,
    );
  const waiting = AbortSignal.timeout(PATIENCE_MS);
  const { statusCode, headers, body } = await request(url, { ...options, signal: waiting }).catch(
    (error: unknown) => {
      throw said(waiting.aborted ? `nothing within ${PATIENCE_MS / 1000} s` : reasonOf(error));
    },
  );
  try {
    return { status: statusCode, headers, json: (await body.json()) as T };
  } catch {
    throw said(`status ${statusCode}, and no JSON`);
  }
}
