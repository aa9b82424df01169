import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channel, CommandStage, read } from '../../../tests/support/command-stage.ts';
import type { CommandContext } from './command-runner.ts';
import type { Commands } from './runner.ts';

const FILM = 'parasite-2019';

let stage: CommandStage;
let commands: Commands;
const context = (more: Partial<CommandContext> = {}): Promise<CommandContext> => stage.context(more);
const submit = (asked: CommandContext, more: object = {}) =>
  commands.submitReview({ movieId: FILM, rating: '4.5', text: '', spoiler: false, ...more }, asked);

beforeAll(async () => {
  stage = await CommandStage.set();
  ({ commands } = stage);
});
afterAll(() => stage?.close());

/** A room about the film, linked to a channel, whose owner is somebody else. */
async function linkedRoom(movieId = FILM) {
  const here = channel();
  await commands.runText(`room open r-${uuid()}`, await context({ channel: here }));
  const link = await stage.links.byChannel(here);
  await stage.database.query('update rooms set movie_id = $1 where id = $2', [movieId, link?.roomId ?? '']);
  return { here, roomId: link?.roomId ?? '' };
}
const shownIn = async (roomId: string) => {
  const rows = await stage.database.query(
    'select text, review from messages where room_id = $1 and not deleted',
    [roomId],
  );
  return rows.filter((row) => row['review'] !== null).map((row) => row['text']);
};

describe('/movie review', () => {
  it('opens an empty form, and afterwards one with what was said', async () => {
    const asked = await context();
    const first = await commands.runText('review parasite', asked);
    expect(first).toMatchObject({
      to: 'sender',
      form: { movie: { movieId: FILM, title: 'Parasite' }, text: '' },
    });
    expect(first.form).not.toHaveProperty('rating');
    expect(read(await submit(asked, { text: 'stairs', spoiler: true }))).toBe(
      'Your review of Parasite is saved. ★★★★½',
    );
    const again = await commands.runText('리뷰 기생충', { ...asked, locale: 'ko' });
    expect(again.form).toMatchObject({
      rating: 4.5,
      text: 'stairs',
      spoiler: true,
      movie: { title: '기생충' },
    });
    expect(read(await submit({ ...asked, locale: 'ko' }))).toBe('기생충 리뷰를 저장했어요. ★★★★½');
  });

  it('offers to show it where there is a room about the film, and shows it only when told to', async () => {
    const { here, roomId } = await linkedRoom();
    const elsewhere = await linkedRoom('burning-2018');
    const asked = await context({ channel: here });
    expect((await commands.runText('review parasite', asked)).form).toMatchObject({ share: false });
    const other = await commands.runText('review parasite', { ...asked, channel: elsewhere.here });
    expect(other.form).not.toHaveProperty('share');
    await submit(asked, { text: 'quiet', share: false });
    expect(await shownIn(roomId)).toEqual([]);
    expect(read(await submit(asked, { text: 'loud', share: true }))).toMatch(/Shown in 1 room\.$/);
    expect(await shownIn(roomId)).toEqual(['loud']);
    expect((await commands.runText('review parasite', asked)).form).toMatchObject({ share: true });
    await submit({ ...asked, channel: elsewhere.here }, { text: 'louder', share: true });
    expect([await shownIn(roomId), await shownIn(elsewhere.roomId)]).toEqual([['louder'], []]);
    await submit(asked, { text: 'louder', share: false });
    expect(await shownIn(roomId)).toEqual([]);
  });

  it('is answered with what is wrong, in the language of who asks', async () => {
    const asked = await context({ locale: 'ko' });
    for (const [more, expected] of [
      [{ rating: 'great' }, /^별점은 0.5점부터 5점까지/],
      [{ text: 'x'.repeat(4001) }, /^글이 4,001자예요. 4,000자까지/],
      [{ movieId: 'none' }, /^그 영화를 찾을 수 없어요/],
    ] as const) {
      const answer = await submit(asked, more);
      expect([answer.refused, read(answer)]).toEqual([true, expect.stringMatching(expected)]);
    }
    const lost = await commands.runText('리뷰 zzqqxx', asked);
    expect([lost.form, lost.cards.length]).toEqual([undefined, 3]);
  });
});

