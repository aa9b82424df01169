import { expect, it } from 'vitest';
import { onStage, until } from '../../tests/stage.ts';

onStage('The reactions under a line', (open) => {
  it('are a named group of pressed and unpressed buttons, where Tab stops only from their line', async () => {
    const { lines, server, me, page } = await open({
      as: 'Jun',
      before: (server) => server.say('parasite', 'Ana', 'Popcorn?'),
    });
    await until(() => server.received.some(({ op }) => op === 'join'));
    for (const actor of [{ id: 'a', name: 'Ana', via: 'slack' } as const, { ...me, via: 'web' } as const])
      server.append('parasite', 'reaction.added', actor, { seq: 1, emoji: '🍿' });
    server.append(
      'parasite',
      'reaction.added',
      { id: 'a', name: 'Ana', via: 'slack' },
      { seq: 1, emoji: '🪜' },
    );
    const bar = lines.getByRole('group', { name: 'Reactions' });
    const [mine, other] = [
      bar.getByRole('button', { name: '🍿 2' }),
      bar.getByRole('button', { name: '🪜 1' }),
    ];
    await other.waitFor();
    await mine.waitFor();
    expect(await bar.getAttribute('part')).toBe('reactions');
    expect([await mine.getAttribute('aria-pressed'), await other.getAttribute('aria-pressed')]).toEqual([
      'true',
      'false',
    ]);
    expect((await mine.getAttribute('part'))?.split(' ')).toContain('reaction-mine');
    expect(await other.getAttribute('tabindex')).toBe('-1');
    await lines.first().focus();
    await until(async () => (await other.getAttribute('tabindex')) === '0');
    await page.keyboard.press('Tab');
    expect(await mine.evaluate((one) => one.matches(':focus'))).toBe(true);
  });

  it('keep the keyboard on the line when the last of a kind is taken back', async () => {
    const { lines, server, me, page } = await open({
      as: 'Jun',
      before: (server) => server.say('parasite', 'Ana', 'Popcorn?'),
    });
    await until(() => server.received.some(({ op }) => op === 'join'));
    server.append('parasite', 'reaction.added', { ...me, via: 'web' }, { seq: 1, emoji: '🍿' });
    const mine = lines.getByRole('button', { name: '🍿 1' });
    await mine.focus();
    await page.keyboard.press('Enter');
    await mine.waitFor({ state: 'detached' });
    await until(() => lines.first().evaluate((one) => one.matches(':focus')));
    await page.keyboard.press('Enter');
    await until(() =>
      lines
        .first()
        .getByRole('button', { name: 'React' })
        .evaluate((one) => one.matches(':focus')),
    );
  });
});
