import { createHash } from 'node:crypto';
import type { Picture } from './entities.ts';
import { invalidForm } from './errors.ts';
import type { Platform } from './platform.ts';

function hashOf(text: string | Buffer): string {
  return createHash('md5').update(text).digest('hex');
}

/** A picture drawn from a seed; the same seed always gives the same one. */
export function drawnPicture(seed: string): Picture {
  return { hash: hashOf(seed), source: { drawnFrom: seed } };
}

/** A picture that lives at someone else's address, as a webhook's `avatar_url` does. */
export function linkedPicture(url: string): Picture {
  return { hash: hashOf(url), source: { url } };
}

/** Keeps uploaded bytes as a picture. */
export function uploadedPicture(platform: Platform, bytes: Buffer, contentType: string): Picture {
  const hash = hashOf(bytes);
  const blob = `picture-${hash}`;
  platform.blobs.put(blob, bytes);
  return { hash, source: { blob, contentType } };
}

function pictureType(bytes: Buffer): string | null {
  const head = bytes.toString('latin1', 0, 12);
  if (head.startsWith('\x89PNG')) return 'image/png';
  if (head.startsWith('\xff\xd8')) return 'image/jpeg';
  if (head.startsWith('GIF8')) return 'image/gif';
  return head.startsWith('RIFF') && head.endsWith('WEBP') ? 'image/webp' : null;
}

/** Reads the `data:image/…;base64,…` in which Discord takes pictures; the bytes decide what it is, not the label. */
export function readImageData(platform: Platform, field: string, value: unknown): Picture {
  const match =
    typeof value === 'string' ? /^data:image\/[a-z+]+;base64,([A-Za-z0-9+/=]+)$/.exec(value) : null;
  const bytes = Buffer.from(match?.[1] ?? '', 'base64');
  const type = pictureType(bytes);
  if (!type) throw invalidForm([field], 'IMAGE_INVALID', 'Invalid image data');
  return uploadedPicture(platform, bytes, type);
}

const HUES = [8, 28, 48, 96, 142, 168, 196, 222, 258, 286, 318, 342];

/** Draws the picture of a seed: two soft hues and a few circles, as SVG of 128 × 128. */
export function drawSvg(seed: string): string {
  const digest = createHash('sha256').update(seed).digest();
  const at = (index: number): number => digest[index % digest.length] ?? 0;
  const hue = HUES[at(0) % HUES.length] ?? 0;
  const second = HUES[(at(0) + 3 + (at(1) % 5)) % HUES.length] ?? 0;
  const circles = [0, 1, 2].map((n) => {
    const x = 16 + (at(2 + n * 4) % 96);
    const y = 16 + (at(3 + n * 4) % 96);
    const radius = 18 + (at(4 + n * 4) % 34);
    const shade =
      n === 1 ? `hsl(${second} 78% 72%)` : n === 2 ? `hsl(${hue} 62% 34%)` : `hsl(${second} 70% 56%)`;
    return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${shade}" fill-opacity="0.72"/>`;
  });
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128" viewBox="0 0 128 128">',
    `<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="hsl(${hue} 72% 62%)"/>`,
    `<stop offset="1" stop-color="hsl(${second} 66% 42%)"/></linearGradient></defs>`,
    '<rect width="128" height="128" fill="url(#g)"/>',
    ...circles,
    '</svg>',
  ].join('');
}

/** The address a client shows someone's picture from: their own, or Discord's default for the id. */
export function avatarUrl(platform: Platform, id: string, picture: Picture | null, size = 128): string {
  if (!picture) return `${platform.cdnUrl}/embed/avatars/${(BigInt(id) >> 22n) % 6n}.png`;
  if ('url' in picture.source) return picture.source.url;
  return `${platform.cdnUrl}/avatars/${id}/${picture.hash}.png?size=${size}`;
}
