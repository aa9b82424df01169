/**
 * Takes the pictures of `docs/films.md`: cards, the review form and reviews on all three sides, in both languages.
 * `node scripts/build.mjs && npx tsx scripts/picture-films.ts`; needs Chromium (`CHROMIUM_PATH` says where one is).
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { RunningSandbox } from '../sandbox/testing/running-sandbox.ts';
import { launchChromium } from '../tests/support/chromium.ts';

const OUT = join(import.meta.dirname, '../docs/images/films');
const SIZE = { width: 1440, height: 820 };
const SIDES = ['discord', 'slack'] as const;

interface Language {
  locale: string;
  scheme: 'light' | 'dark';
  name: string;
  title: string;
  info: string;
  review: string;
  reviews: string;
  words: { discord: string; slack: string; web: string };
}

const LANGUAGES: Record<'en' | 'ko', Language> = {
  en: {
    locale: 'en-US',
    scheme: 'light',
    name: 'Jun',
    title: 'Parasite',
    info: '/movie info Parasite',
    review: '/movie review Parasite',
    reviews: '/movie reviews Parasite',
    words: {
      discord: 'The doorbell in the rain. You know before anybody opens.',
      slack: 'I watched it for the **stairs**, and stayed for the peach.',
      web: 'Every flight of steps is a sentence. ||Only one of them goes up.||',
    },
  },
  ko: {
    locale: 'ko-KR',
    scheme: 'dark',
    name: '준',
    title: '기생충',
    info: '/영화 정보 기생충',
    review: '/영화 리뷰 기생충',
    reviews: '/영화 후기 기생충',
    words: {
      discord: '비 오는 밤의 초인종. 열기 전에 이미 알아요.',
      slack: '**계단** 보러 갔다가 복숭아에 홀렸어요.',
      web: '계단 하나하나가 문장이에요. ||올라가는 건 하나뿐이에요.||',
    },
  },
};

/** A page of somebody who speaks the language, with the room in view and a name given there. */
async function enter(browser: Browser, url: string, language: Language): Promise<Page> {
  const context = await browser.newContext({
    viewport: SIZE,
    locale: language.locale,
    colorScheme: language.scheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const response = await fetch(`${url}/api/v1/guests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: language.name }),
  });
  const identity = JSON.stringify(await response.json());
  await page.addInitScript(
    `localStorage.setItem(${JSON.stringify(`matinee:me:${url}`)}, ${JSON.stringify(identity)})`,
  );
  await page.goto(url);
  await page.locator('matinee-room').getByRole('log').waitFor();
  await page.locator('matinee-room').evaluate((element) => element.scrollIntoView({ block: 'end' }));
  return page;
}

const boxOf = (page: Page, side: 'discord' | 'slack' | 'web'): Locator =>
  side === 'web'
    ? page.locator('matinee-room').getByRole('textbox').last()
    : page
        .locator(`#${side} .composer`)
        .getByRole('combobox')
        .or(page.locator(`#${side} .composer textarea`))
        .first();

async function type(page: Page, side: 'discord' | 'slack' | 'web', line: string): Promise<void> {
  const box = boxOf(page, side);
  await box.fill(line);
  // A list of completions may be open: it takes the first Enter.
  await box.press('Escape');
  await box.press('Enter');
}

/** Waits until what moves has come to rest, and everything is scrolled to its newest line. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.evaluate(
    "for (const each of document.querySelectorAll('.pane *')) each.scrollTop = each.scrollHeight",
  );
}

/** Small: a palette does for flat colours. */
async function keep(name: string, picture: Buffer): Promise<void> {
  const small = await sharp(picture).png({ palette: true, quality: 70, effort: 10 }).toBuffer();
  await writeFile(join(OUT, `${name}.png`), small);
  console.log(`${name}.png ${Math.round(small.length / 1024)} KB`);
}

const stagePicture = async (page: Page): Promise<Buffer> => {
  await settle(page);
  return page.locator('#stage').screenshot();
};

/** Opens the form on a side and gives a picture of it; it is filled in and sent. */
async function writeOn(page: Page, side: 'discord' | 'slack', language: Language): Promise<Buffer> {
  await type(page, side, language.review);
  const dialog = page.locator('dialog[open]');
  await dialog.waitFor();
  await dialog.locator('textarea').first().fill(language.words[side]);
  await dialog
    .locator('select')
    .first()
    .selectOption(side === 'discord' ? '4.5' : '5');
  if (side === 'discord') await dialog.locator('select').last().selectOption(['spoiler', 'share']);
  else await dialog.locator('input[type=checkbox]').last().check();
  const picture = await dialog.screenshot();
  await dialog.locator('button').last().click();
  await dialog.waitFor({ state: 'hidden' });
  return picture;
}

async function writeInWidget(page: Page, language: Language): Promise<Buffer> {
  const room = page.locator('matinee-room');
  await type(page, 'web', language.review);
  const form = room.locator('matinee-review-form');
  await form.waitFor();
  await form.getByRole('radio').nth(7).check({ force: true });
  await form.locator('textarea').fill(language.words.web);
  await form.locator('[name=share]').check();
  // All of it at once: the room is usually less tall.
  const tall = (height: string) =>
    room.evaluate((element, value) => element.setAttribute('style', value), `--matinee-height: ${height}`);
  await page.setViewportSize({ ...SIZE, height: 1400 });
  await tall('900px');
  const picture = await form.screenshot();
  await tall('');
  await page.setViewportSize(SIZE);
  await form.locator('.main-button').click();
  await form.waitFor({ state: 'detached' });
  return picture;
}

/** Side by side, on the colour of the page. */
async function row(pictures: readonly Buffer[], background: string): Promise<Buffer> {
  const gap = 24;
  const sizes = await Promise.all(pictures.map((picture) => sharp(picture).metadata()));
  const height = Math.max(...sizes.map((size) => size.height));
  const width = sizes.reduce((sum, size) => sum + size.width + gap, gap);
  let left = gap;
  const composite = pictures.map((input, index) => {
    const at = { input, left, top: gap };
    left += (sizes[index]?.width ?? 0) + gap;
    return at;
  });
  return sharp({ create: { width, height: height + 2 * gap, channels: 3, background } })
    .composite(composite)
    .png()
    .toBuffer();
}

const folder = await mkdtemp(join(tmpdir(), 'matinee-pictures-'));
const running = await RunningSandbox.start(folder);
const browser = await launchChromium();
try {
  await mkdir(OUT, { recursive: true });
  for (const [code, language] of Object.entries(LANGUAGES)) {
    const page = await enter(browser, running.url, language);
    const forms: Buffer[] = [];
    for (const side of SIDES) forms.push(await writeOn(page, side, language));
    forms.push(await writeInWidget(page, language));
    await keep(`form-${code}`, await row(forms, language.scheme === 'dark' ? '#12100d' : '#f4efe6'));
    await page.locator('#slack').getByText(language.words.web.slice(0, 8)).first().waitFor();
    await keep(`in-the-room-${code}`, await stagePicture(page));
    for (const side of ['discord', 'slack', 'web'] as const) await type(page, side, language.reviews);
    await page.locator('matinee-room matinee-review-item').first().waitFor();
    await keep(`reviews-${code}`, await stagePicture(page));
    for (const side of ['discord', 'slack', 'web'] as const) await type(page, side, language.info);
    await page.locator('matinee-room matinee-movie-card').first().waitFor();
    await keep(`cards-${code}`, await stagePicture(page));
    await page.context().close();
  }
} finally {
  await browser.close();
  await running.stop();
  await rm(folder, { recursive: true, force: true });
}
