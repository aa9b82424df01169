import { expect, it } from 'vitest';
import type { FilmCard } from '../../../src/protocol/frames.ts';
import { onStage, until } from '../../tests/stage.ts';

const shoplifters: FilmCard = {
  movieId: 'shoplifters-2018',
  title: '어느 가족',
  originalTitle: '万引き家族',
  year: 2018,
  genres: ['드라마', '범죄'],
  genreKeys: ['Drama', 'Crime'],
  runtime: 121,
  directors: ['고레에다 히로카즈'],
  rating: { mean: 4.2, count: 61 },
  because: '이 방 사람들이 기생충을 좋아해서요',
};

onStage('A film in an answer', (open) => {
  it('says the same facts in the same order as everywhere', async () => {
    const { box, lines, server } = await open({ as: 'Jun', lang: 'ko' });
    server.answer = () => ({ to: 'sender', text: '이 방을 위한 **영화**예요.', cards: [shoplifters] });
    await box.fill('/영화 추천 대상:room');
    await box.press('Enter');
    const card = lines.getByRole('group', { name: '어느 가족' });
    await card.waitFor();
    expect((await card.innerText()).replace(/\s+/g, ' ').replace(/^어느 가족 /, '')).toBe(
      '어느 가족 万引き家族 · 2018 · 드라마, 범죄 · 121분 별점 5점 만점에 4.2점 ★★★★★ 4.2 · 리뷰 61개 이 방 사람들이 기생충을 좋아해서요 비슷한 영화 자세히 리뷰 쓰기 보고 싶어요',
    );
    expect(await lines.getByText('나에게만 보여요').count()).toBe(1);
    expect(server.received.at(-1)).toMatchObject({
      op: 'command',
      text: '/영화 추천 대상:room',
      locale: 'ko',
    });
  });

  it('has a drawn poster of its genre, two to three, with the title on it', async () => {
    const { box, lines, server } = await open({ as: 'Jun' });
    server.answer = () => ({
      to: 'sender',
      text: '',
      cards: [shoplifters, { ...shoplifters, movieId: 'x', genreKeys: ['Horror'] }],
    });
    await box.fill('/movie recommend');
    await box.press('Enter');
    const posters = lines.locator('[part=poster]');
    await until(async () => (await posters.count()) === 2);
    const [drama, horror] = await posters.evaluateAll((all) =>
      all.map((one) => ({
        size: one.clientHeight / one.clientWidth,
        paint: getComputedStyle(one).backgroundImage,
        text: one.textContent,
      })),
    );
    expect(drama?.size).toBeCloseTo(1.5, 1);
    expect(drama?.text).toBe('어느 가족');
    expect(drama?.paint).not.toBe(horror?.paint);
  });

  it('takes the poster from its own server, wherever the page lies', async () => {
    const { box, lines, server, page } = await open({ as: 'Jun' });
    server.answer = () => ({
      to: 'sender',
      text: '',
      cards: [{ ...shoplifters, posterUrl: '/posters/of-shoplifters' }],
    });
    await page.evaluate(() => {
      const base = document.createElement('base');
      base.href = 'https://blog.example/posts/';
      document.head.append(base);
    });
    await box.fill('/movie recommend');
    await box.press('Enter');
    const img = lines.locator('[part=poster] img');
    await img.waitFor({ state: 'attached' });
    expect(await img.evaluate((one: HTMLImageElement) => one.src)).toBe(
      `${new URL(server.url).origin}/posters/of-shoplifters`,
    );
  });

  it('keeps the drawn poster where the picture does not come', async () => {
    const { box, lines, server } = await open({ as: 'Jun' });
    server.answer = () => ({
      to: 'sender',
      text: '',
      cards: [{ ...shoplifters, posterUrl: '/no-such-poster.jpg' }],
    });
    await box.fill('/movie recommend');
    await box.press('Enter');
    await lines.locator('[part=poster]').waitFor();
    await lines.locator('[part=poster] img').waitFor({ state: 'hidden' });
  });

  it('has what a source wants said below it, once for all films of an answer', async () => {
    const { box, lines, server } = await open({ as: 'Jun' });
    const film = { ...shoplifters, attribution: 'This product uses TMDB …' };
    server.answer = () => ({ to: 'sender', text: '', cards: [film, { ...film, movieId: 'x' }] });
    await box.fill('/movie recommend');
    await box.press('Enter');
    await lines.getByText(film.attribution).waitFor();
    expect(await lines.getByText(film.attribution).count()).toBe(1);
  });

  it('tells of one film by itself what it is about, who made it and who is in it, and leads to its trailer', async () => {
    const { box, lines, server } = await open({ as: 'Jun' });
    const film = {
      ...shoplifters,
      overview: 'A family lives on what it steals.',
      directors: ['Hirokazu Kore-eda'],
      cast: ['Lily Franky', 'Sakura Ando'],
      trailer: 'https://videos.example/shoplifters',
    };
    server.answer = () => ({ to: 'sender', text: '', cards: [film] });
    await box.fill('/movie info Shoplifters');
    await box.press('Enter');
    const card = lines.locator('[part=card]');
    for (const told of [film.overview, 'Directed by: Hirokazu Kore-eda', 'With: Lily Franky, Sakura Ando'])
      await card.getByText(told).waitFor();
    const trailer = card.getByRole('link', { name: 'Trailer' });
    expect(await trailer.getAttribute('href')).toBe(film.trailer);
    expect(await trailer.getAttribute('rel')).toContain('noopener');
    expect(await card.getByRole('button', { name: 'Info' }).count()).toBe(0);
  });

  it('is read about without a name, and asks for one only to be written about', async () => {
    const { element, lines, box, server } = await open({});
    server.answer = () => ({ to: 'sender', text: '', cards: [shoplifters] });
    await box.fill('/movie search Shoplifters');
    await box.press('Enter');
    await lines.getByRole('button', { name: 'Info' }).click();
    await until(async () => (await lines.locator('[part=card]').count()) === 2);
    expect(await element.locator('#name').count()).toBe(0);
    await lines.first().getByRole('button', { name: 'Review', exact: true }).click();
    await element.locator('#name').waitFor();
    await element.locator('#name').fill('Jun');
    await element.locator('#name').press('Enter');
    await until(
      () =>
        server.received.filter((frame) => frame.op === 'command' && /review/.test(frame.text)).length === 2,
    );
  });

  it('leads on to films like it and to all about it', async () => {
    const { box, lines, server } = await open({ as: 'Jun' });
    server.answer = () => ({
      to: 'sender',
      text: '',
      cards: [{ ...shoplifters, title: 'The "Shop"', year: 2018 }],
    });
    await box.fill('/movie recommend');
    await box.press('Enter');
    await lines.getByRole('button', { name: 'More like it' }).click();
    await until(() =>
      server.received.some(
        (frame) => frame.op === 'command' && frame.text === '/movie recommend like:"The Shop (2018)"',
      ),
    );
    await until(async () => (await lines.locator('[part=card]').count()) === 2);
    await lines.first().getByRole('button', { name: 'Info' }).click();
    await until(() =>
      server.received.some(
        (frame) => frame.op === 'command' && frame.text === '/movie info title:"The Shop (2018)"',
      ),
    );
  });

  it('goes on the list of who wants to see it, and says why where it cannot', async () => {
    const { box, lines, server } = await open({ as: 'Jun' });
    const lost = { ...shoplifters, movieId: 'lost' };
    server.shelf.lost = ['lost'];
    server.answer = () => ({ to: 'sender', text: '', cards: [shoplifters, lost] });
    await box.fill('/movie recommend');
    await box.press('Enter');
    await lines.getByRole('button', { name: 'Watch later' }).first().click();
    await lines.getByRole('button', { name: 'On your list ✓' }).waitFor();
    await lines.getByRole('button', { name: 'Watch later' }).click();
    await lines.getByRole('alert').waitFor();
    expect(server.shelf.watchlist.map(({ movieId }) => movieId)).toEqual(['shoplifters-2018']);
    expect(server.received.filter(({ op }) => op === 'command')).toHaveLength(1);
  });

  it('stands where it was asked, and goes when it is dismissed', async () => {
    const { box, lines, server } = await open({
      as: 'Jun',
      before: (server) => server.say('parasite', 'Ana', 'Before.'),
    });
    await until(() => server.received.some(({ op }) => op === 'join'));
    await box.fill('/movie help');
    await box.press('Enter');
    await lines.getByText('You asked').waitFor();
    server.say('parasite', 'Ana', 'After.');
    await lines.getByText('After.').waitFor();
    expect((await lines.allInnerTexts()).map((text) => /Before|You asked|After/.exec(text)?.[0])).toEqual([
      'Before',
      'You asked',
      'After',
    ]);
    await lines.getByRole('button', { name: 'Dismiss' }).click();
    await until(async () => (await lines.count()) === 2);
    expect(await box.evaluate((one) => one.matches(':focus'))).toBe(true);
  });
});
