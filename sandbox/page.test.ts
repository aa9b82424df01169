import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../tests/support/chromium.ts';
import { RunningSandbox } from './testing/running-sandbox.ts';

const test = it.skipIf(!findChromium());

describe("the sandbox's page in a browser", () => {
  let folder: string;
  let running: RunningSandbox;
  let browser: Browser;
  const complaints: string[] = [];

  beforeAll(async () => {
    if (!findChromium()) return;
    folder = await mkdtemp(join(tmpdir(), 'matinee-page-'));
    running = await RunningSandbox.start(folder);
    browser = await launchChromium();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await running?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const open = async (
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<[Page, BrowserContext]> => {
    const context = await browser.newContext({
      locale: 'en-GB',
      viewport: { width: 1600, height: 1000 },
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol !== 'data:' && hostname !== 'localhost' && hostname !== '127.0.0.1')
        complaints.push(request.url());
    });
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
    });
    await page.goto(running.url);
    await page.locator('.slack-pane .message').first().waitFor();
    return [page, context];
  };

  const pane = (page: Page, side: 'discord' | 'slack'): Locator => page.locator(`.${side}-pane`);
  const lines = (page: Page, place: 'discord' | 'slack' | 'web'): Locator =>
    place === 'web'
      ? page.locator('matinee-room').getByRole('article')
      : pane(page, place).getByRole('article');
  const write = async (page: Page, side: 'discord' | 'slack', text: string): Promise<void> => {
    const box = pane(page, side).getByRole('textbox');
    await box.fill(text);
    await box.press('Enter');
  };
  const line = (page: Page, place: 'discord' | 'slack' | 'web', text: string): Locator =>
    lines(page, place).filter({ hasText: text }).last();
  const tool = async (at: Locator, name: string): Promise<void> => {
    await at.hover();
    await at.getByRole('button', { name, exact: true }).click();
  };

  test('shows one conversation in three places', async () => {
    const [page, context] = await open();
    for (const place of ['discord', 'slack', 'web'] as const) {
      await line(page, place, 'The peach sequence is the best heist').waitFor();
    }
    expect(await pane(page, 'discord').getByRole('heading', { level: 2 }).innerText()).toBe('parasite-night');
    expect(await pane(page, 'slack').getByRole('heading', { level: 2 }).innerText()).toBe('movie-club');
    await context.close();
  });

  test('carries a line, its change, a reaction, a reply and its end from the Discord pane to the others', async () => {
    const [page, context] = await open();
    await write(page, 'discord', 'A **bold** claim from Discord');
    for (const place of ['slack', 'web'] as const)
      await line(page, place, 'A bold claim from Discord').waitFor();

    await tool(line(page, 'discord', 'A bold claim'), 'Edit');
    await write(page, 'discord', 'A milder claim from Discord');
    for (const place of ['slack', 'web'] as const) await line(page, place, 'A milder claim').waitFor();

    await tool(line(page, 'discord', 'A milder claim'), 'Add a reaction');
    await page.getByRole('button', { name: 'React with 🔥' }).click();
    for (const place of ['slack', 'web'] as const)
      await line(page, place, 'A milder claim').getByRole('button', { name: /🔥/ }).first().waitFor();

    await tool(line(page, 'slack', 'A milder claim'), 'Reply in thread');
    await write(page, 'slack', 'Agreed, from Slack');
    await pane(page, 'slack')
      .getByRole('group', { name: '1 reply' })
      .last()
      .getByText('Agreed, from Slack')
      .waitFor();
    for (const place of ['discord', 'web'] as const) await line(page, place, 'Agreed, from Slack').waitFor();

    await tool(line(page, 'slack', 'Agreed, from Slack'), 'Delete');
    for (const place of ['discord', 'web'] as const)
      await lines(page, place).filter({ hasText: 'Agreed, from Slack' }).waitFor({ state: 'detached' });
    await context.close();
  });

  test('says how long a line took, and has nothing left waiting', async () => {
    const [page, context] = await open();
    await write(page, 'slack', 'A line to be timed');
    await page.getByText(/Daniel wrote in Slack: Discord after [\d.]+ s, Blog after [\d.]+ s\./).waitFor();
    await page.locator('.token').first().waitFor({ state: 'detached' });
    expect(await page.locator('#wire').innerText()).not.toContain('waiting');
    await context.close();
  });

  test('takes up one’s last line with the up arrow', async () => {
    const [page, context] = await open();
    await write(page, 'discord', 'Last line of Ana');
    await line(page, 'discord', 'Last line of Ana').waitFor();
    const box = pane(page, 'discord').getByRole('textbox');
    await box.press('ArrowUp');
    await box.press('End');
    await box.pressSequentially(', mended');
    await box.press('Enter');
    await line(page, 'slack', 'Last line of Ana, mended').waitFor();
    await context.close();
  });

  test('completes a slash command by keyboard and shows the film cards Discord was sent', async () => {
    const [page, context] = await open();
    const box = pane(page, 'discord').getByRole('textbox');
    await box.pressSequentially('/movie reco');
    await pane(page, 'discord')
      .getByRole('option', { name: /\/movie recommend/ })
      .waitFor();
    await box.press('Tab');
    await box.pressSequentially('parasi');
    const choice = pane(page, 'discord').getByRole('option', { name: /Parasite \(2019\)/ });
    await choice.waitFor();
    await box.press('Tab');
    expect(await box.inputValue()).toBe('/movie recommend Parasite (2019) ');
    await box.press('Enter');
    const answer = pane(page, 'discord').locator('.message', { hasText: 'used /movie recommend' }).last();
    await answer.locator('.embed').first().waitFor();
    expect(await answer.locator('.embed h3').count()).toBeGreaterThan(2);
    await answer.getByRole('button', { name: 'Info 1', exact: true }).click();
    await pane(page, 'discord').locator('.message').last().locator('.embed').waitFor();
    await context.close();
  });

  test('answers in the Slack pane with blocks, and says what Slack’s client says to an unknown command', async () => {
    const [page, context] = await open();
    await write(page, 'slack', '/movie info Burning');
    const answer = lines(page, 'slack').filter({ hasText: 'Lee Chang-dong' }).last();
    await answer.getByRole('button', { name: 'More like it' }).waitFor();
    await write(page, 'slack', '/nothing');
    await pane(page, 'slack').getByText('/nothing is not a valid command.').waitFor();
    await context.close();
  });

  test('keeps a spoiler hidden until asked, and shown while the page is drawn again', async () => {
    const [page, context] = await open();
    const hidden = pane(page, 'discord').getByRole('button', { name: 'Spoiler: press to show' }).last();
    await hidden.scrollIntoViewIfNeeded();
    await hidden.press('Enter');
    await write(page, 'slack', 'Something else meanwhile');
    await line(page, 'discord', 'Something else meanwhile').waitFor();
    expect(await pane(page, 'discord').locator('.spoiler[data-open]').innerText()).toBe('지하실의 남자');
    await context.close();
  });

  test('limits a platform’s rate with a countdown, shows what waits, and delivers it afterwards', async () => {
    const [page, context] = await open();
    const stop = page.locator('.stop.discord');
    await stop.getByRole('button', { name: /^Rate-limit 10 s/ }).click();
    await stop.getByText(/rate-limited · \d+ s/).waitFor();
    await write(page, 'slack', 'Said at the limit');
    await stop.getByText('1 line waiting').waitFor();
    await line(page, 'discord', 'Said at the limit').waitFor({ timeout: 20_000 });
    await stop.getByText('connected').waitFor();
    await context.close();
  }, 40_000);

  test('stays, and finds everything again, while the server restarts', async () => {
    const [page, context] = await open();
    const stop = page.locator('.stop.web');
    await stop.getByRole('button', { name: 'Restart server' }).click();
    await stop.getByText('restarting…').waitFor();
    await write(page, 'discord', 'Said during the restart');
    await stop.getByText(/back after [\d.]+ s/).waitFor();
    for (const place of ['slack', 'web'] as const)
      await line(page, place, 'Said during the restart').waitFor({ timeout: 20_000 });
    await context.close();
  }, 40_000);

  test('speaks Korean to a Korean reader, who acts as somebody Korean', async () => {
    const [page, context] = await open({ locale: 'ko-KR' });
    await page.getByText('방은 하나, 자리는 셋').first().waitFor();
    await page.getByRole('heading', { name: '내려가며 보는 영화' }).waitFor();
    const box = pane(page, 'discord').getByRole('textbox', { name: '#parasite-night에 메시지 또는 /영화' });
    await box.fill('/영화 추천 기생충');
    await box.press('Enter');
    await pane(page, 'discord')
      .locator('.message', { hasText: '민지 님이 /movie recommend 사용' })
      .last()
      .waitFor();
    await page.getByRole('button', { name: 'English' }).first().click();
    await page.getByText('One room in three places').first().waitFor();
    await page.getByRole('heading', { name: 'A film you walk down' }).waitFor();
    await context.close();
  });

  test('shows one place at a time on a narrow screen, by tab or by swipe', async () => {
    const [page, context] = await open({ viewport: { width: 390, height: 844 }, hasTouch: true });
    const wire = page.locator('#wire');
    for (const [name, place] of [
      ['Slack', 'slack'],
      ['Blog', 'web'],
      ['Discord', 'discord'],
    ] as const) {
      await wire.getByRole('button', { name, exact: true }).click();
      await expect.poll(() => wire.getAttribute('data-at')).toBe(place);
    }
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBe(390);
    await context.close();
  });

  test.each([
    ['light', 1600],
    ['dark', 1600],
    ['light', 390],
    ['dark', 390],
  ] as const)('is accessible in %s at %i px', async (colorScheme, width) => {
    const [page, context] = await open({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8'));
    const { violations } = await page.evaluate<AxeResults>('axe.run()');
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    ).toEqual([]);
    await context.close();
  });

  test('has not complained by then, and asked nobody outside', () => {
    expect(complaints).toEqual([]);
  });
});
