import { expect, it } from 'vitest';
import type { Locator } from 'playwright-core';
import type { RoomServer } from '../../tests/room-server.ts';
import { onStage, until } from '../../tests/stage.ts';

/** So many lines, long and short, of four people. */
function talk(server: RoomServer, count: number, from = 1): void {
  const start = Date.now() - 3 * 86_400_000;
  for (let i = from; i < from + count; i++) {
    const text = `Line ${i}. ${'The whole film is one staircase. '.repeat(i % 7)}`;
    server.say('parasite', ['Ana', '보라', 'Jun', 'Mina'][Math.floor(i / 3) % 4] ?? '', text.trim(), {
      at: new Date(start + i * 60_000),
    });
  }
}

const top = (line: Locator): Promise<number> => line.evaluate((one) => one.getBoundingClientRect().top);
const scroll = (element: Locator, to: number | 'end'): Promise<void> =>
  element.locator('.scroller').evaluate((one, place) => {
    one.scrollTop = place === 'end' ? one.scrollHeight : place;
  }, to);
const gap = (element: Locator): Promise<number> =>
  element.locator('.scroller').evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight);
const drawn = (lines: Locator): Promise<number[]> =>
  lines.evaluateAll((all) => all.map((line) => Number(/Line (\d+)\./.exec(line.textContent ?? '')?.[1])));

