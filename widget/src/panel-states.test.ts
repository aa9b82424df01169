import { expect, it } from 'vitest';
import { faults } from '../tests/axe.ts';
import { FilmShelf } from '../tests/film-shelf.ts';
import { onStage, type Opening } from '../tests/stage.ts';

/** Still, so that what is judged is how it stays, not how it comes. */
const STILL = { reducedMotion: 'reduce' } as const;
const LOOKS: [string, Opening][] = [
  ['light', { browser: STILL }],
  ['dark', { browser: STILL, style: 'body { background: #12100d; color: #eee }' }],
  ['forced colours', { browser: { ...STILL, forcedColors: 'active' } }],
];

/** Each place, and what of it is awaited. */
const PLACES = {
  find: 'mark',
  films: '[part=card]',
  reviews: '[part=comments] li',
  watchlist: '[part=wished]',
  people: '[part=person]',
  settings: 'fieldset',
};

onStage('Everybody can use what stands beside the talk', (open) => {
  for (const lang of ['en', 'ko'])
    for (const [look, more] of LOOKS)
      it(`${look} (${lang})`, async () => {
        const { element, page } = await open({
          as: 'Jun',
          lang,
          ...more,
          room: { movie: FilmShelf.film('Parasite', { movieId: 'p', year: 2019 }) },
          before: (server) => {
            server.say('parasite', 'Ana', 'The stairs, and ||the man below||');
            const { shelf } = server;
            shelf.films = [FilmShelf.film('Burning', { year: 2018 })];
            shelf.recommended = [{ movie: FilmShelf.film('Burning'), because: ['Like “Oldboy”.'] }];
            shelf.watchlist = [{ movieId: 'burning', note: 'with Mina' }];
            const { id } = shelf.review('Ana', 4.5, 'The stairs.');
            shelf.comments = [
              { id: 'c', reviewId: id, author: { id: 'bo', name: 'Bo' }, text: 'Sixteen.', deleted: false },
              { id: 'd', reviewId: id, parentId: 'c', text: '', deleted: true },
            ];
          },
        });
        await element.locator('[part=menu-button]').click();
        for (const [place, shown] of Object.entries(PLACES)) {
          await element.locator(`[data-place=${place}]`).click();
          if (place === 'find') await element.getByRole('searchbox').fill('stairs');
          if (place === 'reviews') await element.locator('[part=review] [aria-expanded]').click();
          await element.locator(`[part=panel] ${shown}`).first().waitFor();
          await page.evaluate(() =>
            Promise.all(
              (document.querySelector('matinee-room')?.shadowRoot?.getAnimations() ?? []).map((one) =>
                one.finished.catch(() => null),
              ),
            ),
          );
          expect(await faults(page), place).toEqual([]);
        }
      });
});
