import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { AllowedFile, ByteRange } from '../../../core/media/media-library.ts';
import { safeFileName } from '../../../core/media/file-name.ts';
import { percentEncoded } from './percent-encoded.ts';

/** What a file system or a header could take for something else. */
const NOT_IN_NAMES = /[<>:"|?*;%]/g;

/**
 * How a file is handed out, whatever it is and says that it is: to be saved under a name that does no harm, as bytes that no
 * browser makes anything of.
 */
export function downloadHeaders(name: string): Record<string, string> {
  const safe = safeFileName(name).replaceAll(NOT_IN_NAMES, '_');
  const plain = safe.replaceAll(/[^\x20-\x7e]/g, '_').replaceAll('\\', '_');
  return {
    'Content-Type': 'application/octet-stream',
    // RFC 6266: the plain name for who does not know the other one.
    'Content-Disposition': `attachment; filename="${plain}"; filename*=UTF-8''${percentEncoded(safe)}`,
    'X-Content-Type-Options': 'nosniff',
    'Accept-Ranges': 'bytes',
  };
}

/** The one range a request asks for; null for all of it, also where it asks for several, as RFC 9110 allows. */
export function rangeOf(header: string | undefined, size: number): ByteRange | 'none of it' | null {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return null;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return null;
  return first < size && first <= last ? { first, last } : 'none of it';
}

/** Between two looks at a download that takes long, ms; and after how many of them without a byte taken it is ended. */
const LOOK = { everyMs: 5_000, idle: 6 };

/** A file to be sent, and how: `tag` is its ETag, for a range of another version is not sent. */
export type Download = Pick<AllowedFile, 'stream' | 'still'> & {
  size: number;
  tag: string;
  headers: Record<string, string>;
};

/**
 * Sends a file bit by bit, or the range that was asked for. Ends in the middle for whoever may not have it any more, or takes
 * nothing of it.
 * @returns false when its bytes are not there: nothing is said then
 */
export async function sendDownload(
  request: Request,
  response: Response,
  file: Download,
  look = LOOK,
): Promise<boolean> {
  const { size, tag, headers } = file;
  const asked = request.headers['if-range'] ?? tag;
  const range = asked === tag ? rangeOf(request.headers.range, size) : null;
  if (range === 'none of it') {
    response.set(headers).status(416).set('Content-Range', `bytes */${size}`).end();
    return true;
  }
  const { first, last } = range ?? { first: 0, last: size - 1 };
  // To whoever only asks how large it is nothing is opened.
  const bytes = request.method === 'HEAD' ? [] : await file.stream({ first, last });
  if (!bytes) return false;
  response.set(headers);
  if (range) response.status(206).set('Content-Range', `bytes ${first}-${last}/${size}`);
  response.set('Content-Length', String(last - first + 1));
  const watch = watched(response, file, look);
  // Who goes away in the middle is no fault of anybody.
  await pipeline(bytes, response).catch(() => response.destroy());
  clearInterval(watch);
  return true;
}

function watched(response: Response, { still }: Pick<Download, 'still'>, look: typeof LOOK): NodeJS.Timeout {
  let [taken, idle] = [0, 0];
  return setInterval(() => {
    const now = response.socket?.bytesWritten ?? 0;
    idle = now === taken ? idle + 1 : 0;
    taken = now;
    if (idle >= look.idle) return void response.destroy();
    void still().then(
      (may) => may || response.destroy(),
      // The store is away for a moment: as it was a moment ago, so it is.
      () => undefined,
    );
  }, look.everyMs);
}
