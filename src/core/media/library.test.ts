import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskStorage } from '../../media-storage/disk-storage.ts';
import { SharpEncoder } from '../../media-storage/sharp-encoder.ts';
import { Library } from './library.ts';
import { MediaGrants } from './media-grants.ts';
import type { Picture, PictureRepository } from './picture-repository.ts';

describe('The library of pictures', () => {
  let directory: string;
  let known: Picture[];
  let announced: string[];
  let refuse: Error | undefined;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'matinee-library-'));
    known = [];
    announced = [];
    refuse = undefined;
  });
  afterEach(() => rm(directory, { recursive: true }));

  const files = async (): Promise<string[]> =>
    (await readdir(directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
  const by = { roomId: uuid(), personId: uuid() };
  const photograph = (): Promise<Buffer> =>
    sharp({
      create: {
        width: 900,
        height: 900,
        channels: 3,
        background: '#000',
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    })
      .jpeg()
      .toBuffer();

  /** @param holds how many files the store takes before it is full */
  const library = (holds = Infinity): Library => {
    const storage = new DiskStorage(directory);
    const { put } = storage;
    storage.put = (id, bytes) =>
      holds-- > 0 ? put.call(storage, id, bytes) : Promise.reject(new Error('no room left'));
    const pictures: PictureRepository = {
      add: (picture) => (refuse ? Promise.reject(refuse) : Promise.resolve(void known.push(picture))),
      find: (id) => {
        const found = known.find((one) => [one.id, one.thumbnailId].includes(id));
        return Promise.resolve(found ? { ...found, open: true, role: null, banned: false } : null);
      },
      some: (ids) => Promise.resolve(known.filter(({ id }) => ids.includes(id))),
      isLinked: () => Promise.resolve(false),
      ofSource: () => Promise.resolve([]),
      announce: (ids) => Promise.resolve(void announced.push(...ids)),
    };
    return new Library(new SharpEncoder(), storage, pictures, new MediaGrants('a secret of this test'));
  };

  it('keeps a picture and its thumbnail', async () => {
    const { id, thumbnailUrl = '' } = await library().take(await photograph(), by);
    expect((await files()).sort()).toEqual([id, thumbnailUrl.replace('/media/', '')].sort());
    expect(announced.sort()).toEqual((await files()).sort());
  });

  it('keeps no thumbnail of what is small already', async () => {
    const tiny = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const picture = await library().take(tiny, by);
    expect(picture).not.toHaveProperty('thumbnailUrl');
    expect(await files()).toEqual([picture.id]);
  });

  it('leaves neither behind when one of them cannot be stored, or the picture cannot be noted', async () => {
    await expect(library(1).take(await photograph(), by)).rejects.toThrow('no room left');
    expect(await files()).toEqual([]);
    refuse = new Error('the database is away');
    await expect(library().take(await photograph(), by)).rejects.toThrow(refuse);
    expect(await files()).toEqual([]);
  });

  it('still shows a picture from before there were thumbnails', async () => {
    const here = library();
    const { id } = await here.take(await photograph(), by);
    Object.assign(known[0] ?? {}, { thumbnailId: null, thumbnailType: null });
    expect(await here.attach(by.roomId, by.personId, [id])).toEqual([
      expect.not.objectContaining({ thumbnailUrl: expect.anything() as unknown }),
    ]);
    expect((await here.read(id))?.type).toBe('image/jpeg');
  });
});
