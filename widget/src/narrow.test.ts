import { expect, it } from 'vitest';
import type { RoomServer } from '../tests/room-server.ts';
import { onStage, until, type Opening, type Scene } from '../tests/stage.ts';

const film = {
  movieId: 's',
  title: 'The Assassination of Jesse James by the Coward Robert Ford',
  originalTitle: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  year: 2007,
  genres: ['Western', 'Drama', 'Crime'],
  genreKeys: ['Western'],
  directors: ['Andrew Dominik'],
  runtime: 160,
  rating: { mean: 4.2, count: 6100 },
  because: 'Because this room loved Once Upon a Time in the West',
};
const gif = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

/** A talk with all that may be too wide. */
function talk(server: RoomServer): void {
  const at = new Date(Date.now() - 60_000);
  const jun = { id: server.people()[0]?.id ?? '', name: 'Jun', via: 'web' } as const;
  server.say(
    'parasite',
    'A name that goes on and on, as they may for forty',
    `${'stairs'.repeat(40)} https://a.example/${'path/'.repeat(30)}`,
    { at, via: 'discord' },
  );
  server.say(
    'parasite',
    '보라',
    '```\nconst stairs = "a line of code that is longer than any telephone is wide";\n```\n> quoted\n1. one\n   - two',
    { at, via: 'slack', replyTo: 1 },
  );
  for (const emoji of ['🪜', '🍿', '❤️', '😂', '👍', '😮', '😢', '🎬', '🌧', '🪨'])
    server.append('parasite', 'reaction.added', jun, { seq: 2, emoji });
  server.append(
    'parasite',
    'message.posted',
    jun,
    {
      text: '',
      attachments: [{ id: 'a', url: gif, type: 'image/gif', width: 1600, height: 900, alt: 'Stairs' }],
    },
    at,
  );
  const seq = server.append(
    'parasite',
    'poll.posted',
    jun,
    { question: 'Which one next?', options: [{ text: film.title }, { text: '기생충' }] },
    at,
  );
  server.append('parasite', 'poll.voted', jun, { seq, option: 0, counts: [1200, 1] });
  server.append(
    'parasite',
    'review.posted',
    { ...jun, via: 'slack' },
    {
      reviewId: 'r',
      movieId: 's',
      rating: 4.5,
      film: {
        title: { en: film.title, ko: '비겁한 로버트 포드의 제시 제임스 암살' },
        year: 2007,
        genreKeys: ['Western'],
      },
      text: 'Long.',
    },
    at,
  );
}

/** What of the page can only be seen by scrolling sideways, or not at all; code may scroll by itself. */
const tooWide = ({ page }: Scene): Promise<string[]> =>
  page.evaluate(() => {
    const root = document.querySelector('matinee-room')?.shadowRoot;
    const wide = (one: Element): boolean => one.scrollWidth > one.clientWidth + 1;
    const shown = [...(root?.querySelectorAll('*') ?? [])].filter((one) => {
      const within = one.parentElement?.closest('button, span, div, p');
      const shortened = within && getComputedStyle(within).textOverflow === 'ellipsis';
      return one.getClientRects().length && !shortened && !one.closest('pre, .hidden, svg, .pick');
    });
    const room = root?.querySelector('.room')?.getBoundingClientRect();
    const out = shown.filter((one) => {
      const { left, right } = one.getBoundingClientRect();
      const bounds = one.closest('[popover], dialog') ? { left: 0, right: innerWidth } : room;
      return bounds && (left < bounds.left - 1 || right > bounds.right + 1);
    });
    const cut = shown.filter(
      (one) =>
        wide(one) &&
        getComputedStyle(one).overflowX !== 'visible' &&
        getComputedStyle(one).textOverflow !== 'ellipsis',
    );
    const page = document.scrollingElement;
    return [...(page && wide(page) ? [page] : []), ...out, ...cut].map(
      (one) => `${one.localName}.${one.className}`,
    );
  });

/** Controls that a pointer cannot get at, even after scrolling; where something lies over the talk, those of that. */
const outOfReach = ({ page }: Scene): Promise<string[]> =>
  page.evaluate(() => {
    const root = document.querySelector('matinee-room')?.shadowRoot;
    const over = root?.querySelector('[popover], [role=listbox]') ?? root;
    const controls = [
      ...(over?.querySelectorAll('a, button, input, textarea, [role=button], [role=option]') ?? []),
    ];
    return controls
      .filter((one) => {
        if (!one.getClientRects().length || one.closest('.hidden')) return false;
        one.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
        // Some of it must be free: a pill over the talk may lie on the rest.
        return ![...one.getClientRects()].some((box) =>
          [0.1, 0.5, 0.9].some((across) =>
            [0.1, 0.5, 0.9].some((down) => {
              const hit = root?.elementFromPoint(box.x + box.width * across, box.y + box.height * down);
              return hit && (one.contains(hit) || one.closest('label')?.contains(hit));
            }),
          ),
        );
      })
      .map(
        (one) =>
          `${one.localName}.${one.className} ${one.getAttribute('aria-label') ?? one.textContent?.trim()}`,
      );
  });

