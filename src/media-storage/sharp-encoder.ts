import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';
import { Problem } from '../core/errors.ts';
import { looksLikePicture } from '../core/media/file-type.ts';
import { PICTURE_LIMITS, type EncodedPicture, type PictureEncoder } from '../core/media/picture-encoder.ts';

const ALLOWED = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif']);

/** One core for one picture: the others are for what people wait for. */
sharp.concurrency(1);

/** The least that still finds the colours of a frame; more costs twice the time and saves nothing. */
const MOVING = { effort: 1 } as const;

/** A thumbnail that weighs more than this part of its picture is not worth a second file. */
const WORTH_IT = 0.7;

/** Pictures through libvips: only four kinds are let near it, and what comes out is always ours. */
export class SharpEncoder implements PictureEncoder {
  async encode(bytes: Buffer): Promise<EncodedPicture> {
    // Whatever else it is, an archive say, nothing looks into it.
    const type = looksLikePicture(bytes) ? await fileTypeFromBuffer(bytes) : undefined;
    // The decoder would take SVG and others too: what a file is decides its content, and this list.
    if (!type || !ALLOWED.has(type.mime)) {
      throw new Problem('type_not_allowed', 'Pictures are JPEG, PNG, WebP or GIF. Save it as one of these.');
    }
    const animated = type.mime === 'image/gif' || type.mime === 'image/webp';
    try {
      const options = { limitInputPixels: PICTURE_LIMITS.pixels, animated, failOn: 'error' as const };
      const facts = await sharp(bytes, options).metadata();
      if ((facts.pages ?? 1) > PICTURE_LIMITS.frames) {
        throw new Problem('too_large', `An animation may have at most ${PICTURE_LIMITS.frames} frames.`);
      }
      const moving = (facts.pages ?? 1) > 1;
      // Counted from the header alone, before anything is unpacked: a few kilobytes can stand for minutes of work.
      const pixels = facts.width * (facts.pageHeight ?? facts.height) * (facts.pages ?? 1);
      if (moving && pixels > PICTURE_LIMITS.movingPixels) throw tooMuchMotion();
      const picture = sharp(bytes, options).timeout({ seconds: PICTURE_LIMITS.seconds }).rotate().resize({
        width: PICTURE_LIMITS.side,
        height: PICTURE_LIMITS.side,
        fit: 'inside',
        withoutEnlargement: true,
      });
      // PNG keeps drawings sharp, GIF is the animation every platform plays; photographs become JPEG.
      const out = moving
        ? { encoder: picture.gif(MOVING), type: 'image/gif' }
        : type.mime === 'image/png' || facts.hasAlpha
          ? { encoder: picture.png(), type: 'image/png' }
          : { encoder: picture.jpeg({ quality: 86 }), type: 'image/jpeg' };
      const { data, info } = await out.encoder.toBuffer({ resolveWithObject: true });
      return { bytes: data, type: out.type, width: info.width, height: info.pageHeight ?? info.height };
    } catch (error) {
      if (error instanceof Problem) throw error;
      const tooLarge = error instanceof Error && /pixel limit|timeout/i.test(error.message);
      throw tooLarge
        ? new Problem('too_large', 'The picture has too many pixels (at most 40 million). Make it smaller.', {
            cause: error,
          })
        : new Problem('type_not_allowed', 'The picture is damaged and cannot be read.', { cause: error });
    }
  }

  async thumbnail({ bytes, type, width, height }: EncodedPicture): Promise<EncodedPicture | null> {
    const moving = type === 'image/gif';
    const side = moving ? PICTURE_LIMITS.movingThumbnail : PICTURE_LIMITS.thumbnail;
    if (Math.max(width, height) <= side) return null;
    const small = sharp(bytes, { animated: moving })
      .timeout({ seconds: PICTURE_LIMITS.seconds })
      .resize({ width: side, height: side, fit: 'inside' });
    const { data, info } = await (moving ? small.gif(MOVING) : small.webp({ quality: 80 })).toBuffer({
      resolveWithObject: true,
    });
    if (data.length > bytes.length * WORTH_IT) return null;
    return {
      bytes: data,
      type: moving ? type : 'image/webp',
      width: info.width,
      height: info.pageHeight ?? info.height,
    };
  }
}

const tooMuchMotion = (): Problem =>
  new Problem(
    'too_large',
    `What moves may have at most ${PICTURE_LIMITS.movingPixels / 1e6} million pixels over all its frames. Make it smaller or shorter.`,
  );
