import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { cleanText } from '../../../src/core/markup/clean-text.ts';
import { DISGUISED, HONEST } from '../../../src/core/markup/masked-link-samples.ts';
import { onStage, until } from '../../tests/stage.ts';

onStage('A line', (open) => {
  it('shows who said it, when, and quietly from where', async () => {
    const at = new Date(2026, 10, 20, 19, 4);
    const { lines } = await open({
      before: (server) => {
        server.say('parasite', 'Ana', 'From Discord.', { via: 'discord', at });
        server.say('parasite', 'Jun', 'From here.', { at });
      },
    });
    const [discord, web] = [lines.nth(0), lines.nth(1)];
    await web.waitFor();
    expect((await discord.innerText()).replace(/\s+/g, ' ')).toContain('Ana Discord · 19:04 From Discord.');
    expect((await web.innerText()).replace(/\s+/g, ' ')).toContain('Jun 19:04 From here.');
    expect(await discord.getAttribute('aria-label')).toBe('Ana, Discord, 19:04');
  });

  it('shows marks, links and code, and opens links safely', async () => {
    const { lines, page } = await open({
      before: (server) =>
        server.say(
          'parasite',
          'Ana',
          '**bold** _soft_ ~~gone~~ `code` [here](https://a.example/x) https://b.example\n> quoted\n- one\n- two',
        ),
    });
    const line = lines.first();
    await line.locator('strong').waitFor();
    for (const tag of ['strong', 'em', 's', 'code', 'blockquote'])
      expect(await line.locator(tag).count(), tag).toBe(1);
    expect(await line.locator('li').count()).toBe(2);
    const links = await line
      .locator('a')
      .evaluateAll((all) =>
        all.map((one) => [one.getAttribute('href'), one.getAttribute('rel'), one.getAttribute('target')]),
      );
    expect(links).toEqual([
      ['https://a.example/x', 'noopener noreferrer nofollow ugc', '_blank'],
      ['https://b.example', 'noopener noreferrer nofollow ugc', '_blank'],
    ]);
    expect(page.url()).not.toContain('example');
  });

  it('shows where a link leads whose label looks like another address, in the line, its preview and a quote', async () => {
    const { lines } = await open({
      before: (server) => {
        for (const [label, url] of [...DISGUISED, ...HONEST])
          server.say('parasite', 'Ana', `[${label}](${url})`);
        server.say('parasite', 'Ana', 'Look.', {
          replyTo: server.say('parasite', 'Ana', '[bank.kr](https://evil.kr)'),
        });
      },
    });
    await until(async () => (await lines.getByRole('link').count()) > DISGUISED.length + HONEST.length);
    const shown = await lines.getByRole('link').allTextContents();
    expect(shown.slice(0, DISGUISED.length)).toEqual(
      DISGUISED.map(([label, , host]) => `${cleanText(label)} (${host})`),
    );
    expect(shown.slice(DISGUISED.length, -1)).toEqual(HONEST.map(([label]) => label));
    await until(async () => (await lines.last().innerText()).includes('bank.kr (evil.kr)'));
  });

  it('hides a spoiler until it is asked for, by pointer or keyboard', async () => {
    const { lines, page } = await open({
      before: (server) => {
        server.say('parasite', '보라', '그리고 ||지하실의 남자|| 때문에');
        server.say('parasite', 'Ana', 'Also ||the **stone**||.', { via: 'discord' });
      },
    });
    const veils = lines.getByRole('button', { name: 'Spoiler, hidden. Press to show it.' });
    await until(async () => (await veils.count()) === 2);
    expect(await veils.first().evaluate((veil) => getComputedStyle(veil).color)).toBe('rgba(0, 0, 0, 0)');
    await veils.first().click();
    await until(async () => (await veils.count()) === 1);
    await veils.first().focus();
    await page.keyboard.press('Enter');
    await until(async () => (await veils.count()) === 0);
    await lines.getByText('stone').waitFor();
  });

  it('takes Tab to what lies in it only while it has the keyboard itself', async () => {
    const { lines, page, box } = await open({
      as: 'Jun',
      before: (server) => {
        for (let line = 0; line < 5; line++)
          server.say('parasite', 'Ana', '||The man|| and ||the stone||, see https://a.example');
      },
    });
    const line = lines.last();
    const veils = line.getByRole('button', { name: /^Spoiler/ });
    const link = line.getByRole('link');
    const has = (one: Locator): Promise<boolean> => until(() => one.evaluate((it) => it.matches(':focus')));
    await until(async () => (await lines.getByRole('button', { name: /^Spoiler/ }).count()) === 10);
    expect(await lines.locator('[tabindex="0"]').count()).toBe(0);
    await box.press('Shift+Tab');
    await has(line);
    await until(async () => (await lines.locator('.text [tabindex="0"]').count()) === 3);
    await page.keyboard.press('Tab');
    await has(veils.first());
    // The keyboard stays with the line whose veil it has lifted, and goes on to the next one.
    await page.keyboard.press('Enter');
    await line.getByText('The man').waitFor();
    await has(line);
    await page.keyboard.press('Tab');
    await has(veils.first());
    await page.keyboard.press('Tab');
    await has(link);
    await page.keyboard.press('Tab');
    await has(line.getByRole('button', { name: 'React' }));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await has(box);
    await until(async () => (await lines.locator('[tabindex="0"]').count()) === 0);
  });

  it('shows hostile text as text', async () => {
    const hostile = [
      '<img src=x onerror=__pwned=1>',
      '</script><script>__pwned=1</script><!--',
      '[x](javascript:__pwned=1) [x](JaVaScRiPt:__pwned=1) [x](java\tscript:__pwned=1) [x](\u0001javascript:__pwned=1)',
      '[x](data:text/html;base64,PHNjcmlwdD4=) <javascript:__pwned=1> [a](https://a" onmouseover="__pwned=1)',
      '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=__pwned=1&gt;">',
      "<style>@import 'http://canary.example'</style>",
    ];
    const { lines, page } = await open({
      room: { title: '<svg onload=__pwned=1>', topic: '<img src=x onerror=__pwned=1>' },
      before: (server) => {
        for (const text of hostile) server.say('parasite', '<svg onload=__pwned=1>', text);
      },
    });
    await until(async () => (await lines.count()) === hostile.length);
    await until(async () => (await lines.locator('.unseen').count()) === 0);
    const found = await page.evaluate(() => {
      const root = document.querySelector('matinee-room')?.shadowRoot;
      const all = [...(root?.querySelectorAll('*') ?? [])];
      return {
        pwned: Reflect.get(window, '__pwned') as unknown,
        handlers: all.filter((one) => one.getAttributeNames().some((name) => name.startsWith('on'))).length,
        foreign: root?.querySelectorAll('script, style, img, math, svg:not(.icon)').length,
        links: all.map((one) => one.getAttribute('href')).filter((href) => href && !/^https?:/.test(href)),
      };
    });
    expect(found).toEqual({ pwned: undefined, handlers: 0, foreign: 0, links: [] });
    expect(await lines.first().innerText()).toContain('<img src=x onerror=__pwned=1>');
  });

  it('says where a line of mine has arrived, under the last one only', async () => {
    const { lines, server, box } = await open({
      as: 'Jun',
      room: { links: [{ platform: 'discord', channel: '#p', state: 'active' }] },
    });
    await box.fill('First.');
    await box.press('Enter');
    await until(() => server.messages('parasite').length === 1);
    server.deliver('parasite', 1, { platform: 'discord', state: 'pending' });
    await lines.getByText('Discord …').waitFor();
    server.deliver('parasite', 1, { platform: 'discord', state: 'sent' });
    server.deliver('parasite', 1, { platform: 'slack', state: 'sent' });
    await until(async () =>
      /Sent · Discord ✓.* · Slack ✓/s.test((await lines.first().innerText()).replace(/\s+/g, ' ')),
    );
    await box.fill('Second.');
    await box.press('Enter');
    await lines.getByText('Second.').waitFor();
    await lines.first().getByText('Sent').waitFor({ state: 'detached' });
    server.deliver('parasite', 1, { platform: 'slack', state: 'failed', detail: 'The app was removed' });
    await lines.first().getByTitle('The app was removed').waitFor();
  });

  it('is there at once, waits without a line, and is sent exactly once when there is one again', async () => {
    const { lines, server, box, element, page } = await open({ as: 'Jun' });
    await until(() => server.received.some(({ op }) => op === 'join'));
    server.closed = true;
    server.drop();
    await element.getByText('Reconnecting').waitFor();
    await box.fill('Written without a line.');
    await box.press('Enter');
    await lines.getByText('Waits to be sent').waitFor();
    await page.reload();
    await lines.getByText('Written without a line.').waitFor();
    server.closed = false;
    await until(() => server.messages('parasite').length, 9000);
    await lines.getByText('Waits to be sent').waitFor({ state: 'detached' });
    expect(await lines.count()).toBe(1);
    expect(server.messages('parasite')).toHaveLength(1);
  });

  it('is changed once there is a line again, however long that takes', async () => {
    // A page of its own, whose clock can be put forward.
    const { lines, server, box, element, page } = await open({
      as: 'Jun',
      browser: { userAgent: 'of somebody who waits' },
    });
    await page.clock.install();
    await box.fill('The frist version.');
    await box.press('Enter');
    await until(() => server.messages('parasite').length === 1);
    server.closed = true;
    server.drop();
    await element.getByText('Reconnecting').waitFor();
    await until(async () => {
      await box.press('ArrowUp');
      return (await box.inputValue()) === 'The frist version.';
    });
    await box.fill('The first version.');
    await box.press('Enter');
    // Longer than anything else that is asked of the room waits for.
    await page.clock.fastForward(60_000);
    server.closed = false;
    await until(async () => {
      await page.clock.fastForward(1000);
      return (await lines.getByText('The first version.').count()) === 1;
    });
    expect(server.messages('parasite').map(({ text }) => text)).toEqual(['The first version.']);
  });

  it('has one effect though its acknowledgement was lost', async () => {
    const { lines, server, box } = await open({ as: 'Jun' });
    await until(() => server.received.some(({ op }) => op === 'join'));
    server.loseAcks = 1;
    await box.fill('Once.');
    await box.press('Enter');
    await until(() => server.messages('parasite').length === 1);
    server.drop();
    await until(() => server.received.filter(({ op }) => op === 'join').length === 2);
    await lines.getByText('Once.').waitFor();
    await lines.getByText('Sending…').waitFor({ state: 'detached' });
    expect(server.messages('parasite')).toHaveLength(1);
    expect(await lines.count()).toBe(1);
  });

  it('that the room will not take says why, and can be tried again or discarded', async () => {
    const { lines, server, box } = await open({ as: 'Jun' });
    await until(() => server.received.some(({ op }) => op === 'join'));
    server.refusePosts = { code: 'reply_not_found', times: 2 };
    for (const text of ['One.', 'Two.']) {
      await box.fill(text);
      await box.press('Enter');
    }
    await until(
      async () => (await lines.getByText('Not sent. The line you answered is gone.').count()) === 2,
    );
    await lines.nth(0).getByRole('button', { name: 'Try again' }).click();
    await until(() => server.messages('parasite')[0]?.text === 'One.');
    await lines.filter({ hasText: 'Two.' }).getByRole('button', { name: 'Discard' }).click();
    await until(async () => (await lines.count()) === 1);
  });

  it('closes the gap when the server’s signal was lost', async () => {
    const { lines, server } = await open();
    await until(() => server.received.some(({ op }) => op === 'join'));
    server.say('parasite', 'Ana', 'One.');
    await lines.getByText('One.').waitFor();
    server.losing(() => server.say('parasite', 'Ana', 'Two, of which nobody heard.'));
    server.say('parasite', 'Ana', 'Three.');
    await lines.getByText('Two, of which').waitFor();
    expect((await lines.allInnerTexts()).join().replace(/\s+/g, ' ')).toMatch(/One\..*Two,.*Three\./);
  });

  it('reads the history anew when too much was missed', async () => {
    const { lines, server, room } = await open({ before: (server) => server.say('parasite', 'Ana', 'Old.') });
    await until(() => server.received.some(({ op }) => op === 'join'));
    await lines.getByText('Old.').waitFor();
    room.resumes = 2;
    server.losing(() => {
      for (let i = 1; i <= 9; i++) server.say('parasite', 'Ana', `Missed ${i}.`);
    });
    server.drop();
    await lines.getByText('Missed 9.').waitFor();
    server.say('parasite', 'Ana', 'And on.');
    await lines.getByText('And on.').waitFor();
    expect(await lines.count()).toBe(11);
  });

  it.each([true, false])(
    'ends up the same whether or not pages say how far they reach (%s)',
    async (tells) => {
      const { lines, server } = await open({
        before: (server) => {
          server.tellsSeq = tells;
          server.slow = 120;
          server.say('parasite', 'Ana', 'Before.');
        },
        early: true,
      });
      const ana = { id: 'a', name: 'Ana', via: 'web' } as const;
      await until(() => server.received.some(({ op }) => op === 'join'));
      server.append('parasite', 'reaction.added', ana, { seq: 1, emoji: '🍿' });
      server.say('parasite', 'Ana', 'Meanwhile.');
      await lines.getByText('Meanwhile.').waitFor();
      await lines.first().getByRole('button', { name: '🍿 1' }).waitFor();
      server.say('parasite', 'Ana', 'After.');
      await lines.getByText('After.').waitFor();
      expect(await lines.count()).toBe(3);
    },
  );
});