const STATES: Record<string, (scene: Scene) => Promise<unknown>> = {
  'in the talk': async ({ lines }) => {
    await lines.locator('pre').waitFor();
    await lines.nth(1).hover();
    await lines.nth(1).getByRole('button', { name: 'Reply' }).waitFor();
  },
  'with films and commands': async ({ box, lines, server, element }) => {
    server.answer = () => ({
      to: 'sender',
      text: 'For **this room**:',
      cards: [film, { ...film, movieId: 't' }],
    });
    await box.fill('/movie recommend for:room');
    await box.press('Enter');
    await lines.locator('[part=card]').first().waitFor();
    await box.fill('/movie ');
    await element.getByRole('option').first().waitFor();
  },
  'writing a review': async ({ box, lines, server }) => {
    server.answer = () => ({
      to: 'sender',
      text: '',
      cards: [],
      form: { movie: film, text: '', spoiler: false, share: true },
    });
    await box.fill('/movie review');
    await box.press('Enter');
    await lines.locator('[part=review-form]').waitFor();
  },
  'choosing an emoji': async ({ element }) => {
    await element.locator('[part=emoji-button]').click();
    await element.getByRole('dialog').getByRole('button', { name: 'popcorn' }).waitFor();
  },
  'replying at length': async ({ element, lines, box }) => {
    await lines.first().focus();
    await lines.first().press('Enter');
    await lines.first().getByRole('button', { name: 'Reply' }).press('Enter');
    await element.locator('[part=context]').waitFor();
    await box.fill('A line\nof many\nlines\nthat\ngoes\non\nand on\n'.repeat(4));
  },
};

const WAYS: Record<string, Opening> = {
  'at 400 %': { browser: { viewport: { width: 320, height: 256 } } },
  'in a bubble at 400 %': {
    body: '<matinee-room room="parasite" mode="bubble" open></matinee-room>',
    browser: { viewport: { width: 320, height: 256 } },
  },
  'in a column of 280 pixels': { style: 'main { inline-size: 280px }' },
};

onStage('Nothing is cut off and everything within reach', (open) => {
  for (const [way, opening] of Object.entries(WAYS))
    for (const [state, bring] of Object.entries(STATES))
      it(`${state}, ${way}`, async () => {
        const scene = await open({
          as: 'Jun',
          room: {
            title: film.title,
            topic: 'Stairs, stones and smells. Spoilers behind bars, please.',
            links: [
              { platform: 'discord', channel: '#parasite', state: 'active' },
              { platform: 'slack', channel: '#film', state: 'active' },
            ],
            movie: film,
          },
          before: talk,
          ...opening,
        });
        await scene.page.waitForFunction(() => {
          const room = document.querySelector('matinee-room');
          return room && getComputedStyle(room).getPropertyValue('--hover');
        });
        await until(() => scene.server.received.some(({ op }) => op === 'join'));
        await bring(scene);
        const shots = process.env['SHOTS'];
        if (shots) await scene.page.screenshot({ path: `${shots}/${state}, ${way}.png` });
        expect(await tooWide(scene)).toEqual([]);
        expect(await outOfReach(scene)).toEqual([]);
      });
});

/** A film with all that is known of it, as a card of its own has it. */
const whole = {
  ...film,
  overview: 'Robert Ford, who has idolized Jesse James since childhood, tries hard to join the gang. '.repeat(
    3,
  ),
  cast: ['Brad Pitt', 'Casey Affleck', 'Sam Shepard', 'Mary-Louise Parker'],
  trailer: 'https://trailers.example/jesse-james',
};

onStage('Film cards in a low window', (open) => {
  const looks = [
    ['in English, light', 'en', 'light'],
    ['in Korean, dark', 'ko', 'dark'],
  ] as const;
  for (const [width, height] of [
    [320, 300],
    [320, 419],
    [800, 300],
    [800, 419],
  ] as const)
    for (const [look, lang, theme] of looks)
      it(`${width} by ${height}, ${look}`, async () => {
        const scene = await open({
          as: 'Jun',
          lang,
          room: { title: film.title, topic: 'Stairs.', movie: film },
          before: talk,
          body: `<matinee-room room="parasite" theme="${theme}"></matinee-room>`,
          browser: { viewport: { width, height } },
        });
        const { page, box, lines, server } = scene;
        await page.waitForFunction(() => {
          const room = document.querySelector('matinee-room');
          return room && getComputedStyle(room).getPropertyValue('--hover');
        });
        await until(() => server.received.some(({ op }) => op === 'join'));
        for (const [name, cards] of [
          ['some', [film, { ...film, movieId: 't' }]],
          ['one', [whole]],
        ] as const) {
          server.answer = () => ({ to: 'sender', text: 'For **this room**:', cards: [...cards] });
          const before = await lines.locator('[part=card]').count();
          await box.fill('/movie recommend for:room');
          await box.press('Enter');
          await until(async () => (await lines.locator('[part=card]').count()) === before + cards.length);
          const shots = process.env['SHOTS'];
          if (shots) await page.screenshot({ path: `${shots}/card-${name}-${width}x${height}-${lang}.png` });
          // Read from its beginning, though its end is further down than can be seen.
          const answer = scene.element.locator('matinee-answer-item').last();
          await until(async () => {
            const [list, own] = [
              await scene.element.locator('[part=list]').boundingBox(),
              await answer.boundingBox(),
            ];
            return list && own && own.height > list.height && Math.abs(own.y - list.y) < 2;
          });
          expect(await tooWide(scene)).toEqual([]);
          expect(await outOfReach(scene)).toEqual([]);
        }
      });
});
