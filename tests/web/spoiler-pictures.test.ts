import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { restClient } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import { WebClient } from '../support/web-client.ts';

const chromium = findChromium() !== null;

describe('a picture that gives something away, on the page of a room', () => {
  const test = it.skipIf(!chromium);
  let serving: Serving;
  let browser: Browser;
  let slug: string;
  let url: string;
  const call = restClient(() => serving.url);

  beforeAll(async () => {
    if (!chromium) return;
    serving = await Serving.start();
    browser = await launchChromium();
    const ana = await WebClient.guest(serving.url, 'Ana');
    slug = await serving.room(ana);
    const bytes = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#f0b13c' } })
      .png()
      .toBuffer();
    const form = new FormData();
    form.append('alt', 'He was dead all along');
    form.append('spoiler', 'true');
    form.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), 'ending.png');
    const { body } = await call(`/rooms/${slug}/images`, { token: ana.token, raw: form });
    const picture = body as { id: string; url: string };
    url = picture.url;
    await call(`/rooms/${slug}/messages`, {
      token: ana.token,
      body: { id: uuid(), text: 'the end', attachments: [picture.id] },
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await serving?.end();
  });

  async function visit(options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-US', ...options });
    const page = await context.newPage();
    await page.goto(`${serving.url}/r/${slug}`);
    return page;
  }

  /** What the widget draws over its only picture. */
  const filterOf = (page: Page): Promise<string> =>
    page.evaluate(
      `(function find(root) {
        for (const one of root.querySelectorAll('*')) {
          if (one.localName === 'img' && root instanceof ShadowRoot && one.src.includes('/media/')) return getComputedStyle(one).filter;
          const inside = one.shadowRoot && find(one.shadowRoot);
          if (inside) return inside;
        }
      })(document)`,
    );

  test('lies behind a cover until that is pressed, without any script', async () => {
    const page = await visit({ javaScriptEnabled: false });
    const picture = page.locator(`img[src="${url}"]`);
    const cover = page.getByText('Spoiler. Press to show the picture');
    await cover.waitFor();
    expect(await picture.isVisible()).toBe(false);
    await cover.press('Enter');
    await picture.waitFor();
    expect(await page.getByAltText('He was dead all along').isVisible()).toBe(true);
    await page.context().close();
  });

  test('is blurred and says nothing of itself until it is pressed, where the widget takes the place', async () => {
    const page = await visit({});
    const cover = page.locator('matinee-room').getByRole('button', { name: 'Spoiler' });
    const picture = cover.locator('img');
    await picture.waitFor();
    expect(await filterOf(page)).toContain('blur');
    const shown = page.getByAltText('He was dead all along').filter({ visible: true });
    expect(await shown.count()).toBe(0);
    await cover.click();
    await shown.waitFor();
    expect(await filterOf(page)).toBe('none');
    await page.context().close();
  });
});
