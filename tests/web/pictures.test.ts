import { deflateSync } from 'node:zlib';
import { v7 as uuid } from 'uuid';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttachmentView } from '../../src/protocol/frames.ts';
import { outcome, restClient, type Answered } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import { WebClient } from '../support/web-client.ts';

let serving: Serving;
let ana: WebClient;
let slug: string;
const call = restClient(() => serving.url);

beforeAll(async () => {
  serving = await Serving.start();
  ana = await WebClient.guest(serving.url, 'Ana');
  slug = await serving.room(ana);
});
afterAll(() => serving?.end());

const peach = { create: { width: 60, height: 40, channels: 3 as const, background: '#f0b13c' } };

/** Uploads bytes as a browser's form does. */
function upload(
  bytes: Uint8Array,
  name = 'a.png',
  type = 'image/png',
  to = slug,
  by = ana,
): Promise<Answered> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
  form.append('alt', 'A peach');
  return call(`/rooms/${to}/images`, { token: by.token, raw: form });
}

async function stored(
  answer: Answered,
): Promise<{ bytes: Buffer; response: Response; picture: AttachmentView }> {
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  const picture = answer.body as AttachmentView;
  const response = await fetch(`${serving.url}${picture.url}`);
  return { bytes: Buffer.from(await response.arrayBuffer()), response, picture };
}

