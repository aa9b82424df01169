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
): Promise<void> {
  const given = await page.evaluateHandle((all) => {
    const carried = new DataTransfer();
    for (const { name, type, bytes } of all)
      carried.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], name, { type }));
    return carried;
  }, files);
  await box.dispatchEvent('drop', { dataTransfer: given });
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
