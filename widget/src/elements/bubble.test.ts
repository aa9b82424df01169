import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { faults } from '../../tests/axe.ts';
import { onStage, until } from '../../tests/stage.ts';

const body = '<matinee-room room="parasite" mode="bubble"></matinee-room>';

onStage('The bubble', (open) => {
  it('is a button that says what it opens and how much is new, at most 99+', async () => {
    const { page, element, server } = await open({ as: 'Jun', body, early: true });
    const bubble = element.locator('[part=bubble]');
    await bubble.click();
    await element.getByRole('log').waitFor();
    await until(() => server.received.some(({ op }) => op === 'join'));
    await element.getByRole('button', { name: 'Close the chat', exact: true }).waitFor();
    await bubble.click();
    await element.getByRole('log').waitFor({ state: 'detached' });
    for (let line = 0; line < 100; line++) server.say('parasite', 'Ana', `Line ${line}.`);
    await until(async () => (await element.locator('[part=count]').innerText()) === '99+');
    await element.getByRole('button', { name: 'Open the chat, 100 new lines', exact: true }).waitFor();
    expect(await bubble.getAttribute('aria-expanded')).toBe('false');
    expect(await faults(page)).toEqual([]);
  });

  it('closes with Escape from within, and has the keyboard then', async () => {
    const { page, element, box } = await open({ as: 'Jun', body: body.replace('>', ' open>') });
    await box.focus();
    await page.keyboard.press('Escape');
    await element.getByRole('log').waitFor({ state: 'detached' });
    expect(await element.locator('[part=bubble]').evaluate((one) => one.matches(':focus'))).toBe(true);
    expect(await element.getAttribute('open')).toBe(null);
  });

  it('stays open when Escape ends something within it: an input method, a search for emoji, a reply', async () => {
    const { page, element, box, lines } = await open({
      as: 'Jun',
      body: body.replace('>', ' open>'),
      before: (server) => server.say('parasite', 'Ana', 'Stairs.'),
    });
    await lines.getByText('Stairs.').waitFor();
    await box.evaluate((one) =>
      one.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true, composed: true }),
      ),
    );
    await element.locator('[part=emoji-button]').click();
    const picker = element.getByRole('dialog');
    await picker.getByRole('searchbox').press('Escape');
    await picker.waitFor({ state: 'detached' });
    await lines.first().hover();
    await lines.first().getByRole('button', { name: 'Reply' }).click();
    await element.getByText('Replying to Ana').waitFor();
    await page.keyboard.press('Escape');
    await element.getByText('Replying to Ana').waitFor({ state: 'detached' });
    await lines.first().getByRole('button', { name: 'React' }).click();
    await page.keyboard.press('Escape');
    await lines.first().getByRole('button', { name: 'Reply' }).waitFor();
    expect(await element.getByRole('log').count()).toBe(1);
    await box.press('Escape');
    await element.getByRole('log').waitFor({ state: 'detached' });
  });

  it('takes the keyboard with it: to where one writes on opening, back on closing', async () => {
    const { page, element, server, box } = await open({ as: 'Jun', body, early: true });
    const bubble = element.locator('[part=bubble]');
    const has = (one: Locator): Promise<boolean> => until(() => one.evaluate((it) => it.matches(':focus')));
    server.slow = 100;
    await bubble.focus();
    await page.keyboard.press('Enter');
    await has(box);
    await bubble.click();
    await element.getByRole('log').waitFor({ state: 'detached' });
    await has(bubble);
    await bubble.click();
    await has(box);
    await page.keyboard.press('Escape');
    await has(bubble);
    // Who has gone on meanwhile is not called back.
    await page.evaluate(() => document.body.append(document.createElement('input')));
    await bubble.evaluate((one) => (one as HTMLElement).click());
    await page.locator('body > input').focus();
    await element.getByRole('log').waitFor();
    await has(page.locator('body > input'));
  });

  it('leads to the password of a room that has one', async () => {
    const { element, page } = await open({ as: 'Jun', body, early: true, room: { password: 'stairs' } });
    await element.locator('[part=bubble]').focus();
    await page.keyboard.press('Enter');
    const field = element.locator('input');
    await field.waitFor();
    await until(() => field.evaluate((one) => one.matches(':focus')));
  });

  it('covers nothing that can be pressed on a telephone on its side', async () => {
    const { element } = await open({
      as: 'Jun',
      body: body.replace('>', ' open>'),
      browser: { viewport: { width: 667, height: 375 } },
    });
    const close = element.getByRole('button', { name: 'Close the chat', exact: true });
    const menu = element.locator('[part=menu-button]');
    const apart = async (one: Locator): Promise<void> => {
      const [mine, its] = [(await close.boundingBox())!, (await one.boundingBox())!];
      expect(its.x + its.width).toBeLessThanOrEqual(mine.x);
      expect(Math.abs(its.y + its.height / 2 - (mine.y + mine.height / 2))).toBeLessThanOrEqual(4);
    };
    await menu.waitFor();
    await apart(menu);
    await menu.click();
    const back = element.getByRole('button', { name: 'Back to the talk' });
    await apart(back);
    await back.click();
    await close.click();
    await element.getByRole('log').waitFor({ state: 'detached' });
  });

  it('opens and closes as the page says', async () => {
    const { page, element } = await open({ body, early: true });
    await page.evaluate(() => document.querySelector('matinee-room')?.toggleAttribute('open', true));
    await element.getByRole('log').waitFor();
    await page.evaluate(() => Object.assign(document.querySelector('matinee-room') ?? {}, { open: false }));
    await element.getByRole('log').waitFor({ state: 'detached' });
    expect(await element.getAttribute('open')).toBe(null);
  });
});
