import type { IncomingMessage } from 'node:http';
import { Busboy } from '@fastify/busboy';
import { invalidForm, refuse } from './errors.ts';
import { LIMITS } from './limits.ts';
import type { UploadedFile } from './message-form.ts';

/** What a request carries: JSON (or the fields of a form), and files. */
export interface RequestBody {
  body: unknown;
  files: UploadedFile[];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('invalidJson');
  }
}

async function readRaw(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > LIMITS.requestBytes) throw refuse('entityTooLarge');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Splits a multipart body into `payload_json` (or plain fields) and `files[n]`. */
function parseMultipart(raw: Buffer, contentType: string): Promise<RequestBody> {
  return new Promise((resolve, reject) => {
    const parser = new Busboy({ headers: { 'content-type': contentType } });
    const fields: Record<string, string> = {};
    const files: UploadedFile[] = [];
    parser.on('field', (name: string, value: string) => (fields[name] = value));
    parser.on(
      'file',
      (name: string, stream: NodeJS.ReadableStream, filename: string, _encoding: string, mime: string) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const index = /^files\[(\d+)\]$/.exec(name)?.[1];
          files.push({
            index: index === undefined ? files.length : Number(index),
            filename: filename || 'file',
            contentType: mime && mime !== 'application/octet-stream' ? mime : null,
            bytes: Buffer.concat(chunks),
          });
        });
      },
    );
    parser.on('error', () => reject(invalidForm([], 'MULTIPART_INVALID', 'Malformed multipart body')));
    parser.on('finish', () => {
      try {
        resolve({ body: fields.payload_json === undefined ? fields : parseJson(fields.payload_json), files });
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    parser.end(raw);
  });
}

/** Reads JSON or multipart. An absent body reads as undefined; a broken one is a 50109. */
export async function readRequestBody(request: IncomingMessage): Promise<RequestBody> {
  const raw = await readRaw(request);
  const contentType = request.headers['content-type'] ?? '';
  if (contentType.startsWith('multipart/form-data')) return parseMultipart(raw, contentType);
  if (raw.length === 0) return { body: undefined, files: [] };
  return { body: parseJson(raw.toString('utf8')), files: [] };
}
