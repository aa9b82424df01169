import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { RoomServer } from '../tests/room-server.ts';
import { onStage, until, type Scene } from '../tests/stage.ts';

/** What pages say to all their elements. */
const HOSTILE = {
  'sets everything in a huge, spaced, red type':
    '* { color: red !important; font-size: 30px !important; text-transform: uppercase !important; letter-spacing: 4px !important } body { line-height: 3; text-align: center; word-spacing: 1em; text-indent: 3em; white-space: nowrap }',
  'has no buttons, boxes or fields':
    'button, input, textarea, form, section, header, div, p, ul, dialog { display: none !important }',
  'measures its boxes otherwise, and shows what is hidden':
    '*, *::before, *::after { box-sizing: content-box !important } [hidden] { display: block !important }',
  'has taken our short names':
    ':root { --ink: red; --sheet: blue; --side: 99px; --size: 40px } .room, .item, .text, .tool { display: none !important }',
  'reads from right to left': 'body { direction: rtl } * { direction: rtl }',
};
/** Unsets even what makes our element a box of the page. */
const UNSET = '* { all: unset !important }';

const prepare = (server: RoomServer): void => {
  server.say('parasite', 'Ana', 'The **whole** film.', { at: new Date(0), via: 'discord' });
  server.say('parasite', '보라', 'True ||stone||', { at: new Date(1000), replyTo: 1 });
  server.append(
    'parasite',
    'reaction.added',
    { id: 'x', name: 'x', via: 'web' },
    { seq: 1, emoji: '🪜' },
    new Date(2000),
  );
};

/** Everything of the room that is computed about each of its elements, and where each lies in it. */
async function looks({ element, lines, page }: Scene, places: boolean): Promise<unknown[]> {
  await lines.locator('strong').waitFor();
  await lines.getByRole('button', { name: '🪜 1' }).waitFor();
  await page.waitForFunction(() => {
    const room = document.querySelector('matinee-room');
    return room && getComputedStyle(room).getPropertyValue('--hover');
  });
  return element.evaluate((host, withPlaces) => {
    const root = host.shadowRoot?.querySelector('.room');
    const from = root?.getBoundingClientRect();
    return [...(root?.querySelectorAll('*') ?? [])].map((one) => {
      const style = getComputedStyle(one);
      const { x, y, width, height } = one.getBoundingClientRect();
      const names = [
        ...'color background-color display font-size font-weight letter-spacing word-spacing'.split(' '),
      ]
        .concat(
          'text-align text-indent text-transform white-space line-height direction box-sizing'.split(' '),
        )
        .concat('margin padding border position visibility opacity'.split(' '));
      return [
        `${one.localName}.${one.className}`,
        ...names.map((name) => `${name}: ${style.getPropertyValue(name)}`),
        withPlaces &&
          width > 0 &&
          [x - (from?.x ?? 0), y - (from?.y ?? 0), width, height].map(Math.round).join(),
      ];
    });
  }, places);
}

/** Uses the room with pointer and keyboard. */
async function use({ server, box, lines, element }: Scene): Promise<void> {
  await until(() => server.received.some(({ op }) => op === 'join'));
  const before = server.messages('parasite').length;
  await box.fill('Written here.');
  await box.press('Enter');
  await until(() => server.messages('parasite').length === before + 1);
  await element.locator('[part=emoji-button]').click();
  await element.getByRole('dialog').getByRole('button', { name: 'popcorn' }).click();
  await until(async () => (await box.inputValue()) === '🍿');
  await box.fill('');
  await lines.first().focus();
  await lines.first().getByRole('button', { name: 'Reply' }).press('Enter');
  await element.getByText('Replying to Ana').waitFor();
  await box.press('Escape');
}

onStage('A room on a page that', (open) => {
  it.each(Object.entries(HOSTILE))('%s looks and works as on any other', async (_, style) => {
    const plain = await looks(await open({ as: 'Jun', before: prepare }), true);
    const scene = await open({ as: 'Jun', before: prepare, style });
    expect(await looks(scene, true)).toEqual(plain);
    await use(scene);
  });

  it('unsets everything still can be read and written in', async () => {
    const plain = await looks(await open({ as: 'Jun', before: prepare }), false);
    const scene = await open({ as: 'Jun', before: prepare, style: UNSET });
    expect(await looks(scene, false)).toEqual(plain);
    await use(scene);
  });

  it('has changed what JavaScript begins with, and named its elements after what is not its own', async () => {
    await open({ early: true });
    const scene = await open({
      as: 'Jun',
      before: (server) => {
        prepare(server);
        server.prelude = `
          Object.prototype.x = 1;
          Array.prototype.map = function map(each, self) {
            const mapped = [];
            for (let at = 0; at < this.length; at++) mapped.push(each.call(self, this[at], at, this));
            return mapped;
          };
          Array.prototype.last = function last() { return this[this.length - 1]; };
          String.prototype.trimmed = function trimmed() { return this.trim(); };
          window.name = 'matinee'; window.config = 'theirs'; window.lazy = window.render = window.html = 'theirs';`;
      },
      body: `<form id="matinee" name="room"><input name="config"><input name="server"></form><a id="scriptOrigin" href="https://other.example"></a><img name="currentScript" src="data:,"><div id="room"></div><div id="commands"></div>
        <matinee-room room="parasite"></matinee-room><script type="module" src="/widget/v1/matinee.js" data-room="parasite"></script>`,
    });
    await use(scene);
    await scene.page.locator('script + matinee-room').getByText('Written here.').waitFor();
  });

  it.each(['/widget/v1/matinee.js', '/widget/v1/matinee.iife.js'])(
    'shows pictures of strangers gets no room of theirs by the name of one: %s',
    async (src) => {
      const { page, lines, server } = await open({
        before: (given) => {
          prepare(given);
          given.csp = given.csp.replace("img-src 'self'", "img-src 'self' https:");
        },
        body: `<img name="currentScript" src="https://other.example/x.js" data-room="burning" data-server="https://other.example"><matinee-room room="parasite"></matinee-room><script${src.includes('iife') ? '' : ' type="module"'} src="${src}"></script>`,
      });
      await lines.getByText('film').first().waitFor();
      await until(() => server.received.some(({ op }) => op === 'join'));
      expect(await page.locator('matinee-room').count()).toBe(1);
    },
  );
});

