import { request, type Agent } from 'undici';
import type { types } from '@slack/bolt';
import type { AttachmentView } from '../../protocol/frames.ts';
import { attachmentBlock } from '../../core/delivery/attachment-line.ts';
import { publicAddress } from '../../core/delivery/public-address.ts';
import { readAttachment } from '../../core/delivery/read-attachment.ts';
import { Problem } from '../../core/errors.ts';
import type { Block } from '../../core/markup/tree.ts';
import { cleanName, withinUnits } from '../../core/markup/clean-text.ts';
import type { UploadedFiles, UploadPlace } from '../../core/delivery/uploaded-files.ts';
import { safeFileName } from '../../core/media/file-name.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { toDeliveryFault } from './errors.ts';
import type { SlackCore } from './slack-core.ts';
import type { Workspace } from './workspaces.ts';

const UPLOAD_MS = 30_000;
/** UTF-16 units of what a picture shows. */
const MAX_ALT = 1_000;

/** Pictures of a line as Slack gets them. */
export interface OutgoingPictures {
  blocks: types.ImageBlock[];
  /** Whether some are not among them, because they are to be shown only to who asks. */
  covered: boolean;
  /** Lines about what could not be uploaded, and about files that are no pictures: what fails never holds back the text. */
  lines: Block[];
  /** Files that were uploaded and are still to be shared. */
  files: { attachment: AttachmentView; fileId: string }[];
}

/** A channel of a workspace. */
export interface SlackPlace {
  workspace: Workspace;
  channelId: string;
}

/**
 * Uploads pictures without a channel and shows them in image blocks: only so do they stand under the speaker's name, for
 * files shared the usual way carry the app's. So other files, for which there is no block, are shared below the line, in its
 * thread. What was uploaded is noted, so that an edit shows the same file, and that it is deleted when it is gone here.
 */
export class Pictures {
  constructor(
    private readonly core: Pick<SlackCore, 'media' | 'publicUrl'>,
    private readonly uploads: UploadedFiles,
    private readonly agent: Agent,
    private readonly logger: Logger,
  ) {}

  /**
   * @param options `uncovered` for one person who asked to see what gives something away; `links` where files could not be
   *   shared
   * @throws DeliveryFault only where Slack asks to wait, or our store is away
   */
  async show(
    place: SlackPlace,
    attachments: readonly AttachmentView[],
    { uncovered = false, links = false } = {},
  ): Promise<OutgoingPictures> {
    const pictures: OutgoingPictures = { blocks: [], lines: [], files: [], covered: false };
    for (const attachment of attachments) {
      if (attachment.kind === 'file') {
        // In a thread anybody would see what is in it: who wants what is covered goes where it is.
        const fileId = links || attachment.spoiler ? null : await this.#upload(place, attachment);
        if (fileId !== null) pictures.files.push({ attachment, fileId });
        pictures.lines.push(
          fileId === null ? this.#lineAbout(attachment) : attachmentBlock(attachment, undefined),
        );
        continue;
      }
      if (attachment.spoiler && !uncovered) {
        pictures.covered = true;
        continue;
      }
      const file = await this.#upload(place, attachment);
      if (file === null) pictures.lines.push(this.#lineAbout({ ...attachment, spoiler: false }));
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

  /**
   * Shares uploaded files in a thread, those that are not there yet.
   * @returns false when one cannot be shared
   */
  async share(place: SlackPlace, thread: string, files: OutgoingPictures['files']): Promise<boolean> {
    for (const { attachment, fileId } of files) {
      const where = placeOf(place);
      try {
        if ((await this.uploads.find(where, attachment.id))?.shared) continue;
        await place.workspace.careful.files.completeUploadExternal({
          files: [{ id: fileId, title: safeFileName(attachment.name ?? '') }],
          channel_id: place.channelId,
          thread_ts: thread,
        });
        await this.uploads.markShared(where, attachment.id);
      } catch (error) {
        const fault = toDeliveryFault(error, 'the workspace');
        if (fault.kind === 'wait') throw fault;
        this.logger.warn(
          { reason: fault.message },
          'a file could not be shared on Slack; its address is posted',
        );
        return false;
      }
    }
    return true;
  }

  async #upload(place: SlackPlace, attachment: AttachmentView): Promise<string | null> {
    for (let attempt = 0; ; attempt++) {
      try {
        const before = await this.uploads.find(placeOf(place), attachment.id);
        if (before) return before.fileId;
        const picture = await readAttachment(this.core.media, attachment.id);
        if (!picture) return null;
        return await this.#send(place, attachment, picture);
      } catch (error) {
        const fault = toDeliveryFault(error, 'the workspace');
        // Our own store is away for a moment: a line sent now would lack its picture for good.
        if (fault.kind === 'wait' || (error instanceof Problem && error.code === 'unavailable')) throw fault;
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
    place: SlackPlace,
    attachment: AttachmentView,
    picture: { bytes: Buffer; type: string; name: string },
  ): Promise<string> {
    const { careful } = place.workspace;
    const announced = await careful.files.getUploadURLExternal({
      filename: fileName(attachment, picture),
      length: picture.bytes.length,
      ...(attachment.kind === 'file' ? {} : { alt_text: descriptionOf(attachment) }),
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
    // Before it can be seen: what is known is deleted when it is to go.
    await this.uploads.note(placeOf(place), attachment.id, id);
    if (attachment.kind === 'file') return id;
    try {
      await careful.files.completeUploadExternal({ files: [{ id, title: fileName(attachment, picture) }] });
    } catch (error) {
      await this.uploads.forget({ platform: 'slack', tenantId: place.workspace.teamId, fileId: id });
      throw error;
    }
    return id;
  }
}

const placeOf = ({ workspace, channelId }: SlackPlace): UploadPlace => ({
  platform: 'slack',
  tenantId: workspace.teamId,
  channelId,
});

const descriptionOf = ({ alt, name }: AttachmentView): string =>
  withinUnits(alt?.trim() || cleanName(name ?? '') || 'picture', MAX_ALT);

function fileName(attachment: AttachmentView, { name, type }: { name: string; type: string }): string {
  if (attachment.kind === 'file') return safeFileName(attachment.name ?? name);
  const clean = cleanName(attachment.name ?? name).replaceAll(/[^\p{L}\p{N}._-]+/gu, '_');
  const extension = type.split('/')[1]?.replace('jpeg', 'jpg') ?? 'bin';
  if (/^[._-]*$/.test(clean)) return `${attachment.id}.${extension}`;
  return /\.[a-z\d]{2,5}$/i.test(clean) ? clean : `${clean}.${extension}`;
}
