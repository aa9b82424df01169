import type { RequestHandler } from 'express';
import type { Core } from '../../../core/core.ts';
import type { AllowedFile } from '../../../core/media/media-library.ts';
import { Problem } from '../../../core/errors.ts';
import { downloadHeaders, sendDownload } from './file-download.ts';
import { percentEncoded } from './percent-encoded.ts';
import { whoAsks } from './route.ts';

/** How long anything on the way may keep a picture of an open room without asking whether it is still there, in seconds. */
const KEEP_S = 300;

/**
 * A picture or its thumbnail, to be shown, or a file, to be saved. In a room that everybody may read the bare address works; elsewhere who asks is known by a
 * token, or by the grant that stands in the address. To all others there is no such picture.
 */
export function mediaFile(core: Core): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const { grant } = request.query;
    const person = await whoAsks(core, request).catch(nobody);
    const given = typeof grant === 'string' ? grant : undefined;
    const { id } = request.params;
    const open = (): Promise<AllowedFile> => allowed(core, id, person?.id ?? null, given);
    const tag = `"${id}"`;
    let file = await open();
    // Asked for anew after it was kept, and it is still there.
    const kept = request.headers['if-none-match']?.split(/\s*,\s*/).includes(tag) ?? false;
    const { kind, size } = file;
    const download = kind === 'file' && size !== null;
    const stored = kept || download ? null : await file.read();
    if (!kept && !download) {
      if (!stored) throw noSuchPicture();
      // The bytes may take a while to come: what was taken away meanwhile is not given out.
      file = await open();
    }
    const headers = {
      // Bytes of a name never change; but they end, and then nobody may go on showing them.
      'Cache-Control': file.open ? `public, max-age=${KEEP_S}, must-revalidate` : 'private, no-cache',
      ETag: tag,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      ...(download ? downloadHeaders(file.name) : shownHeaders(file)),
    };
    if (!file.open) response.vary('Authorization');
    if (kept) response.set(headers).status(304).end();
    else if (stored) response.set(headers).send(stored.bytes);
    else if (size === null || !(await sendDownload(request, response, { ...file, size, tag, headers })))
      throw noSuchPicture();
  };
}

/** @throws Problem `attachment_not_found` for whoever may not have it, as where there is none */
async function allowed(
  core: Core,
  id: string,
  personId: string | null,
  grant: string | undefined,
): Promise<AllowedFile> {
  const file = await core.media.open(id, personId, grant);
  if (!file) throw noSuchPicture();
  return file;
}

const noSuchPicture = (): Problem => new Problem('attachment_not_found', 'There is no such picture.');

/** Whose token does not hold is nobody, as those are who have none. */
function nobody(error: unknown): null {
  if (error instanceof Problem && error.code === 'token_invalid') return null;
  throw error;
}

const shownHeaders = ({ type, name }: AllowedFile): Record<string, string> => ({
  'Content-Type': type,
  'Content-Disposition': `inline; filename*=UTF-8''${percentEncoded(name)}`,
});
