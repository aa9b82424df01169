import { expect, it } from 'vitest';
import { faults } from '../../tests/axe.ts';
import { onStage, until } from '../../tests/stage.ts';

onStage('An answer', (open) => {
  it('says that it is being looked for until it is there, to screen readers too', async () => {
    const { box, lines, server } = await open({ as: 'Jun' });
    await until(() => server.received.some(({ op }) => op === 'join'));
    server.closed = true;
    server.drop();
    await box.fill('/movie help');
    await box.press('Enter');
    const content = lines.first().locator('[aria-live=polite]');
    await content.getByText('Looking through the films…').waitFor();
    expect(await content.getAttribute('aria-busy')).toBe('true');
    expect(await content.innerText()).toContain('/movie help');
    server.closed = false;
    await content.getByText('You asked /movie help').waitFor();
    expect(await content.getAttribute('aria-busy')).toBe('false');
  });

  it('says why there is none', async () => {
    const { box, lines, server, page } = await open({ as: 'Jun' });
    await until(() => server.received.some(({ op }) => op === 'join'));
    server.refuseCommands = 'rate_limited';
    await box.fill('/movie help');
    await box.press('Enter');
    await lines.getByText('That was a lot at once.').waitFor();
    expect(await lines.locator('[aria-busy=true]').count()).toBe(0);
    expect(await faults(page)).toEqual([]);
  });

  it('shows marks, keeps spoilers veiled until asked for, and is gone into and dismissed with the keyboard', async () => {
    const { box, lines, server, page } = await open({ as: 'Jun' });
    server.answer = () => ({ to: 'sender', text: 'The **stone** ||floats||.', cards: [] });
    await box.fill('/movie info Parasite');
    await box.press('Enter');
    const answer = lines.first();
    await answer.locator('strong', { hasText: 'stone' }).waitFor();
    expect(await answer.getAttribute('aria-label')).toMatch(/^Matinee, \d\d:\d\d$/);
    expect((await answer.getAttribute('part'))?.split(' ')).toEqual(['message', 'answer']);
    await answer.getByRole('button', { name: 'Spoiler, hidden.' }).press('Enter');
    await until(async () => (await answer.getByRole('button').count()) === 1);
    await answer.focus();
    await page.keyboard.press('Enter');
    const dismiss = answer.getByRole('button', { name: 'Dismiss' });
    await until(() => dismiss.evaluate((one) => one.matches(':focus')));
    await page.keyboard.press('Enter');
    await answer.waitFor({ state: 'detached' });
    await until(() => box.evaluate((one) => one.matches(':focus')));
  });
});
