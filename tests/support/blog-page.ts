import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Somebody's blog, on an origin of its own, that embeds a room the way the guide says. */
export class BlogPage {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @param matinee where the product is reached */
  static async serve(matinee: string, room: string, attributes = ''): Promise<BlogPage> {
    const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A blog</title></head><body>
<article><h1>On stairs</h1><p>Some thoughts on a film.</p></article>
<script type="module" src="${matinee}/widget/v1/matinee.js"></script>
<matinee-room room="${room}" ${attributes}></matinee-room>
</body></html>`;
    const server = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end(html),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new BlogPage(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
