import type { UploadedFile, UploadedFiles, UploadPlace } from '../../core/delivery/uploaded-files.ts';

/** What was uploaded, for where no store keeps it. */
export class MemoryUploads implements UploadedFiles {
  readonly #files = new Map<string, UploadedFile>();
  /** Whether a picture or file of ours is no longer there. */
  isGone: (mediaId: string) => boolean = () => false;

  find(place: UploadPlace, mediaId: string): Promise<UploadedFile | null> {
    return Promise.resolve(this.#files.get(keyOf(place, mediaId)) ?? null);
  }

  note(place: UploadPlace, mediaId: string, fileId: string): Promise<void> {
    this.#files.set(keyOf(place, mediaId), { ...place, mediaId, fileId, shared: false, attempts: 0 });
    return Promise.resolve();
  }

  markShared(place: UploadPlace, mediaId: string): Promise<void> {
    const file = this.#files.get(keyOf(place, mediaId));
    if (file) file.shared = true;
    return Promise.resolve();
  }

  gone(): Promise<UploadedFile[]> {
    return Promise.resolve([...this.#files.values()].filter(({ mediaId }) => this.isGone(mediaId)));
  }

  later(): Promise<void> {
    return Promise.resolve();
  }

  forget({ fileId }: Pick<UploadedFile, 'fileId'>): Promise<void> {
    for (const [key, file] of this.#files) if (file.fileId === fileId) this.#files.delete(key);
    return Promise.resolve();
  }
}

const keyOf = ({ tenantId, channelId }: UploadPlace, mediaId: string): string =>
  `${tenantId} ${channelId} ${mediaId}`;
