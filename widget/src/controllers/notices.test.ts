import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { onStage, until, type Opening, type Scene } from '../../tests/stage.ts';

/** Turns the page away from its reader's eyes, or back. */
const turn = (page: Page, state: 'hidden' | 'visible'): Promise<void> =>
  page.evaluate((now) => {
    Object.defineProperty(document, 'visibilityState', { value: now, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);

onStage('somebody who looks elsewhere', (open) => {
  /** A room whose menu, and with it what tells of new lines, has come. */
  async function inRoom(opening: Opening = {}): Promise<Scene> {
    const scene = await open({ as: 'Jun', ...opening });
    await scene.element.locator('[part=menu-button]').waitFor();
    return scene;
  }
  /** Counts sounds and notifications instead of making them. */
  const listen = (page: Page, permission: 'granted' | 'denied' = 'granted'): Promise<void> =>
    page.evaluate((given) => {
      const told: string[] = [];
      Reflect.set(window, 'told', told);
      class Notice {
        static permission = given;
        static requestPermission = (): Promise<string> => Promise.resolve(given);
        constructor(title: string, { body, tag }: NotificationOptions) {
          told.push(`${title} | ${body} | ${tag}`);
        }
      }
      Reflect.set(window, 'Notification', Notice);
      const { createOscillator } = AudioContext.prototype;
      AudioContext.prototype.createOscillator = function (this: AudioContext): OscillatorNode {
        told.push('a note');
        return createOscillator.call(this);
      };
    }, permission);
  const told = (page: Page): Promise<string[]> =>
    page.evaluate(() => Reflect.get(window, 'told') as string[]);
  const settings = async ({ element }: Scene): Promise<void> => {
    await element.locator('[part=menu-button]').click();
    await element.getByRole('tab', { name: 'Settings' }).click();
  };

  it('sees in the page’s title how much was said, until they look again', async () => {
    const { page, server } = await inRoom();
    await turn(page, 'hidden');
    server.say('parasite', 'Ana', 'one');
    server.say('parasite', 'Ana', 'two');
    await until(async () => (await page.title()) === '(2) A blog');
    await page.evaluate(() => (document.title = 'A new post'));
    server.say('parasite', 'Ana', 'three');
    await until(async () => (await page.title()) === '(3) A new post');
    await turn(page, 'visible');
    await until(async () => (await page.title()) === 'A new post');
  });

  it('sees one number for all rooms of a page, but for those told to leave the title alone', async () => {
    const { page, server } = await inRoom({
      body: '<matinee-room room="parasite"></matinee-room><matinee-room room="burning"></matinee-room><matinee-room room="mother" badge="off"></matinee-room>',
      before: (server) => {
        server.room('burning');
        server.room('mother');
      },
    });
    await until(async () => (await page.locator('matinee-room [part=menu-button]').count()) === 3);
    await turn(page, 'hidden');
    for (const room of ['parasite', 'burning', 'mother']) server.say(room, 'Ana', 'hello');
    await until(async () => (await page.title()) === '(2) A blog');
    await page
      .locator('matinee-room')
      .first()
      .evaluate((room) => room.remove());
    await until(async () => (await page.title()) === '(1) A blog');
  });

  it('hears a sound only after asking for it, once for lines that come together', async () => {
    const scene = await inRoom();
    const { page, server, element } = scene;
    await listen(page);
    await settings(scene);
    await turn(page, 'hidden');
    server.say('parasite', 'Ana', 'silent');
    await until(async () => (await page.title()).startsWith('(1)'));
    expect(await told(page)).toEqual([]);
    await element.getByRole('checkbox', { name: /A sound/ }).check();
    // Two notes at once, to hear what it is like.
    expect(await told(page)).toHaveLength(2);
    server.say('parasite', 'Ana', 'soon after');
    await until(async () => (await page.title()).startsWith('(2)'));
    expect(await told(page)).toHaveLength(2);
  });

  it('is notified of mentions and replies, or of everything, as they wish, spoilers veiled', async () => {
    const scene = await inRoom({ room: { title: 'Parasite' } });
    const { page, server, element, me, box } = scene;
    await listen(page);
    await box.fill('mine');
    await box.press('Enter');
    await until(() => server.messages('parasite').length === 1);
    await settings(scene);
    await element.getByRole('radio', { name: 'Mentions of me and replies' }).check();
    await turn(page, 'hidden');
    server.say('parasite', 'Ana', 'to nobody');
    server.say('parasite', 'Ana', `@${me.name} it is ||the butler||`);
    server.say('parasite', 'Bo', 'an answer', { replyTo: 1 });
    server.say('parasite', 'Bo', `<@|${me.name}> and <@x|Ana>`);
    await until(async () => (await told(page)).length === 3);
    expect(await told(page)).toEqual([
      'Parasite | Ana: @Jun it is ▒▒▒ | matinee:parasite',
      'Parasite | Bo: an answer | matinee:parasite',
      expect.stringMatching(/^Parasite \| Bo: .*Jun.* and /),
    ]);
    server.say('parasite', 'Bo', `<@another|${me.name}> and not oneself`);
    await element.getByRole('radio', { name: 'Every line' }).check();
    server.say('parasite', 'Ana', 'to nobody again', { tag: 'k3f7' });
    await until(async () => (await told(page)).length === 4);
    expect((await told(page)).at(-1)).toBe('Parasite | Ana #k3f7: to nobody again | matinee:parasite');
  });

  it('is told when the browser does not allow it, and nothing is promised', async () => {
    const scene = await inRoom();
    await listen(scene.page, 'denied');
    await settings(scene);
    await scene.element.getByRole('radio', { name: 'Every line' }).click();
    await scene.element.getByText('This browser does not allow them').waitFor();
    expect(await scene.element.getByRole('radio', { name: 'None' }).isChecked()).toBe(true);
  });

  it('leaves nothing behind when the element goes', async () => {
    const { page, server, element } = await inRoom();
    await turn(page, 'hidden');
    server.say('parasite', 'Ana', 'one');
    await until(async () => (await page.title()) === '(1) A blog');
    await element.evaluate((room) => room.remove());
    await until(async () => (await page.title()) === 'A blog');
    await until(() => server.connections === 0);
  });
});
