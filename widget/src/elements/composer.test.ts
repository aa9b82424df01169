import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { compose } from '../../tests/input-method.ts';
import { onStage, until } from '../../tests/stage.ts';

/** Keeps files from a page until they are released, or the test has ended. */
async function holdBack(page: Page, files: string): Promise<() => void> {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(files, async (route) => {
    await held;
    await route.continue();
  });
  onTestFinished(async () => {
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    release();
  });
  return release;
}

onStage('The composer', (open) => {
  it('sends with Enter, breaks the line with Shift+Enter', async () => {
    const { box, server, page } = await open({ as: 'Jun' });
    await box.focus();
    await page.keyboard.type('One');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('Two');
    await page.keyboard.press('Enter');
    await until(() => server.messages('parasite').length === 1);
    expect(server.messages('parasite')[0]?.text).toBe('One\nTwo');
    expect(await box.inputValue()).toBe('');
  });

  it('never sends while a Hangul syllable is being composed', async () => {
    const { box, server, page } = await open({ as: 'Jun' });
    const keyboard = await page.context().newCDPSession(page);
    await box.focus();
    for (let round = 0; round < 40; round++) await compose(keyboard, ['ㄱ', '기', '기ㅅ', '기새', '기생']);
    expect(await box.inputValue()).toBe('기생'.repeat(40));
    expect(server.received.filter(({ op }) => op === 'post')).toEqual([]);
    await page.keyboard.press('Enter');
    await until(() => server.messages('parasite')[0]?.text === '기생'.repeat(40));
  });

  it('sends nothing that is only white space, and says how much is too much', async () => {
    const { box, server, page, element } = await open({ as: 'Jun' });
    await box.fill('  \n ');
    await page.keyboard.press('Enter');
    expect(await element.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
    await box.fill('가'.repeat(4003));
    await element.getByText('3 characters too long').waitFor();
    await page.keyboard.press('Enter');
    await box.fill('Fine.');
    await page.keyboard.press('Enter');
    await until(() => server.messages('parasite').length === 1);
    expect(server.messages('parasite')[0]?.text).toBe('Fine.');
  });

  it('shows how a line with marks will look while it is written', async () => {
    const { box, element } = await open({ as: 'Jun' });
    const preview = element.locator('[part=preview]');
    await box.fill('That **cut** to the ||rain||');
    await preview.locator('strong').getByText('cut').waitFor();
    expect(await preview.locator('[part=spoiler]').count()).toBe(1);
    await box.fill('No marks here, though an @ and a # are.');
    await preview.waitFor({ state: 'detached' });
  });

  it('marks what is chosen with Ctrl+B and Ctrl+I, and takes the marks off again', async () => {
    const { box, page } = await open({ as: 'Jun' });
    await box.fill('one two');
    await box.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(4, 7));
    await page.keyboard.press('Control+b');
    await until(async () => (await box.inputValue()) === 'one **two**');
    await page.keyboard.press('Control+b');
    await until(async () => (await box.inputValue()) === 'one two');
    await page.keyboard.press('Control+i');
    await until(async () => (await box.inputValue()) === 'one *two*');
  });

  it('keeps an unfinished line over a reload', async () => {
    const { box, page } = await open({ as: 'Jun' });
    await box.fill('Half a thou');
    await page.reload();
    await until(async () => (await box.inputValue()) === 'Half a thou');
  });

  it('edits my last line with the Up arrow, and Escape leaves it as it was', async () => {
    const { box, server, page, lines, element } = await open({ as: 'Jun' });
    for (const text of ['First.', 'Secnd.']) {
      await box.fill(text);
      await box.press('Enter');
    }
    await until(() => server.messages('parasite').length === 2);
    await until(async () => (await lines.getByText('Sending…').count()) === 0);
    await box.press('ArrowUp');
    await element.getByText('Editing your line').waitFor();
    expect(await box.inputValue()).toBe('Secnd.');
    await box.press('Escape');
    expect(await box.inputValue()).toBe('');
    await box.press('ArrowUp');
    await until(async () => (await box.inputValue()) === 'Secnd.');
    await box.fill('Second.');
    await page.keyboard.press('Enter');
    await lines.getByText('Second.').waitFor();
    await lines.getByText('edited').waitFor();
    expect(server.messages('parasite').map(({ text }) => text)).toEqual(['First.', 'Second.']);
  });

  it('takes up my last line at once, also before the code that follows the first picture has come', async () => {
    const { box, server, page, lines } = await open({
      as: 'Jun',
      before: (server) => server.say('parasite', 'Jun', 'Frist.', { id: server.people()[0]?.id }),
    });
    const release = await holdBack(page, '**/after-paint-*.js');
    await page.reload();
    await lines.getByText('Frist.').waitFor();
    await box.press('ArrowUp');
    expect(await box.inputValue()).toBe('Frist.');
    await box.fill('First');
    await box.press('Enter');
    await page.keyboard.type('!');
    release();
    await until(() => server.messages('parasite')[0]?.text === 'First');
    // What was typed on meanwhile is still being written.
    expect(await box.inputValue()).toBe('First!');
    await box.press('Enter');
    await until(() => server.messages('parasite')[0]?.text === 'First!');
    await until(async () => (await box.inputValue()) === '');
    expect(server.messages('parasite')).toHaveLength(1);
  });

  it('replies to a line, which is quoted over the reply', async () => {
    const { box, server, lines, element, page } = await open({
      as: 'Jun',
      before: (server) => server.say('parasite', 'Ana', 'The whole film is **one** staircase.'),
    });
    await lines.first().hover();
    await lines.first().getByRole('button', { name: 'Reply' }).click();
    await element.getByText('Replying to Ana').waitFor();
    expect(await box.evaluate((one) => one.matches(':focus'))).toBe(true);
    await page.keyboard.type('True.');
    await page.keyboard.press('Enter');
    await until(() => server.messages('parasite')[1]?.replyTo === 1);
    const quote = lines.nth(1).getByTitle('Go to the line by Ana');
    expect((await quote.innerText()).replace(/\s+/g, ' ')).toBe('Ana The whole film is one staircase.');
    await element.getByText('Replying to').waitFor({ state: 'detached' });
  });

  it('tells others that somebody is writing, at most every three seconds, and never of a command', async () => {
    const { box, server, page, another } = await open({ as: 'Jun' });
    const other = await another('Ana');
    await until(() => server.received.filter(({ op }) => op === 'join').length === 2);
    // Who types is shown from when all has come that follows the first picture.
    for (const reader of [page, other])
      await reader.waitForFunction(() => {
        const room = document.querySelector('matinee-room');
        return room && getComputedStyle(room).getPropertyValue('--hover');
      });
    await box.pressSequentially('/movie');
    await box.fill('');
    expect(server.received.some(({ op }) => op === 'typing')).toBe(false);
    await page.bringToFront();
    await box.pressSequentially('Hello there');
    await other.locator('matinee-room').getByText('Jun is typing…').waitFor();
    expect(server.received.filter(({ op }) => op === 'typing')).toHaveLength(1);
    await box.press('Enter');
    await other.locator('matinee-room').getByText('Jun is typing…').waitFor({ state: 'detached' });
  });

  it('never says what looks like a command, and says it as it stands behind two slashes', async () => {
    const { box, server } = await open({ as: 'Jun' });
    for (const line of ['/help', '/moive recommend', '/영하 추천', ' /movie']) {
      await box.fill(line);
      await box.press('Enter');
      await until(() =>
        server.received.some((frame) => frame.op === 'command' && frame.text === line.trim()),
      );
    }
    expect(server.received.some(({ op }) => op === 'post')).toBe(false);
    for (const [line, said] of [
      ['//help', '/help'],
      ['/r/movies is a place', '/r/movies is a place'],
    ] as const) {
      await box.fill(line);
      await box.press('Enter');
      await until(() => server.received.some((frame) => frame.op === 'post' && frame.text === said));
    }
  });

  it('completes commands from the grammar, in the language they are begun in', async () => {
    const { box, server, element } = await open({ as: 'Jun' });
    await box.pressSequentially('/mov');
    const options = element.getByRole('option');
    await options.first().waitFor();
    expect(await options.first().innerText()).toContain('/movie recommend');
    await box.press('ArrowDown');
    await box.press('ArrowDown');
    expect(await element.getByRole('option', { selected: true }).innerText()).toContain('/movie info');
    await box.press('Enter');
    expect(await box.inputValue()).toBe('/movie info ');
    await box.pressSequentially('Burning');
    await box.press('Enter');
    await until(() =>
      server.received.some((frame) => frame.op === 'command' && frame.text === '/movie info Burning'),
    );
    await box.fill('/영화 추');
    await element.getByRole('option', { name: /\/영화 추천/ }).waitFor();
    await box.press('Escape');
    await options.first().waitFor({ state: 'detached' });
    expect(await box.inputValue()).toBe('/영화 추');
  });

  it('offers a command’s options and their values', async () => {
    const { box, element } = await open({ as: 'Jun' });
    await box.fill('/movie recommend fo');
    await element.getByRole('option', { name: /^for:room/ }).click();
    expect(await box.inputValue()).toBe('/movie recommend for:room ');
  });

  it('puts in an emoji found by its name, in Korean too', async () => {
    const { box, element, page } = await open({ lang: 'ko', as: 'Jun' });
    await box.fill('영화엔 ');
    await element.getByRole('button', { name: '이모지', exact: true }).click();
    await until(() => element.getByRole('searchbox').evaluate((one) => one.matches(':focus')));
    await page.keyboard.type('팝콘');
    await page.keyboard.press('Enter');
    await until(async () => (await box.inputValue()) === '영화엔 🍿');
    expect(await box.evaluate((one) => one.matches(':focus'))).toBe(true);
  });
});
