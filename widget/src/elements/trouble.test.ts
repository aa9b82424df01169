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

  it.each([
    ['en', 'The address of this room is wrong.'],
    ['ko', '방 주소가 잘못됐어요.'],
  ])('says that the address is wrong where no room can have this name: %s', async (lang, words) => {
    const { element } = await open({ lang, room: { refuses: 'invalid_input' }, early: true });
    const sign = element.locator('[part=state]');
    await sign.getByText(words).waitFor();
    expect(await sign.getByRole('button').count()).toBe(0);
  });

  it('tells who was put out what may have happened, and lets them come back', async () => {
    const { element, server, me } = await open({ as: 'Jun' });
    await until(() => server.received.some(({ op }) => op === 'join'));
    server.append('parasite', 'member.kicked', { id: 'o', name: 'Owner', via: 'web' }, { person: me });
    server.tell('parasite', { op: 'left', room: 'parasite' });
    const sign = element.locator('[part=state]');
    await sign.getByText('a moderator put you out, or you left it elsewhere').waitFor();
    await sign.getByRole('button', { name: 'Try again' }).click();
    await element.getByRole('textbox').waitFor();
  });

  it('says in red that the password was wrong', async () => {
    const { element } = await open({
      as: 'Jun',
      early: true,
      room: { password: 'peaches' },
      style: 'matinee-room { --matinee-danger: rgb(1, 2, 3) }',
    });
    await element.getByLabel('This room has a password.').fill('plums');
    await element.getByRole('button', { name: 'Enter' }).click();
    const fault = element.getByRole('alert');
    await fault.getByText('That is not the password.').waitFor();
    expect(await fault.evaluate((node) => getComputedStyle(node).color)).toBe('rgb(1, 2, 3)');
  });

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