describe('a picture', () => {
  it.each([
    ['JPEG', 'image/jpeg', () => sharp(peach).jpeg().toBuffer()],
    ['PNG', 'image/png', () => sharp(peach).png().toBuffer()],
    ['WebP', 'image/jpeg', () => sharp(peach).webp().toBuffer()],
    ['GIF', 'image/png', () => sharp(peach).gif().toBuffer()],
  ])('as %s is taken, made anew as %s, and shown', async (_kind, type, make) => {
    const { bytes, response, picture } = await stored(
      await upload(await make(), 'peach.bin', 'application/octet-stream'),
    );
    expect(picture).toEqual({
      id: picture.id,
      url: `/media/${picture.id}`,
      kind: 'picture',
      type,
      size: bytes.length,
      width: 60,
      height: 40,
      alt: 'A peach',
      name: 'peach.bin',
    });
    expect(response.headers.get('content-type')).toBe(type);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 60, height: 40 });
  });

  it('that moves keeps moving', async () => {
    const { bytes, picture } = await stored(await upload(await animation(5)));
    expect(picture).toMatchObject({ type: 'image/gif', width: 8, height: 8 });
    expect((await sharp(bytes, { animated: true }).metadata()).pages).toBe(5);
  });

  it('is turned upright, and tells nothing of where and with what it was taken', async () => {
    const photo = await sharp(peach)
      .jpeg()
      .withExif({
        IFD0: { Make: 'SecretCamera', Orientation: '6' },
        IFD3: { GPSLatitude: '37/1 33/1 0/1', GPSLatitudeRef: 'N' },
      })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect((await sharp(photo).metadata()).exif).toBeDefined();
    const { bytes, picture } = await stored(await upload(photo));
    expect(picture).toMatchObject({ width: 40, height: 60 });
    const facts = await sharp(bytes).metadata();
    expect([facts.exif, facts.icc, facts.xmp, facts.orientation]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(bytes.toString('latin1')).not.toContain('SecretCamera');
  });

  it('larger than a screen is made smaller', async () => {
    const { picture } = await stored(
      await upload(
        await sharp({ create: { ...peach.create, width: 5000, height: 1000 } })
          .png()
          .toBuffer(),
      ),
    );
    expect(picture).toMatchObject({ width: 2048, height: 410 });
  });

  it.each([
    ['a photograph', 'image/webp', 640, () => noise(1600, 1200).jpeg().toBuffer()],
    ['a drawing', 'image/webp', 640, () => noise(900, 1200).png().toBuffer()],
    ['what moves', 'image/gif', 320, () => animation(3, 480)],
  ])('has a thumbnail, a file of its own: %s', async (_kind, type, side, make) => {
    const { bytes, picture } = await stored(await upload(await make()));
    expect(picture.thumbnailUrl).toMatch(/^\/media\/[0-9a-f-]{36}$/);
    expect(picture.thumbnailUrl).not.toBe(picture.url);
    const response = await fetch(`${serving.url}${picture.thumbnailUrl}`);
    const small = Buffer.from(await response.arrayBuffer());
    const facts = await sharp(small, { animated: true }).metadata();
    expect(Math.max(facts.width, facts.pageHeight ?? facts.height)).toBe(side);
    expect(facts.pages ?? 1).toBe(type === 'image/gif' ? 3 : 1);
    expect(small.length).toBeLessThan(bytes.length * 0.7);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'public, max-age=300, must-revalidate',
    });
  });

  it('keeps its thumbnail in the talk, which is no picture to post by itself', async () => {
    const { picture } = await stored(await upload(await noise(900, 900).jpeg().toBuffer()));
    const post = (id: string) =>
      call(`/rooms/${slug}/messages`, {
        token: ana.token,
        body: { id: uuid(), text: '', attachments: [id] },
      });
    expect((await post(picture.id)).status).toBe(201);
    const { body } = await call(`/rooms/${slug}/messages`);
    expect((body as { messages: unknown[] }).messages.at(-1)).toMatchObject({ attachments: [picture] });
    const thumbnail = picture.thumbnailUrl?.replace('/media/', '') ?? '';
    expect(outcome(await post(thumbnail))).toEqual([404, 'attachment_not_found']);
  });

  it('goes along with a message of its uploader, and of nobody else, and nowhere else', async () => {
    const { picture } = await stored(await upload(await sharp(peach).png().toBuffer()));
    const [bora, elsewhere] = [await WebClient.guest(serving.url, '보라'), await serving.room(ana)];
    const post = async (by: WebClient, to: string) =>
      call(`/rooms/${to}/messages`, {
        token: by.token,
        body: { id: uuid(), text: '', attachments: [picture.id] },
      });
    expect(outcome(await post(bora, slug))).toEqual([404, 'attachment_not_found']);
    expect(outcome(await post(ana, elsewhere))).toEqual([404, 'attachment_not_found']);
    expect((await post(ana, slug)).status).toBe(201);
    const { body } = await call(`/rooms/${slug}/messages`);
    expect((body as { messages: unknown[] }).messages.at(-1)).toMatchObject({
      text: '',
      attachments: [picture],
    });
  });

  it('is served as nothing but a picture', async () => {
    const { response } = await stored(
      await upload(await sharp(peach).png().toBuffer(), "it's a (peach)*.png"),
    );
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'content-disposition': "inline; filename*=UTF-8''it%27s%20a%20%28peach%29%2A.png",
      'cache-control': 'public, max-age=300, must-revalidate',
    });
  });

  it('of a room that is not open stays out of shared caches', async () => {
    for (const more of [{ visibility: 'private' }, { password: 'peaches' }]) {
      const closed = await serving.room(ana, more);
      const { response, picture } = await stored(
        await upload(await noise(900, 900).jpeg().toBuffer(), 'a.jpg', 'image/jpeg', closed),
      );
      expect(response.headers.get('cache-control')).toBe('private, no-cache');
      const thumbnail = await fetch(`${serving.url}${picture.thumbnailUrl}`);
      expect(thumbnail.headers.get('cache-control')).toBe('private, no-cache');
    }
  });

  it.each([
    '../../etc/passwd',
    '..\\..\\windows\\system32',
    'a\r\nSet-Cookie: x=y',
    'gpj.\u202eexe',
    '=cmd|calc',
    'x'.repeat(300),
    '기생충 🍑.png',
    '\u3164',
  ])('keeps no harm of its name %#', async (name) => {
    const { picture, response } = await stored(await upload(await sharp(peach).png().toBuffer(), name));
    expect(picture.url).toBe(`/media/${picture.id}`);
    expect(picture.name).not.toMatch(/[\u0000-\u001f\u202e/\\]/);
    expect((picture.name ?? '').length).toBeLessThanOrEqual(80);
    expect(picture.name).not.toBe('');
    expect(response.headers.get('set-cookie')).toBeNull();
  });
});

/** A picture that weighs something. */
const noise = (width: number, height: number): ReturnType<typeof sharp> =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  });

/** A moving picture of some frames, each of another colour. */
async function animation(frames: number, side = 8): Promise<Buffer> {
  const pixels = Buffer.concat(
    Array.from({ length: frames }, (_, i) => Buffer.alloc(side * side * 3, (i * 37) % 256)),
  );
  return sharp(pixels, { raw: { width: side, height: side * frames, channels: 3, pageHeight: side } })
    .gif({ delay: Array<number>(frames).fill(50) })
    .toBuffer();
}

