import { LRUCache } from 'lru-cache';
import { request, type Agent } from 'undici';
import type { types } from '@slack/bolt';
import type { AttachmentView } from '../../protocol/frames.ts';
import { attachmentBlock } from '../../core/delivery/attachment-line.ts';
import type { Block } from '../../core/markup/tree.ts';
import { cleanName } from '../../core/markup/clean-text.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { toDeliveryFault } from './errors.ts';
import { publicAddress } from './public-address.ts';
import type { SlackCore } from './slack-core.ts';
import type { Workspace } from './workspaces.ts';

const UPLOAD_MS = 30_000;
const DAY_MS = 86_400_000;

/** Pictures of a line as Slack gets them. */
export interface OutgoingPictures {
  blocks: types.ImageBlock[];
  /** Whether some are not among them, because they are to be shown only to who asks. */
  covered: boolean;
  /** Lines about what could not be uploaded, and about files that are no pictures: what fails never holds back the text. */
  lines: Block[];
}

/**
 * Uploads pictures without a channel and shows them in image blocks: only so do they stand under the speaker's name, for
 * files shared the usual way carry the app's.
 */
export class Pictures {
  /** Slack's file of a picture of ours, so that an edit shows the same one. */
  readonly #uploaded = new LRUCache<string, string>({ max: 5_000, ttl: 30 * DAY_MS });

  constructor(
    private readonly core: Pick<SlackCore, 'media' | 'publicUrl'>,
    private readonly agent: Agent,
    private readonly logger: Logger,
  ) {}

  /**
   * @param options `uncovered` for one person who asked to see what gives something away
   * @throws DeliveryFault only where Slack asks to wait
   */
  async show(
    workspace: Workspace,
    attachments: readonly AttachmentView[],
    { uncovered = false } = {},
  ): Promise<OutgoingPictures> {
    const pictures: OutgoingPictures = { blocks: [], lines: [], covered: false };
    for (const attachment of attachments) {
      if (attachment.kind === 'file') {
        pictures.lines.push(this.#lineAbout(attachment));
        continue;
      }
      if (attachment.spoiler && !uncovered) {
        pictures.covered = true;
        continue;
      }
      const file = await this.#upload(workspace, attachment);
      if (file === null) pictures.lines.push(this.#lineAbout(attachment));
      else
        pictures.blocks.push({
          type: 'image',
          slack_file: { id: file },
          alt_text: descriptionOf(attachment),
        });
    }
    return pictures;
  }

  /** Lines about all of the pictures, for when Slack does not show what was uploaded. */
  instead(attachments: readonly AttachmentView[]): Block[] {
    return attachments
      .filter(({ spoiler, kind }) => !spoiler && kind !== 'file')
      .map((picture) => this.#lineAbout(picture));
  }

  #lineAbout(attachment: AttachmentView): Block {
    return attachmentBlock(attachment, publicAddress(this.core.publicUrl, attachment.url));
  }

  async #upload(workspace: Workspace, attachment: AttachmentView): Promise<string | null> {
    const key = `${workspace.teamId} ${attachment.id}`;
    const before = this.#uploaded.get(key);
    if (before !== undefined) return before;
    for (let attempt = 0; ; attempt++) {
      try {
        const picture = await this.core.media.read(attachment.id);
        if (!picture) return null;
        const file = await this.#send(workspace, attachment, picture);
        this.#uploaded.set(key, file);
        return file;
      } catch (error) {
        const fault = toDeliveryFault(error, 'the workspace');
        if (fault.kind === 'wait') throw fault;
        if ((fault.kind === 'retry' || fault.kind === 'mistake') && attempt === 0) continue;
        this.logger.warn(
          { reason: fault.message },
          'a picture could not be uploaded to Slack; its address is posted',
        );
        return null;
      }
    }
  }

  async #send(
    workspace: Workspace,
    attachment: AttachmentView,
    picture: { bytes: Buffer; type: string; name: string },
  ): Promise<string> {
    const { careful } = workspace;
    const announced = await careful.files.getUploadURLExternal({
      filename: fileName(attachment, picture),
      length: picture.bytes.length,
      alt_text: descriptionOf(attachment),
    });
    const { upload_url: url, file_id: id } = announced;
    if (url === undefined || id === undefined) throw new Error('Slack gave no address to upload to');
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: picture.bytes,
      dispatcher: this.agent,
      signal: AbortSignal.timeout(UPLOAD_MS),
    });
    await body.dump();
    if (statusCode !== 200) throw new Error(`the upload was answered with ${statusCode}`);
    await careful.files.completeUploadExternal({ files: [{ id, title: fileName(attachment, picture) }] });
    return id;
  }
}

const descriptionOf = ({ alt, name }: AttachmentView): string =>
  (alt?.trim() || cleanName(name ?? '') || 'picture').slice(0, 1_000);

function fileName(attachment: AttachmentView, { name, type }: { name: string; type: string }): string {
  const clean = cleanName(attachment.name ?? name).replaceAll(/[^\p{L}\p{N}._-]+/gu, '_');
  const extension = type.split('/')[1]?.replace('jpeg', 'jpg') ?? 'bin';
  if (/^[._-]*$/.test(clean)) return `${attachment.id}.${extension}`;
  return /\.[a-z\d]{2,5}$/i.test(clean) ? clean : `${clean}.${extension}`;
}
