import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlogPage } from '../support/blog-page.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { onDiscord } from '../support/sides.ts';
import { ROOM, SETUPS, Stage } from '../support/stage.ts';
import { waitFor } from '../support/wait-for.ts';
import { api } from '../support/web-client.ts';

const chromium = findChromium();

describe.each(SETUPS)('a reader who closes the tab too early: $setup', ({ setup, available }) => {
  const test = it.skipIf(!available || !chromium);
  let stage: Stage;
  let blog: BlogPage;
  let browser: Browser;
  /** One person's browser; its tabs come and go. */
  let context: BrowserContext;
  const complaints: string[] = [];

  beforeAll(async () => {
    if (!available || !chromium) return;
    stage = await Stage.set(setup);
    blog = await BlogPage.serve(stage.url, ROOM);
    browser = await launchChromium();
    context = await browser.newContext();
    const page = await context.newPage();
    await visit(page);
    await box(page).fill('I am here.');
    await box(page).press('Enter');
    await page.getByPlaceholder('Your name').fill('Mira');
    await page.getByPlaceholder('Your name').press('Enter');
    await waitFor('the first line', async () => (await inRoom()).includes('I am here.'), 15_000);
    await page.close();
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    blog?.close();
    await stage?.strike();
  }, 30_000);

  const box = (page: Page): Locator => page.getByRole('textbox', { name: 'Write a line' });
  const line = (page: Page, text: string): Locator => page.getByRole('article').filter({ hasText: text });
  const inRoom = async (): Promise<string[]> =>
    (
      await api<{ messages: { text: string }[] }>(stage.url, `/rooms/${ROOM}/messages`, {
        token: stage.owner.token,
      })
    ).messages.map(({ text }) => text);
  async function visit(page: Page): Promise<void> {
    page.setDefaultTimeout(12_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(blog.url);
    await box(page).waitFor();
  }
  /** The line is in the room, on Discord and on the page, once each and with nothing left to be said of it. */
  async function arrivedOnce(page: Page, texts: string[]): Promise<void> {
    const ours = (all: string[]): string[] => all.filter((text) => texts.includes(text));
    await waitFor('the lines in the room', async () => ours(await inRoom()).length >= texts.length, 15_000);
    await waitFor(
      'the lines on Discord',
      () => ours(onDiscord(stage).map(({ text }) => text)).length >= texts.length,
      15_000,
    );
    for (const text of texts) await line(page, text).first().waitFor();
    await page.getByText(/Waits to be sent|Sending…/).waitFor({ state: 'detached' });
    // Whatever was still to come has come once another line has gone all the way after it.
    const after = `After ${texts[0]}`;
    await box(page).fill(after);
    await box(page).press('Enter');
    await waitFor(after, () => onDiscord(stage).some(({ text }) => text === after), 15_000);
    expect(ours(await inRoom())).toEqual(texts);
    expect(ours(onDiscord(stage).map(({ text }) => text))).toEqual(texts);
    const shown = await page.getByRole('article').locator('[part=text]').allInnerTexts();
    expect(ours(shown.map((text) => text.trim()))).toEqual(texts);
  }

  test('finds two lines written without a network sent when they come back, once and in order', async () => {
    const before = await context.newPage();
    await visit(before);
    await context.setOffline(true);
    for (const text of ['Written in the tunnel.', 'And one more, 터널 안에서.']) {
      await box(before).fill(text);
      await box(before).press('Enter');
      await line(before, text).getByText('Waits to be sent').waitFor();
    }
    await before.close();
    expect(await inRoom()).not.toContain('Written in the tunnel.');
    await context.setOffline(false);
    const after = await context.newPage();
    await visit(after);
    await arrivedOnce(after, ['Written in the tunnel.', 'And one more, 터널 안에서.']);
    await after.close();
    expect(complaints).toEqual([]);
  });

  test('has said it once, though the tab was closed before the server’s word that it has it', async () => {
    const before = await context.newPage();
    let joined = false;
    let deaf = false;
    await before.routeWebSocket('**/api/v1/socket', (socket) => {
      const server = socket.connectToServer();
      server.onMessage((frame) => {
        joined ||= String(frame).includes('"op":"joined"');
        if (!deaf) socket.send(frame);
      });
    });
    await visit(before);
    await waitFor('the page to have joined', () => joined);
    deaf = true;
    await box(before).fill('Gone before the answer.');
    await box(before).press('Enter');
    await waitFor('the line', async () => (await inRoom()).includes('Gone before the answer.'), 15_000);
    await line(before, 'Gone before the answer.').getByText('Sending…').waitFor();
    await before.close();
    const after = await context.newPage();
    await visit(after);
    await arrivedOnce(after, ['Gone before the answer.']);
    await after.close();
    expect(complaints).toEqual([]);
  });
});
