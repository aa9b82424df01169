import { expect, it } from 'vitest';
import { faults } from '../tests/axe.ts';
import { onStage, until, type Opening, type Scene } from '../tests/stage.ts';

const pictures = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

/** The states a room can be in, each with what brings it about. */
const STATES: Record<string, Opening & { then?: (scene: Scene) => Promise<unknown> }> = {
  empty: { room: { title: '기생충' } },
  talk: {
    as: 'Jun',
    room: {
      title: '기생충',
      topic: 'Stairs, stones and smells. Spoilers behind bars, please.',
      links: [
        { platform: 'discord', channel: '#parasite', state: 'active' },
        { platform: 'slack', channel: '#film', state: 'broken' },
      ],
      movie: {
        movieId: 'p',
        title: 'Parasite',
        originalTitle: '기생충',
        year: 2019,
        genres: [],
        genreKeys: ['Drama'],
        directors: [],
        rating: { mean: 4.5, count: 9 },
      },
    },
    before: (server) => {
      server.say(
        'parasite',
        'Ana',
        '# On stairs\nThat **cut** to the rain.\n- down\n- down\n```\ncode\n```\n> quoted',
        { via: 'discord', at: new Date(Date.now() - 9e7) },
      );
      server.say('parasite', '보라', '그리고 ||지하실의 남자||, [여기](https://a.example) @Ana `code`', {
        via: 'slack',
        replyTo: 1,
      });
      server.append(
        'parasite',
        'message.posted',
        { id: 'x', name: 'Jun', via: 'web' },
        {
          text: '',
          attachments: [
            {
              id: 'a',
              url: pictures,
              type: 'image/gif',
              width: 320,
              height: 200,
              alt: 'A staircase in the rain',
            },
          ],
        },
      );
      server.append(
        'parasite',
        'reaction.added',
        { id: 'x', name: 'x', via: 'web' },
        { seq: 1, emoji: '🪜' },
      );
    },
    then: async ({ box, lines, server, element, me }) => {
      await box.fill('Mine.');
      await box.press('Enter');
      await until(() => server.messages('parasite').length === 4);
      const seq = server.messages('parasite').at(-1)?.seq ?? 0;
      server.deliver('parasite', seq, { platform: 'discord', state: 'sent' });
      server.deliver('parasite', seq, { platform: 'slack', state: 'failed', detail: 'Not in the channel' });
      server.append('parasite', 'reaction.added', { ...me, via: 'web' }, { seq: 1, emoji: '🪜' });
      // Said again and again, as it is by somebody who types: the first may come before there is anywhere to show it.
      await until(() => {
        server.tell('parasite', { op: 'typing', room: 'parasite', person: { id: 'z', name: 'Mina' } });
        return element.getByText(/Mina/).count();
      });
      await lines.getByText('✗').waitFor();
      await lines.first().hover();
      await element.getByRole('toolbar').waitFor();
    },
  },
  films: {
    as: 'Jun',
    then: async ({ box, lines, server }) => {
      server.answer = () => ({
        to: 'sender',
        text: 'For **this room**:',
        cards: [
          {
            movieId: 's',
            title: 'Shoplifters',
            originalTitle: '万引き家族',
            year: 2018,
            genres: ['Drama'],
            genreKeys: ['Drama'],
            directors: [],
            runtime: 121,
            rating: { mean: 4.2, count: 61 },
            because: 'Because this room loved Parasite',
          },
        ],
      });
      await box.fill('/movie recommend for:room');
      await box.press('Enter');
      await lines.locator('[part=card]').waitFor();
      await box.fill('/movie ');
    },
  },
  polls: {
    as: 'Jun',
    before: (server) => {
      const by = { id: server.people()[0]?.id ?? '', name: 'Jun', via: 'web' } as const;
      const options = [
        { text: '기생충', movieId: 'parasite-2019' },
        { text: 'Burning' },
        { text: 'Neither' },
      ];
      // Not so young that they are seen arriving: what moves is pressed beside.
      const at = new Date(Date.now() - 60_000);
      for (const question of ['What **next**?', 'Subtitles?'])
        server.append('parasite', 'poll.posted', by, { question, options }, at);
      server.append('parasite', 'poll.voted', by, { seq: 1, option: 1, counts: [2, 5, 0] });
      server.append('parasite', 'poll.closed', by, { seq: 2, counts: [1, 3, 0] });
    },
    then: async ({ lines }) => {
      await lines.getByRole('group').nth(1).waitFor();
      await lines.first().hover();
      await lines.first().locator('.poll-act').click();
      await lines.first().locator('.poll-ask').waitFor();
    },
  },
  reviews: {
    as: 'Jun',
    before: (server) =>
      server.append(
        'parasite',
        'review.posted',
        { id: 'b', name: '보라', via: 'slack' },
        {
          reviewId: 'r',
          movieId: 'parasite-2019',
          rating: 4.5,
          film: { title: { en: 'Parasite', ko: '기생충' }, year: 2019, genreKeys: ['Drama'] },
          text: 'Stairs, all of it. ||And the cellar.||',
        },
      ),
    then: async ({ box, lines, server }) => {
      const review = { movieId: 'parasite-2019', rating: 4.5, comments: 2, at: '2026-03-01T10:00:00.000Z' };
      server.answer = () => ({
        to: 'sender',
        text: '**Parasite** · 2',
        cards: [],
        reviews: [
          {
            ...review,
            id: 'a',
            author: { id: 'a', name: 'Ana', via: 'web' },
            text: 'stairs',
            spoiler: false,
            likes: 3,
            liked: true,
          },
          {
            ...review,
            id: 'c',
            author: { id: 'c', name: '지은', via: 'slack' },
            text: 'the end',
            spoiler: true,
            likes: 0,
            liked: false,
          },
        ],
      });
      await box.fill('/movie reviews Parasite');
      await box.press('Enter');
      await lines.getByText('stairs', { exact: true }).waitFor();
      await until(async () => (await lines.locator('[part=review-stars]').count()) === 3);
    },
  },
  'writing a review': {
    as: 'Jun',
    then: async ({ box, lines, server }) => {
      server.answer = () => ({
        to: 'sender',
        text: '',
        cards: [],
        form: {
          movie: {
            movieId: 'p',
            title: 'Parasite',
            year: 2019,
            genres: [],
            genreKeys: ['Drama'],
            directors: [],
          },
          text: '',
          spoiler: false,
          share: true,
        },
      });
      await box.fill('/movie review Parasite');
      await box.press('Enter');
      const form = lines.locator('[part=review-form]');
      await form.waitFor();
      // Refused here: it says what is missing.
      await form.locator('textarea').fill('Stairs.');
      await form.locator('[part=button]').click();
      await lines.getByRole('alert').filter({ hasText: /./ }).waitFor();
    },
  },
  'asking for a name': {
    then: async ({ box, element }) => {
      await box.fill('Hello');
      await box.press('Enter');
      await element.locator('#name').waitFor();
    },
  },
  'choosing an emoji': {
    as: 'Jun',
    then: async ({ element }) => {
      await element.locator('[part=emoji-button]').click();
      await element.getByRole('searchbox').waitFor();
    },
  },
  reconnecting: {
    as: 'Jun',
    before: (server) => server.say('parasite', 'Ana', 'Before the cut.'),
    then: async ({ server, element, box }) => {
      await until(() => server.received.some(({ op }) => op === 'join'));
      server.closed = true;
      server.drop();
      await element.locator('[part=status]:not([hidden])').waitFor();
      await box.fill('Unsent.');
      await box.press('Enter');
    },
  },
  failed: {
    as: 'Jun',
    then: async ({ server, box, element }) => {
      await until(() => server.received.some(({ op }) => op === 'join'));
      server.refusePosts = { code: 'text_too_long', times: 1 };
      await box.fill('Too much.');
      await box.press('Enter');
      await element.getByRole('alert').filter({ hasText: /./ }).waitFor();
    },
  },
  banned: {
    as: 'Jun',
    before: (server, room) => {
      server.say('parasite', 'Ana', 'Not for you.');
      for (const { id } of [...server.people()]) room.banned.add(id);
    },
    early: true,
    then: ({ element }) => element.locator('[part=state]').waitFor(),
  },
  'behind a password': {
    room: { password: 'popcorn' },
    early: true,
    then: ({ element }) => element.locator('#password').waitFor(),
  },
  full: {
    as: 'Jun',
    room: { refuses: 'room_full', capacity: 2 },
    before: (server) => server.say('parasite', 'Ana', 'We are many.'),
    then: ({ element }) => element.locator('[part=state]').waitFor(),
  },
  unknown: {
    body: '<matinee-room room="nowhere"></matinee-room>',
    early: true,
    then: ({ element }) => element.locator('[part=state]').waitFor(),
  },
  loading: {
    before: (server) => (server.slow = 60_000),
    early: true,
    then: ({ element }) => element.locator('[part=skeleton]').waitFor(),
  },
};

