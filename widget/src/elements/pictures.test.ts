import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { AttachmentView } from '../../../src/protocol/frames.ts';
import type { RoomServer } from '../../tests/room-server.ts';
import { onStage, until } from '../../tests/stage.ts';

const say = (server: RoomServer, ...attachments: Partial<AttachmentView>[]): number =>
  server.append(
    'parasite',
    'message.posted',
    { id: 'a', name: 'Ana', via: 'slack' },
    {
      text: 'Look.',
      attachments: attachments.map((more, at) => ({
        id: String(at),
        url: `/pictures/${at}.gif`,
        type: 'image/gif',
        width: 320,
        height: 200,
        ...more,
      })),
    },
  );

onStage('The pictures of a line', (open) => {
  it('are named by what they show, else by their file, else as pictures', async () => {
    const { lines } = await open({
      before: (server) => say(server, { alt: 'Stairs', name: 'a.gif' }, { name: 'b.gif' }, {}),
    });
    const links = lines.getByRole('link');
    await until(async () => (await links.count()) === 3);
    const names = await links.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    expect(names).toEqual([
      'Open the picture: Stairs',
      'Open the picture: b.gif',
      'Open the picture: Picture',
    ]);
    expect(
      await lines.getByRole('img').evaluateAll((all) => all.map((one) => one.getAttribute('alt'))),
    ).toEqual(['Stairs', 'b.gif', 'Picture']);
  });

  it('are thumbnails in the talk where there are some, and themselves when they are large', async () => {
    const { element, lines } = await open({
      before: (server) => say(server, { thumbnailUrl: '/pictures/small.webp' }, {}),
    });
    const shown = lines.locator('[part=picture] img');
    await until(async () => (await shown.count()) === 2);
    expect(
      await shown.evaluateAll((all) => all.map((one) => new URL((one as HTMLImageElement).src).pathname)),
    ).toEqual(['/pictures/small.webp', '/pictures/1.gif']);
    await lines.getByRole('link').first().click();
    const large = element.locator('[part=lightbox] img');
    await large.waitFor({ state: 'attached' });
    expect(await large.evaluate((one: HTMLImageElement) => new URL(one.src).pathname)).toBe(
      '/pictures/0.gif',
    );
  });

  it('stand beside files, which are links to save them by; one that gives something away is named when it is asked for', async () => {
    const file = { kind: 'file', type: 'application/pdf', size: 1_234_567, url: '/media/x' } as const;
    const { lines } = await open({
      before: (server) =>
        say(
          server,
          { ...file, name: '<img src=x onerror=alert(1)>.pdf' },
          { ...file, name: 'the-butler.pdf', spoiler: true },
        ),
    });
    const cards = lines.locator('[part=file]');
    await until(async () => (await cards.count()) === 2);
    expect(await cards.first().textContent()).toContain('<img src=x onerror=alert(1)>.pdf');
    expect(await cards.first().textContent()).toContain('1.2 MB');
    expect(await lines.locator('[part=file] img, [part=picture]').count()).toBe(0);
    const rels = await cards.evaluateAll((all) => all.map((one) => one.getAttribute('rel')));
    expect(rels).toEqual(Array(2).fill('noopener noreferrer nofollow ugc'));
    expect(await cards.last().textContent()).not.toContain('butler');
    await cards.last().click();
    await until(async () => (await cards.last().textContent())?.includes('the-butler.pdf') ?? false);
  });

  for (const [lang, theme] of [
    ['en', 'light'],
    ['ko', 'dark'],
  ] as const)
    it(`stand beside files with a drawn sign, and within a narrow room (${lang}, ${theme})`, async () => {
      const file = { kind: 'file', type: 'application/pdf', url: '/media/x' } as const;
      const { lines, page } = await open({
        lang,
        body: `<matinee-room room="parasite" theme="${theme}"></matinee-room>`,
        browser: { viewport: { width: 320, height: 560 } },
        before: (server) =>
          say(
            server,
            { ...file, size: 12_345_678, name: '기생충 각본 최종의 최종 진짜 마지막 수정본 3고.hwp' },
            { ...file, size: 300, name: `${'x'.repeat(76)}.pdf` },
            { ...file, size: 4_200, name: 'the-butler.pdf', spoiler: true },
          ),
      });
      const cards = lines.locator('[part=file]');
      await until(async () => (await cards.count()) === 3);
      // No font has to have a picture of it.
      expect((await cards.allInnerTexts()).join('')).not.toMatch(/\p{Extended_Pictographic}/u);
      const signs = await cards.locator('svg').evaluateAll((all) =>
        all.map((one) => {
          const { width, height } = one.getBoundingClientRect();
          return [width, height, getComputedStyle(one).stroke === getComputedStyle(one.parentElement!).color];
        }),
      );
      expect(signs).toEqual(Array(3).fill([18, 18, true]));
      const wide = await cards.evaluateAll((all) =>
        all.map((one) => one.scrollWidth > one.clientWidth || one.getBoundingClientRect().right > 320),
      );
      expect(wide).toEqual([false, false, false]);
      expect(await cards.nth(1).textContent()).toContain('1 KB');
      if (process.env['SHOTS'])
        await page.screenshot({ path: `${process.env['SHOTS']}/files-${lang}-${theme}.png` });
    });

  it('have their place kept before they come', async () => {
    const { lines, page } = await open({ before: (server) => say(server, {}) });
    const img = lines.locator('[part=picture] img');
    await img.waitFor({ state: 'attached' });
    await page.waitForFunction(() => {
      const room = document.querySelector('matinee-room');
      const box = room?.shadowRoot?.querySelector('[part=picture] img')?.getBoundingClientRect();
      return box && box.width > 0 && Math.abs(box.width / box.height - 1.6) < 0.02;
    });
  });

  it('stand in two columns where there are several, an odd one over both', async () => {
    const { lines, server } = await open({
      browser: { viewport: { width: 320, height: 760 } },
      before: (server) => {
        say(server, {}, { width: 100, height: 900 }, { width: 2000, height: 500 }, {});
        say(server, {}, {}, {});
      },
    });
    const rows = (line: Locator): Promise<string> =>
      line.getByRole('link').evaluateAll((all) => {
        const boxes = all.map((one) => one.getBoundingClientRect());
        const tops = [...new Set(boxes.map(({ top }) => Math.round(top)))];
        return tops
          .map((row) => boxes.filter(({ top }) => Math.round(top) === row))
          .map((row) => row.map(({ width }) => Math.round((width / boxes.at(-1)!.width) * 10) / 10).join(' '))
          .join(', ');
      });
    await until(async () => (await lines.getByRole('link').count()) === 7);
    await until(async () => (await rows(lines.first())) === '1 1, 1 1');
    await until(async () => (await rows(lines.last())) === '2, 1 1');
    // One alone is as it is.
    say(server, { width: 320, height: 200 });
    const alone = lines.last().getByRole('img');
    await until(async () => (await lines.count()) === 3);
    await until(async () => {
      const box = await alone.boundingBox();
      return box && Math.abs(box.width / box.height - 1.6) < 0.02;
    });
  });

  it('come from the room’s own server, wherever the page says its addresses begin', async () => {
    const { lines, page, server } = await open();
    await until(() => server.received.some(({ op }) => op === 'join'));
    await page.evaluate(() => {
      const base = document.createElement('base');
      base.href = 'https://blog.example/';
      document.head.append(base);
    });
    say(server, {});
    const link = lines.getByRole('link');
    await link.waitFor();
    expect(await link.getAttribute('href')).toBe(`${server.url}/pictures/0.gif`);
  });

  it('open in a tab of their own with a key held', async () => {
    const { lines, page, server } = await open({
      before: (server) => say(server, { url: '/widget/v1/emoji.json' }),
    });
    const link = lines.getByRole('link');
    await link.waitFor();
    expect([await link.getAttribute('target'), await link.getAttribute('rel')]).toEqual([
      '_blank',
      'noopener',
    ]);
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      link.click({ modifiers: ['Shift'] }),
    ]);
    await tab.waitForURL(`${server.url}/widget/v1/emoji.json`);
    await tab.close();
    expect(await page.locator('matinee-room').getByRole('dialog').count()).toBe(0);
  });

  describe('of a room that not everybody may read', () => {
    const loaded = (img: Locator): Promise<boolean> =>
      img.evaluate((one: HTMLImageElement) => one.complete && one.naturalWidth > 0);
    const asked = (server: RoomServer): number =>
      server.requested.filter((one) => one.includes('/pictures/grant')).length;

    it('come with a grant once bare addresses do not do, asked for once for all of them', async () => {
      const { lines, server } = await open({
        as: 'Jun',
        before: (server) => {
          server.grant = 'one';
          say(server, { url: '/media/a' }, { url: '/media/b' });
        },
      });
      const img = lines.getByRole('img');
      await until(async () => (await img.count()) === 2);
      for (const at of [0, 1]) await until(() => loaded(img.nth(at)));
      expect(asked(server)).toBe(1);
      // The next one knows at once.
      say(server, { url: '/media/c' });
      await until(async () => (await img.count()) === 3 && (await loaded(img.last())));
      expect(server.requested.filter((one) => one.includes('/media/c'))).toEqual(['GET /media/c?grant=one']);
      expect(asked(server)).toBe(1);
    });

    it('come as they are addressed where the address is signed already', async () => {
      const { lines, server } = await open({
        as: 'Jun',
        before: (server) => {
          server.grant = 'signed';
          say(server, { url: '/media/a?grant=signed' });
        },
      });
      await lines.getByRole('img').waitFor();
      await until(() => loaded(lines.getByRole('img')));
      expect(asked(server)).toBe(0);
    });

    it('are not asked for without end when they are gone', async () => {
      const { lines, server } = await open({
        as: 'Jun',
        before: (server) => {
          server.grant = 'one';
          say(server, { url: '/media/a', alt: 'Stairs' }, { url: '/media/b' });
        },
      });
      await until(() => loaded(lines.getByRole('img').first()));
      server.grant = 'none that anybody gets';
      const before = server.requested.length;
      say(server, { url: '/media/c', alt: 'Gone' });
      await until(() => server.requested.some((one) => one.includes('/media/c')));
      say(server, { alt: 'after' });
      await lines.getByRole('img', { name: 'after' }).waitFor();
      expect(server.requested.slice(before).filter((one) => one.includes('/media/'))).toHaveLength(1);
    });
  });

  describe('that give something away', () => {
    const covered = { url: '/media/a', alt: 'He was dead all along', name: 'the-ending.png', spoiler: true };
    for (const [lang, words, link] of [
      ['en', 'Spoiler, hidden. Press to show it.', 'Open the picture: He was dead all along'],
      ['ko', '가려진 스포일러예요. 누르면 보여요.', '사진 열기: He was dead all along'],
    ] as const)
      it(`are covered until asked for, with the keyboard too (${lang})`, async () => {
        const { lines, page } = await open({
          lang,
          before: (server) => say(server, covered, { url: '/media/b' }),
        });
        const cover = lines.getByRole('button', { name: words });
        await cover.waitFor();
        expect(await cover.locator('img').evaluate((one) => getComputedStyle(one).filter)).toContain('blur');
        expect(await lines.innerHTML()).not.toMatch(/dead all along|the-ending/);
        await until(() => cover.locator('img').evaluate((one: HTMLImageElement) => one.complete));
        if (process.env['SHOTS'])
          await page.screenshot({ path: `${process.env['SHOTS']}/spoiler-${lang}.png` });
        await cover.focus();
        await page.keyboard.press('Enter');
        const open_ = lines.getByRole('link', { name: link });
        await open_.waitFor();
        expect(await open_.evaluate((one) => (one.getRootNode() as ShadowRoot).activeElement === one)).toBe(
          true,
        );
        expect(await cover.count()).toBe(0);
      });

    it('are passed over by the arrows of those that are large, until they are shown', async () => {
      const { lines, element, page } = await open({
        before: (server) => say(server, { alt: 'Stairs' }, { ...covered }, { alt: 'Rain' }),
      });
      await lines.getByRole('link', { name: 'Stairs' }).click();
      await element.getByText('Stairs 1 / 2').waitFor();
      await page.keyboard.press('ArrowRight');
      await element.getByText('Rain 2 / 2').waitFor();
    });
  });
});