/** A tiny file that unpacks to very many pixels. */
function bomb(side: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([1, 0], 8); // one bit a pixel, grey
  const rows = deflateSync(Buffer.alloc((side / 8 + 1) * side), { level: 9 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let i = 0; i < 8; i++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>__pwned=1</script><image href="file:///etc/hostname"/></svg>';

describe('what is refused as a picture', () => {
  it.each<[string, number, string, () => Buffer | Promise<Buffer>]>([
    ['SVG under another name', 415, 'type_not_allowed', () => Buffer.from(SVG)],
    ['SVG behind an XML header', 415, 'type_not_allowed', () => Buffer.from(`<?xml version="1.0"?>\n${SVG}`)],
    ['HTML', 415, 'type_not_allowed', () => Buffer.from('<!doctype html><script>__pwned=1</script>')],
    [
      'a script that begins like a GIF',
      415,
      'type_not_allowed',
      () => Buffer.from('GIF89a/*<script>*/=1;alert(1)//'),
    ],
    [
      'ImageMagick’s own language',
      415,
      'type_not_allowed',
      () =>
        Buffer.from(
          'push graphic-context\nviewbox 0 0 9 9\nfill \'url(https://x/"|id")\'\npop graphic-context',
        ),
    ],
    ['PostScript', 415, 'type_not_allowed', () => Buffer.from('%!PS-Adobe-3.0 EPSF-3.0\n')],
    ['PDF', 415, 'type_not_allowed', () => Buffer.from('%PDF-1.7\n')],
    ['TIFF', 415, 'type_not_allowed', () => sharp(peach).tiff().toBuffer()],
    ['AVIF', 415, 'type_not_allowed', () => sharp(peach).avif({ effort: 0 }).toBuffer()],
    [
      'half a JPEG',
      415,
      'type_not_allowed',
      async () =>
        (
          await sharp({ create: { ...peach.create, width: 900, height: 900 } })
            .jpeg()
            .toBuffer()
        ).subarray(0, 900),
    ],
    ['a PNG of 268 million pixels', 413, 'too_large', () => bomb(16_384)],
    ['a film of 201 frames', 413, 'too_large', () => animation(201)],
    ['more than 10 MB', 413, 'too_large', () => Buffer.alloc(10 * 1024 * 1024 + 1, 1)],
    ['nothing', 400, 'invalid_input', () => Buffer.alloc(0)],
  ])('%s: %i %s', async (_what, status, code, make) => {
    expect(outcome(await upload(await make()))).toEqual([status, code]);
  });

  it('what hides behind a picture is gone from what is stored', async () => {
    const polyglot = Buffer.concat([
      await sharp(peach).gif().toBuffer(),
      Buffer.from('<script>__pwned=1</script>'),
    ]);
    const { bytes } = await stored(await upload(polyglot));
    expect(bytes.toString('latin1')).not.toContain('script');
  });

  const form = (parts: string[]): { raw: string; headers: Record<string, string> } => ({
    raw: [...parts.map((part) => `--x\r\n${part}\r\n`), '--x--\r\n'].join(''),
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  });
  const filePart = (name: string, content = 'x'): string =>
    `content-disposition: form-data; name="${name}"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n${content}`;

  it.each<[string, number, string, object]>([
    ['JSON', 415, 'type_not_allowed', { body: { file: 'x' } }],
    [
      'a body that is the picture itself',
      415,
      'type_not_allowed',
      { raw: 'x', headers: { 'content-type': 'image/png' } },
    ],
    ['no boundary', 400, 'invalid_input', { raw: 'x', headers: { 'content-type': 'multipart/form-data; ' } }],
    ['an empty form', 400, 'invalid_input', form([])],
    ['a form that breaks off', 400, 'invalid_input', { ...form([]), raw: `--x\r\n${filePart('file')}` }],
    ['a part of another name', 400, 'invalid_input', form([filePart('picture')])],
    ['two pictures', 400, 'invalid_input', form([filePart('file'), filePart('file')])],
    [
      'a thousand fields',
      400,
      'invalid_input',
      form(Array.from({ length: 1000 }, (_, i) => `content-disposition: form-data; name="f${i}"\r\n\r\nx`)),
    ],
  ])('a request with %s: %i %s', async (_what, status, code, asking) => {
    expect(
      outcome(await call(`/rooms/${slug}/images`, { method: 'POST', token: ana.token, ...asking })),
    ).toEqual([status, code]);
  });

  it('a picture from somebody who may not be in the room', async () => {
    const closed = await serving.room(ana, { password: 'peaches' });
    const bora = await WebClient.guest(serving.url, '보라');
    const png = await sharp(peach).png().toBuffer();
    expect(outcome(await upload(png, 'a.png', 'image/png', closed, bora))).toEqual([
      403,
      'password_required',
    ]);
    expect(outcome(await call(`/rooms/${slug}/images`, { method: 'POST', raw: new FormData() }))).toEqual([
      401,
      'not_signed_in',
    ]);
  });

  it('addresses of pictures that are none', async () => {
    for (const id of [uuid(), 'x', '..%2f..%2fetc%2fpasswd', '%00', 'a'.repeat(36)]) {
      const response = await fetch(`${serving.url}/media/${id}`);
      expect([id, response.status]).toEqual([id, 404]);
      expect(((await response.json()) as { code: string }).code).toBe('attachment_not_found');
    }
    expect(serving.process.log).not.toMatch(/a request failed/);
  });
});
