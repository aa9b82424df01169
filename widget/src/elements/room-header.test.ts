import { expect, it } from 'vitest';
import { onStage, until } from '../../tests/stage.ts';

onStage('The head of a room', (open) => {
  it('says what film, who is here, and each place it reaches with its channel', async () => {
    const { element, server } = await open({
      room: {
        title: '기생충',
        topic: 'Stairs and stones.',
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
          rating: { mean: 4.46, count: 9 },
        },
      },
    });
    const header = element.locator('[part=header]');
    await header.locator('[part=rating]').waitFor();
    // The film under its other title: the room already has the one.
    expect((await header.getByRole('heading').innerText()).replace(/\s+/g, ' ')).toBe(
      '기생충 Parasite · 2019',
    );
    expect(await header.locator('[part=topic]').getAttribute('title')).toBe('Stairs and stones.');
    expect(await header.locator('[part=rating]').innerText()).toBe('★ 4.5');
    const places = header.locator('[part=places]').getByRole('img');
    await header.getByLabel('Slack: #film: cannot be reached').waitFor();
    expect(await places.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))).toEqual([
      'Discord: #parasite',
      'Slack: #film: cannot be reached',
      'Web',
    ]);
    expect((await header.locator('[part=presence]').innerText()).replace(/\s+/g, ' ')).toContain(
      '14 here · 3 places',
    );
    await until(() => server.received.some(({ op }) => op === 'join'));
    server.tell('parasite', { op: 'presence', room: 'parasite', online: 1 });
    await header.getByText('1 here').waitFor();
  });

  it('follows its room: another title, a place less', async () => {
    const { element, server, room } = await open({
      room: { links: [{ platform: 'slack', channel: '#film', state: 'active' }] },
    });
    await element.getByText('2 places').waitFor();
    await until(() => server.received.some(({ op }) => op === 'join'));
    const owner = { id: 'o', name: 'Owner', via: 'web' } as const;
    Object.assign(room, { title: 'Parasite, once more', links: [] });
    server.append('parasite', 'room.changed', owner, { title: room.title });
    await element.getByRole('heading', { name: 'Parasite, once more' }).waitFor();
    await element.getByText('places').waitFor({ state: 'detached' });
    expect(await element.locator('[part=room]').getAttribute('aria-label')).toBe('Parasite, once more');
  });
});
