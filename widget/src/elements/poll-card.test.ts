import { expect, it } from 'vitest';
import { onStage, until, type Scene } from '../../tests/stage.ts';

const ana = { id: 'id-Ana', name: 'Ana', via: 'discord' as const };
const OPTIONS = [
  { text: '기생충', movieId: 'parasite-2019' },
  { text: 'Burning' },
  { text: '<b>neither</b>' },
];
const ask = (
  { server }: Scene,
  question = 'What **next**?',
  by: { id: string; name: string } = ana,
): number => server.append('parasite', 'poll.posted', { via: 'web', ...by }, { question, options: OPTIONS });
const pollOf = ({ lines }: Scene) => lines.getByRole('group', { name: 'Poll: What next?' });
const option = (scene: Scene, name: RegExp | string) => pollOf(scene).getByRole('button', { name });
const votes = ({ server }: Scene) => server.received.filter((frame) => frame.op === 'vote');

onStage('A poll in the talk', (open) => {
  it('stands under its question with a bar and the votes of each option', async () => {
    const scene = await open({ as: 'Jun' });
    const seq = ask(scene);
    scene.server.append('parasite', 'poll.voted', ana, { seq, option: 1, counts: [1, 3, 0] });
    await option(scene, /Burning/).waitFor();
    await until(async () => /3 votes/.test(await option(scene, /Burning/).innerText()));
    const texts = await pollOf(scene).getByRole('button').allInnerTexts();
    expect(texts.map((text) => text.replaceAll(/\s+/g, ' ').trim())).toEqual([
      '🎬 기생충 25% , 1 vote',
      'Burning 75% , 3 votes',
      '<b>neither</b> 0% , 0 votes',
    ]);
    const bars = await pollOf(scene)
      .locator('progress')
      .evaluateAll((all) =>
        all.map((bar) => [(bar as HTMLProgressElement).value, (bar as HTMLProgressElement).max]),
      );
    expect(bars).toEqual([
      [1, 4],
      [3, 4],
      [0, 4],
    ]);
    expect(await scene.lines.getByText('next').count()).toBeGreaterThan(0);
  });

  it('takes a press as a vote, another moves it, the same takes it back', async () => {
    const scene = await open({ as: 'Jun' });
    const seq = ask(scene);
    await option(scene, /Burning/).click();
    await until(async () => (await option(scene, /Burning/).getAttribute('aria-pressed')) === 'true');
    expect(await pollOf(scene).innerText()).toContain('1 vote · press yours again to take it back');
    await option(scene, /기생충/).click();
    await until(async () => (await option(scene, /기생충/).getAttribute('aria-pressed')) === 'true');
    expect(await option(scene, /Burning/).getAttribute('aria-pressed')).toBe('false');
    await option(scene, /기생충/).click();
    await until(async () => (await option(scene, /기생충/).getAttribute('aria-pressed')) === 'false');
    expect(votes(scene).map((frame) => ({ ...frame, id: '' }))).toEqual(
      [1, 0, 0].map((place) => ({ op: 'vote', id: '', room: 'parasite', seq, option: place })),
    );
  });

  it('knows from history what one chose, and is voted in with the keyboard alone', async () => {
    const scene = await open({
      as: 'Jun',
      before: (server) => {
        const seq = server.append('parasite', 'poll.posted', ana, {
          question: 'What **next**?',
          options: OPTIONS,
        });
        const [me] = server.people();
        if (me)
          server.append(
            'parasite',
            'poll.voted',
            { ...me, via: 'slack' },
            { seq, option: 0, counts: [1, 0, 0] },
          );
      },
    });
    await until(async () => (await option(scene, /기생충/).getAttribute('aria-pressed')) === 'true');
    await scene.box.focus();
    await scene.lines.last().focus();
    await until(async () => (await option(scene, /Burning/).getAttribute('tabindex')) === '0');
    await option(scene, /기생충/).focus();
    await scene.page.keyboard.press('Tab');
    await scene.page.keyboard.press('Enter');
    await until(async () => (await option(scene, /Burning/).getAttribute('aria-pressed')) === 'true');
  });

  it('is closed by who asked, after asking once more; then nobody can vote and the first is named', async () => {
    const scene = await open({ as: 'Jun' });
    const seq = ask(scene, 'What **next**?', scene.me);
    await option(scene, /Burning/).click();
    await option(scene, 'Close poll').click();
    expect(await pollOf(scene).getByText('Close it for good?').count()).toBe(1);
    await scene.page.keyboard.press('Escape');
    await option(scene, 'Close poll').click();
    await pollOf(scene).getByRole('group').getByRole('button', { name: 'Close poll' }).click();
    await until(async () => (await pollOf(scene).getByRole('button').count()) === 0);
    expect(scene.server.received.at(-1)).toMatchObject({ op: 'close-poll', room: 'parasite', seq });
    const text = (await pollOf(scene).innerText()).replaceAll(/\s+/g, ' ');
    expect(text).toContain('Burning Most votes');
    expect(text).toContain('Closed · 1 vote');
  });

  it('can be closed by nobody else, and is not there to be edited', async () => {
    const scene = await open({ as: 'Jun' });
    ask(scene);
    await option(scene, /Burning/).waitFor();
    expect(await option(scene, 'Close poll').count()).toBe(0);
    ask(scene, 'Mine?', scene.me);
    const mine = scene.lines.filter({ hasText: 'Mine?' });
    await mine.hover();
    await mine.getByRole('button', { name: 'Delete' }).waitFor();
    expect(await mine.getByRole('button', { name: 'Edit' }).count()).toBe(0);
  });

  it('asks who has no name for one, and then votes', async () => {
    const scene = await open();
    const seq = ask(scene);
    await option(scene, /Burning/).click();
    await scene.element.getByLabel('What should people call you?').fill('Jun');
    await scene.page.keyboard.press('Enter');
    await until(() => votes(scene).length === 1);
    expect(votes(scene)[0]).toMatchObject({ seq, option: 1 });
  });

  it('speaks Korean to Korean readers', async () => {
    const scene = await open({ as: 'Jun', lang: 'ko' });
    ask(scene, '다음엔?', scene.me);
    const poll = scene.lines.getByRole('group', { name: '투표: 다음엔?' });
    await poll.waitFor();
    const text = (await poll.innerText()).replaceAll(/\s+/g, ' ');
    expect(text).toContain('Burning 0% , 0표');
    expect(text).toContain('투표 끝내기');
  });

  it('has bars that can be told apart in forced colours', async () => {
    const scene = await open({ as: 'Jun', browser: { forcedColors: 'active', reducedMotion: 'reduce' } });
    const seq = ask(scene);
    scene.server.append('parasite', 'poll.voted', ana, { seq, option: 1, counts: [1, 1, 0] });
    await until(async () => /1 vote/.test(await option(scene, /Burning/).innerText()));
    /** Whether both ends of a bar look the same. */
    const even = async (place: number): Promise<boolean> => {
      const box = await pollOf(scene).locator('progress').nth(place).boundingBox();
      if (!box) throw new Error('no bar');
      const pixels = [box.x + 8, box.x + box.width - 12].map((x) =>
        scene.page.screenshot({ clip: { x, y: Math.floor(box.y + box.height / 2), width: 4, height: 1 } }),
      );
      const [left, right] = await Promise.all(pixels);
      return left !== undefined && right !== undefined && left.equals(right);
    };
    expect([await even(0), await even(1), await even(2)]).toEqual([false, false, true]);
  });

  it('moves nothing for who wants no motion', async () => {
    const scene = await open({ as: 'Jun', browser: { reducedMotion: 'reduce' } });
    ask(scene);
    await option(scene, /Burning/).waitFor();
    const time = await pollOf(scene)
      .locator('progress')
      .first()
      .evaluate((bar) => getComputedStyle(bar, '::-webkit-progress-value').transitionDuration);
    expect(['', '0s']).toContain(time);
  });
});
