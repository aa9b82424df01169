import { expect, it } from 'vitest';
import { faults } from '../../tests/axe.ts';
import { onStage, until } from '../../tests/stage.ts';

onStage('What a line may go on with', (open) => {
  it('is a list that the box points into, walked round and round with the arrows', async () => {
    const { box, element, page } = await open({ as: 'Jun' });
    await box.pressSequentially('/mov');
    const options = element.getByRole('option');
    await options.first().waitFor();
    const last = (await options.count()) - 1;
    expect(await box.getAttribute('aria-controls')).toBe('commands');
    expect(await element.locator('#commands [part=completions]').getAttribute('role')).toBe('listbox');
    await box.press('ArrowUp');
    await until(async () => (await options.nth(last).getAttribute('aria-selected')) === 'true');
    expect(await box.getAttribute('aria-activedescendant')).toBe(await options.nth(last).getAttribute('id'));
    expect(await element.getByRole('option', { selected: true }).count()).toBe(1);
    await box.press('ArrowDown');
    await until(async () => (await options.first().getAttribute('aria-selected')) === 'true');
    expect(await faults(page)).toEqual([]);
    // Another list than the one that was pointed into.
    await box.pressSequentially('ie i');
    await until(async () => (await box.getAttribute('aria-activedescendant')) === null);
  });

  it('is taken with Tab or a press, neither of which takes the keyboard from the box', async () => {
    const { box, element } = await open({ as: 'Jun' });
    await box.pressSequentially('/movie inf');
    await element.getByRole('option').first().waitFor();
    await box.press('Tab');
    await until(async () => (await box.inputValue()) === '/movie info ');
    await box.fill('/movie recommend fo');
    await element.getByRole('option', { name: /^for:room/ }).hover();
    await element.page().mouse.down();
    expect(await box.evaluate((one) => one.matches(':focus'))).toBe(true);
    await element.page().mouse.up();
    await until(async () => (await box.inputValue()) === '/movie recommend for:room ');
    expect(await box.evaluate((one) => one.matches(':focus'))).toBe(true);
  });

  it('names the people of the talk after an @, but not oneself, and Enter takes one', async () => {
    const { box, element, server } = await open({
      as: 'Jun',
      before: (server) => {
        for (const name of ['Ana', 'Ana', '보라', 'Jun']) server.say('parasite', name, 'Here.');
      },
    });
    await until(() => server.received.some(({ op }) => op === 'join'));
    await box.pressSequentially('True, @');
    const options = element.getByRole('option');
    await until(async () => (await options.allInnerTexts()).map((text) => text.trim()).join() === '보라,Ana');
    await box.pressSequentially('an');
    await until(async () => (await options.count()) === 1);
    await box.press('Enter');
    await until(async () => (await box.inputValue()) === 'True, @Ana ');
    expect(server.received.some(({ op }) => op === 'post')).toBe(false);
    await options.first().waitFor({ state: 'detached' });
  });

  it('mentions the whole of a name, with whatever is in it', async () => {
    const { box, element, server, lines } = await open({
      as: 'Jun',
      before: (server) => server.say('parasite', 'Mina Park', 'Here.'),
    });
    await until(() => server.received.some(({ op }) => op === 'join'));
    await box.pressSequentially('True, @mi');
    await element.getByRole('option', { name: 'Mina Park' }).waitFor();
    await box.press('Tab');
    await until(async () => (await box.inputValue()) === 'True, <@|Mina Park> ');
    await element.locator('[part=preview] [part=mention]').getByText('@Mina Park', { exact: true }).waitFor();
    await box.press('Enter');
    await lines.locator('[part=mention]').getByText('@Mina Park', { exact: true }).waitFor();
  });

  it('leaves a name that is there as it was typed, though a longer one begins so', async () => {
    const { box, element, server } = await open({
      as: 'Jun',
      before: (server) => {
        for (const name of ['Ana', 'Anabel']) server.say('parasite', name, 'Here.');
      },
    });
    await until(() => server.received.some(({ op }) => op === 'join'));
    await box.pressSequentially('@Ana');
    await element.getByRole('option', { name: 'Anabel', selected: false }).waitFor();
    await box.press('Enter');
    await until(() => server.messages('parasite').at(-1)?.text === '@Ana');
    // Unless the other one is pointed at.
    await box.pressSequentially('@Ana');
    await element.getByRole('option', { name: 'Anabel', selected: false }).waitFor();
    await box.press('ArrowDown');
    await box.press('Enter');
    await until(async () => (await box.inputValue()) === '@Anabel ');
  });

  it('names those after an @, too, who are here and have not spoken, and asks for them once', async () => {
    const { box, element, server } = await open({
      as: 'Jun',
      before: (server, room) => {
        server.say('parasite', 'Ana', 'Here.');
        for (const name of ['Mina', 'Ana']) room.roles.set(server.person(name).person.id, 'member');
      },
    });
    await until(() => server.received.some(({ op }) => op === 'join'));
    const options = element.getByRole('option');
    const offered = async (): Promise<string> =>
      (await options.allInnerTexts()).map((text) => text.trim()).join();
    await box.pressSequentially('@');
    await until(async () => (await offered()) === 'Ana,Mina');
    await box.pressSequentially('mi');
    await until(async () => (await offered()) === 'Mina');
    await box.fill('And @');
    await until(async () => (await offered()) === 'Ana,Mina');
    expect(server.requested.filter((one) => one.includes('/members'))).toHaveLength(1);
  });

  it('names those who have spoken where the others cannot be asked for', async () => {
    const { box, element, server } = await open({
      as: 'Jun',
      before: (server) => server.say('parasite', 'Ana', 'Here.'),
    });
    await until(() => server.received.some(({ op }) => op === 'join'));
    server.away = true;
    await box.pressSequentially('@');
    await element.getByRole('option', { name: 'Ana' }).waitFor();
  });

  it('goes with Escape and leaves the line; the next Enter sends it', async () => {
    const { box, element, server } = await open({ as: 'Jun' });
    await box.pressSequentially('/movie i');
    await element.getByRole('option').first().waitFor();
    await box.press('Escape');
    await element.getByRole('option').first().waitFor({ state: 'detached' });
    expect(await box.inputValue()).toBe('/movie i');
    await box.press('Enter');
    await until(() => server.received.some((frame) => frame.op === 'command' && frame.text === '/movie i'));
  });
});
