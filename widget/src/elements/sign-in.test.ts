import { expect, it } from 'vitest';
import { compose } from '../../tests/input-method.ts';
import { onStage, until } from '../../tests/stage.ts';

onStage('The first line of a new guest', (open) => {
  it.each([
    [300, 300, 'en'],
    [480, 300, 'ko'],
    [320, 400, 'en'],
    [320, 900, 'ko'],
    [600, 520, 'ko'],
    [900, 400, 'ko'],
    [900, 900, 'en'],
  ] as const)('is in view when the name form has gone, at %i by %i, in %s', async (width, height, locale) => {
    const { element, page, box, lines } = await open({
      body: `<matinee-room room="parasite" lang="${locale}"></matinee-room>`,
      before: (server) => {
        for (let i = 0; i < 40; i++)
          server.say('parasite', 'Ana', `Line ${i}. ${'Long enough to wrap. '.repeat(i % 5)}`);
      },
    });
    await page.setViewportSize({ width, height });
    await lines.getByText('Line 39.').waitFor();
    for (const words of ['My first line', 'And a second']) {
      await box.fill(words);
      await box.press('Enter');
      const name = element.locator('#name');
      if (words.startsWith('My')) {
        await name.fill('보라');
        await name.press('Enter');
      }
      await lines.getByText(words).waitFor();
      await until(() =>
        element
          .locator('.scroller')
          .evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight < 2),
      );
      expect(await element.locator('[part=jump]').count()).toBe(0);
      const hidden = await lines.getByText(words).evaluate((line) => {
        const [{ top, bottom }, list] = [line, line.closest('.scroller')!].map((one) =>
          one.getBoundingClientRect(),
        ) as [DOMRect, DOMRect];
        return Math.max(list.top - top, bottom - list.bottom);
      });
      expect(hidden).toBeLessThan(1);
    }
  });
});

onStage('Being asked for a password', (open) => {
  const behind = { room: { password: 'popcorn' }, early: true };

  it('leaves the keyboard where it was on the page, and says in its field what was wrong', async () => {
    const { element, page } = await open({
      ...behind,
      as: 'Jun',
      body: '<input id="search"><matinee-room room="parasite"></matinee-room>',
    });
    await page.locator('#search').focus();
    const password = element.getByLabel('This room has a password.');
    await password.waitFor();
    expect(await page.locator('#search').evaluate((one) => one.matches(':focus'))).toBe(true);
    // Who has a name is asked for the password alone.
    expect(await element.locator('#name').count()).toBe(0);
    expect(await password.getAttribute('aria-invalid')).toBe('false');
    await password.fill('peanuts');
    await password.press('Enter');
    await until(async () => (await password.getAttribute('aria-invalid')) === 'true');
    const fault = element.getByRole('alert');
    expect(await fault.innerText()).toBe('That is not the password. Try once more.');
    expect(await password.getAttribute('aria-describedby')).toBe(await fault.getAttribute('id'));
    expect(await element.locator('[part=field]').count()).toBe(1);
  });

  it('suggests the name the page knows, and is not sent by the Enter that ends a Hangul syllable', async () => {
    const { element, page, server } = await open({
      ...behind,
      body: '<matinee-room room="parasite" name="Mina"></matinee-room>',
    });
    const name = element.getByLabel('What should people call you?');
    await name.waitFor();
    expect(await name.inputValue()).toBe('Mina');
    await element.getByLabel('This room has a password.').fill('popcorn');
    await name.fill('');
    await name.focus();
    await compose(await page.context().newCDPSession(page), ['ㅂ', '보', '볼', '보라']);
    expect(await name.inputValue()).toBe('보라');
    expect(server.requested.filter((one) => one.startsWith('POST'))).toEqual([]);
    await page.keyboard.press('Enter');
    await until(() => server.people().some((person) => person.name === '보라'));
    await element.getByRole('log').waitFor();
  });
});
