import type { UploadedFile, UploadedFiles } from '../../core/delivery/uploaded-files.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { slackCode } from './errors.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

const LOOK_MS = 30_000;
const SOON_MS = 250;
const AT_ONCE = 40;
const HOUR_MS = 3_600_000;
const GONE = new Set(['file_not_found', 'file_deleted']);

/**
 * Deletes on Slack what we uploaded there and is gone here: with a message only what shows a file goes, the file itself stays
 * until it is deleted. Looks when something was taken away, and now and then for what failed or a crash left behind.
 */
export class TakenBackFiles {
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #stopped = true;

  constructor(
    private readonly uploads: UploadedFiles,
    private readonly workspaces: Workspaces,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.#stopped = false;
    this.#after(LOOK_MS);
  }

  /** Something was taken away a moment ago. */
  soon(): void {
    this.#after(SOON_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#working;
  }

  /** Deletes what is due. Never throws. */
  async deleteGone(): Promise<void> {
    try {
      for (const file of await this.uploads.gone('slack', AT_ONCE)) {
        if (await this.#delete(file)) await this.uploads.forget(file);
        else await this.uploads.later(file, Math.min(HOUR_MS, 5_000 * 2 ** Math.min(file.attempts, 20)));
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'files that are gone here could not be looked for; it is tried again');
    }
  }

  async #delete({ tenantId, channelId, fileId, shared }: UploadedFile): Promise<boolean> {
    try {
      const { careful } = await this.workspaces.of(tenantId);
      if (shared) await unshare(careful, channelId, fileId);
      await careful.files.delete({ file: fileId });
      return true;
    } catch (error) {
      if (GONE.has(slackCode(error) ?? '')) return true;
      this.logger.info(
        { err: error, file: fileId },
        'a file could not be deleted on Slack; it is tried again',
      );
      return false;
    }
  }

  #after(ms: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#working = this.deleteGone().finally(() => this.#after(LOOK_MS));
    }, ms);
    this.#timer.unref();
  }
}

/** Takes away the message by which a file was shared: without its file it would say that one was deleted. */
async function unshare(careful: Workspace['careful'], channel: string, fileId: string): Promise<void> {
  const { file } = await careful.files.info({ file: fileId });
  const shares = { ...file?.shares?.public, ...file?.shares?.private }[channel] ?? [];
  for (const { ts } of shares) {
    try {
      if (ts !== undefined) await careful.chat.delete({ channel, ts });
    } catch (error) {
      if (slackCode(error) !== 'message_not_found') throw error;
    }
  }
}
