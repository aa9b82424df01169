/**
 * Serves this folder as a blog on an origin of its own: `node examples/blog-embed/serve.mjs [port]`. MATINEE_URL says where
 * Matinee is; the page is sent with the policy that docs/guides/embed.md recommends.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

const AS_WRITTEN = 'http://localhost:3000';
const matinee = (process.env.MATINEE_URL ?? AS_WRITTEN).replace(/\/+$/, '');
const port = Number(process.argv[2] ?? 8080);
const FILES = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/blog.css': ['blog.css', 'text/css; charset=utf-8'],
};
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  `script-src ${matinee}`,
  `connect-src ${matinee} ${matinee.replace(/^http/, 'ws')}`,
  // The last one is for the sandbox, whose Discord and Slack keep their avatars on this machine.
  `img-src ${matinee} https: data: http://127.0.0.1:*`,
  "require-trusted-types-for 'script'",
  'trusted-types matinee',
].join('; ');

createServer(async ({ url = '/' }, response) => {
  const [name, type] = FILES[url.split('?')[0]] ?? [];
  if (!name) return void response.writeHead(404).end('not found\n');
  const text = await readFile(join(import.meta.dirname, name), 'utf8');
  response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY });
  response.end(text.replaceAll(AS_WRITTEN, matinee));
}).listen(port, '127.0.0.1', () =>
  console.log(`The blog is at http://localhost:${port}, its room at ${matinee}`),
);
