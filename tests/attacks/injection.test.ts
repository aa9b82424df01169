import { v7 as uuid } from 'uuid';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlogPage } from '../support/blog-page.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { restClient } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import { waitFor } from '../support/wait-for.ts';
import type { WebClient } from '../support/web-client.ts';

const chromium = findChromium();
const test = it.skipIf(!chromium);

/** What would run, or be asked for, if anything of it were taken for HTML, CSS or an address. */
const payloads = (canary: string): Record<string, string> => ({
  '1': `<img src=x onerror=__pwned=1> <img src="${canary}/img">`,
  '2': '<svg onload=__pwned=1>',
  '4': '</script><script>__pwned=1</script><!--',
  '5': '[a](javascript:__pwned=1) [b](JaVaScRiPt:__pwned=1) [c](java\tscript:__pwned=1) [d](&#106;avascript:__pwned=1) [e](\x01javascript:__pwned=1)',
  '6': '[f](data:text/html;base64,PHNjcmlwdD4=) [g](vbscript:x) [h](blob:x) [i](file:///etc/passwd)',
  '7': '![j](javascript:__pwned=1) <javascript:__pwned=1> [k](https://a" onmouseover="__pwned=1) [l]: javascript:__pwned=1',
  '8': '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=__pwned=1&gt;">',
  '10': `<style>@import '${canary}/css'; body{background:url(${canary}/bg)}</style>`,
});

describe('hostile words on every surface, in a real browser', () => {
  let serving: Serving;
  let canary: Server;
  let canaryUrl: string;
  let blog: BlogPage;
  let browser: Browser;
  let ana: WebClient;
  let slug: string;
  let texts: Record<string, string>;
  const asked: string[] = [];
  const dialogs: string[] = [];
  const ask = restClient(() => serving.url);

  beforeAll(async () => {
    if (!chromium) return;
    canary = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    canaryUrl = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
    serving = await Serving.start();
    texts = payloads(canaryUrl);
    ana = await serving.guest(texts['2'] ?? '');
    slug = await serving.room(ana, { title: `Night ${texts['4']}`, topic: texts['1'] });
    await ana.join(slug);
    for (const text of Object.values(texts)) await ana.post(slug, text);
    await ana.post(slug, `@${texts['2'] ?? ''} <@${ana.person.id}|${texts['2'] ?? ''}>`);
    await ana.post(slug, 'quoted', { replyTo: (await ana.history(slug))[0]?.seq ?? 0 });
    await ask('/movies/parasite-2019/review', {
      method: 'PUT',
      token: ana.token,
      body: { rating: 3, text: Object.values(texts).join('\n') },
    });
    await ask(`/rooms/${slug}`, { method: 'PATCH', token: ana.token, body: { movieId: 'parasite-2019' } });
    await ask(`/rooms/${slug}/polls`, {
      token: ana.token,
      body: {
        id: uuid(),
        question: (texts['1'] ?? '').slice(0, 200),
        options: ['<b onclick=__pwned=1>', texts['2']],
      },
    });
    blog = await BlogPage.serve(serving.url, slug);
    browser = await launchChromium();
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    blog?.close();
    canary?.close();
    serving?.hangUp();
    await serving?.end();
  }, 30_000);

  async function open(url: string): Promise<Page> {
    const page = await browser.newPage();
    page.setDefaultTimeout(15_000);
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) dialogs.push(message.text());
    });
    await page.goto(url);
    return page;
  }

  /** Nothing ran, nothing was asked for, no element got a handler, and every link leads where links may. */
  async function unharmed(page: Page): Promise<void> {
    const found = await page.evaluate(() => {
      const roots: (Document | ShadowRoot)[] = [document];
      const faults: string[] = [];
      for (let at = 0; at < roots.length; at++) {
        for (const element of roots[at]!.querySelectorAll('*')) {
          if (element.shadowRoot) roots.push(element.shadowRoot);
          for (const { name, value } of element.attributes) {
            if (/^on/i.test(name)) faults.push(`${element.localName} ${name}`);
            if (
              /^(href|src|action|formaction|xlink:href)$/i.test(name) &&
              /^[\s\x00-\x20]*(javascript|data:text|vbscript|file|blob:x)/i.test(value)
            )
              faults.push(`${element.localName} ${name}=${value}`);
          }
          if (
            element instanceof HTMLAnchorElement &&
            element.target === '_blank' &&
            !/noopener/.test(element.rel)
          )
            faults.push(`a link to ${element.href} without rel`);
        }
      }
      return { faults, pwned: '__pwned' in globalThis };
    });
    expect(found).toEqual({ faults: [], pwned: false });
    expect(dialogs).toEqual([]);
    expect(asked).toEqual([]);
  }

  test('1 2 4 5 6 7 8 10 14 stand literally in the widget: names, lines, quotes, topic, title and polls', async () => {
    const page = await open(blog.url);
    const room = page.locator('matinee-room');
    await room.getByRole('article').filter({ hasText: '<svg onload=__pwned=1>' }).first().waitFor();
    for (const literal of [
      '<img src=x onerror=__pwned=1>',
      '</script><script>__pwned=1</script>',
      "<style>@import '",
      '<math><mtext>',
    ])
      await room.getByRole('article').filter({ hasText: literal }).first().waitFor();
    await unharmed(page);
    await page.close();
  });

  test('3 an unknown command is echoed literally', async () => {
    const page = await open(blog.url);
    const box = page.locator('matinee-room').getByRole('textbox');
    await box.fill("/movie <img/src='x'/onerror='__pwned=1'>aaa");
    await box.press('Enter');
    await page.locator('matinee-room').getByText("<img/src='x'/onerror='__pwned=1'>aaa").first().waitFor();
    await unharmed(page);
    await page.close();
  });

  test('1 2 4 5 6 7 8 10 stand literally on the page of the room, which needs no script to be read', async () => {
    const page = await open(`${serving.url}/r/${slug}`);
    await page.getByText('<svg onload=__pwned=1>').first().waitFor({ state: 'attached' });
    await unharmed(page);
    expect(await page.title()).toContain('</script>');
    const source = await (await fetch(`${serving.url}/r/${slug}`)).text();
    // In scripts and their data every "<" of a stranger is written as an escape.
    for (const [, script] of source.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g))
      expect(script).not.toContain('__pwned');
    await page.close();
  });

  test('9 11 12 a page that claims our names, or sends us messages, changes nothing', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(15_000);
    const host = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end(
        `<!doctype html><form id=matinee name=matinee><input name=config><input name=tokens></form>
          <script>Object.prototype.x = 1; Object.defineProperty(Array.prototype, 'mapped', { value: 1 });</script>
          <script type=module src="${serving.url}/widget/v1/matinee.js"></script>
          <script type=module src="${serving.url}/widget/v1/matinee.js?again"></script>
          <matinee-room room="${slug}"></matinee-room>`,
      ),
    );
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`);
    await page.locator('matinee-room').getByRole('article').first().waitFor();
    await page.evaluate(() => {
      for (const type of ['matinee:auth', 'auth', 'matinee'])
        window.postMessage({ type, op: 'auth', token: 'x', person: { id: 'x', name: 'x' } }, '*');
    });
    await waitFor('messages to have come', () => page.evaluate(() => true));
    const kept = await page.evaluate(() => Object.entries(localStorage).join());
    expect(kept).not.toContain('"token":"x"');
    await page.close();
    host.close();
    host.closeAllConnections();
  });
});
