import { expect, it } from 'vitest';
import { onStage, until } from '../../tests/stage.ts';

onStage('The quote over a reply', (open) => {
  it('is reached with the keyboard from its line, and leads to what it quotes', async () => {
    const { page, lines } = await open({
      before: (server) => {
        server.say('parasite', 'Ana', 'The **first** ||stone||.');
        server.say('parasite', '보라', 'True.', { replyTo: 1 });
      },
    });
    const quote = lines.nth(1).locator('[part=quote]');
    await until(async () => /^Ana\s+The first \S+\.$/.test(await quote.innerText()));
    expect(await quote.innerText()).not.toContain('stone');
    // Tab does not stop at the quotes of lines that the keyboard is not on.
    expect(await quote.getAttribute('tabindex')).toBe('-1');
    await lines.nth(1).focus();
    await until(async () => (await quote.getAttribute('tabindex')) === '0');
    await page.keyboard.press('Tab');
    expect(await quote.evaluate((one) => one.matches(':focus'))).toBe(true);
    await page.keyboard.press('Enter');
    await until(() => lines.first().evaluate((one) => one.matches(':focus')));
  });

  it('says that the line is gone where it was deleted, and leads nowhere', async () => {
    const { lines, server } = await open({
      before: (server) => {
        server.say('parasite', 'Ana', 'Soon gone.');
        server.say('parasite', '보라', 'True.', { replyTo: 1 });
      },
    });
    await lines.nth(1).getByText('Soon gone.').waitFor();
    await until(() => server.received.some(({ op }) => op === 'join'));
    server.append('parasite', 'message.deleted', { id: 'id-Ana', name: 'Ana', via: 'web' }, { seq: 1 });
    await lines.getByText('This line was deleted.').waitFor();
    expect(await lines.locator('button[part=quote]').count()).toBe(0);
  });
});
