import { request, type Agent } from 'undici';
import { AttachmentFlags, type APIAttachment, type RawFile } from 'discord.js';
import type { RemoteAttachment } from '../../core/delivery/chat-adapter.ts';
import { cleanName } from '../../core/markup/clean-text.ts';
import type { AttachmentView } from '../../protocol/frames.ts';
import type { DiscordCore } from './discord-core.ts';

/** What Discord takes without boosts, in bytes. */
const MAX_FILE = 10 * 1024 * 1024;
const MAX_REQUEST = 24 * 1024 * 1024;
const DOWNLOAD_LIMIT = 26 * 1024 * 1024;
const DOWNLOAD_MS = 20_000;
const DISCORD_HOSTS = new Set(['cdn.discordapp.com', 'media.discordapp.net']);

/** How Discord's own clients mark what is to be covered. */
const SPOILER = 'SPOILER_';

/** Attachments of a line as Discord gets them: uploaded where it can be, else as addresses. */
export interface OutgoingFiles {
  files: RawFile[];
  /** What each uploaded file shows, in its author's words, in the order of `files`. */
  descriptions: (string | undefined)[];
  /** Addresses of what could not be uploaded. */
  urls: string[];
}

/** Gathers the bytes of a line's attachments. Never throws: what cannot be read goes as an address. */
export async function gatherFiles(
  core: Pick<DiscordCore, 'media' | 'publicUrl'>,
  attachments: readonly AttachmentView[],
): Promise<OutgoingFiles> {
  const gathered: OutgoingFiles = { files: [], descriptions: [], urls: [] };
  let total = 0;
  for (const attachment of attachments) {
    const file = await core.media.read(attachment.id).catch(() => null);
    if (!file || file.bytes.length > MAX_FILE || total + file.bytes.length > MAX_REQUEST) {
      gathered.urls.push(publicAddress(core.publicUrl, attachment.url));
      continue;
    }
    total += file.bytes.length;
    const name = `${attachment.spoiler ? SPOILER : ''}${fileName(attachment, file.name)}`;
    gathered.files.push({ name, data: file.bytes, contentType: file.type });
    gathered.descriptions.push(attachment.alt);
  }
  return gathered;
}

/** Addresses of all attachments, for where uploading failed. */
export const addressesOf = (publicUrl: string, attachments: readonly AttachmentView[]): string[] =>
  attachments.map(({ url }) => publicAddress(publicUrl, url));

/** An address that others can reach: our own pictures are kept with a path alone. */
export function publicAddress(publicUrl: string, url: string): string {
  return url.startsWith('/') && !url.startsWith('//') ? publicUrl + url : url;
}

function fileName(attachment: AttachmentView, stored: string): string {
  const name = cleanName(attachment.name ?? stored).replaceAll(/[^\p{L}\p{N}._-]+/gu, '_');
  const extension = attachment.type.split('/')[1]?.replace('jpeg', 'jpg') ?? 'bin';
  if (/^[._-]*$/.test(name)) return `${attachment.id}.${extension}`;
  return /\.[a-z\d]{2,5}$/i.test(name) ? name : `${name}.${extension}`;
}

/** Fetches from Discord's CDN, and from nowhere else. */
export class AttachmentReader {
  readonly #origins: Set<string>;

  constructor(
    private readonly agent: Agent,
    cdnUrl: string | undefined,
  ) {
    this.#origins = new Set(cdnUrl === undefined ? [] : [new URL(cdnUrl).origin]);
  }

  /** A file on a message. Its address expires, so the bytes are to be fetched soon. */
  remote(attachment: APIAttachment): RemoteAttachment {
    const { id, filename, content_type, size, url, description, flags = 0 } = attachment;
    const marked = filename.startsWith(SPOILER);
    return {
      source: `discord:${id}`,
      name: marked ? filename.slice(SPOILER.length) : filename,
      ...(marked || (flags & AttachmentFlags.IsSpoiler) !== 0 ? { spoiler: true } : {}),
      type: (content_type ?? 'application/octet-stream').split(';')[0] ?? '',
      size,
      ...(description === undefined || description === null ? {} : { alt: description }),
      fetch: () => this.#fetch(url),
    };
  }

  async #fetch(url: string): Promise<Buffer> {
    const { origin, protocol, hostname } = new URL(url);
    if (!this.#origins.has(origin) && !(protocol === 'https:' && DISCORD_HOSTS.has(hostname))) {
      throw new Error(`an attachment lies outside Discord's CDN: ${hostname}`);
    }
    const response = await request(url, { dispatcher: this.agent, signal: AbortSignal.timeout(DOWNLOAD_MS) });
    if (response.statusCode !== 200) {
      await response.body.dump();
      throw new Error(`Discord's CDN answers ${response.statusCode}`);
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > DOWNLOAD_LIMIT) throw new Error('an attachment is larger than Discord allows');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}
