import { expect, it } from 'vitest';
import { onStage, until } from '../../tests/stage.ts';

onStage('A sign at the door', (open) => {
  it.each(['room_not_found', 'banned', 'origin_not_allowed'] as const)(
    'offers no second try where there is nothing to try: %s',
    async (refuses) => {
      const { element } = await open({ as: 'Jun', room: { refuses }, early: true });
      await element.locator('[part=state]').waitFor();
      expect(await element.locator('[part=state]').getByRole('button').count()).toBe(0);
    },
  );

  it('stands in place of where one writes, as a status, while the talk can be read', async () => {
    const { element, lines, room } = await open({
      as: 'Jun',
      room: { refuses: 'room_full' },
      before: (server) => server.say('parasite', 'Ana', 'We are many.'),
    });
    await lines.getByText('We are many.').waitFor();
    const sign = element.locator('[part=state]');
    await sign.getByText('The room is full.').waitFor();
    expect(await sign.getAttribute('role')).toBe('status');
    expect(await element.getByRole('textbox').count()).toBe(0);
    // Tried again in vain, it stands there still.
    await sign.getByRole('button', { name: 'Try again' }).press('Enter');
    await sign.getByText('The room is full.').waitFor();
    room.refuses = undefined;
    await sign.getByRole('button', { name: 'Try again' }).press('Enter');
    await until(() => element.getByRole('textbox').evaluate((one) => one.matches(':focus')));
  });

  it('tells the page why', async () => {
    const { page, server } = await open({
      as: 'Jun',
      early: true,
      room: { refuses: 'room_full' },
      before: (server) => (server.closed = true),
    });
    await page.evaluate(() =>
      document
        .querySelector('matinee-room')
        ?.addEventListener('matinee-error', ({ detail }) => Object.assign(window, { heard: detail.code })),
    );
    server.closed = false;
    await until(
      async () => (await page.evaluate(() => Reflect.get(window, 'heard') as unknown)) === 'room_full',
      9000,
    );
  });
});