/** Still, so that what is judged is how it stays, not how it comes. */
const STILL = { reducedMotion: 'reduce' } as const;
const LOOKS: [string, Opening][] = [
  ['light', { browser: STILL }],
  ['dark', { browser: STILL, style: 'body { background: #12100d; color: #eee }' }],
  ['forced colours', { browser: { ...STILL, forcedColors: 'active' } }],
];

onStage('Everybody can use a room that is', (open) => {
  for (const [state, { then, ...opening }] of Object.entries(STATES))
    for (const lang of ['en', 'ko'])
      it(`${state} (${lang})`, async () => {
        for (const [look, more] of LOOKS) {
          const scene = await open({ ...opening, lang, ...more });
          await then?.(scene);
          // All its looks have come, unless it has nothing to show yet.
          await scene.page.waitForFunction(() => {
            const room = document.querySelector('matinee-room');
            const loading = room?.shadowRoot?.querySelector('[part=skeleton]');
            return loading ?? (room && getComputedStyle(room).getPropertyValue('--hover'));
          });
          await scene.page.evaluate(() =>
            Promise.all(
              (document.querySelector('matinee-room')?.shadowRoot?.getAnimations() ?? [])
                .filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
                .map((one) => one.finished.catch(() => null)),
            ),
          );
          expect(await faults(scene.page), look).toEqual([]);
        }
      });
});

