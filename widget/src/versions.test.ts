import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildWidget } from '../../scripts/build-widget.mjs';
import { RoomServer } from '../tests/room-server.ts';
import { onStage, until, type Scene } from '../tests/stage.ts';

let folder = '';
let other = '';

/**
 * Another version of the widget: other bytes, and it brings at once what ours brings later, as versions do that have
 * moved something between their files.
 */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matinee-versions-'));
  other = join(folder, 'v9');
  const embed = join(folder, 'embed.ts');
  const exported = ['after-paint.ts', 'embed.ts', 'first-load.ts'];
  await writeFile(
    embed,
    exported.map((file) => `export * from ${JSON.stringify(join(import.meta.dirname, file))};\n`).join(''),
  );
  await buildWidget({ outdir: other, minify: false, embed });
});
afterAll(() => rm(folder, { recursive: true }));

/** The version whose `<matinee-room>` the page has: of the two only the other one is not minified. */
function serving(page: Page): Promise<string> {
  return page.evaluate(() =>
    String(customElements.get('matinee-room')).includes('connectedCallback() {') ? 'v9' : 'v1',
  );
}

/** Uses a room from its first line to what comes last. */
async function use({ page, server }: Scene, at: number, slug: string): Promise<void> {
  const room = page.locator('matinee-room').nth(at);
  const lines = room.getByRole('article');
  await lines.getByText(`Welcome to ${slug}.`).waitFor();
  await until(() => server.received.some((frame) => frame.op === 'join' && frame.room === slug));
  await room.getByRole('textbox').fill(`Written in ${slug}, **bold**.`);
  await room.getByRole('textbox').press('Enter');
  await until(() => server.messages(slug).length === 2);
  await lines.locator('strong', { hasText: 'bold' }).waitFor();
  // With the keyboard: lines that have just been written still move under a pointer.
  await lines.first().focus();
  await lines.first().getByRole('button', { name: 'React' }).press('Enter');
  await lines.first().getByRole('button', { name: 'More emoji' }).press('Enter');
  await lines.first().getByRole('button', { name: 'popcorn' }).click();
  await lines.first().getByRole('button', { name: '🍿 1' }).waitFor();
  await room.getByRole('textbox').fill('/movie recommend');
  await room.getByRole('textbox').press('Enter');
  await lines.locator('matinee-movie-card [part=poster]').waitFor();
}

function prepare(server: RoomServer): void {
  server.builds.set('v9', other);
  server.room('burning', { title: 'Burning' });
  for (const slug of ['parasite', 'burning']) server.say(slug, 'Ana', `Welcome to ${slug}.`);
  server.answer = () => ({
    to: 'sender',
    text: '',
    cards: [
      { movieId: 's', title: 'Shoplifters', year: 2018, genres: [], genreKeys: ['Drama'], directors: [] },
    ],
  });
}

onStage('Two versions on one page', (open) => {
  it.each([
    [
      'a module and a later version after it',
      '/widget/v1/matinee.js',
      '<matinee-room room="parasite"></matinee-room><script type="module" src="/widget/v9/matinee.js" data-room="burning"></script>',
      'v1',
    ],
    [
      'a later version and a module after it',
      '/widget/v9/matinee.js',
      '<script type="module" src="/widget/v1/matinee.js" data-room="parasite"></script><matinee-room room="burning"></matinee-room>',
      'v9',
    ],
    [
      'a classic script and a module of another version',
      '/widget/v1/matinee.js',
      '<script src="/widget/v9/matinee.iife.js" data-room="parasite"></script><matinee-room room="burning"></matinee-room>',
      'v9',
    ],
    [
      'one version twice, as a module and as a classic script',
      '/widget/v1/matinee.js',
      '<script type="module" src="/widget/v1/matinee.js" data-room="parasite"></script><matinee-room room="burning"></matinee-room><script type="module" src="/widget/v1/matinee.js"></script><script src="/widget/v1/matinee.iife.js"></script><script src="/widget/v1/matinee.iife.js"></script>',
      'v1',
    ],
  ])('get along, the first to come serving all rooms: %s', async (_, script, body, first) => {
    const scene = await open({
      as: 'Jun',
      before: (server) => {
        prepare(server);
        server.script = script;
      },
      body,
    });
    await use(scene, 0, 'parasite');
    await use(scene, 1, 'burning');
    expect(await serving(scene.page)).toBe(first);
    expect(await scene.page.locator('matinee-room').count()).toBe(2);
    expect(scene.server.connections).toBe(1);
  });

  it('get along where one is asked for with a query, as some page builders do', async () => {
    const scene = await open({
      as: 'Jun',
      before: (server) => {
        prepare(server);
        server.script = '/widget/v1/matinee.js?ver=6.8';
        server.csp = server.csp.replace(/require-trusted-types-for.*/, '');
      },
      body: '<script type="module" src="/widget/v1/matinee.js?ver=6.8" data-room="parasite"></script><matinee-room room="burning"></matinee-room><script type="module" src="/widget/v9/matinee.js"></script>',
    });
    await use(scene, 0, 'parasite');
    await use(scene, 1, 'burning');
    expect(await scene.page.locator('matinee-room').count()).toBe(2);
  });

  it('lead each script’s room to the server that the script came from', async () => {
    const elsewhere = await new RoomServer(other).start();
    elsewhere.builds.set('v9', other);
    elsewhere.room('burning');
    elsewhere.say('burning', 'Ana', 'From elsewhere.');
    const { page, lines } = await open({
      before: (server) => {
        server.say('parasite', 'Ana', 'From here.');
        server.csp = `default-src 'none'; script-src 'self' ${elsewhere.url}; style-src 'self'; img-src 'self' data:; connect-src 'self' ${elsewhere.url} ${elsewhere.url.replace('http', 'ws')}; require-trusted-types-for 'script'; trusted-types matinee`;
      },
      body: `<matinee-room room="parasite"></matinee-room><script type="module" src="${elsewhere.url}/widget/v9/matinee.js" data-room="burning"></script>`,
    });
    await lines.getByText('From here.').waitFor();
    await page.locator('matinee-room').nth(1).getByText('From elsewhere.').waitFor();
    await page.goto('about:blank');
    await elsewhere.stop();
  });
});
