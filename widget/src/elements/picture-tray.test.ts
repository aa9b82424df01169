import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { onStage, until } from '../../tests/stage.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAFElEQVR4nGP8z8Dwn4GBgYGJAQoAHxcCAk+Uzr4AAAAASUVORK5CYII=',
  'base64',
);

/** Drops files on where one writes, as a browser does. */
async function drop(
  page: Page,
  box: Locator,
  files: { name: string; type: string; bytes: string }[],
  type = 'drop',
): Promise<void> {
  const given = await page.evaluateHandle((all) => {
    const carried = new DataTransfer();
    for (const { name, type, bytes } of all)
      carried.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], name, { type }));
    return carried;
  }, files);
  await box.dispatchEvent(type, { dataTransfer: given });
}

const stairs = { name: 'stairs.png', type: 'image/png', bytes: PNG.toString('base64') };

onStage('Pictures for the next line', (open) => {
  it('are shown before they are sent, and go with their words and what they show', async () => {
    const { page, element, server, lines } = await open({ as: 'Jun' });
    const box = element.getByLabel('Write a line');
    await drop(page, box, [stairs]);
    const preview = element.locator('[part=tray] canvas');
    await until(() => preview.evaluate((canvas) => (canvas as HTMLCanvasElement).width > 0));
    await element.getByLabel('What does it show?').fill('A staircase in the rain');
    await box.fill('Look.');
    await box.press('Enter');
    await lines.getByRole('img', { name: 'A staircase in the rain' }).waitFor();
    expect(server.messages('parasite')).toMatchObject([
      { text: 'Look.', attachments: [{ alt: 'A staircase in the rain' }] },
    ]);
    expect(await element.locator('[part=tray]').count()).toBe(0);
    expect(await box.inputValue()).toBe('');
  });

  it('may go without words, and be taken out again', async () => {
    const { box, page, element, server } = await open({ as: 'Jun' });
    await drop(page, box, [stairs, { ...stairs, name: 'stone.png' }]);
    await element.getByRole('button', { name: 'Remove the picture' }).first().click();
    await element.getByRole('button', { name: 'Send' }).click();
    await until(() => server.messages('parasite')[0]?.attachments?.length === 1);
  });

  it('are taken wherever on the room they are dropped', async () => {
    const { page, element, lines } = await open({
      as: 'Jun',
      before: (server) => server.say('parasite', 'Ana', 'Stairs.'),
    });
    await element.locator('[part=menu-button]').waitFor();
    await page.evaluate(() => {
      // Left alone, the browser would open the file in place of the page.
      for (const type of ['dragover', 'drop'])
        addEventListener(type, (event) => Reflect.set(window, type, event.defaultPrevented));
    });
    await lines.getByText('Stairs.').waitFor();
    await drop(page, lines.first(), [stairs], 'dragover');
    await drop(page, lines.first(), [stairs]);
    expect(await page.evaluate(() => ['dragover', 'drop'].map((type) => Reflect.get(window, type)))).toEqual([
      true,
      true,
    ]);
    await element.locator('[part=tray] canvas').waitFor();
    await drop(page, element.locator('header'), [stairs]);
    await until(async () => (await element.locator('[part=tray] canvas').count()) === 2);
    // Where one writes it is taken once.
    await drop(page, element.getByLabel('Write a line'), [stairs]);
    await until(async () => (await element.locator('[part=tray] canvas').count()) === 3);
  });

  it('that are too many for one line say so, and go with the next', async () => {
    const { box, page, element, server } = await open({ as: 'Jun' });
    await drop(
      page,
      box,
      Array.from({ length: 6 }, (_, at) => ({ ...stairs, name: `${at}.png` })),
    );
    const told = element.getByText('4 pictures go with one line. The other 2 go with your next.');
    await told.waitFor();
    // Not where one would have to scroll for it.
    expect((await told.boundingBox())!.y).toBeLessThan(
      (await element.locator('[part=tray]').boundingBox())!.y,
    );
    await element.getByRole('button', { name: 'Send' }).click();
    await until(() => server.messages('parasite')[0]?.attachments?.length === 4);
    await until(async () => (await element.locator('[part=tray] canvas').count()) === 2);
    expect(await told.count()).toBe(0);
    await element.getByRole('button', { name: 'Send' }).click();
    await until(() => server.messages('parasite')[1]?.attachments?.length === 2);
  });

  it('say to others what was last said of them, though they were there before', async () => {
    const { page, element, server } = await open({ as: 'Jun' });
    const box = element.getByLabel('Write a line');
    const words = element.getByLabel('What does it show?');
    await drop(page, box, [stairs, { ...stairs, name: 'story.txt', type: 'text/plain' }]);
    await words.first().fill('Stairs');
    await box.press('Enter');
    await until(() => server.uploads.size === 1);
    await until(async () => (await element.getByRole('progressbar').getAttribute('value')) === '1');
    await element.getByRole('button', { name: 'Remove the picture' }).nth(1).click();
    await words.fill('Stairs in the rain');
    await box.press('Enter');
    await until(() => server.messages('parasite')[0]?.attachments?.[0]?.alt === 'Stairs in the rain');
  });

  it('are covered for others where their author says so', async () => {
    const { page, element, server } = await open({ as: 'Jun' });
    const box = element.getByLabel('Write a line');
    await drop(page, box, [stairs, { ...stairs, name: 'rain.png' }]);
    const cover = element.getByRole('button', { name: 'Spoiler: cover the picture until asked for' });
    await until(async () => (await cover.count()) === 2);
    await cover.last().focus();
    await page.keyboard.press('Enter');
    await until(async () => (await cover.last().getAttribute('aria-pressed')) === 'true');
    expect(await cover.first().getAttribute('aria-pressed')).toBe('false');
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/spoiler-tray.png` });
    await box.press('Enter');
    await until(() => server.messages('parasite')[0]?.attachments?.length === 2);
    expect(server.messages('parasite')[0]?.attachments?.map(({ spoiler }) => spoiler ?? false)).toEqual([
      false,
      true,
    ]);
  });

  it('say why they cannot be sent, and lose neither the words nor each other', async () => {
    const { page, element, server } = await open({ as: 'Jun' });
    const box = element.getByLabel('Write a line');
    server.refuseUploads = 'type_not_allowed';
    await drop(page, box, [stairs]);
    await element.locator('[part=tray] canvas').waitFor();
    await box.fill('Look.');
    await box.press('Enter');
    await element.getByText('That is no picture we can show.').waitFor();
    expect(await box.inputValue()).toBe('Look.');
    server.refuseUploads = undefined;
    await box.press('Enter');
    await until(() => server.messages('parasite')[0]?.text === 'Look.');
  });

  it('go with a line that is sent before their code has come, all of them', async () => {
    const { box, page, element, server } = await open({ as: 'Jun' });
    await until(() => server.received.some(({ op }) => op === 'join'));
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/composing-*.js', async (route) => {
      await held;
      await route.continue();
    });
    await box.fill('Look.');
    await drop(page, box, [stairs]);
    await drop(page, box, [{ ...stairs, name: 'stone.png' }]);
    await box.press('Enter');
    expect(await box.inputValue()).toBe('Look.');
    release();
    await until(() => server.messages('parasite').length === 1);
    expect(server.messages('parasite')).toMatchObject([{ text: 'Look.', attachments: [{}, {}] }]);
    await element.locator('[part=tray]').waitFor({ state: 'detached' });
    await page.unroute('**/composing-*.js');
  });

  it('are sent once, however often Enter is pressed', async () => {
    const { page, element, server } = await open({ as: 'Jun' });
    const box = element.getByLabel('Write a line');
    await drop(page, box, [stairs]);
    await element.locator('[part=tray] canvas').waitFor();
    await box.fill('Once.');
    server.slow = 150;
    for (let press = 0; press < 3; press++) await box.press('Enter');
    await element.locator('[part=tray]').waitFor({ state: 'detached' });
    server.slow = 0;
    await box.fill('After.');
    await box.press('Enter');
    await until(() => server.messages('parasite').at(-1)?.text === 'After.');
    expect(server.messages('parasite').map(({ text }) => text)).toEqual(['Once.', 'After.']);
    expect(server.uploads.size).toBe(1);
  });

  it('leave what is written while they are on their way', async () => {
    const { page, element, server } = await open({ as: 'Jun' });
    const box = element.getByLabel('Write a line');
    await drop(page, box, [stairs]);
    await element.locator('[part=tray] canvas').waitFor();
    await box.fill('Look.');
    server.slow = 400;
    await box.press('Enter');
    await element.getByRole('progressbar').waitFor();
    await box.fill('The next thought');
    await until(() => server.messages('parasite')[0]?.text === 'Look.');
    await element.locator('[part=tray]').waitFor({ state: 'detached' });
    expect(await box.inputValue()).toBe('The next thought');
  });

  it('wait for a name', async () => {
    const { box, page, element, server } = await open();
    await drop(page, box, [stairs]);
    await element.getByRole('button', { name: 'Send' }).click();
    await element.getByPlaceholder('Your name').fill('Mina');
    await page.keyboard.press('Enter');
    await until(() => server.messages('parasite')[0]?.attachments?.length === 1);
  });

  it('can be looked at large, with the keyboard alone', async () => {
    const { page, element, lines } = await open({
      before: (server) =>
        server.append(
          'parasite',
          'message.posted',
          { id: 'a', name: 'Ana', via: 'discord' },
          {
            text: '',
            attachments: ['One', 'Two'].map((alt) => ({
              id: alt,
              url: 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
              type: 'image/gif',
              width: 32,
              height: 20,
              alt,
            })),
          },
        ),
    });
    await lines.getByRole('link', { name: 'One' }).focus();
    await page.keyboard.press('Enter');
    const large = element.getByRole('dialog');
    await large.getByRole('img', { name: 'One' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await large.getByRole('img', { name: 'Two' }).waitFor();
    await page.keyboard.press('Escape');
    await large.waitFor({ state: 'detached' });
    await until(() => lines.getByRole('link', { name: 'One' }).evaluate((link) => link.matches(':focus')));
  });
});
