import { connect, type AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { waitFor } from '../../../../tests/support/wait-for.ts';
import { downloadHeaders, rangeOf, sendDownload, type Download } from './file-download.ts';

describe('how a file is handed out', () => {
  it.each([
    ['../../etc/passwd', 'passwd', 'passwd'],
    ['C:\\x\\evil.html', 'evil.html', 'evil.html'],
    ['a\r\nSet-Cookie: x.pdf', 'a Set-Cookie_ x.pdf', 'a%20Set-Cookie_%20x.pdf'],
    ['gpj\u202eexe.pdf', 'gpjexe.pdf', 'gpjexe.pdf'],
    ['대본.pdf', '__.pdf', '%EB%8C%80%EB%B3%B8.pdf'],
    ['"; x="y.pdf', '__ x=_y.pdf', '__%20x%3D_y.pdf'],
    ['%00%2e%2e%2f.png', '_00_2e_2e_2f.png', '_00_2e_2e_2f.png'],
    [
      '<img src=x onerror=alert(1)>.svg',
      '_img src=x onerror=alert(1)_.svg',
      '_img%20src%3Dx%20onerror%3Dalert%281%29_.svg',
    ],
  ])('%j is saved under a name that does no harm', (name, plain, encoded) => {
    expect(downloadHeaders(name)['Content-Disposition']).toBe(
      `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
    );
  });

  it('is the same whatever the file is: bytes to save', () => {
    for (const name of ['a.html', 'a.svg', 'a.pdf', 'a'.repeat(5_000)]) {
      const headers = downloadHeaders(name);
      expect(headers).toMatchObject({
        'Content-Type': 'application/octet-stream',
        'X-Content-Type-Options': 'nosniff',
      });
      expect(JSON.stringify(headers).length).toBeLessThan(1_000);
    }
  });
});

describe('the range that is asked for', () => {
  it.each([
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=10-', { first: 10, last: 99 }],
    ['bytes=-5', { first: 95, last: 99 }],
    ['bytes=-500', { first: 0, last: 99 }],
    ['bytes=90-500', { first: 90, last: 99 }],
    ['bytes=100-', 'none of it'],
    ['bytes=-0', 'none of it'],
    ['bytes=5-2', null],
    ['bytes=0-1,5-6', null],
    ['lines=0-1', null],
    ['bytes=-', null],
    [undefined, null],
  ] as const)('%s is %j of a hundred bytes', (header, range) => {
    expect(rangeOf(header, 100)).toEqual(range);
  });
});

describe('a download that takes long', () => {
  const SIZE = 64 * 1024 * 1024;
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** Begins to read a file over a raw line. @returns what came of it so far, and whether it has ended */
  async function begin(file: Partial<Download>, reads: boolean) {
    const app = express();
    const letGo = { of: 0 };
    async function* bytes(): AsyncGenerator<Uint8Array> {
      try {
        for (let sent = 0; sent < SIZE; sent += 65_536) {
          await new Promise((resolve) => setTimeout(resolve, 2));
          yield Buffer.alloc(65_536);
        }
      } finally {
        letGo.of++;
      }
    }
    const whole: Download = {
      size: SIZE,
      tag: '"a"',
      headers: { 'Content-Disposition': 'attachment' },
      still: () => Promise.resolve(true),
      stream: () => Promise.resolve(bytes()),
      ...file,
    };
    app.get('/', async (request, response) => {
      if (!(await sendDownload(request, response, whole, { everyMs: 50, idle: 4 })))
        response.status(404).end();
    });
    server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server?.once('listening', resolve));
    const line = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const seen = { text: '', bytes: 0, ended: false, letGo };
    line.on('close', () => (seen.ended = true)).on('error', () => undefined);
    line.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    line.on('data', (part) => {
      seen.bytes += part.length;
      if (seen.text === '') seen.text = part.toString('latin1', 0, 400);
    });
    if (!reads) line.pause();
    return seen;
  }

  it('27 ends for whoever asks for it and then reads nothing, and lets go of the file', async () => {
    const seen = await begin({}, false);
    await waitFor('the file to be let go of', () => seen.letGo.of === 1);
  });

  it('72 ends for whoever may not have it any more', async () => {
    let may = true;
    const seen = await begin({ still: () => Promise.resolve(may) }, true);
    await waitFor('some of it', () => seen.bytes > 100_000);
    may = false;
    await waitFor('its end', () => seen.ended);
    expect(seen.bytes).toBeLessThan(SIZE);
    expect(seen.letGo.of).toBe(1);
  });

  it('goes on while the store is away', async () => {
    const seen = await begin({ still: () => Promise.reject(new Error('away')) }, true);
    await waitFor('most of it', () => seen.bytes > SIZE / 8);
    expect(seen.ended).toBe(false);
  });

  it('whose bytes are not there has none of a file’s headers', async () => {
    const seen = await begin({ stream: () => Promise.resolve(null) }, true);
    await waitFor('the answer', () => seen.text !== '');
    expect(seen.text).toMatch(/^HTTP\/1\.1 404/);
    expect(seen.text).not.toMatch(/content-disposition/i);
  });
});
