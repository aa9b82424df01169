import sharp from 'sharp';
import { expect, it } from 'vitest';
import { onStage, until } from '../tests/stage.ts';

/** Shares of a picture's colours, the most frequent first. */
async function coloursOf(picture: Buffer): Promise<number[]> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const counts = new Map<number, number>();
  for (let at = 0; at < data.length; at += 3) {
    const colour = data.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return [...counts.values()].sort((a, b) => b - a).map((count) => count / (info.width * info.height));
}

onStage('A room on a page', (open) => {
  it('draws lines to come as quiet bones while it loads, with ground between them', async () => {
    const { element, page } = await open({ before: (server) => (server.slow = 60_000), early: true });
    const bones = element.locator('[part=skeleton]');
    await page.waitForFunction(() => {
      const drawn = document.querySelector('matinee-room')?.shadowRoot?.querySelector('[part=skeleton]');
      return drawn && getComputedStyle(drawn).opacity === '1';
    });
    const [ground = 0, bone = 0] = await coloursOf(await bones.screenshot());
    expect(ground).toBeGreaterThan(0.7);
    expect(bone).toBeGreaterThan(0.05);
  });

  it('can be read at once, without a name', async () => {
    const { lines, server, element } = await open({
      room: { title: '기생충' },
      before: (server) => {
        server.say('parasite', 'Ana', 'The whole film is one staircase.', { via: 'discord' });
      },
    });
    await lines.getByText('one staircase').waitFor();
    expect(await element.getByRole('heading').innerText()).toBe('기생충');
    await until(() => server.received.some(({ op }) => op === 'join'));
    expect(server.received[0]).toEqual({ op: 'auth', anonymous: true });
    expect(server.requested.filter((one) => one.startsWith('POST'))).toEqual([]);
  });

  it('needs two requests and one socket besides its script', async () => {
    const { server } = await open({ before: (server) => server.say('parasite', 'Ana', 'Plain words.') });
    await until(() => server.received.some(({ op }) => op === 'join'));
    expect(server.requested.map((one) => one.replace(/\?.*/, '')).sort()).toEqual([
      'GET /api/v1/rooms/parasite',
      'GET /api/v1/rooms/parasite/messages',
    ]);
    expect(server.connections).toBe(1);
  });

  it('asks for a name once, when somebody first writes, and sends what they wrote', async () => {
    const { box, lines, page, server, element } = await open();
    await box.fill('Bring tissues.');
    await box.press('Enter');
    const name = element.getByPlaceholder('Your name');
    await name.fill('Jun');
    await name.press('Enter');
    await lines.getByText('Bring tissues.').waitFor();
    await until(() => server.messages('parasite').length === 1);
    expect(server.messages('parasite')[0]).toMatchObject({ text: 'Bring tissues.', author: { name: 'Jun' } });
    await page.reload();
    await lines.getByText('Bring tissues.').waitFor();
    await until(() => server.received.at(-1)?.op === 'join' || server.received.at(-1)?.op === 'read');
    await box.fill('Second line.');
    await box.press('Enter');
    await until(() => server.messages('parasite').length === 2);
  });

  it('says what is wrong with a name and keeps what was written', async () => {
    const { box, server, element, lines } = await open();
    await box.fill('Hello.');
    await box.press('Enter');
    const name = element.getByPlaceholder('Your name');
    await name.fill('owner');
    await name.press('Enter');
    await element.getByText('That name will not do').waitFor();
    await name.fill('Jun');
    await name.press('Enter');
    await lines.getByText('Hello.').waitFor();
    await until(() => server.messages('parasite').length === 1);
  });

  it('keeps what was written for who would rather not say a name, also over a reload', async () => {
    const { box, element, page } = await open();
    await box.fill('Bring tissues.');
    await box.press('Enter');
    await element.getByPlaceholder('Your name').press('Escape');
    await until(async () => (await box.inputValue()) === 'Bring tissues.');
    await box.press('Enter');
    await element.getByPlaceholder('Your name').waitFor();
    await page.reload();
    await until(async () => (await box.inputValue()) === 'Bring tissues.');
  });

  it('is one reader in all tabs of a browser', async () => {
    const { page, box, server, element } = await open();
    await until(() => server.received.some(({ op }) => op === 'join'));
    const tab = await page.context().newPage();
    try {
      await tab.goto(server.url);
      const there = tab.locator('matinee-room');
      await there.getByRole('log').waitFor();
      await box.fill('From the first tab.');
      await box.press('Enter');
      await element.getByPlaceholder('Your name').fill('Jun');
      await element.getByPlaceholder('Your name').press('Enter');
      await there.getByText('From the first tab.').waitFor();
      const joined = (): number => server.received.filter(({ op }) => op === 'join').length;
      await until(() => joined() === 4);
      await there.getByRole('textbox').fill('From the second.');
      await there.getByRole('textbox').press('Enter');
      await until(() => server.messages('parasite').length === 2);
      const authors = server.messages('parasite').map(({ author }) => author.id);
      expect(new Set(authors).size).toBe(1);
    } finally {
      await tab.close();
    }
  });

  it.each([' Parasite', 'PARASITE ', '기생충'.normalize('NFD')])(
    'hears its room under the name “%s”',
    async (room) => {
      const { server, lines } = await open({
        body: `<matinee-room room="${room}"></matinee-room>`,
        before: (server) => void server.room('기생충'),
      });
      const slug = room.normalize('NFC').trim().toLowerCase();
      await until(() => server.received.some((frame) => frame.op === 'join' && frame.room === slug));
      server.say(slug, 'Ana', 'Live.');
      await lines.getByText('Live.').waitFor();
    },
  );

  it.each([
    ['a flex row', 'display: flex'],
    ['a centred column', 'display: flex; flex-direction: column; align-items: center'],
    ['a centred grid', 'display: grid; place-items: center'],
    ['a box that shrinks to fit', 'display: inline-block'],
    ['a narrow flex row', 'display: flex; width: 300px'],
  ])('has a width to talk in within %s', async (_, style) => {
    const { element } = await open({
      body: '<div class="around"><matinee-room room="parasite"></matinee-room></div>',
      style: `.around { ${style} }`,
    });
    const width = (await element.boundingBox())?.width ?? 0;
    expect(width).toBeGreaterThanOrEqual(280);
    expect(width).toBeLessThanOrEqual(480);
  });

  it('shows what others write as it comes', async () => {
    const { lines, server } = await open();
    await until(() => server.received.some(({ op }) => op === 'join'));
    server.say('parasite', '보라', '맞아요.', { via: 'slack' });
    await lines.getByText('맞아요.').waitFor();
    expect(await lines.getByText('Slack').count()).toBe(1);
  });

  it('shares one socket between all rooms of a page', async () => {
    const { page, server } = await open({
      body: '<matinee-room room="parasite"></matinee-room><matinee-room room="burning"></matinee-room>',
      before: (server) => {
        server.room('burning', { title: 'Burning' });
        server.say('burning', 'Ana', 'The greenhouse.');
      },
    });
    await page.locator('matinee-room').nth(1).getByText('The greenhouse.').waitFor();
    await until(() => server.received.filter(({ op }) => op === 'join').length === 2);
    expect(server.connections).toBe(1);
    server.say('burning', 'Ana', 'There never was a cat.');
    await page.locator('matinee-room').nth(1).getByText('never was a cat').waitFor();
    expect(await page.locator('matinee-room').first().getByText('never was a cat').count()).toBe(0);
  });

  it('keeps its socket when it is moved, and frees it when it is removed', async () => {
    const { page, server, lines } = await open({
      before: (server) => server.say('parasite', 'Ana', 'Still here.'),
    });
    await until(() => server.received.some(({ op }) => op === 'join'));
    await page.evaluate(() => document.body.prepend(document.querySelector('matinee-room') ?? ''));
    await lines.getByText('Still here.').waitFor();
    expect(server.received.filter(({ op }) => op === 'auth')).toHaveLength(1);
    await page.evaluate(() => document.querySelector('matinee-room')?.remove());
    await until(() => server.connections === 0);
  });

  it('comes back when it is put in again', async () => {
    const { page, server, lines } = await open({
      before: (server) => server.say('parasite', 'Ana', 'Back again.'),
    });
    await page.evaluate(() => Object.assign(window, { kept: document.querySelector('matinee-room') }));
    await page.evaluate(() => document.querySelector('matinee-room')?.remove());
    await until(() => server.connections === 0);
    await page.evaluate(() => document.body.append(Reflect.get(window, 'kept') as Element));
    await lines.getByText('Back again.').waitFor();
  });

  it('may be loaded twice', async () => {
    const { page, server, lines } = await open({
      body: '<matinee-room room="parasite"></matinee-room><script type="module" src="/widget/v1/matinee.js?again"></script><script src="/widget/v1/matinee.iife.js"></script>',
      before: (server) => server.say('parasite', 'Ana', 'Once.'),
    });
    await lines.getByText('Once.').waitFor();
    await page.waitForLoadState('load');
    expect(await lines.getByText('Once.').count()).toBe(1);
    expect(server.connections).toBe(1);
  });

  it.each([
    '<script type="module" src="/widget/v1/matinee.js" data-room="parasite" data-theme="dark"></script>',
    '<script src="/widget/v1/matinee.iife.js" data-room="parasite" data-theme="dark"></script>',
  ])('stands where a script tag with a room stands: %s', async (body) => {
    const { page, lines } = await open({
      body,
      before: (server) => server.say('parasite', 'Ana', 'By script.'),
    });
    await lines.getByText('By script.').waitFor();
    expect(await page.locator('script[data-room] + matinee-room').getAttribute('theme')).toBe('dark');
    expect(await page.locator('matinee-room').count()).toBe(1);
  });

  it('loads nothing while it is lazy and far away', async () => {
    const { page, server, lines } = await open({
      body: '<div class="essay"></div><matinee-room room="parasite" loading="lazy"></matinee-room>',
      style: '.essay { height: 5000px }',
      before: (server) => server.say('parasite', 'Ana', 'Far below.'),
      early: true,
    });
    await page.waitForFunction(() => customElements.get('matinee-room'));
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50))));
    expect(server.requested).toEqual([]);
    expect(server.connections).toBe(0);
    await page.evaluate(() => scrollTo(0, 4600));
    await lines.getByText('Far below.').waitFor();
  });

  it('opens from a bubble that counts what is new', async () => {
    const { page, server, element, lines } = await open({
      body: '<matinee-room room="parasite" mode="bubble"></matinee-room>',
      early: true,
    });
    const bubble = element.getByRole('button', { name: /chat/ });
    await bubble.click();
    await element.getByText('Go first').waitFor();
    await until(() => server.received.some(({ op }) => op === 'join'));
    await page.keyboard.press('Escape');
    await element.getByRole('log').waitFor({ state: 'detached' });
    server.say('parasite', 'Ana', 'Anybody?');
    await element.getByRole('button', { name: 'Open the chat, 1 new line' }).click();
    await lines.getByText('Anybody?').waitFor();
    expect(await bubble.getAttribute('aria-expanded')).toBe('true');
  });

  it('speaks the language of the page', async () => {
    const { element } = await open({ lang: 'ko' });
    await element.getByText('먼저 이야기를 꺼내 보세요').waitFor();
    expect(await element.getByRole('textbox').getAttribute('aria-label')).toBe('메시지 쓰기');
  });

  it('takes the language it is told over that of the page', async () => {
    const { element } = await open({
      lang: 'ko',
      body: '<matinee-room room="parasite" locale="en"></matinee-room>',
    });
    await element.getByText('Go first').waitFor();
  });

  it('loads of what it says later only what its reader reads', async () => {
    const { page, element } = await open({ lang: 'ko' });
    await element.getByRole('button', { name: '찾기, 영화, 사람들' }).waitFor();
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => /(?<=\/)\w\w\.later/.exec(name)?.[0]),
    );
    expect(loaded.filter(Boolean)).toEqual(['ko.later']);
  });

  it('changes its language when it is told to, in all its parts', async () => {
    const { element } = await open({ lang: 'ko' });
    await element.getByRole('button', { name: '찾기, 영화, 사람들' }).waitFor();
    await element.evaluate((room) => room.setAttribute('locale', 'en'));
    await element.getByText('Go first').waitFor();
    await element.getByRole('button', { name: 'Search, films, people' }).click();
    await element.getByRole('tab', { name: 'Settings' }).click();
    await element.getByText('A sound for new lines').waitFor();
  });

  it('speaks two languages on one page, where the page does', async () => {
    const { page } = await open({
      body: '<div lang="ko"><matinee-room room="parasite"></matinee-room></div><div lang="en"><matinee-room room="oldboy"></matinee-room></div>',
      before: (server) => void server.room('oldboy'),
    });
    const menus = page.locator('matinee-room').locator('[part=menu-button]');
    await until(
      async () =>
        (await Promise.all([0, 1].map((at) => menus.nth(at).getAttribute('aria-label')))).join() ===
        '찾기, 영화, 사람들,Search, films, people',
    );
  });

  it.each([
    ['a light page', '', 'light'],
    ['a page painted dark', 'body { background: #14110d }', 'dark'],
    ['a page that says it is dark', ':root { color-scheme: dark }', 'dark'],
  ])('suits %s', async (_, style, look) => {
    const { element } = await open({ style });
    const paper = await element.locator('.room').evaluate((room) => getComputedStyle(room).backgroundColor);
    expect(paper).toBe(look === 'dark' ? 'rgb(27, 24, 20)' : 'rgb(255, 253, 249)');
  });

  it('follows the system where the page does', async () => {
    const { element, page } = await open({
      style: ':root { color-scheme: light dark }',
      browser: { colorScheme: 'dark' },
    });
    const paper = (): Promise<string> =>
      element.locator('.room').evaluate((room) => getComputedStyle(room).backgroundColor);
    expect(await paper()).toBe('rgb(27, 24, 20)');
    await page.emulateMedia({ colorScheme: 'light' });
    await until(async () => (await paper()) === 'rgb(255, 253, 249)');
  });

  it('tells the page what happens, by events', async () => {
    const { page, server, lines } = await open({
      early: true,
    });
    await page.evaluate(() => {
      const heard: unknown[] = [];
      Object.assign(window, { heard });
      for (const name of ['matinee-ready', 'matinee-message'])
        document
          .querySelector('matinee-room')
          ?.addEventListener(name, (event) => heard.push([name, (event as CustomEvent).detail]));
    });
    await until(() => server.received.some(({ op }) => op === 'join'));
    server.say('parasite', 'Ana', 'Heard.');
    await lines.getByText('Heard.').waitFor();
    const heard = await page.evaluate(() => Reflect.get(window, 'heard') as unknown[]);
    expect(heard.at(-1)).toMatchObject(['matinee-message', { text: 'Heard.', seq: 1 }]);
  });

  it('lets the page sign its own person in', async () => {
    const { page, server, box } = await open();
    const { token, person } = server.person('Mina of the blog');
    await until(() => server.received.some(({ op }) => op === 'join'));
    await page.evaluate(
      (given) =>
        (document.querySelector('matinee-room') as HTMLElement & { signIn(token: string): void }).signIn(
          given,
        ),
      token,
    );
    await until(() => server.received.filter(({ op }) => op === 'join').length === 2);
    await box.fill('Signed.');
    await box.press('Enter');
    await until(() => server.messages('parasite')[0]?.author.id === person.id);
    expect(await page.content()).not.toContain(token);
  });

  it('lets the page sign its own person in before anything is drawn', async () => {
    const { page, server, box } = await open({ body: '', early: true });
    const { token, person } = server.person('Mina of the blog');
    await page.evaluate(async (given) => {
      await customElements.whenDefined('matinee-room');
      const room = document.createElement('matinee-room') as HTMLElement & { signIn(token: string): void };
      room.setAttribute('room', 'parasite');
      document.body.append(room);
      room.signIn(given);
    }, token);
    await until(() => server.received.some(({ op }) => op === 'join'));
    await box.fill('Signed.');
    await box.press('Enter');
    await until(() => server.messages('parasite')[0]?.author.id === person.id);
  });

  it('reads on without a name when its token has run out', async () => {
    const { server, page, lines } = await open({
      before: (server) => server.say('parasite', 'Ana', 'Public.'),
    });
    await page.evaluate(
      (key) => localStorage.setItem(key, JSON.stringify({ token: 'old' })),
      `matinee:me:${server.url}`,
    );
    const before = server.received.length;
    await page.reload();
    await lines.getByText('Public.').waitFor();
    await until(() =>
      server.received.slice(before).some((frame) => frame.op === 'auth' && 'anonymous' in frame),
    );
  });
});
