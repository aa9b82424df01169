import { request, type Agent } from 'undici';
import { AttachmentFlags, type APIAttachment, type RawFile } from 'discord.js';
import type { RemoteAttachment } from '../../core/delivery/chat-adapter.ts';
import { attachmentBlock } from '../../core/delivery/attachment-line.ts';
import { publicAddress } from '../../core/delivery/public-address.ts';
import { readAttachment } from '../../core/delivery/read-attachment.ts';
import { readBounded } from '../../core/delivery/read-bounded.ts';
import { Problem } from '../../core/errors.ts';
import { withinUnits } from '../../core/markup/clean-text.ts';
import { safeFileName } from '../../core/media/file-name.ts';
import type { Block } from '../../core/markup/tree.ts';
import type { AttachmentView } from '../../protocol/frames.ts';
import type { DiscordCore } from './discord-core.ts';

/** What Discord takes without boosts, in bytes. */
const MAX_FILE = 10 * 1024 * 1024;
const MAX_REQUEST = 24 * 1024 * 1024;
/** Files of one message, and UTF-16 units of what each shows: one too many, and Discord takes none of them. */
const MAX_FILES = 10;
const MAX_ALT = 1024;
const DOWNLOAD_MS = 20_000;
const DISCORD_ORIGINS = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];

/** What Discord takes out of names; then it makes up another one, and shows the title. */
const MADE_UP = /[^\w.-]/;
const ENDING = /\.[^.]*$/;

/** How Discord's own clients mark what is to be covered. */
const SPOILER = 'SPOILER_';

/** Attachments of a line as Discord gets them: uploaded where it can be, else as lines with their addresses. */
export interface OutgoingFiles {
  files: RawFile[];
  /** What is said of each uploaded file: what it is called, what it shows, in its author's words, and whether it is to be covered. */
  notes: { id: number; title?: string; description?: string; is_spoiler?: true }[];
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
  const gathered: OutgoingFiles = { files: [], notes: [], lines: [] };
  let total = 0;
  for (const attachment of attachments) {
    const isFull = gathered.files.length === MAX_FILES;
    const file =
      isFull || (attachment.size ?? 0) > MAX_FILE ? null : await readAttachment(core.media, attachment.id);
    if (!file || file.bytes.length > MAX_FILE || total + file.bytes.length > MAX_REQUEST) {
      gathered.lines.push(...linesAbout(core.publicUrl, [attachment]));
      continue;
    }
    total += file.bytes.length;
    const { alt, spoiler } = attachment;
    const name = fileName(attachment, file.name);
    gathered.notes.push({
      id: gathered.files.length,
      ...(attachment.kind === 'file' && MADE_UP.test(name) ? { title: titleOf(name) } : {}),
      ...(alt === undefined ? {} : { description: withinUnits(alt, MAX_ALT) }),
      // By its name alone it would not be covered where Discord makes up another one, as it does for letters beyond ASCII.
      ...(spoiler ? { is_spoiler: true } : {}),
    });
    gathered.files.push({
      name: `${spoiler ? SPOILER : ''}${name}`,
      data: file.bytes,
      contentType: file.type,
    });
  }
  return gathered;
}

/** Lines about attachments with their addresses, for where uploading failed. */
export const linesAbout = (publicUrl: string, attachments: readonly AttachmentView[]): Block[] =>
  attachments.map((one) => attachmentBlock(one, publicAddress(publicUrl, one.url)));

function fileName(attachment: AttachmentView, stored: string): string {
  const safe = safeFileName(attachment.name ?? stored);
  // What a file is called says what it is, whatever it begins with; an ending of ours would lie. Discord cleans it in its own
  // way, and keeps it as the file's title.
  if (attachment.kind === 'file') return safe;
  const name = safe.replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, '_');
  const extension = attachment.type.split('/')[1]?.replace('jpeg', 'jpg') ?? 'bin';
  if (/^[._-]*$/.test(name)) return `${attachment.id}.${extension}`;
  return /\.[a-z\d]{2,5}$/i.test(name) ? name : `${name}.${extension}`;
}

/**
 * What somebody called their file. Of a name with letters beyond ASCII `filename` keeps the ending alone (대본.pdf is
 * `c953b519a8c28c42.pdf`), and `title` what stands before it.
 */
function calledBy({ filename, title }: Pick<APIAttachment, 'filename' | 'title'>): string {
  if (!title) return filename;
  const ending = ENDING.exec(filename)?.[0] ?? '';
  return title.toLowerCase().endsWith(ending.toLowerCase()) ? title : title + ending;
}

/** A name as a title: its ending is shown from the file's name there. */
const titleOf = (name: string): string => name.replace(ENDING, '') || name;

/** Fetches from Discord's CDN, and from nowhere else. */
export class AttachmentReader {
  readonly #origins: Set<string>;

  constructor(
    private readonly agent: Agent,
    cdnUrl: string | undefined,
    private readonly patienceMs = DOWNLOAD_MS,
  ) {
    this.#origins = new Set([...DISCORD_ORIGINS, ...(cdnUrl === undefined ? [] : [new URL(cdnUrl).origin])]);
  }

  /** A file on a message. Its address expires, so the bytes are to be fetched soon. */
  remote(attachment: APIAttachment): RemoteAttachment {
    const { id, filename, content_type, size, url, description, flags = 0 } = attachment;
    const marked = filename.startsWith(SPOILER);
    const name = calledBy(attachment);
    return {
      source: `discord:${id}`,
      name: name.startsWith(SPOILER) ? name.slice(SPOILER.length) : name,
      ...(marked || (flags & AttachmentFlags.IsSpoiler) !== 0 ? { spoiler: true } : {}),
      type: (content_type ?? 'application/octet-stream').split(';')[0] ?? '',
      size,
      ...(description === undefined || description === null ? {} : { alt: description }),
      fetch: () => this.#fetch(url),
    };
  }

  async #fetch(url: string): Promise<Buffer> {
    const { origin, hostname } = new URL(url);
    if (!this.#origins.has(origin)) {
      throw new Problem('not_allowed', `An attachment lies outside Discord's CDN: ${hostname}`);
    }
    const response = await request(url, {
      dispatcher: this.agent,
      signal: AbortSignal.timeout(this.patienceMs),
    });
    if (response.statusCode !== 200) {
      await response.body.dump();
      throw new Error(`Discord's CDN answers ${response.statusCode}`);
    }
    return readBounded(response.body, response.headers);
  }
}
