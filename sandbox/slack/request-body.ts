import type { IncomingMessage } from 'node:http';
import type { JsonObject } from './entities.ts';

const MAX_BYTES = 64 * 1024 * 1024;

/** The whole body of a request; rejects above 64 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error('request body above 64 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function formData(body: Buffer, contentType: string): Promise<FormData> {
  return new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
}

/** The fields of a JSON, form-encoded or multipart body; undefined when it is none of them or unreadable. */
export async function readFields(body: Buffer, contentType: string): Promise<JsonObject | undefined> {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (body.length === 0) return {};
  if (type === 'application/json') {
    try {
      const parsed: unknown = JSON.parse(body.toString('utf8'));
      return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
        ? (parsed as JsonObject)
        : undefined;
    } catch {
      return undefined;
    }
  }
  if (type === 'multipart/form-data') {
    const form = await formData(body, contentType);
    return Object.fromEntries([...form.entries()].filter(([, value]) => typeof value === 'string'));
  }
  return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
}

/** The bytes of an upload: the first file part of a multipart body, or the body as it is. */
export async function readUpload(body: Buffer, contentType: string): Promise<Buffer> {
  if (!contentType.toLowerCase().startsWith('multipart/form-data')) return body;
  const form = await formData(body, contentType);
  for (const value of form.values()) {
    if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  }
  return Buffer.alloc(0);
}
