import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqlWatchlistRepository } from '../../db/repositories/watchlist.ts';
import type { CommandContext } from './command-runner.ts';
import { parseCommand } from './parse-command.ts';
import { CommandStage, channel, read } from '../../../tests/support/command-stage.ts';

let stage: CommandStage;
let watchlist: SqlWatchlistRepository;
beforeAll(async () => {
  stage = await CommandStage.set();
  watchlist = new SqlWatchlistRepository(stage.database);
});
afterAll(() => stage?.close());

const run = (text: string, context: CommandContext) => stage.commands.runText(text, context);
const listed = async ({ person }: CommandContext): Promise<[string, string][]> =>
  (await watchlist.page(person.id, { limit: 50 })).items.map(({ movieId, note }) => [movieId, note]);

/** Titles that are not in the catalogue, and some that contradict what is. */
const ABSENT = [
  'mickey 17',
  'john wick',
  'kill bill',
  'Oldboy 2013',
  'Toy Story 4',
  '범죄도시 4',
  '존 윅',
  'drive',
];
const COMMANDS = ['watchlist add', 'watchlist remove', 'review', 'reviews', 'info', 'recommend'];

describe('A title that names no film for certain', () => {
  it.each(COMMANDS.flatMap((command) => ABSENT.map((title) => [command, title])))(
    'does nothing, and is asked about of who typed it alone: %s %s',
    async (command, title) => {
      const asked = await stage.context({ channel: channel(), locale: /[가-힣]/.test(title) ? 'ko' : 'en' });
      await watchlist.put(asked.person.id, 'oldboy-2003', {});
      const answer = await run(`${command} ${title}`, asked);
      expect([answer.to, answer.form, answer.reviews]).toEqual(['sender', undefined, undefined]);
      expect(answer.choices?.length ?? 0).toBeLessThanOrEqual(5);
      expect(answer.choices?.length ?? answer.cards.length).toBeGreaterThan(0);
      expect(read(answer)).toContain(title);
      expect(await listed(asked)).toEqual([['oldboy-2003', '']]);
    },
  );

  it('is carried out for the film that is chosen, exactly, with all else that was said', async () => {
    const asked = await stage.context();
    const answer = await run('watchlist add title:"oldboy 2013" note:"said “see it” with 「Bora」"', asked);
    const choice = answer.choices?.find(({ movieId }) => movieId === 'oldboy-2003');
    expect(choice?.label).toBe('Oldboy (2003)');
    expect(parseCommand(choice?.line ?? '')).toMatchObject({ name: 'watchlist add' });
    await run(choice?.line ?? '', asked);
    expect(await listed(asked)).toEqual([['oldboy-2003', 'said “see it” with 「Bora」']]);
  });

  it('says how it gets there when nothing comes near, in both languages', async () => {
    expect(read(await run('watchlist add silver linings playbook', await stage.context()))).toMatch(
      /^“silver linings playbook” is not in this catalogue\. Whoever runs it can add it: matinee import tmdb/,
    );
    const korean = await run('찜 추가 킬빌', await stage.context({ locale: 'ko' }));
    expect(read(korean)).toMatch(/^‘킬빌’ 영화는 이곳에 없어요\. 운영자가 matinee import tmdb/);
  });

  it('keeps a search for what is not here from the channel', async () => {
    const here = await stage.context({ channel: channel() });
    for (const title of ['kill bill', 'john wick', 'iron man 3', 'oldboy 2013'])
      expect([title, (await run(`search ${title}`, here)).to]).toEqual([title, 'sender']);
    for (const found of ['parasite', 'song kang-ho', 'eternal sun'])
      expect([found, (await run(`search ${found}`, here)).to]).toEqual([found, 'channel']);
  });
});

describe('A film that was named', () => {
  it('is acted on at once', async () => {
    const asked = await stage.context({ locale: 'ko' });
    await run('watchlist add oldboy', asked);
    await run('찜 추가 살인의 추옥', asked);
    expect((await listed(asked)).map(([id]) => id).sort()).toEqual([
      'memories-of-murder-2003',
      'oldboy-2003',
    ]);
    expect((await run('review parasite 2019', asked)).form?.movie.movieId).toBe('parasite-2019');
  });
});
