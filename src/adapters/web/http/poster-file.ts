import type { RequestHandler } from 'express';
import type { Core } from '../../../core/core.ts';
import { Problem } from '../../../core/errors.ts';

const DAY_S = 86_400;
/** Platforms give up soon, and with the picture the whole message: they are answered before. */
const PLATFORM_PATIENCE_MS = 1_500;
/** A dark sheet of a poster's shape. */
const BLANK = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAMgAAAEsAQMAAAC8NG79AAAAA1BMVEUqJSBBPQ7DAAAAHklEQVR42u3BMQEAAADCoPVPbQdvoAAAAAAAAADgNx54AAG94zQeAAAAAElFTkSuQmCC',
  'base64',
);

/**
 * Answers `/posters/:id`. With `?blank` there is always a picture, and soon: a dark sheet where the poster cannot be had,
 * because Slack refuses a message of which one picture is missing.
 */
export function posterFile(core: Core): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const reading = core.posters.read(request.params.id);
    const blank = request.query['blank'] !== undefined;
    const poster = await (blank ? Promise.race([reading.catch(() => null), soon()]) : reading);
    response.set({
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Content-Disposition': 'inline',
    });
    if (poster) {
      response
        .set({ 'Content-Type': poster.type, 'Cache-Control': `public, max-age=${30 * DAY_S}` })
        .send(poster.bytes);
    } else if (blank) {
      response.set({ 'Content-Type': 'image/png', 'Cache-Control': 'no-store' }).send(BLANK);
    } else {
      response.set('Cache-Control', 'public, max-age=60');
      throw new Problem('not_found', 'There is no such poster, or it cannot be had just now.');
    }
  };
}

function soon(): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), PLATFORM_PATIENCE_MS).unref());
}