describe('/movie reviews', () => {
  it('shows the most helpful first, with how many there are and what they come to', async () => {
    const people = await Promise.all(Array.from({ length: 7 }, () => context()));
    const movieId = 'burning-2018';
    for (const [index, asked] of people.entries()) {
      await submit(asked, { movieId, rating: String(2 + (index % 3)), text: `review ${index}` });
    }
    const all = await commands.runText('reviews burning', people[0] as CommandContext);
    expect(read(all)).toMatch(/^Burning · 7 reviews · ★★★☆☆ 2\.9 · the 5 most helpful$/);
    expect(all.to).toBe('channel');
    const last = all.reviews?.at(-1);
    const liked = await commands.pressReview('like', last?.id ?? '', people[1] as CommandContext);
    expect(read(liked)).toMatch(/♥ 1$/);
    const korean = await commands.runText('후기 버닝', { ...(people[1] as CommandContext), locale: 'ko' });
    expect(korean.reviews?.[0]).toMatchObject({ id: last?.id, likes: 1, liked: true });
    expect(read(korean)).toBe('버닝 리뷰 7개 · ★★★☆☆ 2.9 · 도움된 순으로 5개예요.');
    expect(read(await commands.pressReview('like', last?.id ?? '', people[1] as CommandContext))).toMatch(
      /♥ 0$/,
    );
  });

  it('invites to write the first one, and shows one in full to who asks', async () => {
    const asked = await context({ locale: 'ko' });
    expect(read(await commands.runText('리뷰들 마더', asked))).toMatch(
      /리뷰가 없어요. 처음으로 써 보세요: \/영화 리뷰/,
    );
    await submit(asked, { text: 'all of **it**' });
    const { reviews } = await commands.runText('reviews parasite', await context());
    const mine = reviews?.find((review) => review.author.id === asked.person.id);
    const whole = await commands.pressReview('read', mine?.id ?? '', asked);
    expect([whole.to, read(whole)]).toEqual(['sender', expect.stringContaining('all of it')]);
    expect(read(await commands.pressReview('read', uuid(), asked))).toMatch(/^그 리뷰를 찾을 수 없어요/);
  });
});

describe('/movie watchlist', () => {
  it('takes films on, shows them with their notes, and lets them go', async () => {
    const asked = await context();
    expect(read(await commands.runText('watchlist show', asked))).toMatch(/^Your watchlist is empty/);
    expect(read(await commands.runText('watchlist add burning note:"with Bora"', asked))).toBe(
      'Burning is on your watchlist.',
    );
    await commands.runText('watchlist add parasite', asked);
    expect(read(await commands.runText('watchlist add parasite', asked))).toBe(
      'Parasite is on your watchlist already.',
    );
    const list = await commands.runText('watchlist show', asked);
    expect([list.to, list.cards.map(({ title, because }) => [title, because])]).toEqual([
      'sender',
      [
        ['Parasite', undefined],
        ['Burning', 'with Bora'],
      ],
    ]);
    await submit(asked);
    const seen = await commands.runText('watchlist show', asked);
    expect(seen.cards.map(({ title, because }) => [title, because])).toEqual([
      ['Burning', 'with Bora'],
      ['Parasite', '✓ seen'],
    ]);
    expect(read(await commands.runText('watchlist remove burning', asked))).toBe(
      'Burning is off your watchlist.',
    );
    expect(read(await commands.runText('watchlist remove burning', asked))).toBe(
      'Burning was not on your watchlist.',
    );
  });

  it('speaks Korean with the right particles, by any of its names', async () => {
    const asked = await context({ locale: 'ko' });
    const say = async (text: string) => read(await commands.runText(text, asked));
    expect(await say('보고싶은영화 추가 버닝')).toBe('버닝을 보고 싶은 영화에 넣었어요.');
    expect(await say('보고 싶은 영화 추가 마더')).toBe('마더를 보고 싶은 영화에 넣었어요.');
    expect(await say('찜 추가 버닝')).toBe('버닝은 이미 보고 싶은 영화에 있어요.');
    expect(await say('보고싶은 영화 빼기 버닝')).toBe('버닝을 보고 싶은 영화에서 뺐어요.');
    expect(await say('찜 빼기 버닝')).toBe('버닝은 보고 싶은 영화에 없었어요.');
    expect(await say('보고싶은 영화 보기')).toBe('보고 싶은 영화예요.');
  });

  it('lists by title what does not fit as cards', async () => {
    const asked = await context();
    for (const { id } of stage.films.ranked.slice(0, 8)) await commands.runText(`watchlist add ${id}`, asked);
    const list = await commands.runText('watchlist show', asked);
    expect(list.cards).toHaveLength(5);
    expect(read(list).match(/•/g)).toHaveLength(3);
  });
});
