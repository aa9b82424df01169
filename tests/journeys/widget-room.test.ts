import { readFile } from 'node:fs/promises';
import type { Browser, Download, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BlogPage } from '../support/blog-page.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { onDiscord, onSlack, type SeenLine } from '../support/sides.ts';
import { ROOM, SETUPS, Stage } from '../support/stage.ts';
import { waitFor } from '../support/wait-for.ts';
import { api, WebClient } from '../support/web-client.ts';

const chromium = findChromium();

describe.each(SETUPS)('a reader of a blog in a real browser: $setup', ({ setup, available }) => {
  const test = it.skipIf(!available || !chromium);
  let stage: Stage;
  let blog: BlogPage;
  let browser: Browser;
  let page: Page;
  let room: Locator;
  let lines: Locator;
  const complaints: string[] = [];

  beforeAll(async () => {
    if (!available || !chromium) return;
    stage = await Stage.set(setup);
    blog = await BlogPage.serve(stage.url, ROOM);
    browser = await launchChromium();
    page = await browser.newPage();
    page.setDefaultTimeout(12_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(blog.url);
    room = page.locator('matinee-room');
    lines = room.getByRole('article');
    await room.getByRole('textbox').waitFor();
  }, 90_000);
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') console.error(stage.logs);
  });
  afterAll(async () => {
    await browser?.close();
    blog?.close();
    await stage?.strike();
  }, 30_000);

  const line = (text: string): Locator => lines.filter({ hasText: text });
  const carried = async (text: string, author: string): Promise<void> => {
    const fits = (seen: SeenLine[]): boolean =>
      seen.some((each) => each.text === text && each.author === author);
    await waitFor(`"${text}" on Discord`, () => fits(onDiscord(stage)), 15_000);
    await waitFor(`"${text}" on Slack`, () => fits(onSlack(stage)), 15_000);
  };

  test('says something under a name, and it stands in both channels under that name', async () => {
    await room.getByRole('textbox').fill('From the blog. 블로그에서.');
    await room.getByRole('textbox').press('Enter');
    const name = room.getByPlaceholder('Your name');
    await name.fill('Mira');
    await name.press('Enter');
    await line('From the blog. 블로그에서.').waitFor();
    await carried('From the blog. 블로그에서.', 'Mira');
  });

  test('mends it, and both channels follow', async () => {
    const box = room.getByRole('textbox');
    // It is taken up once it is no longer on its way: pressed again until then.
    await waitFor('the line to be taken up', async () => {
      await box.press('ArrowUp');
      return (await box.inputValue()) === 'From the blog. 블로그에서.';
    });
    await box.fill('From the blog, mended.');
    await box.press('Enter');
    await line('From the blog, mended.').waitFor();
    await carried('From the blog, mended.', 'Mira');
  });

  test('reacts, and both channels show it', async () => {
    await line('From the blog, mended.').hover();
    await line('From the blog, mended.').getByRole('button', { name: 'React' }).click();
    await line('From the blog, mended.').getByRole('button', { name: '🍿', exact: true }).click();
    const reacted = (seen: SeenLine[]): boolean =>
      seen.some((each) => each.text === 'From the blog, mended.' && each.emoji.includes('🍿'));
    await waitFor('the reaction on Discord', () => reacted(onDiscord(stage)), 15_000);
    await waitFor('the reaction on Slack', () => reacted(onSlack(stage)), 15_000);
  });

  test('sees what Discord and Slack say, with edits, reactions and deletions', async () => {
    const { ana, theo, bora, discordChannel, slackChannel } = stage.places;
    const fromDiscord = stage.discord.world.say(ana, discordChannel, {
      content: 'A **bold** word from Discord',
    });
    await line('A bold word from Discord').locator('strong', { hasText: 'bold' }).waitFor();
    expect(await line('A bold word from Discord').innerText()).toContain('Ana');
    const fromSlack = stage.slack.world.say(bora, slackChannel, '*굵게*입니다');
    await line('굵게입니다').locator('strong', { hasText: '굵게' }).waitFor();
    stage.discord.world.edit(ana, fromDiscord.id, { content: 'A plain word from Discord' });
    await line('A plain word from Discord').waitFor();
    stage.discord.world.react(theo, fromDiscord.id, '👍');
    await line('A plain word from Discord').getByRole('button', { name: '👍 1' }).waitFor();
    stage.slack.world.remove(bora, slackChannel, fromSlack.ts);
    await line('굵게입니다').waitFor({ state: 'detached' });
  });

  test('saves a file from Discord by pressing its card, under the name it was given', async () => {
    const { ana, discordChannel } = stage.places;
    const bytes = Buffer.from(`%PDF-1.7 ${'a script, '.repeat(2_000)}`);
    const attachments = [{ filename: '대본 3고.pdf', bytes }];
    stage.discord.world.say(ana, discordChannel, { content: 'the third draft', attachments });
    const card = line('the third draft').getByRole('link', { name: '대본 3고.pdf' });
    await card.waitFor();
    const saved = new Promise<Download>((resolve) => {
      page.context().on('page', (tab) => tab.on('download', resolve));
      page.on('download', resolve);
    });
    await card.click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe('대본 3고.pdf');
    expect(await readFile(await download.path())).toEqual(bytes);
  });

  test('replies to a line from Discord, and the reply keeps its parent', async () => {
    await line('A plain word from Discord').hover();
    await line('A plain word from Discord').getByRole('button', { name: 'Reply' }).click();
    await room.getByRole('textbox').fill('Plain is good.');
    await room.getByRole('textbox').press('Enter');
    await line('Plain is good.').waitFor();
    const answered = (seen: SeenLine[]): boolean =>
      seen.some((each) => each.text === 'Plain is good.' && each.replyTo === 'A plain word from Discord');
    await waitFor('the reply on Discord', () => answered(onDiscord(stage)), 15_000);
    await waitFor('the reply on Slack', () => answered(onSlack(stage)), 15_000);
  });

  test('asks for films like one, and sees cards', async () => {
    await room.getByRole('textbox').fill('/movie recommend Parasite');
    await room.getByRole('textbox').press('Enter');
    await room.locator('[part=card]').first().waitFor();
    expect(await room.locator('[part=card]').count()).toBeGreaterThanOrEqual(3);
    await page.screenshot({
      path: process.env['SHOTS'] ? `${process.env['SHOTS']}/journey-cards.png` : undefined,
    });
  });

  test('keeps a film for later, and finds it beside the talk with what was said and who is here', async () => {
    const panel = room.locator('[part=panel]');
    const at = async (place: string): Promise<void> => {
      if (!(await panel.count())) await room.locator('[part=menu-button]').click();
      await panel.getByRole('tab', { name: place, exact: true }).click();
    };
    await at('Search');
    await panel.getByRole('searchbox').fill('ana plain word');
    await panel.locator('[part=found]', { hasText: 'A plain word from Discord' }).waitFor();
    await at('People');
    await panel.locator('[part=person]', { hasText: 'Mira' }).getByText('you · here now').waitFor();
    await at('Films');
    await panel.getByRole('searchbox').fill('gisaengchung');
    await panel
      .locator('[part=card]', { hasText: '기생충' })
      .getByRole('button', { name: 'Watch later' })
      .click();
    await panel.getByRole('button', { name: 'On your list' }).waitFor();
    await at('Watchlist');
    const wished = panel.locator('[part=wished]', { hasText: 'Parasite' });
    await wished.getByRole('textbox').fill('once more');
    await wished.getByRole('textbox').blur();
    await wished.getByRole('checkbox').check();
    await page.keyboard.press('Escape');
    await at('Watchlist');
    await waitFor(
      'the note to be kept',
      async () => (await wished.getByRole('textbox').inputValue()) === 'once more',
    );
    expect(await wished.getByRole('checkbox').isChecked()).toBe(true);
    await page.keyboard.press('Escape');
  });

  test('reads reviews of the room’s film, and talks about one', async () => {
    const reader = await WebClient.guest(stage.url, 'Nora');
    const { id } = await api<{ id: string }>(stage.url, '/movies/parasite-2019/review', {
      token: reader.token,
      method: 'PUT',
      body: { rating: 4.5, text: 'The stairs, and ||the man below||.' },
    });
    await room.locator('[part=menu-button]').click();
    const panel = room.locator('[part=panel]');
    await panel.getByRole('tab', { name: 'Reviews' }).click();
    const review = panel.locator('[part=review]', { hasText: 'Nora' });
    await review.getByRole('button', { name: /Helpful 0/ }).click();
    await review.getByRole('button', { name: /Helpful 1/ }).waitFor();
    await review.getByRole('button', { name: 'Comment', exact: true }).click();
    await review.getByRole('textbox').fill('Sixteen steps.');
    await review.getByRole('textbox').press('Enter');
    await review.locator('[part=comments] li', { hasText: 'Sixteen steps.' }).waitFor();
    const { comments } = await api<{ comments: { text: string }[] }>(stage.url, `/reviews/${id}/comments`);
    expect(comments).toMatchObject([{ text: 'Sixteen steps.', author: { name: 'Mira' } }]);
    await page.keyboard.press('Escape');
  });

  test('writes while the product restarts, and nothing is lost or doubled', async () => {
    await stage.restart('SIGTERM', async () => {
      stage.discord.world.say(stage.places.ana, stage.places.discordChannel, {
        content: 'Said while you were gone',
      });
      await room.getByRole('textbox').fill('Typed into the gap');
      await room.getByRole('textbox').press('Enter');
    });
    await line('Said while you were gone').waitFor({ timeout: 30_000 });
    await waitFor(
      'the line to be carried',
      () => onSlack(stage).some((each) => each.text === 'Typed into the gap'),
      30_000,
    );
    await waitFor(
      'the line on Discord',
      () => onDiscord(stage).some((each) => each.text === 'Typed into the gap'),
      30_000,
    );
    expect(await line('Typed into the gap').count()).toBe(1);
    expect(onDiscord(stage).filter((each) => each.text === 'Typed into the gap')).toHaveLength(1);
    expect(await line('From the blog, mended.').count()).toBe(1);
  }, 60_000);

  test('takes a line back everywhere', async () => {
    await line('Typed into the gap').hover();
    await line('Typed into the gap').getByRole('button', { name: 'Delete' }).click();
    await line('Typed into the gap').getByRole('button', { name: 'Delete' }).last().click();
    await line('Typed into the gap').waitFor({ state: 'detached' });
    await waitFor(
      'it to be gone on Discord',
      () => !onDiscord(stage).some((each) => each.text === 'Typed into the gap'),
    );
    await waitFor(
      'it to be gone on Slack',
      () => !onSlack(stage).some((each) => each.text === 'Typed into the gap'),
    );
    expect(complaints).toEqual([]);
  });
});
