import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { onStage, until } from '../../tests/stage.ts';

onStage('What can be done with a line', (open) => {
  it('adds a reaction with two presses, and takes it back with one', async () => {
    const { lines, server, me } = await open({
      as: 'Jun',
      before: (server) => server.say('parasite', 'Ana', 'Popcorn?'),
    });
    const line = lines.first();
    await line.hover();
    await line.getByRole('button', { name: 'React' }).click();
    await line.getByRole('button', { name: '🍿', exact: true }).click();
    const mine = line.getByRole('button', { name: '🍿 1', pressed: true });
    await mine.waitFor();
    expect(server.messages('parasite', me.id)[0]?.reactions).toEqual([{ emoji: '🍿', count: 1, me: true }]);
    await mine.click();
    await mine.waitFor({ state: 'detached' });
    expect(server.messages('parasite')[0]?.reactions).toEqual([]);
  });

  it('counts what others feel, wherever they are', async () => {
    const { lines, server } = await open({
      as: 'Jun',
      before: (server) => server.say('parasite', 'Ana', 'Popcorn?'),
    });
    await until(() => server.received.some(({ op }) => op === 'join'));
    for (const id of ['a', 'b'])
      server.append('parasite', 'reaction.added', { id, name: id, via: 'slack' }, { seq: 1, emoji: '❤️' });
    await lines.getByRole('button', { name: '❤️ 2', pressed: false }).click();
    await lines.getByRole('button', { name: '❤️ 3', pressed: true }).waitFor();
  });

  it('offers any emoji of the set, by keyboard alone, and gives the line its focus back', async () => {
    const { lines, page, server } = await open({
      as: 'Jun',
      before: (server) => server.say('parasite', 'Ana', 'Stairs.'),
    });
    await lines.first().focus();
    await page.keyboard.press('Enter');
    const react = lines.first().getByRole('button', { name: 'React' });
    await until(() => react.evaluate((button) => button.matches(':focus')));
    await page.keyboard.press('Enter');
    await lines.first().getByRole('button', { name: 'More emoji' }).focus();
    await page.keyboard.press('Enter');
    await lines.first().getByRole('searchbox').waitFor();
    await page.keyboard.type('ladder');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await until(() => server.messages('parasite')[0]?.reactions?.[0]?.emoji === '🪜');
    await until(() => lines.first().evaluate((line) => line.matches(':focus')));
  });

  it('let an emoji be chosen with the pointer, which leaves the line on its way to the sheet', async () => {
    const { lines, element, page } = await open({
      as: 'Jun',
      before: (server) => {
        for (let i = 0; i < 8; i++) server.say('parasite', 'Ana', `Line ${i}.`);
      },
    });
    await lines.last().hover();
    await lines.last().getByRole('button', { name: 'React' }).click();
    await lines.last().getByRole('button', { name: 'More emoji' }).click();
    await lines.last().getByRole('searchbox').waitFor();
    await element.getByRole('heading').hover();
    await page.mouse.move(0, 0);
    await lines.last().getByRole('button', { name: 'popcorn' }).click();
    await lines.last().getByRole('button', { name: '🍿 1' }).waitFor();
  });

  it('shows the emoji beside the button that asks for more of them', async () => {
    const { lines } = await open({
      as: 'Jun',
      before: (server) => {
        for (let line = 0; line < 12; line++) server.say('parasite', 'Ana', `Line ${line}.`);
      },
    });
    await lines.last().hover();
    await lines.last().getByRole('button', { name: 'React' }).click();
    const more = lines.last().getByRole('button', { name: 'More emoji' });
    const button = (await more.boundingBox())!;
    await more.click();
    const picker = lines.last().locator('[part=emoji-picker]');
    await picker.getByRole('searchbox').waitFor();
    await until(async () => {
      const sheet = (await picker.boundingBox())!;
      const beneath = Math.abs(button.y - (sheet.y + sheet.height)) < 12;
      return beneath && sheet.x < button.x && sheet.x + sheet.width >= button.x;
    });
    // The button that has opened it closes it, too.
    await more.click();
    await picker.waitFor({ state: 'detached' });
  });

  for (const touch of [false, true])
    it(`leave the text of a short line within reach of the ${touch ? 'finger' : 'pointer'}, and stay inside the list`, async () => {
      const { lines, element } = await open({
        as: 'Jun',
        browser: { viewport: { width: 320, height: 600 }, hasTouch: touch, isMobile: touch },
        before: (server) => {
          for (let line = 0; line < 30; line++) server.say('parasite', 'Ana', 'Who lives there? ||his man||');
        },
      });
      const list = (await element.locator('[part=list]').boundingBox())!;
      const press = (at: Locator, position?: { x: number; y: number }): Promise<void> =>
        touch ? at.tap({ position }) : at.click({ position });
      for (const line of [lines.nth(-1), lines.nth(-2), lines.nth(-3)]) {
        await press(line.locator('.text p'), { x: 4, y: 8 });
        const tools = line.getByRole('toolbar');
        await tools.waitFor();
        const box = (await tools.boundingBox())!;
        expect(box.y).toBeGreaterThanOrEqual(list.y);
        expect(box.y + box.height).toBeLessThanOrEqual(list.y + list.height);
        await press(line.locator('[part=spoiler]'));
        await line.locator('.lifted').waitFor();
      }
      // At the upper edge of the list there is no room above a line.
      const top = lines.nth(5);
      await top.evaluate((one) => one.scrollIntoView({ block: 'start' }));
      await press(top, { x: 60, y: 8 });
      await until(async () => ((await top.getByRole('toolbar').boundingBox())?.y ?? 0) >= list.y);
      await press(top.getByRole('button', { name: 'React' }));
      await press(top.getByRole('button', { name: '🍿', exact: true }));
      await top.getByRole('button', { name: '🍿 1' }).waitFor();
    });

  it('deletes a line of mine only after asking, and the keyboard stays in the talk', async () => {
    const { lines, page, server, box } = await open({
      as: 'Jun',
      before: (server) => server.say('parasite', 'Ana', 'Stays.'),
    });
    await box.fill('Goes.');
    await box.press('Enter');
    await until(() => server.messages('parasite').length === 2);
    const mine = lines.filter({ hasText: 'Goes.' });
    await until(async () => !(await mine.getAttribute('class'))?.includes('sending'));
    await mine.hover();
    await mine.getByRole('button', { name: 'Delete' }).click();
    const ask = mine.getByRole('group', { name: 'Delete this line everywhere?' });
    await until(() => ask.getByRole('button', { name: 'Keep it' }).evaluate((one) => one.matches(':focus')));
    await page.keyboard.press('Escape');
    await ask.waitFor({ state: 'detached' });
    expect(server.messages('parasite')).toHaveLength(2);
    await mine.getByRole('button', { name: 'Delete' }).click();
    await ask.getByRole('button', { name: 'Delete' }).click();
    await mine.waitFor({ state: 'detached' });
    await until(() => lines.first().evaluate((line) => line.matches(':focus')));
    expect(server.messages('parasite').map(({ text }) => text)).toEqual(['Stays.']);
  });

  for (const [lang, day] of [
    ['en', /^Friday,? 20 November 2026 19:04$/],
    ['ko', /^2026년 11월 20일 금요일 오후 7:04$/],
  ] as const)
    it(`says the day of a line to who stays on its time, as the rest of the room says days (${lang})`, async () => {
      const at = new Date(2026, 10, 20, 19, 4);
      const { lines } = await open({
        lang,
        before: (server) => server.say('parasite', 'Ana', `Seen <t:${at.getTime() / 1000}:D>`, { at }),
      });
      await lines.first().hover();
      await lines.first().locator('.who').getByTitle(day).waitFor();
      await lines
        .first()
        .locator('.text')
        .getByText(lang === 'en' ? '20 November 2026' : '2026년 11월 20일')
        .waitFor();
    });

  it('lets nobody change the lines of others, except moderators delete them', async () => {
    const { lines, server, room, me, page } = await open({
      as: 'Jun',
      before: (server) => server.say('parasite', 'Ana', 'Hers.'),
    });
    await lines.first().hover();
    await lines.first().getByRole('button', { name: 'Reply' }).waitFor();
    expect(await lines.getByRole('button', { name: /Edit|Delete/ }).count()).toBe(0);
    room.roles.set(me.id, 'moderator');
    await page.reload();
    await until(() => server.received.filter(({ op }) => op === 'join').length === 2);
    await lines.first().hover();
    await lines.first().getByRole('button', { name: 'Delete' }).waitFor();
    expect(await lines.getByRole('button', { name: 'Edit' }).count()).toBe(0);
  });

  it('asks a reader for a name before their first reaction', async () => {
    const { lines, element, server } = await open({
      before: (server) => server.say('parasite', 'Ana', 'Popcorn?'),
    });
    await lines.first().hover();
    await lines.first().getByRole('button', { name: 'React' }).click();
    await lines.first().getByRole('button', { name: '👍', exact: true }).click();
    const name = element.getByPlaceholder('Your name');
    await name.fill('Jun');
    await name.press('Enter');
    await until(() => server.messages('parasite')[0]?.reactions?.length === 1);
  });
});
