import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Answer, FilmCard, ReviewView } from '../../../src/protocol/frames.ts';
import { onStage, until } from '../../tests/stage.ts';

const movie: FilmCard = {
  movieId: 'parasite-2019',
  title: 'Parasite',
  year: 2019,
  genres: ['Drama'],
  genreKeys: ['Drama'],
  directors: [],
};
const ana = { id: 'id-Ana', name: 'Ana', via: 'web' as const };
const form = (more: Partial<NonNullable<Answer['form']>> = {}): Answer => ({
  to: 'sender',
  text: 'Your review of **Parasite**.',
  cards: [],
  form: { movie, text: '', spoiler: false, ...more },
});
const review = (more: Partial<ReviewView> = {}): ReviewView => ({
  id: '0199aaaa-0000-7000-8000-000000000001',
  movieId: 'parasite-2019',
  author: { id: 'b', name: '보라', via: 'slack' },
  rating: 4.5,
  text: 'stairs',
  spoiler: false,
  likes: 3,
  comments: 1,
  liked: false,
  at: '2026-03-01T10:00:00.000Z',
  ...more,
});

onStage('A review in the talk', (open) => {
  const shown = {
    reviewId: 'r',
    movieId: 'parasite-2019',
    rating: 4.5,
    film: { title: { en: 'Parasite', ko: '기생충' }, year: 2019, genreKeys: ['Drama'] },
  };

  it('shows film, stars and words, in the reader’s language, with the end behind a veil', async () => {
    const { lines, server } = await open({ lang: 'ko' });
    server.append('parasite', 'review.posted', ana, { ...shown, spoiler: true, text: '||\nthe end\n||' });
    const card = lines.getByRole('group', { name: '기생충 리뷰' });
    await card.waitFor();
    expect((await card.innerText()).replace(/\s+/g, ' ')).toContain('Parasite · 2019');
    expect(await card.getByText('별점 5점 만점에 4.5점').count()).toBe(1);
    expect(
      await lines
        .getByText('the end')
        .isVisible()
        .catch(() => false),
    ).toBe(false);
    await lines.getByRole('button', { name: /스포일러/ }).click();
    await lines.getByText('the end').waitFor();
  });

  it('follows its review, and goes with it', async () => {
    const { lines, server } = await open();
    const seq = server.append('parasite', 'review.posted', ana, { ...shown, text: 'first' });
    await lines.getByText('first').waitFor();
    server.append('parasite', 'message.edited', ana, {
      seq,
      text: 'second',
      review: { ...shown, rating: 2 },
    });
    await lines.getByText('second').waitFor();
    await lines.getByText('2.0 of 5 stars').waitFor({ state: 'attached' });
    server.append('parasite', 'message.deleted', ana, { seq });
    await until(async () => (await lines.getByText('second').count()) === 0);
  });
});

onStage('The review form', (open) => {
  const save = (page: Page, answers: { status: number; body: object }[]) => {
    const sent: unknown[] = [];
    return page
      .route('**/api/v1/movies/*/review', async (route) => {
        sent.push(route.request().postDataJSON());
        const { status, body } = answers.shift() ?? { status: 200, body: { rooms: 0 } };
        await route.fulfill({ status, json: body });
      })
      .then(() => sent);
  };

  it('sends stars, words and what was ticked, and says that it is saved', async () => {
    const { box, lines, server, page } = await open({ as: 'Jun' });
    server.answer = () => form({ share: false });
    const sent = await save(page, [{ status: 200, body: { rooms: 2 } }]);
    await box.fill('/movie review parasite');
    await box.press('Enter');
    await lines.getByRole('radio', { name: '4.5 of 5 stars' }).check({ force: true });
    await lines.getByLabel('What do you say?').fill('stairs\nand rain');
    await lines.getByLabel('Show it in rooms about this film').check();
    await lines.getByRole('button', { name: 'Save' }).click();
    await lines.getByText('Your review of Parasite is saved. Shown in 2 rooms.').waitFor();
    expect(sent).toEqual([{ rating: 4.5, text: 'stairs\nand rain', spoiler: false, share: true }]);
  });

  it('is filled in with what was said before, and works from the keyboard', async () => {
    const { box, lines, server, page } = await open({ as: 'Jun', lang: 'ko' });
    server.answer = () => form({ rating: 3, text: '계단', spoiler: true });
    const sent = await save(page, []);
    await box.fill('/영화 리뷰 기생충');
    await box.press('Enter');
    const three = lines.getByRole('radio', { name: '별점 5점 만점에 3.0점' });
    await three.focus();
    await page.keyboard.press('ArrowRight');
    expect(await lines.getByRole('radio', { name: '별점 5점 만점에 3.5점' }).isChecked()).toBe(true);
    expect(await lines.getByLabel('어떠셨어요?').inputValue()).toBe('계단');
    expect(await lines.getByRole('checkbox').count()).toBe(1);
    await lines.getByRole('button', { name: '저장' }).click();
    await lines.getByText('리뷰를 저장했어요').waitFor();
    expect(sent).toEqual([{ rating: 3.5, text: '계단', spoiler: true }]);
  });

  it('keeps everything when it is refused, and says what is missing', async () => {
    const { box, lines, server, page } = await open({ as: 'Jun' });
    server.answer = () => form();
    await save(page, [{ status: 429, body: { code: 'rate_limited', detail: 'slow down' } }]);
    await box.fill('/movie review parasite');
    await box.press('Enter');
    await lines.getByLabel('What do you say?').fill('long thoughts');
    const button = lines.getByRole('button', { name: 'Save' });
    await button.click();
    await lines.getByText('Choose how many stars.').waitFor();
    await lines.getByRole('radio', { name: '2.0 of 5 stars' }).check({ force: true });
    await button.click();
    await until(async () => /too|wait|moment/i.test(await lines.getByRole('alert').innerText()));
    expect(await lines.getByLabel('What do you say?').inputValue()).toBe('long thoughts');
    await button.click();
    await lines.getByText('is saved').waitFor();
  });
});

onStage('Reviews in an answer', (open) => {
  it('hide what spoils until asked for, and take a press for helpful', async () => {
    const { box, lines, server, page } = await open({ as: 'Jun' });
    server.answer = () => ({
      to: 'channel',
      text: '**Parasite** · 2 reviews',
      cards: [],
      reviews: [
        review(),
        review({ id: '0199aaaa-0000-7000-8000-000000000002', text: 'the end', spoiler: true, likes: 0 }),
      ],
    });
    await page.route('**/api/v1/reviews/*/like', (route) =>
      route.fulfill({ json: { likes: 4, liked: route.request().method() === 'PUT' } }),
    );
    await box.fill('/movie reviews parasite');
    await box.press('Enter');
    await lines.getByText('stairs').waitFor();
    expect(await lines.getByText('the end').count()).toBe(0);
    await lines.getByRole('button', { name: 'Spoilers. Show the review' }).click();
    await lines.getByText('the end').waitFor();
    await lines.getByRole('button', { name: /Helpful 3/ }).click();
    const liked = lines.getByRole('button', { name: /Helpful 4/ });
    await liked.waitFor();
    expect(await liked.getAttribute('aria-pressed')).toBe('true');
  });
});
