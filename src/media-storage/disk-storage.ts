import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaStorage } from '../core/media/media-storage.ts';
import { Problem } from '../core/errors.ts';

/** Media as files of one directory, two levels deep, under names of our own only. */
export class DiskStorage implements MediaStorage {
  constructor(private readonly directory: string) {}

  async put(id: string, bytes: Buffer): Promise<void> {
    const file = this.#file(id);
    const unfinished = `${file}.part`;
    try {
      await mkdir(join(file, '..'), { recursive: true });
      const handle = await open(unfinished, 'w');
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(unfinished, file);
    } catch (error) {
      await rm(unfinished, { force: true });
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOSPC' || code === 'EDQUOT') {
        throw new Problem('unavailable', 'There is no room left for pictures just now.', { cause: error });
      }
      throw error;
    }
  }

  async get(id: string): Promise<Buffer | null> {
    try {
      return await readFile(this.#file(id));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  async remove(id: string): Promise<void> {
    await rm(this.#file(id), { force: true });
  }

  #file(id: string): string {
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new Problem('attachment_not_found', 'There is no such picture.');
    // The end of the id is random, its beginning is the time: spread by the end.
    return join(this.directory, id.slice(-2), id);
  }
}
