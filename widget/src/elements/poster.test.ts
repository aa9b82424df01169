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
