/** How kinds of files begin: bytes as Latin-1, and where they stand. Nothing behind them is looked at, and nothing is unpacked. */
const BEGINNINGS: readonly [bytes: string, at: number, type: string][] = [
  ['\x89PNG\r\n\x1a\n', 0, 'image/png'],
  ['\xff\xd8\xff', 0, 'image/jpeg'],
  ['GIF8', 0, 'image/gif'],
  ['WEBP', 8, 'image/webp'],
  ['%PDF-', 0, 'application/pdf'],
  ['PK\x03\x04', 0, 'application/zip'],
  ['PK\x05\x06', 0, 'application/zip'],
  ['\x1f\x8b', 0, 'application/gzip'],
  ['7z\xbc\xaf\x27\x1c', 0, 'application/x-7z-compressed'],
  ['Rar!\x1a\x07', 0, 'application/vnd.rar'],
  ['ftyp', 4, 'video/mp4'],
  ['\x1aE\xdf\xa3', 0, 'video/webm'],
  ['AVI ', 8, 'video/x-msvideo'],
  ['WAVE', 8, 'audio/wav'],
  ['OggS', 0, 'audio/ogg'],
  ['fLaC', 0, 'audio/flac'],
  ['ID3', 0, 'audio/mpeg'],
];

const PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const HEAD = 512;
const CONTROLS = /(?![\t\n\f\r])\p{Cc}/u;

/**
 * What a file says that it is, by its first bytes alone: good for a word and a sign beside its name. Whatever reads like
 * text is called plain text, HTML and SVG too: nothing is ever served under this name.
 */
export function typeOfBytes(bytes: Buffer): string {
  const head = bytes.toString('latin1', 0, HEAD);
  const known = BEGINNINGS.find(([begins, at]) => head.startsWith(begins, at));
  if (known) return known[2];
  // The last character may be cut in half.
  const text = bytes.toString('utf8', 0, HEAD).replace(/\uFFFD$/, '');
  return text !== '' && !text.includes('\uFFFD') && !CONTROLS.test(text)
    ? 'text/plain'
    : 'application/octet-stream';
}

/** Whether it begins as one of the pictures that are encoded anew and shown. */
export const looksLikePicture = (bytes: Buffer): boolean => PICTURES.has(typeOfBytes(bytes));
