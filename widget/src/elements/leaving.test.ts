import { expect, it } from 'vitest';
import { onStage, until } from '../../tests/stage.ts';

onStage('leaving for good', (open) => {
  it.each([
    ['en', 'Settings', 'Leave Matinee for good…', 'Delete it all', 'delete'],
    ['en', 'Settings', 'Leave Matinee for good…', 'Keep it, unnamed', 'anonymise'],
    ['ko', '설정', 'Matinee를 완전히 떠나기…', '모두 지우기', 'delete'],
    ['ko', '설정', 'Matinee를 완전히 떠나기…', '이름 없이 남기기', 'anonymise'],
  ])('asks what becomes of one’s lines (%s, %s, %s, %s)', async (lang, place, leave, answer, lines) => {
    const { server, element, page } = await open({ as: 'Jun', lang });
    await element.locator('[part=menu-button]').click();
    const panel = element.locator('[part=panel]');
    await panel.getByRole('tab', { name: place, exact: true }).click();
    const asked = (): string[] => server.requested.filter((request) => request.startsWith('DELETE'));
    await panel.getByRole('button', { name: leave }).click();
    await panel.getByRole('alert').waitFor();
    await panel.getByRole('button', { name: /^(Cancel|취소)$/ }).click();
    await panel.getByRole('alert').waitFor({ state: 'detached' });
    expect(asked()).toEqual([]);
    await panel.getByRole('button', { name: leave }).click();
    await panel.getByRole('button', { name: answer }).click();
    await until(() => asked().length === 1);
    expect(asked()).toEqual([`DELETE /api/v1/me?lines=${lines}`]);
    // Nobody any more: not here, and not after coming back.
    await panel.getByText('Jun').waitFor({ state: 'detached' });
    await page.reload();
    await element.locator('[part=menu-button]').click();
    await panel.getByRole('tab', { name: place, exact: true }).click();
    expect(await panel.getByText('Jun').count()).toBe(0);
  });

  it.each([
    ['en', 'Someone who left'],
    ['ko', '떠난 사람'],
  ])(
    'is told in the reader’s language of who left, also above what answers them (%s)',
    async (lang, nobody) => {
      const { lines, element } = await open({
        as: 'Jun',
        lang,
        before: (server) => {
          const seq = server.say('parasite', 'Someone who left', 'the butler did it', { id: 'theo' });
          server.say('parasite', 'Ana', 'oh', { replyTo: seq });
        },
      });
      await element.getByRole('article', { name: nobody }).waitFor();
      expect(await lines.first().innerText()).toContain(nobody);
      await lines.last().locator('[part=quote]').getByText(nobody).waitFor();
    },
  );
});
