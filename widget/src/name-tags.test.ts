import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import type { PersonView } from '../../src/protocol/frames.ts';
import { FilmShelf } from '../tests/film-shelf.ts';
import { onStage, until, type Scene } from '../tests/stage.ts';

/** Two people of one name: the second has a tag. */
const TAG = 'k3f7';

const said = async (place: Locator): Promise<string> => (await place.innerText()).replace(/\s+/g, ' ').trim();

onStage('Two people of one name are told apart', (open) => {
  /** Each has said a line; the second has answered themself. */
  const talk = (
    as = 'Jun',
    more: Parameters<typeof open>[0] = {},
  ): Promise<Scene & { second: PersonView }> => {
    let second: PersonView | undefined;
    return open({
      as,
      ...more,
      before: (server, room) => {
        second = server.person('Mina', TAG).person;
        room.roles.set(second.id, 'member');
        room.roles.set(server.person('Mina').person.id, 'member');
        server.say('parasite', 'Mina', 'The stairs.');
        server.say('parasite', 'Mina', 'The rain.', { tag: TAG, id: second.id });
        server.say('parasite', 'Mina', 'And the stairs.', { tag: TAG, id: second.id, replyTo: 2 });
        more.before?.(server, room);
      },
    }).then((scene) => ({ ...scene, second: second! }));
  };

  it('over a line, in what a screen reader hears of it, and in its tools', async () => {
    const { lines, element } = await talk();
    const [first, second] = [lines.nth(0), lines.nth(1)];
    await second.waitFor();
    expect(await said(first.locator('.who'))).toMatch(/^Mina \d/);
    expect(await said(second.locator('.who'))).toMatch(/^Mina #k3f7 \d/);
    expect(await second.getAttribute('aria-label')).toContain('Mina #k3f7');
    await second.focus();
    await element.getByRole('toolbar', { name: 'Actions on the line by Mina #k3f7' }).waitFor();
  });

  it('in the quote over a reply, of a line that is there, was written here or is read for it', async () => {
    const { lines, box, element, server } = await talk();
    const quotes = lines.locator('[part=quote]');
    await quotes.first().waitFor();
    expect(await said(quotes.first())).toBe('Mina #k3f7 The rain.');
    expect(await quotes.first().getAttribute('title')).toBe('Go to the line by Mina #k3f7');
    await lines.nth(1).focus();
    await lines.nth(1).getByRole('button', { name: 'Reply' }).press('Enter');
    await element.locator('[part=context]').getByText('Replying to Mina #k3f7').waitFor();
    await box.fill('True.');
    await box.press('Enter');
    await until(async () => (await quotes.count()) === 2);
    expect(await said(quotes.nth(1))).toBe('Mina #k3f7 The rain.');
    await until(() => server.messages('parasite').length === 4);
    server.say('parasite', 'Ana', 'Me too.', { replyTo: 2 });
    await until(async () => (await quotes.count()) === 3);
    expect(await said(quotes.nth(2))).toBe('Mina #k3f7 The rain.');
  });

  it('in the quote of a line that is far back', async () => {
    const { lines, server } = await open({
      as: 'Jun',
      before: (server) => {
        server.say('parasite', 'Mina', 'Long ago.', { tag: TAG });
        for (let n = 0; n < 120; n++) server.say('parasite', 'Ana', `line ${n}`);
      },
    });
    await lines.getByText('line 119').waitFor();
    server.say('parasite', 'Ana', 'As she said.', { replyTo: 1 });
    const quote = lines.locator('[part=quote]');
    await until(async () => (await quote.count()) > 0 && (await said(quote)) === 'Mina #k3f7 Long ago.');
  });

  it('while one of them writes, and when their line is announced', async () => {
    const { element, server, second } = await talk();
    await until(() => server.received.some(({ op }) => op === 'join'));
    await element.locator('[part=menu-button]').waitFor();
    server.tell('parasite', { op: 'typing', room: 'parasite', person: second });
    await element.getByText('Mina #k3f7 is typing…').waitFor();
    server.say('parasite', 'Mina', 'Said aloud.', { tag: TAG, id: second.id });
    await element.getByText('Mina #k3f7: Said aloud.').waitFor({ state: 'attached' });
  });

  it('among the people, and in what the search finds', async () => {
    const { element } = await talk();
    await element.locator('[part=menu-button]').click();
    const panel = element.locator('[part=panel]');
    await panel.getByRole('tab', { name: 'People', exact: true }).click();
    await panel.getByText('#k3f7').waitFor();
    const people = (await panel.locator('[part=person]').allInnerTexts()).map((one) =>
      one.replace(/\s+/g, ' '),
    );
    expect(people).toContain('M Mina #k3f7 not here now');
    expect(people).toContain('M Mina not here now');
    await panel.getByRole('tab', { name: 'Search', exact: true }).click();
    await panel.getByRole('searchbox').fill('rain');
    const found = panel.locator('[part=found]');
    await found.waitFor();
    expect(await said(found)).toMatch(/^Mina #k3f7 /);
    expect(await found.getAttribute('title')).toBe('Go to the line by Mina #k3f7');
  });

  it('when they are mentioned: the one with a tag by who they are', async () => {
    const { element, box, second } = await talk();
    await element.locator('[part=menu-button]').waitFor();
    await box.pressSequentially('@mi');
    const options = element.getByRole('option');
    await until(async () => (await options.count()) === 2);
    const offered = (await options.allInnerTexts()).map((one) => one.replace(/\s+/g, ' ').trim());
    expect(offered.sort()).toEqual(['Mina', 'Mina #k3f7']);
    await options.filter({ hasText: '#k3f7' }).click();
    await until(async () => (await box.inputValue()) === `<@${second.id}|Mina> `);
    await box.fill('');
    await box.pressSequentially('@mi');
    await until(async () => (await options.count()) === 2);
    await options.filter({ hasNotText: '#k3f7' }).click();
    await until(async () => (await box.inputValue()) === '@Mina ');
  });

  it('in reviews, their comments, and what answers a command', async () => {
    const movie = FilmShelf.film('Parasite', { movieId: 'p', year: 2019 });
    const { element, server, box, lines } = await talk('Jun', {
      room: { movie },
      before: (server) => {
        const { id } = server.shelf.review('Mina', 5, 'Stairs everywhere.', TAG);
        server.shelf.comments.push({
          id: 'c',
          reviewId: id,
          author: { id: 'm', name: 'Mina', tag: TAG },
          text: 'Said under it.',
          deleted: false,
        });
      },
    });
    server.answer = () => ({ to: 'channel', text: '', cards: [], reviews: server.shelf.reviews });
    await box.fill('/movie reviews parasite');
    await box.press('Enter');
    await lines.getByRole('article', { name: 'Mina #k3f7' }).waitFor();
    await element.locator('[part=menu-button]').click();
    const panel = element.locator('[part=panel]');
    await panel.getByRole('tab', { name: 'Reviews', exact: true }).click();
    const review = panel.getByRole('article', { name: 'Mina #k3f7' });
    await review.waitFor();
    expect(await said(review.locator('.by'))).toMatch(/^Mina #k3f7/);
    await review.getByRole('button', { name: /comment/i }).click();
    const comment = review.locator('[part=comments] li');
    await comment.getByText('Said under it.').waitFor();
    expect(await said(comment)).toMatch(/^Mina #k3f7/);
    await comment.getByRole('button', { name: 'Reply' }).click();
    await review.getByLabel('Reply to Mina #k3f7').waitFor();
  });
});
