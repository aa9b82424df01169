import { Problem } from '../errors.ts';
import { MAX_FILE_BYTES } from '../media/file-limits.ts';

/**
 * The bytes of a file as they come from elsewhere, however many there are said to be.
 * @throws Problem `too_large` as soon as there are more than a file may have
 */
export async function readBounded(bytes: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    const part = Buffer.from(chunk as Uint8Array);
    size += part.length;
    if (size > MAX_FILE_BYTES) throw new Problem('too_large', 'The file is larger than it was said to be.');
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}
