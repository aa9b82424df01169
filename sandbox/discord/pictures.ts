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

/** Draws the picture of a seed: neighbouring hues, and a few soft circles with one accent, as SVG of 128 × 128. */
export function drawSvg(seed: string): string {
  const digest = createHash('sha256').update(seed).digest();
  const at = (index: number): number => digest[index % digest.length] ?? 0;
  const hue = Math.round((at(0) / 256) * 360);
  const near = (hue + 24 + (at(1) % 28)) % 360;
  const accent = (hue + 150 + (at(2) % 60)) % 360;
  const shades = [`hsl(${near} 84% 74%)`, `hsl(${hue} 64% 38%)`, `hsl(${accent} 86% 70%)`];
  const circles = shades.map((shade, n) => {
    const x = 20 + (at(3 + n * 3) % 88);
    const y = 20 + (at(4 + n * 3) % 88);
    const radius = (n === 2 ? 10 : 24) + (at(5 + n * 3) % (n === 2 ? 12 : 30));
    return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${shade}" fill-opacity="${n === 2 ? 0.95 : 0.7}"/>`;
  });
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128" viewBox="0 0 128 128">',
    `<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="hsl(${hue} 72% 62%)"/>`,
    `<stop offset="1" stop-color="hsl(${near} 70% 46%)"/></linearGradient></defs>`,
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
