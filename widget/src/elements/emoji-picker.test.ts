import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { faults } from '../../tests/axe.ts';
import { onStage, until, type Scene } from '../../tests/stage.ts';

const focused = (one: Locator): Promise<boolean> => one.evaluate((it) => it.matches(':focus'));

/** The picker, opened beside where one writes, with its emoji there. */
async function choosing({ element }: Scene): Promise<{ picker: Locator; search: Locator; button: Locator }> {
  const button = element.locator('[part=emoji-button]');
  await button.click();
  const picker = element.getByRole('dialog');
  await picker.getByRole('button').first().waitFor();
  return { picker, search: picker.getByRole('searchbox'), button };
}

onStage('The emoji picker', (open) => {
  it('is a named dialog with named emoji, and nothing is wrong with it while nothing is found either', async () => {
    const scene = await open({ as: 'Jun' });
    const { picker, search } = await choosing(scene);
    expect(await picker.getAttribute('aria-label')).toBe('Emoji');
    expect(await picker.getAttribute('part')).toBe('emoji-picker');
    await picker.getByRole('button', { name: 'popcorn' }).waitFor();
    await search.fill('nothing of that name');
    await picker.getByText('No emoji of that name').waitFor();
    expect(await faults(scene.page)).toEqual([]);
    await search.press('Enter');
    expect(await picker.count()).toBe(1);
  });

  it('is walked with the arrows, and Tab stays within it', async () => {
    const scene = await open({ as: 'Jun' });
    const { picker, search } = await choosing(scene);
    const [first, second] = [picker.getByRole('button').nth(0), picker.getByRole('button').nth(1)];
    await search.press('ArrowDown');
    await until(() => focused(first));
    await first.press('ArrowRight');
    await until(() => focused(second));
    await second.press('Tab');
    await until(() => focused(search));
    await search.press('Tab');
    await until(() => focused(first));
    await first.press('ArrowUp');
    await until(() => focused(search));
  });

  it('leaves to an input method the keys that it uses', async () => {
    const scene = await open({ as: 'Jun', lang: 'ko' });
    const { picker, search } = await choosing(scene);
    await search.fill('팝콘');
    await until(async () => (await picker.getByRole('button').count()) === 1);
    // Safari tells of the Enter that ends a syllable after the syllable has ended; its code is 229.
    await search.evaluate((field) => {
      const keys = [
        { key: 'Enter', keyCode: 229 },
        { key: 'Escape', isComposing: true },
      ];
      for (const one of keys)
        field.dispatchEvent(new KeyboardEvent('keydown', { ...one, bubbles: true, composed: true }));
    });
    expect(await picker.count()).toBe(1);
    await search.press('Enter');
    await until(async () => (await scene.box.inputValue()) === '🍿');
  });

  it('closes with Escape, and the keyboard is back on the button', async () => {
    const scene = await open({ as: 'Jun' });
    const { picker, button } = await choosing(scene);
    await scene.page.keyboard.press('Escape');
    await picker.waitFor({ state: 'detached' });
    await until(() => focused(button));
  });

  it('closes with Escape also when its ground was pressed', async () => {
    const scene = await open({ as: 'Jun' });
    const { picker } = await choosing(scene);
    await picker.click({ position: { x: 3, y: 3 } });
    await scene.page.keyboard.press('Escape');
    await picker.waitFor({ state: 'detached' });
  });

  it('closes when its button is pressed again, or something else', async () => {
    const scene = await open({ as: 'Jun' });
    const { picker, button } = await choosing(scene);
    await button.click();
    await picker.waitFor({ state: 'detached' });
    await choosing(scene);
    await scene.box.click();
    await picker.waitFor({ state: 'detached' });
    await until(() => focused(scene.box));
  });

  it('keeps what it puts in over a reload, as what was typed', async () => {
    const scene = await open({ as: 'Jun' });
    await scene.box.fill('Bring ');
    const { picker } = await choosing(scene);
    await picker.getByRole('button', { name: 'popcorn' }).click();
    await until(async () => (await scene.box.inputValue()) === 'Bring 🍿');
    await scene.page.reload();
    await until(async () => (await scene.box.inputValue()) === 'Bring 🍿');
  });

  it('leaves nothing behind when the room goes while it is open', async () => {
    const scene = await open({
      as: 'Jun',
      body: '<matinee-room room="parasite" mode="bubble" open></matinee-room>',
    });
    const { picker } = await choosing(scene);
    await scene.page.evaluate(() => {
      const removed: string[] = [];
      Object.assign(window, { removed });
      const remove = document.removeEventListener.bind(document);
      document.removeEventListener = (...given: Parameters<typeof remove>) => {
        removed.push(given[0]);
        remove(...given);
      };
      document.querySelector('matinee-room')?.removeAttribute('open');
    });
    await picker.waitFor({ state: 'detached' });
    await until(() =>
      scene.page.evaluate(() => (Reflect.get(window, 'removed') as string[]).includes('pointerdown')),
    );
  });
});
