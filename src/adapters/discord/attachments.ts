import { request, type Agent } from 'undici';
import { AttachmentFlags, type APIAttachment, type RawFile } from 'discord.js';
import type { RemoteAttachment } from '../../core/delivery/chat-adapter.ts';
import { attachmentBlock } from '../../core/delivery/attachment-line.ts';
import { publicAddress } from '../../core/delivery/public-address.ts';
import { readAttachment } from '../../core/delivery/read-attachment.ts';
import { readBounded } from '../../core/delivery/read-bounded.ts';
import { Problem } from '../../core/errors.ts';
import { safeFileName } from '../../core/media/file-name.ts';
import type { Block } from '../../core/markup/tree.ts';
import type { AttachmentView } from '../../protocol/frames.ts';
import type { DiscordCore } from './discord-core.ts';

/** What Discord takes without boosts, in bytes. */
const MAX_FILE = 10 * 1024 * 1024;
const MAX_REQUEST = 24 * 1024 * 1024;
const DOWNLOAD_MS = 20_000;
const DISCORD_HOSTS = new Set(['cdn.discordapp.com', 'media.discordapp.net']);

/** How Discord's own clients mark what is to be covered. */
const SPOILER = 'SPOILER_';

/** Attachments of a line as Discord gets them: uploaded where it can be, else as lines with their addresses. */
export interface OutgoingFiles {
  files: RawFile[];
  /** What each uploaded file shows, in its author's words, in the order of `files`. */
  descriptions: (string | undefined)[];
  /** Lines about what could not be uploaded. */
  lines: Block[];
}

/**
 * Gathers the bytes of a line's attachments; what cannot be read goes as a line with its address.
 * @throws while our store is away: the line is for trying again
 */
export async function gatherFiles(
  core: Pick<DiscordCore, 'media' | 'publicUrl'>,
  attachments: readonly AttachmentView[],
): Promise<OutgoingFiles> {
  const gathered: OutgoingFiles = { files: [], descriptions: [], lines: [] };
  let total = 0;
  for (const attachment of attachments) {
    const tooLarge = (attachment.size ?? 0) > MAX_FILE;
    const file = tooLarge ? null : await readAttachment(core.media, attachment.id);
    if (!file || file.bytes.length > MAX_FILE || total + file.bytes.length > MAX_REQUEST) {
      gathered.lines.push(...linesAbout(core.publicUrl, [attachment]));
      continue;
    }
    total += file.bytes.length;
    const name = `${attachment.spoiler ? SPOILER : ''}${fileName(attachment, file.name)}`;
    gathered.files.push({ name, data: file.bytes, contentType: file.type });
    gathered.descriptions.push(attachment.alt);
  }
  return gathered;
}

/** Lines about attachments with their addresses, for where uploading failed. */
export const linesAbout = (publicUrl: string, attachments: readonly AttachmentView[]): Block[] =>
  attachments.map((one) => attachmentBlock(one, publicAddress(publicUrl, one.url)));

function fileName(attachment: AttachmentView, stored: string): string {
  const name = safeFileName(attachment.name ?? stored).replaceAll(/[^\p{L}\p{N}._-]+/gu, '_');
  // What a file is called says what it is, whatever it begins with; an ending of ours would lie.
  if (attachment.kind === 'file') return name;
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
      throw new Problem('not_allowed', `An attachment lies outside Discord's CDN: ${hostname}`);
    }
    const response = await request(url, { dispatcher: this.agent, signal: AbortSignal.timeout(DOWNLOAD_MS) });
    if (response.statusCode !== 200) {
      await response.body.dump();
      throw new Error(`Discord's CDN answers ${response.statusCode}`);
    }
    return readBounded(response.body);
  }
}