onStage('The talk', (open) => {
  it('opens at the newest line', async () => {
    const { element, lines } = await open({ before: (server) => talk(server, 60) });
    await lines.getByText('Line 60.').waitFor();
    await until(async () => (await gap(element)) < 1);
  });

  it('loads older lines before the reader gets there, and moves nothing by it', async () => {
    const { element, lines, server } = await open({ before: (server) => talk(server, 200) });
    await lines.getByText('Line 200.').waitFor();
    await until(async () => (await gap(element)) < 1);
    const before = server.requested.length;
    server.slow = 150;
    await scroll(element, 300);
    const line = lines.filter({ hasText: 'Line 158.' });
    const at = await top(line);
    await until(() => server.requested.length > before);
    await until(async () => ((await drawn(lines))[0] ?? 151) < 151);
    expect(Math.abs((await top(line)) - at)).toBeLessThanOrEqual(1);
  });

  it('goes back to the very first line, in order and complete', async () => {
    const { element, lines } = await open({ before: (server) => talk(server, 240) });
    const seen = new Set<number>();
    await until(async () => {
      for (const one of await drawn(lines)) seen.add(one);
      await scroll(element, 0);
      return seen.has(1);
    });
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 240 }, (_, index) => index + 1));
    await element.getByText('This is where the room begins.').waitFor();
  });

  it.each([
    ['lines are short', ''],
    ['lines are short and the room is tall', 'matinee-room { --matinee-height: 1000px }'],
  ])('is read back to its beginning and down again with the wheel where %s', async (_, style) => {
    const { element, lines, page } = await open({
      style,
      browser: { viewport: { width: 480, height: 1040 } },
      before: (server) => {
        for (let i = 1; i <= 150; i++)
          server.say('parasite', i % 40 < 20 ? 'Ana' : '보라', `Line ${i}.`, {
            at: new Date(Date.now() - 3600_000),
          });
      },
    });
    await lines.getByText('Line 150.').waitFor();
    await element.locator('.scroller').hover();
    const beginning = element.getByText('This is where the room begins.');
    await until(async () => {
      await page.mouse.wheel(0, -100);
      return (
        (await beginning.isVisible()) && element.locator('.scroller').evaluate((one) => one.scrollTop < 1)
      );
    }, 20_000);
    await until(async () => {
      await page.mouse.wheel(0, 100);
      return (await gap(element)) < 1 && (await lines.getByText('Line 150.').count()) === 1;
    }, 20_000);
  });

  it('draws only what is near, however much has been read', async () => {
    const { element, lines, page } = await open({ before: (server) => talk(server, 400) });
    await until(async () => {
      await scroll(element, 0);
      return (await drawn(lines)).includes(1);
    });
    expect(await lines.count()).toBeLessThanOrEqual(60);
    const nodes = await page.evaluate(
      () => document.querySelector('matinee-room')?.shadowRoot?.querySelectorAll('*').length,
    );
    expect(nodes).toBeLessThanOrEqual(800);
    await until(async () => {
      await scroll(element, 'end');
      return (await drawn(lines)).includes(400);
    });
    expect(await lines.count()).toBeLessThanOrEqual(60);
  });

  it('stays with the newest line as others write', async () => {
    const { element, lines, server } = await open({ before: (server) => talk(server, 60) });
    await until(() => server.received.some(({ op }) => op === 'join'));
    talk(server, 20, 61);
    await lines.getByText('Line 80.').waitFor();
    await until(async () => (await gap(element)) < 1);
  });

  it('keeps the reader’s place while others write, and says how much is new', async () => {
    const { element, lines, server } = await open({ before: (server) => talk(server, 60) });
    await lines.getByText('Line 60.').waitFor();
    await until(() => server.received.some(({ op }) => op === 'join'));
    await until(async () => (await gap(element)) < 1);
    await scroll(element, 1200);
    await element.getByRole('button', { name: 'Jump to newest' }).waitFor();
    const line = lines.nth(25);
    const at = await top(line);
    talk(server, 5, 61);
    const jump = element.getByRole('button', { name: '5 new lines' });
    await jump.waitFor();
    expect(Math.abs((await top(line)) - at)).toBeLessThanOrEqual(1);
    await jump.click();
    await until(async () => (await gap(element)) < 1);
    await jump.waitFor({ state: 'detached' });
  });

  it('holds its place when something above is deleted or grows', async () => {
    const { element, lines, server } = await open({ before: (server) => talk(server, 60) });
    await lines.getByText('Line 60.').waitFor();
    await until(() => server.received.some(({ op }) => op === 'join'));
    await until(async () => (await gap(element)) < 1);
    await scroll(element, 1500);
    await element.getByRole('button', { name: 'Jump to newest' }).waitFor();
    const line = lines.filter({ hasText: 'Line 55.' });
    const at = await top(line);
    const ana = { id: 'id-Ana', name: 'Ana', via: 'web' } as const;
    server.append('parasite', 'message.deleted', ana, { seq: 14 });
    server.append('parasite', 'message.edited', ana, { seq: 16, text: `Line 16. ${'Grown. '.repeat(80)}` });
    await until(async () => !(await drawn(lines)).includes(14));
    await lines.getByText('Grown.').waitFor();
    expect(Math.abs((await top(line)) - at)).toBeLessThanOrEqual(1);
  });

  it('marks what came since the last visit', async () => {
    const { element, lines, server, page } = await open({ before: (server) => talk(server, 5) });
    await lines.getByText('Line 5.').waitFor();
    await until(() =>
      page.evaluate((key) => localStorage.getItem(key), `matinee:read:${server.url}|parasite`),
    );
    await page.goto('about:blank');
    talk(server, 3, 6);
    await page.goto(server.url);
    await lines.getByText('Line 8.').waitFor();
    const line = element.locator('[part="unread-line"]');
    expect(await line.innerText()).toBe('New');
    expect(await line.evaluate((one) => one.nextElementSibling?.textContent)).toContain('Line 6.');
  });

  it('begins where the reader left off, when more was said since than can be seen', async () => {
    const { element, lines, server, page } = await open({ before: (server) => talk(server, 5) });
    await lines.getByText('Line 5.').waitFor();
    await until(() =>
      page.evaluate((key) => localStorage.getItem(key), `matinee:read:${server.url}|parasite`),
    );
    await page.goto('about:blank');
    talk(server, 25, 6);
    await page.goto(server.url);
    await lines.getByText('Line 30.').waitFor();
    const mark = element.locator('[part="unread-line"]');
    await until(async () => (await top(mark)) >= (await top(element.locator('.scroller'))) - 1);
    await element.getByRole('button', { name: 'Jump to newest' }).click();
    await until(async () => (await gap(element)) < 1);
  });

  it('goes to a quoted line, however far back, and lets it glow', async () => {
    const { element, lines, server } = await open({
      before: (server) => {
        talk(server, 150);
        server.say('parasite', '보라', 'About that.', { replyTo: 4 });
      },
    });
    await lines.getByText('About that.').waitFor();
    await until(() => server.received.some(({ op }) => op === 'join'));
    await element.getByTitle(/Go to the line by/).click();
    const quoted = lines.filter({ hasText: 'Line 4.' });
    await quoted.waitFor();
    await until(() => quoted.evaluate((line) => line.matches(':focus') && line.hasAttribute('data-flash')));
    const box = await quoted.boundingBox();
    const view = await element.locator('.scroller').boundingBox();
    expect(box && view && box.y >= view.y && box.y + box.height <= view.y + view.height).toBe(true);
  });

  it('is walked with the arrows, one stop in the tab order, and Escape leads back to writing', async () => {
    const { element, lines, page, box } = await open({ as: 'Jun', before: (server) => talk(server, 12) });
    await lines.getByText('Line 12.').waitFor();
    const focused = (): Promise<string> =>
      page.evaluate(
        () =>
          document
            .querySelector('matinee-room')
            ?.shadowRoot?.activeElement?.textContent?.match(/Line \d+/)?.[0] ?? '',
      );
    expect(await element.locator('[role=article][tabindex="0"]').count()).toBe(1);
    await box.focus();
    await page.keyboard.press('Shift+Tab');
    await until(async () => (await focused()) === 'Line 12');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await until(async () => (await focused()) === 'Line 10');
    await page.keyboard.press('Home');
    await until(async () => (await focused()) === 'Line 1');
    await page.keyboard.press('End');
    await until(async () => (await focused()) === 'Line 12');
    await page.keyboard.press('Enter');
    await until(() =>
      page.evaluate(
        () => document.querySelector('matinee-room')?.shadowRoot?.activeElement?.ariaLabel === 'React',
      ),
    );
    await page.keyboard.press('ArrowRight');
    await until(() =>
      page.evaluate(
        () => document.querySelector('matinee-room')?.shadowRoot?.activeElement?.ariaLabel === 'Reply',
      ),
    );
    await page.keyboard.press('Escape');
    expect(await focused()).toBe('Line 12');
    await page.keyboard.press('Escape');
    expect(await box.evaluate((one) => one.matches(':focus'))).toBe(true);
  });

  it('has its first and its newest line at Home and End, drawn or not, and one stop in the tab order', async () => {
    const { element, lines, page, box } = await open({ as: 'Jun', before: (server) => talk(server, 90) });
    await lines.getByText('Line 90.').waitFor();
    const inView = (name: string): Promise<boolean> =>
      element.evaluate((room, name) => {
        const line = room.shadowRoot?.activeElement;
        const view = room.shadowRoot?.querySelector('.scroller')?.getBoundingClientRect();
        const box = line?.getBoundingClientRect();
        return (
          !!box &&
          !!view &&
          line?.textContent?.includes(name) &&
          box.bottom > view.top &&
          box.top < view.bottom
        );
      }, name) as Promise<boolean>;
    await box.focus();
    await page.keyboard.press('Shift+Tab');
    await until(() => inView('Line 90.'));
    // As far back as has been read; what is before that comes then.
    await until(async () => {
      await page.keyboard.press('Home');
      return inView('Line 1.');
    });
    await page.keyboard.press('End');
    await until(() => inView('Line 90.'));
    await until(async () => (await gap(element)) < 1);
    await page.keyboard.press('Home');
    await until(() => inView('Line 1.'));
    await box.fill('From far away.');
    await box.press('Enter');
    await lines.getByText('From far away.').waitFor();
    expect(await element.locator('[role=article][tabindex="0"]').count()).toBe(1);
  });

  it('announces what comes politely, and what comes together in one sentence', async () => {
    const { element, server, lines } = await open();
    await until(() => server.received.some(({ op }) => op === 'join'));
    const said = element.locator('section > [role=status]');
    server.say('parasite', 'Ana', 'A ||secret|| word');
    await until(async () => (await said.innerText()) === 'Ana: A ▒▒▒ word');
    talk(server, 4);
    await lines.getByText('Line 4.').waitFor();
    await until(async () => (await said.innerText()) === '4 new lines');
  });
});