/** Notes what listens to the page itself, as `live()`. */
const LISTENING = `
  const heard = [];
  const observing = new Set();
  const pages = (target) => target === window || target instanceof Document || target instanceof MediaQueryList || target === document.body || target === document.documentElement;
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (pages(this ?? window)) heard.push([this ?? window, type, listener]);
    return addEventListener.call(this ?? window, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const at = heard.findIndex(([target, name, one]) => target === (this ?? window) && name === type && one === listener);
    if (at >= 0) heard.splice(at, 1);
    return removeEventListener.call(this ?? window, type, listener, options);
  };
  for (const name of ['MutationObserver', 'ResizeObserver', 'IntersectionObserver'])
    window[name] = class extends window[name] {
      observe(...given) { observing.add(this); return super.observe(...given); }
      disconnect() { observing.delete(this); return super.disconnect(); }
    };
  window.live = () => [...heard.map(([, type]) => type), ...[...observing].map((one) => Object.getPrototypeOf(one.constructor).name)];`;

/** What of the page is the page's own: how its elements look, what its window and head hold. */
function own(page: Page): Promise<Record<string, unknown>> {
  return page.evaluate(() => ({
    looks: [...document.querySelectorAll('#theirs, #theirs *')].map((one) => {
      const style = getComputedStyle(one);
      return [one.localName, ...[...style].map((name) => `${name}: ${style.getPropertyValue(name)}`)];
    }),
    globals: Object.getOwnPropertyNames(window).filter((name) => !/^\d+$/.test(name)),
    head: [...document.head.children].map((one) => one.localName),
    attributes: [document.documentElement, document.body].map((one) => one.getAttributeNames()),
    sheets: document.adoptedStyleSheets.length + document.styleSheets.length,
    prototypes: [Object, Array, String, Element, HTMLElement].map(
      (one) => Object.getOwnPropertyNames(one.prototype).length,
    ),
  }));
}

onStage('A page with a room', (open) => {
  it.each([
    ['a module', '/widget/v1/matinee.js', ''],
    ['a classic script', '/none.js', '<script src="/widget/v1/matinee.iife.js"></script>'],
  ])('is left as it was, and hears of nothing once its rooms are gone: %s', async (_, script, loads) => {
    const theirs =
      '<section id="theirs"><h2>On stairs</h2><p class="room">A <em>film</em>, <a href="#x">linked</a>.</p><form><input name="q"><button class="tool">Go</button><progress></progress></form><ul class="hidden"><li class="text">One</li></ul><dialog open>Hello</dialog></section>';
    const scene = await open({
      as: 'Jun',
      early: true,
      before: (server) => {
        prepare(server);
        server.script = '/none.js';
        server.prelude = LISTENING;
      },
      body: theirs,
    });
    const { page, server } = scene;
    const before = await own(page);
    server.script = script;
    server.body = `${theirs}<matinee-room room="parasite"></matinee-room><matinee-room room="parasite" mode="bubble"></matinee-room>${loads}`;
    await page.goto(server.url);
    await use(scene);
    await page.locator('matinee-room').nth(1).locator('[part=bubble]').click();
    await page.locator('matinee-room').nth(1).getByRole('article').first().waitFor();
    const after = await own(page);
    // Lit says in the window which version it is.
    expect(after).toEqual({ ...before, globals: [...(before['globals'] as string[]), 'litHtmlVersions'] });
    expect(
      await page.evaluate(() => Object.keys(localStorage).filter((key) => !key.startsWith('matinee:'))),
    ).toEqual([]);
    const live = (): Promise<string[]> =>
      page.evaluate(() => (Reflect.get(window, 'live') as () => string[])());
    expect(await live()).toContain('visibilitychange');
    await page.evaluate(() => document.querySelectorAll('matinee-room').forEach((room) => room.remove()));
    await until(async () => (await live()).length === 0 && server.connections === 0);
  });
});
