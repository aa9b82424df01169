import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_ROUTES } from '../../src/adapters/web/http/app.ts';
import type { AttachmentView } from '../../src/protocol/frames.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { restClient } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import { waitFor } from '../support/wait-for.ts';
import { api, WebClient } from '../support/web-client.ts';

let serving: Serving;
let browser: Browser | undefined;
const chromium = findChromium() !== null;

beforeAll(async () => {
  serving = await Serving.start();
  if (chromium) browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await serving?.end();
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${serving.url}${path}`, { headers });

const call = restClient(() => serving.url);

type Json = Record<string, unknown>;

describe('the description of the API', () => {
  interface Described {
    openapi: string;
    info: { title: string; version: string };
    servers: { url: string }[];
    paths: Record<
      string,
      Record<
        string,
        Json & {
          parameters?: { name: string; in: string }[];
          responses: Json;
          security?: unknown[];
          requestBody?: { content: Json };
        }
      >
    >;
    components: { schemas: Json; securitySchemes: Json };
  }
  let described: Described;
  beforeAll(async () => {
    described = (await (await get('/api/v1/openapi.json')).json()) as Described;
  });

  it('has every route and nothing else, each with what it needs', () => {
    const listed = Object.entries(described.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(listed.sort()).toEqual(API_ROUTES.map((route) => `${route.method} ${route.path}`).sort());
    for (const route of API_ROUTES) {
      const operation = described.paths[route.path]?.[route.method];
      const inPath = (operation?.parameters ?? [])
        .filter((parameter) => parameter.in === 'path')
        .map((parameter) => `{${parameter.name}}`);
      expect(inPath.sort()).toEqual((route.path.match(/\{\w+\}/g) ?? []).sort());
      expect(Object.keys(operation?.responses ?? {})).toEqual([String(route.answer.status), 'default']);
      expect(operation?.security !== undefined).toBe(route.signedIn);
      expect(operation?.requestBody !== undefined).toBe(route.body !== undefined || route.upload === true);
      expect(operation?.['summary']).toMatch(/^[A-Z]/);
    }
  });

  it('is whole: version 3.1, and every reference leads somewhere', () => {
    expect(described.openapi).toBe('3.1.0');
    expect(described.servers[0]?.url).toMatch(/^http.*\/api\/v1$/);
    const references = [...JSON.stringify(described).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path]) => path ?? '',
    );
    expect(references.length).toBeGreaterThan(10);
    for (const path of references) {
      const found = path.split('/').reduce<unknown>((at, key) => (at as Json | undefined)?.[key], described);
      expect(found, path).toBeDefined();
    }
  });

  it.skipIf(!chromium)('is a page in which every operation can be read and tried', async () => {
    const page = await (browser as Browser).newPage();
    const trouble: string[] = [];
    page.on('pageerror', (error) => trouble.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') trouble.push(message.text());
    });
    await page.goto(`${serving.url}/api/v1/docs`);
    await page.waitForSelector('details');
    expect(await page.locator('details').count()).toBe(API_ROUTES.length);
    const guests = page.locator('details', { hasText: '/guests' });
    await guests.locator('summary').click();
    expect(await guests.locator('textarea').inputValue()).toContain('"name": "Jun"');
    await guests.getByRole('button', { name: 'Try it' }).click();
    await guests.locator('pre', { hasText: '201' }).waitFor();
    const me = page.locator('details', { hasText: 'Who the token says you are' });
    await me.locator('summary').click();
    await me.getByRole('button', { name: 'Try it' }).click();
    await me.locator('pre', { hasText: '"name": "Jun"' }).waitFor();
    const film = page.locator('details', { hasText: '/movies/{id}/similar' });
    await film.locator('summary').click();
    await film.getByLabel('id', { exact: true }).fill('parasite-2019');
    await film.getByLabel('locale (optional)').selectOption('ko');
    await film.getByRole('button', { name: 'Try it' }).click();
    await film.locator('pre', { hasText: '"items"' }).waitFor();
    expect(trouble).toEqual([]);
    await page.close();
  });
});

describe('a room as a page', () => {
  const HOSTILE = [
    '<img src=x onerror=__pwned=1>',
    '</title><script>__pwned=1</script>',
    '"><svg onload=__pwned=1>',
    "' onmouseover='__pwned=1",
    '<!--',
    '<matinee-room room="x"></matinee-room>',
  ];
  let slug: string;

  beforeAll(async () => {
    const people = await Promise.all(HOSTILE.map((name) => WebClient.guest(serving.url, name)));
    const [owner] = people;
    slug = await serving.room(owner as WebClient, {
      title: HOSTILE.join(' ').slice(0, 200),
      topic: HOSTILE.join('\n'),
    });
    for (const [i, { token }] of people.entries()) {
      const text = `${HOSTILE[i]} and ||a spoiler|| [x](javascript:__pwned=1)`;
      await api(serving.url, `/rooms/${slug}/messages`, { token, body: { id: uuid(), text } });
    }
  });

  it('shows what was said as it was said, and hides spoilers', async () => {
    const response = await get(`/r/${slug}`);
    const html = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(html).toContain('&lt;img src=x onerror=__pwned=1&gt;');
    expect(html.match(/<(img|svg|script|style|iframe)\b[^>]*>/gi)).toEqual([
      '<script type="module" src="/widget/v1/matinee.js">',
    ]);
    expect(html.match(/<matinee-room\b/g)).toHaveLength(1);
    expect(html).not.toContain('a spoiler');
    expect(html).not.toMatch(/href="javascript/);
  });

  it('shows what a poll offers with its votes, and the film and stars of a review', async () => {
    const owner = await WebClient.guest(serving.url, 'Ana');
    const room = await serving.room(owner, { movieId: 'parasite-2019' });
    const { token } = owner;
    const { seq } = await api<{ seq: number }>(serving.url, `/rooms/${room}/polls`, {
      token,
      body: { id: uuid(), question: 'What next?', options: ['Burning', '<i>Mother</i>'] },
    });
    await api(serving.url, `/rooms/${room}/polls/${seq}/vote`, {
      token,
      method: 'PUT',
      body: { option: 1 },
    });
    await api(serving.url, '/movies/parasite-2019/review', {
      token,
      method: 'PUT',
      body: { rating: 4.5, text: 'The stairs.', share: true },
    });
    const html = await (await get(`/r/${room}`)).text();
    expect(html).toContain('What next?');
    expect(html).toContain(
      '<dt dir="auto">Burning</dt><dd>0</dd><dt dir="auto">&lt;i&gt;Mother&lt;/i&gt;</dt><dd>1</dd>',
    );
    expect(html).toContain('<cite>Parasite · 기생충 · 2019</cite> 4.5/5');
  });

  it('shows pictures with what they show, and a line without words as its pictures alone', async () => {
    const owner = await WebClient.guest(serving.url, 'Ana');
    const room = await serving.room(owner);
    const upload = async (side: number, alt?: string): Promise<AttachmentView> => {
      const form = new FormData();
      const noise = { type: 'gaussian' as const, mean: 128, sigma: 30 };
      const picture = sharp({
        create: { width: side, height: side, channels: 3, background: '#000', noise },
      });
      form.append('file', new Blob([new Uint8Array(await picture.jpeg().toBuffer())]), 'stairs.jpg');
      if (alt !== undefined) form.append('alt', alt);
      const { body } = await call(`/rooms/${room}/images`, { token: owner.token, raw: form });
      return body as AttachmentView;
    };
    const [large, small] = [await upload(900, '"Stairs" <b>'), await upload(40)];
    await api(serving.url, `/rooms/${room}/messages`, {
      token: owner.token,
      body: { id: uuid(), text: '', attachments: [large.id, small.id] },
    });
    const html = await (await get(`/r/${room}`)).text();
    expect(html).toContain(
      `<a href="${large.url}"><img src="${large.thumbnailUrl}" alt="&quot;Stairs&quot; &lt;b&gt;" width="900" height="900" loading="lazy"></a>`,
    );
    expect(html).toContain(`<img src="${small.url}" alt="stairs.jpg" width="40" height="40" loading="lazy">`);
    expect(html).not.toContain('<p dir="auto"></p>');
  });

  it('is in the reader’s language, and tells caches so', async () => {
    const owner = await WebClient.guest(serving.url, 'Ana');
    const room = await serving.room(owner, { movieId: 'parasite-2019' });
    const korean = await get(`/r/${room}`, { 'accept-language': 'ko-KR,ko;q=0.9,en;q=0.8' });
    expect(korean.headers.get('vary')).toMatch(/Accept-Language/);
    const html = await korean.text();
    expect(html).toContain('<html lang="ko">');
    expect(html).toContain('<p>기생충 · Parasite</p>');
    const english = await (await get(`/r/${room}`, { 'accept-language': 'en' })).text();
    expect(english).toContain('<html lang="en">');
    expect(english).toContain('<p>Parasite · 기생충</p>');
  });

  it.skipIf(!chromium)('does nothing it was told to do by those who write in it', async () => {
    const context = await (browser as Browser).newContext();
    const page = await context.newPage();
    page.on('dialog', () => void page.evaluate('window.__pwned = 1'));
    await page.goto(`${serving.url}/r/${slug}`);
    // Not `waitForFunction`, which asks the page to evaluate a string: its policy forbids that, as it should.
    await waitFor('the widget to show what they wrote', () =>
      page.evaluate<boolean>(
        'document.querySelector("matinee-room").shadowRoot?.textContent.includes("onerror=__pwned") === true',
      ),
    );
    expect(await page.evaluate('window.__pwned')).toBeUndefined();
    await context.close();
    const withoutScript = await (browser as Browser).newContext({ javaScriptEnabled: false });
    const plain = await withoutScript.newPage();
    await plain.goto(`${serving.url}/r/${slug}`);
    expect(await plain.locator('li').count()).toBe(HOSTILE.length);
    expect(await plain.locator('li').first().innerText()).toContain('<img src=x onerror=__pwned=1>');
    await withoutScript.close();
  });

  it('is there for open rooms only, and found by search engines only where it is listed', async () => {
    const owner = await WebClient.guest(serving.url, 'Ana');
    const statuses: unknown[] = [];
    for (const more of [{}, { visibility: 'unlisted' }, { visibility: 'private' }, { password: 'peaches' }]) {
      const response = await get(`/r/${await serving.room(owner, more)}`);
      statuses.push([response.status, response.headers.get('x-robots-tag')]);
    }
    expect(statuses).toEqual([
      [200, null],
      [200, 'noindex'],
      [404, null],
      [403, null],
    ]);
    expect((await get('/r/%00')).status).toBe(400);
    expect((await get(`/r/${encodeURIComponent('없는-방')}`)).status).toBe(404);
  });
});

describe('the address itself', () => {
  it('shows the rooms anybody may enter, and how to put one on a page, in the reader’s language', async () => {
    const owner = await WebClient.guest(serving.url, 'Ana');
    const open = await serving.room(owner, { title: '<b>Open</b> to all', topic: 'Everybody' });
    const hidden = await serving.room(owner, { title: 'For friends', visibility: 'private' });
    const english = await (await get('/', { 'accept-language': 'en-GB' })).text();
    expect(english).toContain('<html lang="en">');
    expect(english).toContain(`href="/r/${open}"`);
    expect(english).toContain('&lt;b&gt;Open&lt;/b&gt; to all');
    expect(english).not.toContain(hidden);
    expect(english).toContain('&lt;matinee-room room=');
    const korean = await (await get('/', { 'accept-language': 'ko-KR,ko;q=0.9' })).text();
    expect(korean).toContain('<html lang="ko">');
    expect(korean).toContain('열려 있는 방');
  });
});

describe('what operators ask', () => {
  it('is it alive, and is it ready', async () => {
    expect([(await get('/healthz')).status, await (await get('/healthz')).json()]).toEqual([
      200,
      { status: 'ok' },
    ]);
    const ready = await get('/readyz');
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ok', database: 'connected', bus: 'connected' },
    ]);
  });

  it('what it is doing, in the form Prometheus reads', async () => {
    // Other tests may have left some open.
    const sockets = async (): Promise<number> =>
      Number(/^matinee_sockets (\d+)$/m.exec(await (await get('/metrics')).text())?.[1]);
    const before = await sockets();
    const ana = await serving.guest('Ana');
    await waitFor('her socket to be counted', async () => (await sockets()) === before + 1);
    const response = await get('/metrics');
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
    expect(text).toMatch(/^matinee_part_up\{part="database"\} 1$/m);
    for (const queue of ['pictures', 'passwords'])
      expect(text).toContain(`matinee_queue_waiting{queue="${queue}"} 0`);
    expect(text).toMatch(/^matinee_part_up\{part="bus"\} 1$/m);
    expect(text).toMatch(/^matinee_append_seconds_count \d+$/m);
    expect(text).toMatch(
      /^matinee_http_requests_total\{method="POST",route="\/api\/v1\/guests",status="201"\} \d+$/m,
    );
    ana.close();
  });
});

describe('what a browser is told', () => {
  it('about what a page of ours may do', async () => {
    const { headers } = await get('/api/v1/docs');
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'SAMEORIGIN',
      'cross-origin-opener-policy': 'same-origin',
    });
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("object-src 'none'");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toMatch(/unsafe-(inline|eval)/);
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('about who may read the API: pages that are allowed, without cookies', async () => {
    const allowed = await get('/api/v1/rooms', { origin: 'http://localhost:5173' });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(allowed.headers.get('vary')).toMatch(/Origin/);
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    expect(allowed.headers.get('cache-control')).toBe('no-store');
    for (const origin of ['https://evil.example', 'null']) {
      const foreign = await get('/api/v1/rooms', { origin });
      expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
      expect(await foreign.json()).toMatchObject({ code: 'origin_not_allowed' });
    }
  });

  it('before it sends something that is not simple', async () => {
    const preflight = (origin: string): Promise<Response> =>
      fetch(`${serving.url}/api/v1/guests`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      });
    const allowed = await preflight('http://localhost:5173');
    expect([
      allowed.status,
      allowed.headers.get('access-control-allow-origin'),
      allowed.headers.get('access-control-allow-headers'),
    ]).toEqual([204, 'http://localhost:5173', 'authorization,content-type']);
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it.skipIf(!chromium)('with every attribute and property of the widget to try', async () => {
    const owner = await serving.guest('Olga');
    const slug = await serving.room(owner);
    const page = await (browser as Browser).newPage();
    await page.goto(`${serving.url}/playground?room=${slug}`);
    await page.locator('matinee-room').getByRole('textbox').waitFor();
    await page.getByLabel('theme').selectOption('dark');
    await page.getByLabel('--matinee-radius', { exact: false }).first().fill('0px');
    await page.keyboard.press('Tab');
    const drawn = await page.evaluate(
      `getComputedStyle(document.querySelector('matinee-room').shadowRoot.querySelector('.room')).borderRadius`,
    );
    expect(drawn).toBe('0px');
    expect(await page.locator('#embed').innerText()).toContain('--matinee-radius: 0px;');
    expect(await page.locator('#embed').innerText()).toContain('theme="dark"');
    await page.close();
  });

  it('about a version of the widget: it may be kept for good, and checked', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    const base = `/widget/v${version}`;
    const hashes = (await (await get(`${base}/integrity.json`)).json()) as Record<string, string>;
    for (const name of ['matinee.js', 'matinee.iife.js']) {
      const response = await get(`${base}/${name}`, { origin: 'https://anywhere.example' });
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(hashes[name]).toBe(`sha384-${createHash('sha384').update(bytes).digest('base64')}`);
    }
    expect((await get('/widget/v0.0.1/matinee.js')).status).toBe(404);
  });

  it('about the widget: any page may load it', async () => {
    const response = await get('/widget/v1/matinee.js', { origin: 'https://anywhere.example' });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(response.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  });

  it.each([
    '/.env',
    '/.git/config',
    '/package.json',
    '/matinee.js.map',
    '/widget/v1/../../matinee.js',
    '/widget/v1/..%2f..%2fmatinee.js',
    '/widget/v1/',
    '/assets/',
    '/assets/../matinee.js',
    '/assets/..%2f..%2fpackage.json',
    '/media/..%2f..%2fsecret',
    '//etc/passwd',
    '/api/v1/../../.env',
    '/%2e%2e/package.json',
  ])('about %s: nothing', async (path) => {
    // As it is: `fetch` would tidy the path up.
    const { hostname, port } = new URL(serving.url);
    const request = httpRequest({ hostname, port, path }).end();
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(404);
  });
});
