import { createHash } from 'node:crypto';

/**
 * A file of plain data (objects, lists, text, numbers, null) and typed arrays: eight letters of magic, the length of the
 * head, the head (the data as JSON, each array replaced by where it lies), the arrays, and the SHA-256 of all that. Numbers
 * are little-endian, as on every machine Node runs on.
 */
const MAGIC = 'MTNPACK1';
const HEAD_AT = 16;
const HASH_BYTES = 32;
/** Key under which the head names an array. */
const ARRAY = '$array';

type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;
const KINDS = { Float32Array, Float64Array, Int32Array, Uint8Array };

/** The bytes do not hold what they should; the message says in what way. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile';
}

/** Data as a file. */
export function pack(data: unknown): Uint8Array<ArrayBuffer> {
  const arrays: Numbers[] = [];
  let body = 0;
  const head = JSON.stringify(data, (_key, value: unknown) => {
    if (!isNumbers(value)) return value;
    const place = { [ARRAY]: value.constructor.name, at: body, length: value.length };
    arrays.push(value);
    body = aligned(body + value.byteLength);
    return place;
  });
  const headBytes = new TextEncoder().encode(head);
  const bodyAt = aligned(HEAD_AT + headBytes.length);
  const file = new Uint8Array(bodyAt + body + HASH_BYTES);
  file.set(new TextEncoder().encode(MAGIC));
  new DataView(file.buffer).setUint32(MAGIC.length, headBytes.length, true);
  file.set(headBytes, HEAD_AT);
  let at = bodyAt;
  for (const array of arrays) {
    file.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at = aligned(at + array.byteLength);
  }
  file.set(hashOf(file), file.length - HASH_BYTES);
  return file;
}

/**
 * The data of a file. Its arrays are views of one copy of the bytes.
 * @throws DamagedFile
 */
export function unpack(bytes: Uint8Array): unknown {
  const file = new Uint8Array(bytes); // a copy begins where numbers may begin
  const magic = new TextDecoder().decode(file.subarray(0, MAGIC.length));
  if (magic !== MAGIC) throw new DamagedFile('it is not a file of this kind');
  const stored = Buffer.from(file.subarray(Math.max(0, file.length - HASH_BYTES)));
  if (file.length < HEAD_AT + HASH_BYTES || !stored.equals(hashOf(file)))
    throw new DamagedFile('it is damaged: its checksum does not fit');
  const headLength = new DataView(file.buffer).getUint32(MAGIC.length, true);
  const bodyAt = aligned(HEAD_AT + headLength);
  const head = new TextDecoder().decode(file.subarray(HEAD_AT, HEAD_AT + headLength));
  return JSON.parse(head, (_key, value: unknown) => {
    if (!isPlace(value)) return value;
    const kind = KINDS[value[ARRAY]];
    return new kind(file.buffer, bodyAt + value.at, value.length);
  });
}

const isNumbers = (value: unknown): value is Numbers =>
  Object.values(KINDS).some((kind) => value instanceof kind);

function isPlace(value: unknown): value is { [ARRAY]: keyof typeof KINDS; at: number; length: number } {
  return typeof value === 'object' && value !== null && ARRAY in value;
}

const aligned = (at: number): number => Math.ceil(at / 8) * 8;

const hashOf = (file: Uint8Array): Buffer =>
  createHash('sha256')
    .update(file.subarray(0, file.length - HASH_BYTES))
    .digest();
