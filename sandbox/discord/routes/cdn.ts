import sharp from 'sharp';
import type { Picture } from '../entities.ts';
import { drawSvg } from '../pictures.ts';
import type { Platform } from '../platform.ts';

/** A file to send, an address to send the client to, or nothing there. */
export type CdnAnswer = { type: string; bytes: Buffer } | { redirect: string } | null;

const FORMATS: Record<string, { type: string; format: 'png' | 'webp' | 'jpeg' | 'gif' }> = {
  png: { type: 'image/png', format: 'png' },
  webp: { type: 'image/webp', format: 'webp' },
  jpg: { type: 'image/jpeg', format: 'jpeg' },
  jpeg: { type: 'image/jpeg', format: 'jpeg' },
  gif: { type: 'image/gif', format: 'gif' },
};

const TYPES_BY_EXTENSION: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  txt: 'text/plain; charset=utf-8',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
};

const DRAWN_LIMIT = 200;
const drawn = new Map<string, Buffer>();

async function render(
  platform: Platform,
  picture: Picture,
  extension: string,
  size: number,
): Promise<CdnAnswer> {
  const { source } = picture;
  if ('url' in source) return { redirect: source.url };
  const target = FORMATS[extension];
  if (!target) return null;
  const key = `${picture.hash}.${extension}@${size}`;
  const known = drawn.get(key);
  if (known) return { type: target.type, bytes: known };
  const original =
    'drawnFrom' in source ? Buffer.from(drawSvg(source.drawnFrom)) : platform.blobs.get(source.blob);
  if (!original) return null;
  const bytes = await sharp(original).resize(size, size, { fit: 'cover' }).toFormat(target.format).toBuffer();
  if (drawn.size >= DRAWN_LIMIT) drawn.clear();
  drawn.set(key, bytes);
  return { type: target.type, bytes };
}

/** Every picture that goes by this id: a user's, a webhook's or those its messages carried, a guild's, an emoji's. */
function findPicture(platform: Platform, id: string, hash: string | null): Picture | null {
  const { store } = platform;
  const candidates = [
    store.users.get(id)?.avatar,
    store.webhooks.get(id)?.avatar,
    store.guilds.get(id)?.icon,
  ];
  for (const guild of store.guilds.values())
    candidates.push(guild.emojis.find((emoji) => emoji.id === id)?.picture);
  const found = candidates.find((picture) => picture && (hash === null || picture.hash === hash));
  if (found) return found;
  for (const channel of store.channels.keys()) {
    for (const { author } of store.messagesIn(channel)) {
      if (author.kind === 'webhook' && author.webhookId === id && author.avatar?.hash === hash)
        return author.avatar;
    }
  }
  return null;
}

function attachment(platform: Platform, path: string, query: URLSearchParams): CdnAnswer {
  const found = /^\/attachments\/(\d+)\/(\d+)\/([^/]+)$/.exec(path);
  const [, channelId, id, name = ''] = found ?? [];
  const [ex, is, hm] = [query.get('ex'), query.get('is'), query.get('hm')];
  if (!id || ex === null || is === null || hm !== platform.sign(`${channelId}/${id}/${ex}/${is}`))
    return null;
  if (Number.parseInt(ex, 16) * 1000 < platform.now()) return null;
  const bytes = platform.blobs.get(id);
  if (!bytes) return null;
  const extension = decodeURIComponent(name).split('.').at(-1)?.toLowerCase() ?? '';
  return { type: TYPES_BY_EXTENSION[extension] ?? 'application/octet-stream', bytes };
}

/** What the CDN serves: signed attachments, avatars, default avatars, guild icons and custom emojis. */
export async function serveCdn(platform: Platform, path: string, query: URLSearchParams): Promise<CdnAnswer> {
  if (path.startsWith('/attachments/')) return attachment(platform, path, query);
  const size = Math.min(4096, Math.max(16, Number(query.get('size') ?? 128) || 128));
  const fallback = /^\/embed\/avatars\/(\d)\.png$/.exec(path);
  if (fallback)
    return render(
      platform,
      { hash: `default-${fallback[1]}`, source: { drawnFrom: `default ${fallback[1]}` } },
      'png',
      size,
    );
  const emoji = /^\/emojis\/(\d+)\.(\w+)$/.exec(path);
  if (emoji?.[1] && emoji[2]) {
    const picture = findPicture(platform, emoji[1], null);
    return picture && render(platform, picture, emoji[2], size);
  }
  const avatar = /^\/(?:avatars|icons)\/(\d+)\/([\w-]+)\.(\w+)$/.exec(path);
  if (!avatar?.[1] || !avatar[2] || !avatar[3]) return null;
  const picture = findPicture(platform, avatar[1], avatar[2]);
  return picture && render(platform, picture, avatar[3], size);
}

/** How the CDN's paths are listed beside the REST calls. */
export const CDN_PATHS: readonly { template: string; summary: string }[] = [
  {
    template: '/attachments/:channel/:attachment/:filename',
    summary: 'an attachment; signed with ex, is, hm and good for 24 h',
  },
  {
    template: '/avatars/:user/:hash.ext',
    summary: 'a user’s or webhook’s avatar; png, webp, jpg, gif; size',
  },
  { template: '/embed/avatars/:index.png', summary: 'a default avatar' },
  { template: '/icons/:guild/:hash.ext', summary: 'a guild’s icon' },
  { template: '/emojis/:emoji.ext', summary: 'a custom emoji' },
];
