import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../fault.ts';

/** The smallest PNG there is: one grey pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNiAAAABgADNjd8qAAAAABJRU5ErkJggg==',
  'base64',
);

export const diskFull: Fault = {
  id: 'F14',
  name: 'the disk for pictures is full',
  does: 'filled to the last byte: pictures are refused with a code that passes, lines go on; then it is freed',
  weight: 1,
  recovers: 20_000,
  impossible: () =>
    process.getuid?.() === 0 ? null : 'a small file system of its own can be mounted by root alone',
  async strike({ theatre, talk, fail }) {
    const filler = join(theatre.dataDirectory, 'filler');
    const upload = async (): Promise<number> => {
      const visitor = theatre.visitors[0];
      const form = new FormData();
      form.set('file', new Blob([PIXEL], { type: 'image/png' }), 'pixel.png');
      const response = await fetch(
        `${theatre.products[0]?.direct}/api/v1/rooms/${theatre.talks[0]?.slug}/images`,
        { method: 'POST', headers: { authorization: `Bearer ${visitor?.token}` }, body: form },
      );
      return response.status;
    };
    // Larger than what is free: it is written until nothing is.
    await writeFile(filler, Buffer.alloc(64 * 1024 * 1024)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOSPC') throw error;
    });
    try {
      const status = await upload();
      if (![503, 507].includes(status)) fail(`a picture was answered with ${status} while the disk was full`);
      await talk(300);
    } finally {
      await rm(filler, { force: true });
    }
    const status = await upload();
    if (status !== 201) fail(`a picture was answered with ${status} after the disk was freed`);
  },
};
