import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { FilmShelf } from '../../tests/film-shelf.ts';
import { onStage, until, type Opening, type Scene } from '../../tests/stage.ts';

const PARASITE = FilmShelf.film('Parasite', { movieId: 'p', year: 2019 });

onStage('beside the talk', (open) => {
  /** A room with the sheet open at a place. */
  async function at(
    place: string,
    opening: Opening = {},
  ): Promise<Scene & { panel: Locator; button: Locator }> {
    const scene = await open({ as: 'Jun', ...opening });
    const button = scene.element.locator('[part=menu-button]');
    await button.click();
    const panel = scene.element.locator('[part=panel]');
    await panel.getByRole('tab', { name: place, exact: true }).click();
    return { ...scene, panel, button };
  }

  it('opens at the search, closes with Escape, and gives the keyboard back', async () => {
    const { element, page } = await open({ as: 'Jun' });
    const button = element.locator('[part=menu-button]');
    await button.focus();
    await page.keyboard.press('Enter');
    const field = element.getByRole('searchbox', { name: 'Search the talk' });
    await until(() => field.evaluate((node) => node.matches(':focus')));
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('Escape');
    await element.locator('[part=panel]').waitFor({ state: 'detached' });
    await until(() => button.evaluate((node) => node.matches(':focus')));
  });

  it('leaves a bubble open when Escape closes only the sheet', async () => {
    const { element, page } = await open({
      as: 'Jun',
      body: '<matinee-room room="parasite" mode="bubble" open></matinee-room>',
    });
    await element.locator('[part=menu-button]').click();
    await page.keyboard.press('Escape');
    await element.locator('[part=panel]').waitFor({ state: 'detached' });
    expect(await element.getByRole('log').isVisible()).toBe(true);
  });

  it('keeps the keyboard while it covers the talk, and gives it back when it is closed', async () => {
    const { panel, element, page, button } = await at('Settings', {
      before: (server) => server.say('parasite', 'Ana', 'See https://example.org'),
    });
    const within = (): Promise<boolean> =>
      element.evaluate(({ shadowRoot }) => {
        const { activeElement } = shadowRoot!;
        return activeElement === null || activeElement.closest('[part=panel]') !== null;
      });
    for (let presses = 0; presses < 20; presses++) {
      await page.keyboard.press('Tab');
      expect(await within()).toBe(true);
    }
    expect(await element.locator('.body').evaluate((node: HTMLElement) => node.inert)).toBe(true);
    // Pressed between its fields, the sheet still hears the key.
    await panel.locator('[part=panel-body]').click({ position: { x: 300, y: 400 } });
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await until(() => button.evaluate((node) => node.matches(':focus')));
    expect(await element.locator('.body').evaluate((node: HTMLElement) => node.inert)).toBe(false);
  });

  it('leaves the talk usable beside it where there is room, and only there', async () => {
    const { panel, element, page, box } = await at('Settings', {
      browser: { viewport: { width: 900, height: 700 } },
    });
    await box.fill('Both at once');
    await box.press('Escape');
    expect(await panel.isVisible()).toBe(true);
    await box.focus();
    await page.setViewportSize({ width: 396, height: 700 });
    await until(() => panel.evaluate((node) => node.matches(':focus-within')));
    expect(await element.locator('.body').evaluate((node: HTMLElement) => node.inert)).toBe(true);
    await page.setViewportSize({ width: 900, height: 700 });
    await until(() => element.locator('.body').evaluate((node: HTMLElement) => !node.inert));
    await panel.getByRole('tab', { name: 'Settings' }).press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  it.each(['en', 'ko'])('shows that there are more tabs where they do not all fit: %s', async (lang) => {
    const { element, page } = await open({
      as: 'Jun',
      lang,
      browser: { viewport: { width: 296, height: 640 } },
    });
    await element.locator('[part=menu-button]').click();
    const tabs = element.getByRole('tablist');
    const room = (): Promise<number> =>
      tabs.evaluate(
        (node) => node.getBoundingClientRect().right - node.lastElementChild!.getBoundingClientRect().right,
      );
    // The last one is past the edge, towards which all of them fade.
    expect(await room()).toBeLessThan(0);
    expect(await tabs.evaluate((node) => getComputedStyle(node).maskImage)).toContain('linear-gradient');
    await tabs.getByRole('tab', { selected: true }).focus();
    await page.keyboard.press('End');
    // Reached, it stands clear of the fade.
    await until(async () => (await room()) > 39);
  });

  it('is walked with the arrows, one stop in the tab order', async () => {
    const { panel, page } = await at('Films');
    const tab = (name: string): Locator => panel.getByRole('tab', { name, exact: true });
    expect(await panel.getByRole('tab').allTextContents()).toHaveLength(5);
    await tab('Films').focus();
    await page.keyboard.press('ArrowRight');
    await until(() => tab('Watchlist').evaluate((node) => node.matches(':focus[aria-selected=true]')));
    await page.keyboard.press('End');
    await until(() => tab('Settings').evaluate((node) => node.matches(':focus')));
    await page.keyboard.press('ArrowRight');
    await until(() => tab('Search').evaluate((node) => node.matches(':focus')));
    expect(await panel.locator('[role=tab][tabindex="0"]').count()).toBe(1);
  });

  it('has no reviews where the room is about no film', async () => {
    const { panel } = await at('Films');
    expect(await panel.getByRole('tab', { name: 'Reviews' }).count()).toBe(0);
  });

  it('says where the facts about the room’s film come from, where that is to be said', async () => {
    const attribution = 'This product uses the TMDB API but is not endorsed or certified by TMDB.';
    const { panel } = await at('Settings', { room: { movie: { ...PARASITE, attribution } } });
    await panel.getByText(attribution).waitFor();
  });

  it('finds what was said as one types, and goes there', async () => {
    const { panel, element } = await at('Search', {
      before: (server) => {
        for (let i = 0; i < 150; i++)
          server.say('parasite', 'Ana', i === 3 ? 'The *stairs*, and ||the man below||' : `line ${i}`);
      },
    });
    await panel.getByRole('searchbox').fill('STAIRS');
    const found = panel.locator('[part=found]');
    await found.waitFor();
    // As it was typed, until the parser has come.
    await until(async () => (await found.innerText()).includes('The stairs, and ▒▒▒'));
    expect(await found.locator('mark').allTextContents()).toEqual(['stairs']);
    await found.click();
    await panel.waitFor({ state: 'detached' });
    await element.getByRole('article').filter({ hasText: 'The stairs' }).waitFor();
  });

  it('says that nothing was found, what went wrong, and looks further back when asked', async () => {
    const { panel, server } = await at('Search', {
      before: (server) => {
        server.stretch = 10;
        server.say('parasite', 'Ana', 'popcorn, long ago');
        for (let i = 0; i < 60; i++) server.say('parasite', 'Ana', `line ${i}`);
      },
    });
    const field = panel.getByRole('searchbox');
    await field.fill('popcorn');
    await panel.getByRole('button', { name: 'Look further back' }).click();
    await panel.locator('[part=found]').waitFor();
    await field.fill('nobody said so');
    await panel.getByRole('button', { name: 'Look further back' }).click();
    await panel.getByText('Nobody has said that here.').waitFor();
    server.away = true;
    await field.fill('line');
    await panel.getByText('The room cannot be reached right now.').waitFor();
  });

  it('does not look while a Hangul syllable is composed with Enter', async () => {
    const { panel, server, page } = await at('Search', { lang: 'en' });
    const field = panel.getByRole('searchbox');
    await field.focus();
    const tools = await page.context().newCDPSession(page);
    await tools.send('Input.imeSetComposition', { text: '결마', selectionStart: 2, selectionEnd: 2 });
    await field.evaluate((node) =>
      node.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, composed: true }),
      ),
    );
    await tools.send('Input.insertText', { text: '결말' });
    await until(() => server.requested.some((one) => one.includes('/messages/search')));
    const asked = server.requested.filter((one) => one.includes('/messages/search'));
    expect(decodeURIComponent(asked.at(-1) ?? '')).toContain('q=결말');
  });

  it('shows who belongs to the room, who is here first, with their part in it', async () => {
    const { panel } = await at('People', {
      before: (server, room) => {
        room.roles.set(server.person('Mina').person.id, 'owner');
      },
    });
    await panel.getByText('Mina').waitFor();
    const people = await panel.locator('[part=person]').allInnerTexts();
    expect(people.map((one) => one.replace(/\s+/g, ' '))).toEqual([
      'J Jun you · here now',
      'M Mina owner · not here now',
    ]);
  });

  it('leaves everybody who is away in their place after an answer has come, too', async () => {
    const { panel, box, element, button } = await at('People', {
      before: (server, room) => {
        for (const name of ['Mina', 'Ana']) room.roles.set(server.person(name).person.id, 'member');
      },
    });
    await panel.getByRole('button', { name: 'Back to the talk' }).click();
    await box.fill('/movie help');
    await box.press('Enter');
    await element.getByText('You asked').waitFor();
    await button.click();
    await panel.getByText('Mina').waitFor();
    const places = await panel
      .locator('.avatar')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
    expect(new Set(places).size).toBe(1);
    await panel.getByRole('button', { name: 'Back to the talk' }).click();
    await panel.waitFor({ state: 'detached' });
  });

  it('shows who comes and goes while one looks, and how many have no name', async () => {
    const { panel, element, server, room, me } = await at('People', {
      before: (server, room) => room.roles.set(server.person('Mina').person.id, 'owner'),
    });
    const present = (online: number): void =>
      server.tell('parasite', { op: 'presence', room: 'parasite', online });
    const names = (): Promise<string[]> => panel.locator('[part=person] .name').allTextContents();
    await until(async () => (await names()).join() === 'Jun,Mina');
    present(2);
    await panel.getByText('and 1 without a name').waitFor();
    // Whoever looks away from the list for a moment would miss a line that is not there.
    await panel.locator('ul').evaluate((list) => {
      new MutationObserver(() => {
        if (!list.isConnected || !list.childElementCount) list.ownerDocument.title = 'flickered';
      }).observe(list.getRootNode(), { childList: true, subtree: true });
    });
    room.roles.set(server.person('Ara').person.id, 'member');
    present(1);
    await until(async () => (await names()).join() === 'Jun,Mina,Ara');
    await panel.getByText('without a name').waitFor({ state: 'detached' });
    expect(await panel.page().title()).toBe('A blog');
    // A server that is away for a moment takes nobody off the list.
    room.roles.delete(me.id);
    server.away = true;
    present(3);
    await element.getByText('3 here').waitFor();
    expect(await names()).toEqual(['Jun', 'Mina', 'Ara']);
  });

  it('suggests films for the reader and for the room, and never again what is not for them', async () => {
    const { panel, server } = await at('Films', {
      before: ({ shelf }) => {
        shelf.recommended = [
          { movie: FilmShelf.film('Burning'), because: ['Like “Oldboy”, which you liked.'] },
          { movie: FilmShelf.film('Mother'), because: [] },
        ];
      },
    });
    await panel.getByRole('heading', { name: 'For the people in this room' }).waitFor();
    await panel.getByText('Like “Oldboy”, which you liked.').first().waitFor();
    await panel.getByRole('button', { name: 'Not for me' }).first().click();
    await panel.getByText('Burning will not be suggested again.').waitFor();
    expect(server.shelf.dismissed).toEqual(['burning']);
    expect(await panel.locator('[part=card-title]').allTextContents()).toEqual(['Mother', 'Mother']);
  });

  it('puts a film on the list with a press, stays where one is, and takes it off with another', async () => {
    const { panel, server } = await at('Films', {
      before: ({ shelf }) => {
        shelf.recommended = ['Burning', 'Mother'].map((title) => ({
          movie: FilmShelf.film(title),
          because: [],
        }));
        shelf.watchlist = [{ movieId: 'mother', note: '' }];
      },
    });
    const listed = panel.getByRole('button', { name: 'On your list ✓' });
    // What is on it already says so: once in what suits the reader, once in what suits the room.
    await until(async () => (await listed.count()) === 2);
    await panel.getByRole('button', { name: 'Watch later' }).first().click();
    await until(async () => (await listed.count()) === 4);
    expect(server.shelf.watchlist.map(({ movieId }) => movieId)).toEqual(['burning', 'mother']);
    await listed.first().click();
    await until(async () => (await listed.count()) === 2);
    expect(server.shelf.watchlist.map(({ movieId }) => movieId)).toEqual(['mother']);
    expect(server.received.filter(({ op }) => op === 'command')).toEqual([]);
  });

  it('offers what is taken off the list anew', async () => {
    const { panel } = await at('Films', {
      before: ({ shelf }) => {
        shelf.films = [FilmShelf.film('Burning')];
        shelf.watchlist = [{ movieId: 'burning', note: '' }];
      },
    });
    await panel.getByRole('searchbox').fill('burn');
    await panel.getByRole('button', { name: 'On your list ✓' }).waitFor();
    await panel.getByRole('tab', { name: 'Watchlist' }).click();
    await panel.getByRole('button', { name: 'Take Burning off the list' }).click();
    await panel.getByText('Nothing on your watchlist yet.').waitFor();
    await panel.getByRole('tab', { name: 'Films' }).click();
    await panel.getByRole('searchbox').fill('burn');
    await panel.getByRole('button', { name: 'Watch later' }).waitFor();
  });

  it('asks who has no name for one before a film goes on the list, and comes back to it', async () => {
    const { panel, element, server } = await at('Films', {
      as: undefined,
      before: ({ shelf }) => (shelf.recommended = [{ movie: FilmShelf.film('Burning'), because: [] }]),
    });
    await panel.getByRole('button', { name: 'Watch later' }).click();
    await element.locator('#name').fill('Jun');
    await element.locator('#name').press('Enter');
    await panel.getByRole('button', { name: 'On your list ✓' }).first().waitFor();
    expect(server.shelf.watchlist.map(({ movieId }) => movieId)).toEqual(['burning']);
  });

  it('has “not for me” among what a card offers', async () => {
    const { panel } = await at('Films', {
      before: ({ shelf }) => (shelf.recommended = [{ movie: FilmShelf.film('Burning'), because: [] }]),
    });
    const actions = panel.locator('[part=card-actions]').first().getByRole('button');
    await actions.first().waitFor();
    expect((await actions.allInnerTexts()).at(-1)).toBe('Not for me');
  });

  it('finds films as one types, and asks what was meant where there is none', async () => {
    const { panel } = await at('Films', {
      before: ({ shelf }) => (shelf.films = [FilmShelf.film('Burning'), FilmShelf.film('Mother')]),
    });
    const field = panel.getByRole('searchbox');
    const titles = (): Promise<string[]> => panel.locator('[part=card-title]').allTextContents();
    await field.fill('moth');
    await until(async () => (await titles()).join() === 'Mother');
    await field.fill('brnng');
    await panel.getByText('No film of that name.').waitFor();
    await panel.getByRole('button', { name: 'Did you mean Burning?' }).click();
    await until(
      async () => (await titles()).join() === 'Burning' && (await panel.getByText('No film').count()) === 0,
    );
    expect(await field.inputValue()).toBe('Burning');
  });

  it('asks in the talk what a card offers, where the answer is seen', async () => {
    const { panel, lines } = await at('Films', {
      before: ({ shelf }) => (shelf.recommended = [{ movie: FilmShelf.film('Burning'), because: [] }]),
    });
    await panel.getByRole('button', { name: 'More like it' }).first().click();
    await panel.waitFor({ state: 'detached' });
    await lines.filter({ hasText: 'You asked /movie recommend like:"Burning"' }).waitFor();
  });

  it('shows reviews of the film in the order asked for, page by page, liked with a press', async () => {
    const { panel, server } = await at('Reviews', {
      room: { movie: PARASITE },
      before: ({ shelf }) => {
        shelf.page = 2;
        shelf.review('Ana', 5, 'The stairs.');
        shelf.review('Bo', 3, 'The rain.');
        shelf.review('Cy', 4, 'The peaches.');
      },
    });
    const texts = (): Promise<string[]> =>
      panel.locator('[part=review] .text').evaluateAll((all) => all.map((one) => one.textContent.trim()));
    await until(async () => (await texts()).join() === 'The peaches.,The rain.');
    await panel.getByText('4 of 5 stars from 3 reviews').waitFor();
    await panel.getByRole('button', { name: 'Show more' }).click();
    await until(async () => (await texts()).length === 3);
    await panel.getByRole('combobox', { name: 'Order' }).selectOption('rating');
    await until(async () => (await texts())[0] === 'The stairs.');
    await panel
      .getByRole('button', { name: /Helpful/ })
      .first()
      .click();
    await panel.getByRole('button', { name: /Helpful 1/, pressed: true }).waitFor();
    expect(server.shelf.reviews.find(({ author }) => author.name === 'Ana')?.likes).toBe(1);
  });

  it('opens the form for one’s own review in the talk', async () => {
    const { panel, server } = await at('Reviews', { room: { movie: PARASITE } });
    await panel.getByText('Nobody has reviewed this film yet.').waitFor();
    await panel.getByRole('button', { name: 'Write a review' }).click();
    await until(() =>
      server.received.some(
        (frame) => frame.op === 'command' && frame.text === '/movie review title:"Parasite (2019)"',
      ),
    );
  });

  it('takes comments on a review, replies to them, and takes them back', async () => {
    const { panel, server, page } = await at('Reviews', {
      room: { movie: PARASITE },
      before: ({ shelf }) => {
        const review = shelf.review('Ana', 5, 'The stairs.');
        shelf.comments.push({
          id: 'c',
          reviewId: review.id,
          author: { id: 'bo', name: 'Bo' },
          text: 'Sixteen.',
          deleted: false,
        });
      },
    });
    await panel.getByRole('button', { name: 'Comment', exact: true }).click();
    await panel.getByText('Sixteen.').waitFor();
    await panel.getByRole('button', { name: 'Reply' }).click();
    const field = panel.getByRole('textbox', { name: 'Reply to Bo' });
    await field.fill('Seventeen!');
    await page.keyboard.press('Enter');
    await panel.locator('.answer').getByText('Seventeen!').waitFor();
    expect(server.shelf.comments.at(-1)).toMatchObject({ parentId: 'c', text: 'Seventeen!' });
    await panel.locator('.answer').getByRole('button', { name: 'Delete' }).click();
    await panel.getByText('Seventeen!').waitFor({ state: 'detached' });
    expect(server.shelf.comments).toHaveLength(1);
    await panel.getByRole('button', { name: 'Reply' }).click();
    await panel.getByRole('textbox', { name: 'Reply to Bo' }).press('Escape');
    await panel.getByRole('textbox', { name: 'Write a comment' }).waitFor();
  });

  it('keeps the watchlist: notes, what was watched, what is taken off', async () => {
    const { panel, server } = await at('Watchlist', {
      before: ({ shelf }) => {
        shelf.films = [FilmShelf.film('Burning', { year: 2018 })];
        shelf.watchlist = [
          { movieId: 'burning', note: '' },
          { movieId: 'gone', note: 'no longer known' },
        ];
      },
    });
    const note = panel.getByRole('textbox', { name: 'Burning: A note to yourself' });
    await note.fill('with Mina');
    await note.blur();
    await panel.getByRole('checkbox', { name: 'Watched' }).first().check();
    await until(
      () =>
        server.shelf.watchlist[0]?.note === 'with Mina' && server.shelf.watchlist[0].watchedAt !== undefined,
    );
    await panel.getByRole('button', { name: 'Take gone off the list' }).click();
    await until(async () => (await panel.locator('[part=wished]').count()) === 1);
    expect(server.shelf.watchlist).toHaveLength(1);
  });

  it('asks who has no name for one before keeping a list', async () => {
    const { panel, element } = await at('Watchlist', { as: undefined });
    await panel.getByRole('button', { name: 'Say your name' }).click();
    await element.locator('#name').waitFor();
    expect(await panel.count()).toBe(0);
  });
});
