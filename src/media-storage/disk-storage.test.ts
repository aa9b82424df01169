import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskStorage } from './disk-storage.ts';

describe('media on disk', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'matinee-media-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const files = async (): Promise<string[]> =>
    (await readdir(directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);

  it('gives back what was put there, and only that is there', async () => {
    const storage = new DiskStorage(join(directory, 'media'));
    const [id, bytes] = [uuid(), Buffer.from('a picture')];
    await storage.put(id, bytes);
    expect((await storage.get(id))?.equals(bytes)).toBe(true);
    expect(await files()).toEqual([id]);
  });

  it('forgets what is taken out, and does not mind what was never there', async () => {
    const storage = new DiskStorage(directory);
    const id = uuid();
    await storage.put(id, Buffer.from('a picture'));
    await storage.remove(id);
    await storage.remove(uuid());
    expect([await storage.get(id), await files()]).toEqual([null, []]);
  });

  it('has nothing under a name it was not given', async () => {
    expect(await new DiskStorage(directory).get(uuid())).toBeNull();
  });

  it.each(['../secret', '..%2fsecret', '', 'a/b', '/etc/passwd', `${uuid()}/..`, uuid().toUpperCase()])(
    'never leaves its directory for %j',
    async (id) => {
      await writeFile(join(directory, 'secret'), 'x');
      const storage = new DiskStorage(join(directory, 'media'));
      await expect(storage.get(id)).rejects.toMatchObject({ code: 'attachment_not_found' });
      await expect(storage.put(id, Buffer.from('x'))).rejects.toMatchObject({ code: 'attachment_not_found' });
      await expect(storage.remove(id)).rejects.toMatchObject({ code: 'attachment_not_found' });
      expect(await files()).toEqual(['secret']);
    },
  );

  it('leaves no half of a picture behind when it cannot be stored', async () => {
    const id = uuid();
    await writeFile(join(directory, id.slice(-2)), 'a file where a directory should be');
    await expect(new DiskStorage(directory).put(id, Buffer.from('x'))).rejects.toThrow();
    expect(await files()).toEqual([id.slice(-2)]);
  });
});
