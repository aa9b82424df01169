import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { faults } from '../../tests/axe.ts';
import type { RoomServer } from '../../tests/room-server.ts';
import { onStage, until } from '../../tests/stage.ts';

const gif = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
const show =
  (...alts: string[]) =>
  (server: RoomServer): void => {
    server.append(
      'parasite',
      'message.posted',
      { id: 'a', name: 'Ana', via: 'discord' },
      {
        text: '',
        attachments: alts.map((alt) => ({
          id: alt,
          url: gif,
          type: 'image/gif',
          width: 32,
          height: 20,
          alt,
        })),
      },
    );
  };
const large = (page: Page): Locator => page.locator('matinee-room').getByRole('dialog');

onStage('A picture at large', (open) => {
  it('is a dialog named after what it shows, and says which of how many it is, round and round', async () => {
    const { page, lines } = await open({ before: show('Stairs', 'Stone', 'Rain') });
    await lines.getByRole('link', { name: 'Stone' }).click();
    await large(page).getByText('Stone 2 / 3').waitFor();
    expect(await faults(page)).toEqual([]);
    expect(await large(page).getAttribute('part')).toBe('lightbox');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await large(page).getByText('Stairs 1 / 3').waitFor();
    expect(await large(page).getAttribute('aria-label')).toBe('Stairs');
    await page.keyboard.press('ArrowLeft');
    await large(page).getByText('Rain 3 / 3').waitFor();
  });

  it('closes by its button or a press beside it, and leaves nothing in the line', async () => {
    const { page, lines } = await open({ before: show('Stairs') });
    const link = lines.getByRole('link', { name: 'Stairs' });
    await link.click();
    await large(page).getByRole('img').click();
    expect(await large(page).count()).toBe(1);
    await large(page).getByRole('button').click();
    await large(page).waitFor({ state: 'detached' });
    await link.click();
    await large(page).click({ position: { x: 4, y: 300 } });
    await large(page).waitFor({ state: 'detached' });
    await until(async () => (await lines.locator('dialog').count()) === 0);
    await until(() => link.evaluate((one) => one.matches(':focus')));
  });

  it('takes Escape for itself in a bubble', async () => {
    const { page, lines, element } = await open({
      body: '<matinee-room room="parasite" mode="bubble" open></matinee-room>',
      before: show('Stairs'),
    });
    await lines.getByRole('link', { name: 'Stairs' }).click();
    await large(page).waitFor();
    await page.keyboard.press('Escape');
    await large(page).waitFor({ state: 'detached' });
    expect(await element.getByRole('log').count()).toBe(1);
  });
});
