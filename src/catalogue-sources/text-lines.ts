import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A file that is read from beginning to end, unpacked where it is packed. */
export interface ReadingFile {
  stream: Readable;
  /** How much of the file has been read, 0 to 1. */
  share(): number;
}

/** Opens a file, plain or `.gz`. What is damaged is told to the reader. */
export async function openFile(path: string): Promise<ReadingFile> {
  const { size } = await stat(path);
  const file = createReadStream(path);
  const share = (): number => (size === 0 ? 1 : file.bytesRead / size);
  return { stream: path.endsWith('.gz') ? unpacked(file) : file, share };
}

/** A packed stream, unpacked. What breaks off is told to who reads the result, also when that begins or ends elsewhere. */
export function unpacked(packed: Readable): Readable {
  const stream = pipeline(packed, createGunzip(), () => undefined);
  // The pipeline listens no longer once it has ended, and a fault may still come then.
  return stream.on('error', () => undefined);
}

/** What cannot be a line of a file of lines; memory is bounded by it. */
const LONGEST_LINE = 1 << 20;

/**
 * The lines of a file in portions, without their ends. Memory does not grow with the file.
 * @param encoding as `TextDecoder` knows it
 */
export async function* portionsOfLines(stream: Readable, encoding = 'latin1'): AsyncGenerator<string[]> {
  const decoder = new TextDecoder(encoding);
  let rest = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new Error('a line does not end: this is no file of lines');
    if (lines.length > 0) yield lines.map(withoutReturn);
  }
  rest += decoder.decode();
  if (rest !== '') yield [withoutReturn(rest)];
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
