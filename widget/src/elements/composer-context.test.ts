import { expect, it } from 'vitest';
import { faults } from '../../tests/axe.ts';
import { onStage, until } from '../../tests/stage.ts';

onStage('What is over the composer', (open) => {
  it('quotes what is answered without its marks and spoilers, and the way out of it gives the keyboard back', async () => {
    const { page, element, lines, box, server } = await open({
      as: 'Jun',
      before: (server) => server.say('parasite', '보라', '**지하실**에 ||그 남자||가'),
    });
    await box.fill('Not yet');
    await lines.first().hover();
    await lines.first().getByRole('button', { name: 'Reply' }).click();
    const context = element.locator('[part=context]');
    await until(async () => /Replying to 보라\s+지하실에 \S+가/.test(await context.innerText()));
    expect(await context.innerText()).not.toContain('남자');
    expect(await faults(page)).toEqual([]);
    await context.getByRole('button', { name: 'Cancel' }).click();
    await context.waitFor({ state: 'detached' });
    expect(await box.evaluate((one) => one.matches(':focus'))).toBe(true);
    await page.keyboard.type(', no.');
    await page.keyboard.press('Enter');
    await until(() => server.messages('parasite').length === 2);
    expect(server.messages('parasite')[1]).toMatchObject({ text: 'Not yet, no.' });
    expect(server.messages('parasite')[1]?.replyTo).toBe(undefined);
  });

  it('says that a line is being changed, and brings back what was being written when it no longer is', async () => {
    const { page, element, lines, box, server } = await open({ as: 'Jun' });
    await box.fill('Mine.');
    await box.press('Enter');
    await until(() => server.messages('parasite').length === 1);
    await lines.getByText('Sending…').waitFor({ state: 'detached' });
    await box.fill('Half a thought');
    await lines.first().hover();
    await lines.first().getByRole('button', { name: 'Edit' }).click();
    const context = element.locator('[part=context]');
    await context.getByText('Editing your line').waitFor();
    expect(await box.inputValue()).toBe('Mine.');
    await page.keyboard.press('Escape');
    await context.waitFor({ state: 'detached' });
    expect(await box.inputValue()).toBe('Half a thought');
  });
});
