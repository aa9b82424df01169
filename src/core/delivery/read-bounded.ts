import { Problem } from '../errors.ts';
import { MAX_FILE_BYTES } from '../media/file-limits.ts';

/** Headers of an answer that say something of its body, in lower case. */
export type BodyHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * The bytes of a file as they come from elsewhere, however many there are said to be. Whatever is refused is let go of at
 * once: nothing goes on coming.
 * @throws Problem `too_large` as soon as there are, or are said to be, more than a file may have
 */
export async function readBounded(bytes: AsyncIterable<unknown>, headers: BodyHeaders = {}): Promise<Buffer> {
  const refusal = refusalBy(headers);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    if (refusal) throw refusal;
    const part = chunk as Uint8Array;
    size += part.length;
    if (size > MAX_FILE_BYTES) throw tooLarge();
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

function refusalBy(headers: BodyHeaders): Error | null {
  if (Number(headers['content-length']) > MAX_FILE_BYTES) return tooLarge();
  const encoding = headers['content-encoding'] ?? 'identity';
  // None was asked for. Stored as it comes it would be another file, and unpacked it could be of any size.
  return encoding === 'identity' ? null : new Error(`the file comes packed (${String(encoding)})`);
}

const tooLarge = (): Problem => new Problem('too_large', 'The file is larger than it was said to be.');
