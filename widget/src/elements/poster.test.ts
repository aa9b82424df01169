import { expect, it } from 'vitest';
import type { FilmCard } from '../../../src/protocol/frames.ts';
import { onStage, until } from '../../tests/stage.ts';

const film: FilmCard = {
  movieId: 'p',
  title: 'Parasite',
  year: 2019,
  genres: ['Drama'],
  genreKeys: ['Drama'],
  directors: [],
};

onStage('A poster', (open) => {
  it('is drawn without words where it is small, and is nothing to a screen reader', async () => {
    const { element } = await open({ room: { movie: film } });
    const poster = element.locator('header [part=poster]');
    await poster.waitFor();
    expect(await poster.getAttribute('aria-hidden')).toBe('true');
    expect(await poster.getByText('Parasite').isVisible()).toBe(false);
    expect(await poster.evaluate((one) => getComputedStyle(one).backgroundImage)).not.toBe('none');
  });

  for (const [lang, titles] of [
    [
      'en',
      ['Memories of Murder', 'Snowpiercer', 'The Godfather', 'Donaudampfschifffahrtsgesellschaft', 'Mother'],
    ],
    ['ko', ['살인의 추억', '지옥의묵시록', '우리들의 행복한 시간', '반지의제왕두개의탑그리고', '마더']],
  ] as const)
    for (const width of [480, 320])
      it(`has its title on it with no word broken (${lang}, ${width} px)`, async () => {
        const { element, box, server } = await open({
          as: 'Jun',
          lang,
          browser: { viewport: { width, height: 760 } },
        });
        const cards = titles.map((title) => ({ ...film, title, movieId: title }));
        server.answer = () => ({ to: 'sender', text: '', cards });
        await box.fill('/movie recommend');
        await box.press('Enter');
        const words = element.locator('[part=card] [part=poster] b');
        await until(async () => (await words.count()) === titles.length);
        await words.last().waitFor();
        await until(() => words.evaluateAll((all) => all.every((one) => one.scrollWidth <= one.clientWidth)));
        const broken = await words.evaluateAll((all) =>
          all
            .filter((one) => {
              const range = document.createRange();
              const words = [...one.childNodes].find((node) => node instanceof Text)!;
              // Rows that a word of Latin letters stands in.
              return [...words.data.matchAll(/[a-z]+/gi)].some((found) => {
                range.setStart(words, found.index);
                range.setEnd(words, found.index + found[0].length);
                const inside = one.getBoundingClientRect();
                const rows = [...range.getClientRects()];
                return rows.length > 1 || rows.some(({ right }) => right > inside.right + 1);
              });
            })
            .map((one) => one.textContent),
        );
        expect(broken).toEqual([]);
      });

  it('shows the picture of another film though that of the film before did not come', async () => {
    const { element, server, room, page } = await open({
      room: { movie: { ...film, posterUrl: '/no-such-poster.jpg' } },
    });
    const img = element.locator('header [part=poster] img');
    await img.waitFor({ state: 'hidden' });
    await until(() => server.received.some(({ op }) => op === 'join'));
    await page.route('**/poster.svg', (route) =>
      route.fulfill({
        contentType: 'image/svg+xml',
        body: '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="30"></svg>',
      }),
    );
    room.movie = { ...film, movieId: 'b', title: 'Burning', posterUrl: '/poster.svg' };
    server.append('parasite', 'room.changed', { id: 'o', name: 'Owner', via: 'web' }, { movieId: 'b' });
    await until(() => img.evaluate((one: HTMLImageElement) => one.complete && one.naturalWidth > 0));
    expect(await img.isVisible()).toBe(true);
  });
});
