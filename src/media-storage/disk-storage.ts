import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteRange } from '../core/media/media-library.ts';
import type { MediaStorage, StoredFile } from '../core/media/media-storage.ts';
import { Problem } from '../core/errors.ts';

const ID = /^[0-9a-f-]{36}$/;
const UNFINISHED = '.part';
/** Nothing takes so long to be written: what is unfinished then was left behind by a crash. */
const UNFINISHED_MS = 3_600_000;

/** Media as files of one directory, two levels deep, under names of our own only. */
export class DiskStorage implements MediaStorage {
  constructor(private readonly directory: string) {}

  async put(id: string, bytes: Buffer): Promise<void> {
    const file = this.#file(id);
    const unfinished = `${file}${UNFINISHED}`;
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
    return readFile(this.#file(id)).catch(ifAbsent(null));
  }

  async stream(id: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | null> {
    const handle = await open(this.#file(id)).catch(ifAbsent(null));
    const part = range && { start: range.first, end: range.last };
    return handle && (handle.createReadStream(part) as AsyncIterable<Uint8Array>);
  }

  async remove(id: string): Promise<void> {
    await rm(this.#file(id), { force: true });
  }

  async list(part: number): Promise<StoredFile[]> {
    const folder = join(this.directory, part.toString(16).padStart(2, '0'));
    const files: StoredFile[] = [];
    for (const name of await namesIn(folder)) {
      const facts = await stat(join(folder, name)).catch(ifAbsent(null));
      if (facts === null) continue;
      if (ID.test(name)) files.push({ id: name, at: facts.mtimeMs });
      else if (name.endsWith(UNFINISHED) && Date.now() - facts.mtimeMs > UNFINISHED_MS)
        await rm(join(folder, name), { force: true });
    }
    return files;
  }

  #file(id: string): string {
    if (!ID.test(id)) throw new Problem('attachment_not_found', 'There is no such picture.');
    // The end of the id is random, its beginning is the time: spread by the end.
    return join(this.directory, id.slice(-2), id);
  }
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(ifAbsent([]));

/** What stands for a file that is not there; everything else is thrown on. */
const ifAbsent =
  <T>(instead: T) =>
  (error: unknown): T => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return instead;
    throw error;
  };
