import type { IncomingMessage, ServerResponse } from 'node:http';
import { SlackError } from '../errors.ts';
import type { Channel, StoredFile } from '../entities.ts';
import { checkedBlocks, storedText } from '../message-content.ts';
import type { MethodSpec } from '../methods.ts';
import type { StandInParts } from '../parts.ts';
import { readBody, readUpload } from '../request-body.ts';
import type { Route } from '../server.ts';
import { bearer, withTrouble } from '../web-api.ts';
import { actorOf } from './chat.ts';

const MAX_FILE_BYTES = 1024 ** 3;

/** The three-step upload, and looking after files. */
export function fileMethods(parts: StandInParts): MethodSpec[] {
  const { wire, files, conversations, scheduler } = parts;
  return [
    {
      name: 'files.getUploadURLExternal',
      tokens: ['bot', 'user'],
      scopes: ['files:write'],
      tier: 4,
      handle({ args, token }) {
        const size = args.whole('length', -1, 1, MAX_FILE_BYTES, 'invalid_arguments');
        if (size < 0) throw new SlackError('invalid_arguments');
        const name = args.required('filename');
        const file = files.announce(token, {
          name,
          size,
          altText: args.text('alt_text') ?? args.text('alt_txt'),
        });
        return { upload_url: `${parts.baseUrl()}/upload/v1/${file.uploadKey}`, file_id: file.id };
      },
    },
    {
      name: 'files.completeUploadExternal',
      tokens: ['bot', 'user'],
      scopes: ['files:write'],
      tier: 4,
      handle({ args, token }) {
        const wanted = args.objects('files', 'invalid_arguments') ?? [];
        if (wanted.length === 0) throw new SlackError('invalid_arguments');
        const list = wanted.map(({ id, title }) => {
          const file = files.existing(String(id), token.teamId);
          if (file.stage !== 'uploaded' || file.userId !== token.userId)
            throw new SlackError('file_not_found');
          if (typeof title === 'string') file.title = title;
          return file;
        });
        const given = args.text('channel_id');
        const channelIds = given ? [given] : args.list('channels');
        const channels = channelIds.map((id) =>
          conversations.writableChannel(id, token.userId, token.teamId),
        );
        const content = {
          text: storedText(args.text('initial_comment') ?? ''),
          blocks: checkedBlocks(parts, args.objects('blocks', 'invalid_blocks_format'), token.teamId),
          threadTs: args.text('thread_ts') || undefined,
        };
        const finish = (): void => {
          for (const file of list) files.finish(file);
        };
        const share = (channel: Channel): void => {
          const fileIds = list.map((file) => file.id);
          conversations.post(channel, actorOf(parts, token), { ...content, fileIds, subtype: 'file_share' });
        };
        if (parts.fileProcessingMs === 0) finish();
        // Sharing comes after the answer, so the files in it have no shares yet.
        scheduler.after(parts.fileProcessingMs, () => {
          finish();
          for (const channel of channels) share(channel);
        });
        return { files: list.map((file) => ({ ...wire.file(file), shares: {} })) };
      },
    },
    {
      name: 'files.info',
      tokens: ['bot', 'user'],
      scopes: ['files:read'],
      tier: 4,
      handle({ args, token }) {
        const file = files.existing(args.required('file', 'file_not_found'), token.teamId);
        return { file: { ...wire.file(file), shares: wire.shares(file) }, comments: [] };
      },
    },
    {
      name: 'files.delete',
      tokens: ['bot', 'user'],
      scopes: ['files:write'],
      tier: 3,
      handle({ args, token }) {
        const file = files.existing(args.required('file', 'file_not_found'), token.teamId);
        if (file.userId !== token.userId) throw new SlackError('cant_delete_file');
        files.remove(file);
        return {};
      },
    },
    {
      name: 'files.upload',
      tokens: ['bot', 'user'],
      scopes: ['files:write'],
      tier: 2,
      handle() {
        throw new SlackError('method_deprecated');
      },
    },
  ];
}

/** Where bytes arrive: `POST /upload/v1/KEY`, raw or as one multipart part. */
export function uploadRoute(parts: StandInParts): Route {
  return async (request, response, url) => {
    const key = /^\/upload\/v1\/(\w+)$/.exec(url.pathname)?.[1];
    if (key === undefined) return false;
    const body = await readBody(request);
    await withTrouble(parts, parts.faults.strike('upload', undefined), request, response, async () => {
      const bytes = await readUpload(body, request.headers['content-type'] ?? '');
      const taken = parts.files.receive(key, bytes);
      return () => {
        response.writeHead(taken ? 200 : 400, { 'content-type': 'text/plain' });
        response.end(taken ? `OK - ${bytes.length}` : 'the upload does not match what was announced');
      };
    });
    return true;
  };
}

const SIGN_IN_PAGE =
  '<!DOCTYPE html><html lang="en"><head><title>Sign in | Slack</title></head><body><h1>Sign in to your workspace</h1></body></html>';

/** `url_private` and its thumbnail: bytes for a bearer with `files:read`, a sign-in page for everybody else. */
export function downloadRoute(parts: StandInParts): Route {
  return async (request, response, url) => {
    const match = /^\/files-pri\/(\w+)-(F\w+)\/(?:(download|thumb)\/)?[^/]*$/.exec(url.pathname);
    if (!match) return false;
    const [, teamId = '', fileId = '', variant] = match;
    await withTrouble(parts, parts.faults.strike('download', undefined), request, response, async () => {
      const token = parts.store.tokens.get(bearer(request) ?? '');
      const allowed = token?.teamId === teamId && !token.refusedWith && token.scopes.includes('files:read');
      if (!allowed) {
        return () =>
          response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(SIGN_IN_PAGE);
      }
      const file = parts.store.files.get(fileId);
      const bytes = parts.store.fileBytes.get(fileId);
      if (!file || !bytes || file.stage === 'deleted') {
        return () =>
          response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>Not found</h1>');
      }
      const shown = variant === 'thumb' ? await thumbnail(bytes) : bytes;
      return () => writeFile(response, file, shown, variant === 'download', request);
    });
    return true;
  };
}

async function thumbnail(bytes: Buffer): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  return sharp(bytes).resize(360, 360, { fit: 'inside', withoutEnlargement: true }).toBuffer();
}

/** Sends a file's bytes as they are. */
export function writeFile(
  response: ServerResponse,
  file: StoredFile,
  bytes: Buffer,
  download: boolean,
  request: IncomingMessage,
): void {
  response.writeHead(200, {
    'content-type': file.mimetype,
    'content-length': bytes.length,
    'x-content-type-options': 'nosniff',
    ...(download
      ? { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}` }
      : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
