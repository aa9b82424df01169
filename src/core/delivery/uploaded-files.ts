import type { PlatformId } from './link.ts';

/** Where a file of ours was uploaded. */
export interface UploadPlace {
  platform: PlatformId;
  tenantId: string;
  channelId: string;
}

/** A picture or file of ours, as a platform has it. */
export interface UploadedFile extends UploadPlace {
  /** Our own name of it. */
  mediaId: string;
  /** The platform's. */
  fileId: string;
  /** It stands in the channel by itself, and not only in a message of ours. */
  shared: boolean;
  /** How often it could not be deleted there. */
  attempts: number;
}

/** What we uploaded to platforms: shown again when a line is edited, and deleted there when it is gone here. */
export interface UploadedFiles {
  find(place: UploadPlace, mediaId: string): Promise<Pick<UploadedFile, 'fileId' | 'shared'> | null>;
  note(place: UploadPlace, mediaId: string, fileId: string): Promise<void>;
  markShared(place: UploadPlace, mediaId: string): Promise<void>;
  /** Those whose picture or file is no longer here, and that are due. */
  gone(platform: PlatformId, limit: number): Promise<UploadedFile[]>;
  /** It could not be deleted there: it is due again after so many ms. */
  later(file: UploadedFile, ms: number): Promise<void>;
  /** It is deleted there. */
  forget(file: Pick<UploadedFile, 'platform' | 'tenantId' | 'fileId'>): Promise<void>;
}
