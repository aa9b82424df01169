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
    ['en', 'Search', 'Someone who left', 'Reply'],
    ['en', 'People', 'Someone who left', 'Reply'],
    ['ko', '찾기', '떠난 사람', '답글'],
  ])(
    'names nobody who has left any more from that moment on, wherever the open page did (%s, %s)',
    async (lang, place, nobody, reply) => {
      const { server, page, element, lines, box } = await open({
        as: 'Jun',
        lang,
        before: (server, room) => {
          const { person } = server.person('Theodora');
          room.roles.set(person.id, 'member');
          const { id } = person;
          const old = server.say('parasite', 'Theodora', 'the butler did it', { id });
          for (let i = 0; i < 60; i++) server.say('parasite', 'Ana', `line ${i}`);
          // What it quotes is not on the page, which knows of it by the quote alone.
          server.say('parasite', 'Ana', 'oh', { replyTo: old });
          server.say('parasite', 'Ana', `so <@${id}|Theodora> says`);
          const late = server.say('parasite', 'Theodora', `<@${id}|Theodora> alone did it`, { id });
          server.say('parasite', 'Ana', 'really', { replyTo: late });
        },
      });
      const { id } = server.people().find(({ name }) => name === 'Theodora')!;
      const theirs = lines.filter({ hasText: 'alone did it' }).first();
      await theirs.focus();
      await theirs.getByRole('button', { name: reply, exact: true }).click();
      await box.fill('@');
      await element.getByRole('option', { name: 'Theodora' }).waitFor();
      await box.fill('');
      await element.locator('[part=menu-button]').click();
      const panel = element.locator('[part=panel]');
      await panel.getByRole('tab', { name: place, exact: true }).click();
      if (place !== 'People') await panel.getByRole('searchbox').fill('did');
      await panel.getByText('Theodora').first().waitFor();
      server.tell('parasite', { op: 'typing', room: 'parasite', person: { id, name: 'Theodora' } });
      await element.locator('[part=typing]').getByText('Theodora').waitFor();
      const drawn = (): Promise<string> => element.evaluate(({ shadowRoot }) => shadowRoot!.innerHTML);
      server.leavesForGood('parasite', id);
      await until(async () => !(await drawn()).includes('Theodora'));
      expect((await drawn()).split(nobody).length).toBeGreaterThan(4);
      await element.locator('[part=context] b').getByText(nobody).waitFor();
      // Nobody is called by the name of nobody.
      await page.keyboard.press('Escape');
      await box.fill('@');
      await element.getByRole('option', { name: 'Ana' }).waitFor();
      expect(await element.getByRole('option', { name: /Theodora|left|떠난/ }).count()).toBe(0);
    },
  );

  it('lets those be who only leave the room', async () => {
    const { server, lines } = await open({
      as: 'Jun',
      before: (server) => server.say('parasite', 'Theodora', 'the butler did it'),
    });
    const person = { id: 'id-Theodora', name: 'Theodora' };
    server.append('parasite', 'member.left', { ...person, via: 'web' }, { person });
    server.say('parasite', 'Ana', 'and now?');
    await lines.getByText('and now?').waitFor();
    expect(await lines.first().innerText()).toContain('Theodora');
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