onStage('A room that is closed to somebody', (open) => {
  it('lets in who knows the password, and asks again who does not', async () => {
    const { element, lines, page } = await open({
      room: { password: 'popcorn' },
      before: (server) => server.say('parasite', 'Ana', 'Inside.'),
      early: true,
    });
    const password = element.getByLabel('This room has a password.');
    await password.fill('wrong');
    await element.getByLabel('What should people call you?').fill('Jun');
    await page.keyboard.press('Enter');
    await element.getByText('That is not the password').waitFor();
    expect(await lines.count()).toBe(0);
    await password.fill('popcorn');
    await page.keyboard.press('Enter');
    await lines.getByText('Inside.').waitFor();
    await element.getByRole('textbox').fill('Thanks.');
    await page.keyboard.press('Enter');
    await lines.getByText('Thanks.').waitFor();
  });

  it('shows nothing of the talk any more to somebody who is banned while reading', async () => {
    const { element, lines, server, me, room } = await open({
      as: 'Jun',
      before: (server) => server.say('parasite', 'Ana', 'Secret.'),
    });
    await lines.getByText('Secret.').waitFor();
    await until(() => server.received.some(({ op }) => op === 'join'));
    room.banned.add(me.id);
    server.append('parasite', 'member.banned', { id: 'o', name: 'Owner', via: 'web' }, { person: me });
    server.tell('parasite', { op: 'left', room: 'parasite' });
    server.tell('parasite', { op: 'error', code: 'banned', detail: 'You have been banned' });
    server.drop(4403);
    await element.getByText('The moderators have closed this room to you.').waitFor();
    expect(await element.getByText('Secret.').count()).toBe(0);
  });

  it('can still be read when it is full, and written in when somebody has left', async () => {
    const { element, lines, room } = await open({
      as: 'Jun',
      room: { refuses: 'room_full' },
      before: (server) => server.say('parasite', 'Ana', 'We are many.'),
    });
    await lines.getByText('We are many.').waitFor();
    await element.getByText('The room is full.').waitFor();
    room.refuses = undefined;
    await element.getByRole('button', { name: 'Try again' }).click();
    await element.getByRole('textbox').waitFor();
  });

  it('says that it does not open on this page, where the page is not allowed', async () => {
    const { element, server, page } = await open({ early: true });
    const host = new URL(server.url);
    host.hostname = 'localhost';
    server.allows = false;
    server.csp = '';
    server.body = `<matinee-room room="parasite" server="${server.url}"></matinee-room>`;
    server.closed = true;
    await page.goto(host.href);
    await element.getByText('This room does not open on this page.').waitFor();
  });

  it('comes back by itself after the server was away when the page opened', async () => {
    const { element, server, page, lines } = await open({
      before: (server) => server.say('parasite', 'Ana', 'Back.'),
    });
    server.closed = true;
    server.away = true;
    await page.reload();
    await element.getByText('Reconnecting').waitFor();
    server.away = false;
    server.closed = false;
    await lines.getByText('Back.').waitFor();
  });

  it('says so when the network is gone, and sends when it is back', async () => {
    const { element, server, page, box, lines } = await open({ as: 'Jun' });
    await until(() => server.received.some(({ op }) => op === 'join'));
    await page.context().setOffline(true);
    await element.getByText('Offline. What you write will be sent').waitFor();
    await box.fill('From the tunnel.');
    await box.press('Enter');
    await lines.getByText('Waits to be sent').waitFor();
    await page.context().setOffline(false);
    await until(() => server.messages('parasite').length === 1);
    await lines.getByText('Waits to be sent').waitFor({ state: 'detached' });
  });
});
