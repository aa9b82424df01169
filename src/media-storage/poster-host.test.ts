import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PosterHost } from './poster-host.ts';

describe('The host of posters', () => {
  let server: Server;
  let base: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/elsewhere') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
      else if (request.url === '/endless') {
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(1 << 20)));
          response.once('drain', more);
        };
        more();
      } else response.end('picture');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is TMDB, over TLS, and nothing else', () => {
    const host = new PosterHost(undefined);
    expect(host.allows('https://image.tmdb.org/t/p/w500/a.jpg')).toBe(true);
    for (const address of [
      'http://image.tmdb.org/t/p/w500/a.jpg',
      'https://image.tmdb.org:8443/a.jpg',
      'https://user@image.tmdb.org/a.jpg',
      'https://image.tmdb.org.evil.example/a.jpg',
      'https://169.254.169.254/latest/meta-data',
      'http://127.0.0.1/a.jpg',
      'file:///etc/passwd',
      'no address',
    ])
      expect([address, host.allows(address)]).toEqual([address, false]);
  });

  it('is for tests that of another TMDB too', async () => {
    const host = new PosterHost(`${base}/3`);
    expect((await host.fetch(`${base}/a.jpg`)).toString()).toBe('picture');
    await expect(host.fetch('http://127.0.0.1:1/a.jpg')).rejects.toThrow(/are not fetched from/);
  });

  it('does not lead elsewhere, and does not go on for ever', async () => {
    const host = new PosterHost(`${base}/3`);
    await expect(host.fetch(`${base}/elsewhere`)).rejects.toThrow(/answers 302/);
    await expect(host.fetch(`${base}/endless`)).rejects.toThrow(/larger than a poster may be/);
  });
});
