import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { Problem } from '../../../core/errors.ts';

const PATIENCE_MS = 30_000;
/** What fields and boundaries add to the picture. */
const ENVELOPE_BYTES = 32 * 1024;

export interface Upload {
  bytes: Buffer;
  name: string;
  fields: Record<string, string>;
}

/**
 * Reads one file named `file` out of a multipart request, never more than allowed.
 * @throws Problem `type_not_allowed`, `too_large` or `invalid_input`
 */
export function readUpload(request: IncomingMessage, maxBytes: number): Promise<Upload> {
  const type = request.headers['content-type'];
  if (type === undefined || !/^multipart\/form-data\s*;/i.test(type)) {
    return Promise.reject(
      new Problem('type_not_allowed', 'Send multipart/form-data with a part named "file".'),
    );
  }
  const tooLarge = (): Problem =>
    new Problem('too_large', `A picture may have at most ${maxBytes / 1024 / 1024} MB.`);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes + ENVELOPE_BYTES)
    return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const fields: Record<string, string> = {};
    let file: { bytes: Buffer; name: string } | undefined;
    const parser = parserOf(request, type, maxBytes);
    const timer = setTimeout(
      () => fail(new Problem('invalid_input', 'The upload took too long.')),
      PATIENCE_MS,
    );
    const fail = (problem: Problem): void => {
      clearTimeout(timer);
      request.unpipe(parser);
      request.resume();
      reject(problem);
    };
    parser.on('file', (field, stream, name) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      // A part that breaks off fails here, and the process with it if nobody listens.
      stream.on('error', () => fail(notWellFormed()));
      stream.on('limit', () => fail(tooLarge()));
      stream.on('end', () => {
        if (field === 'file') file = { bytes: Buffer.concat(chunks), name: name ?? '' };
      });
    });
    parser.on('field', (field, value) => (fields[field] = value));
    for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const) {
      parser.on(limit, () => fail(new Problem('invalid_input', 'Send one picture, and few fields with it.')));
    }
    parser.on('error', () => fail(notWellFormed()));
    parser.on('finish', () => {
      clearTimeout(timer);
      if (file && file.bytes.length > 0) resolve({ ...file, fields });
      else reject(new Problem('invalid_input', 'There is no part named "file" with a picture in it.'));
    });
    request.on('aborted', () => fail(new Problem('invalid_input', 'The upload broke off.')));
    request.pipe(parser);
  });
}

const notWellFormed = (): Problem => new Problem('invalid_input', 'The multipart body is not well formed.');

function parserOf(request: IncomingMessage, type: string, maxBytes: number): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...request.headers, 'content-type': type },
      limits: { files: 1, fileSize: maxBytes, fields: 4, fieldSize: 4096, parts: 6, headerPairs: 20 },
    });
  } catch (error) {
    throw new Problem('invalid_input', 'The multipart header names no boundary.', { cause: error });
  }
}
