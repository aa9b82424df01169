import type { Changes } from './changes.ts';
import type { StoredFile } from './entities.ts';
import { SlackError } from './errors.ts';
import type { EventFeed } from './event-feed.ts';
import { pictureOf } from './picture-size.ts';
import type { SlackStore } from './store.ts';

const TYPES: Record<string, [mimetype: string, filetype: string]> = {
  txt: ['text/plain', 'text'],
  md: ['text/markdown', 'markdown'],
  json: ['application/json', 'json'],
  csv: ['text/csv', 'csv'],
  pdf: ['application/pdf', 'pdf'],
  svg: ['image/svg+xml', 'svg'],
  mp4: ['video/mp4', 'mp4'],
  zip: ['application/zip', 'zip'],
};

/** What becomes of uploaded files: announced, filled, finished, shared, deleted. */
export class Files {
  private readonly store: SlackStore;
  private readonly feed: EventFeed;
  private readonly changes: Changes;

  constructor(store: SlackStore, feed: EventFeed, changes: Changes) {
    this.store = store;
    this.feed = feed;
    this.changes = changes;
  }

  /** Makes room for a file of exactly `size` bytes. */
  announce(
    owner: { userId: string; teamId: string },
    file: { name: string; size: number; altText?: string },
  ): StoredFile {
    const stored: StoredFile = {
      id: this.store.nextId('F'),
      teamId: owner.teamId,
      userId: owner.userId,
      name: file.name,
      title: file.name,
      altText: file.altText,
      size: file.size,
      mimetype: 'application/octet-stream',
      filetype: 'binary',
      created: this.store.nowSeconds(),
      stage: 'awaiting-upload',
      uploadKey: this.store.nextSecret('upload', 24),
      shares: {},
    };
    this.store.files.set(stored.id, stored);
    this.store.touch();
    return stored;
  }

  /** The bytes for an upload address; false when there is no such address or the length is not the announced one. */
  receive(uploadKey: string, bytes: Buffer): boolean {
    const file = [...this.store.files.values()].find((candidate) => candidate.uploadKey === uploadKey);
    if (file?.stage !== 'awaiting-upload' || bytes.length !== file.size) return false;
    const picture = pictureOf(bytes);
    const [mimetype, filetype] = TYPES[file.name.split('.').at(-1)?.toLowerCase() ?? ''] ?? [
      file.mimetype,
      file.filetype,
    ];
    Object.assign(file, { mimetype, filetype, ...picture, stage: 'uploaded' });
    this.store.fileBytes.set(file.id, bytes);
    this.store.touch();
    return true;
  }

  /** From now on the file can be shown. */
  finish(file: StoredFile): void {
    file.stage = 'complete';
    this.store.touch();
  }

  /** A file of this workspace that has not been deleted. */
  existing(id: string, teamId: string): StoredFile {
    const file = this.store.files.get(id);
    if (file?.teamId !== teamId) throw new SlackError('file_not_found');
    if (file.stage === 'deleted') throw new SlackError('file_deleted');
    return file;
  }

  remove(file: StoredFile): void {
    file.stage = 'deleted';
    this.store.fileBytes.delete(file.id);
    this.store.touch();
    for (const [channelId, timestamps] of Object.entries(file.shares)) {
      for (const ts of timestamps) this.changes.announce({ type: 'message.changed', channelId, ts });
    }
    this.feed.emit(
      {
        type: 'file_deleted',
        file_id: file.id,
        channel_ids: Object.keys(file.shares),
        event_ts: this.store.nextTs(),
      },
      { teamId: file.teamId },
    );
  }
}
