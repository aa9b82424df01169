import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importCsv, type CsvReport } from '../../src/catalogue-sources/csv/import-csv.ts';
import { COLUMNS } from '../../src/catalogue-sources/csv/row.ts';
import { UnreadableCsv } from '../../src/catalogue-sources/csv/rows.ts';
import { engines } from '../support/databases.ts';
import { aFilm } from '../support/films.ts';
import { ImportStage } from '../support/import-stage.ts';

const parasite = aFilm({
  id: 'parasite-2019',
  title: 'Parasite',
  titleKo: '기생충',
  year: 2019,
  directors: ['Bong Joon-ho'],
  directorsKo: ['봉준호'],
  tmdbId: 496243,
  sources: ['shipped'],
});

describe.each(engines)('a file of separated values on $name', ({ available, open }) => {
  let stage: ImportStage;
  let directory: string;
  const test = it.skipIf(!available);
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'matinee-csv-'));
    if (available) stage = new ImportStage(await open());
  });
  afterAll(async () => {
    await stage?.database.close();
    await rm(directory, { recursive: true });
  });
  beforeEach(async () => {
    if (available) await stage.reset([parasite]);
  });

  const bring = async (
    content: string | Buffer,
    more: { encoding?: string; scale?: 5 | 10; name?: string; signal?: AbortSignal } = {},
  ): Promise<CsvReport> => {
    const { name = 'films.csv', scale = 5, encoding, signal } = more;
    const file = join(directory, name);
    await writeFile(file, content);
    return importCsv(stage, { file, scale, ...(encoding === undefined ? {} : { encoding }) }, signal);
  };
  const told = ({ refused }: CsvReport): string[] => refused.first.map(({ line, why }) => `${line}: ${why}`);

  test('adds films with everything their columns say', async () => {
    const header =
      'Title,Year,title ko,Genres,Keywords,Directors,Directors-KO,cast,overview_en,overview_ko,runtime,language,trailer';
    const row =
      'Night Train,2031,밤 기차,드라마|Sci-Fi,Trains; Night,Ana Lee|Jun Park,이아나,Mina Kim,"She boards, alone.",혼자 탄다.,101,KO,https://videos.example/1';
    expect(await bring(`${header}\r\n${row}\r\n`)).toMatchObject({ added: 1, leftOut: [] });
    expect(await stage.film('night-train-2031')).toMatchObject({
      titleKo: '밤 기차',
      genres: ['Drama', 'Science Fiction'],
      keywords: ['trains', 'night'],
      directors: ['Ana Lee', 'Jun Park'],
      directorsKo: ['이아나'],
      overview: { en: 'She boards, alone.', ko: '혼자 탄다.' },
      runtime: 101,
      language: 'ko',
      trailer: { en: 'https://videos.example/1' },
      sources: ['csv'],
    });
  });

  test.each([
    ['title,year\nParasite,2019\n', 'by title and year'],
    ['title,year\n기생충,2019\n', 'by its title in another language'],
    ['id,title\nparasite-2019,Parasite\n', 'by id'],
    ['tmdb_id\n496243\n', "by TMDB's number"],
  ])('knows a film that is here: %j', async (content) => {
    const report = await bring(content.replace('\n', ',runtime\n').replace(/\n$/, ',133\n'));
    expect(report).toMatchObject({ added: 0, changed: 1 });
    const title = content.includes('기생충') ? '기생충' : 'Parasite';
    expect(await stage.movies.all()).toMatchObject([
      { ...parasite, title, runtime: 133, sources: ['shipped', 'csv'] },
    ]);
  });

  test('changes nothing when it says nothing new, and brings the same only once', async () => {
    const content = 'title,year,title_ko\nParasite,2019,\nNew,2001,새\n';
    expect(await bring(content)).toMatchObject({ added: 1, changed: 0 });
    const before = await stage.movies.changedAt();
    expect(await bring(content)).toMatchObject({ added: 0, changed: 0 });
    expect(await stage.movies.changedAt()).toBe(before);
  });

  test('brings ratings, of films that are here and of those it adds', async () => {
    const content =
      'user,title,year,rating,timestamp\nmina,Parasite,2019,4.5,2026-03-10\njun,Brand New,2002,"0,5",\nmina,Parasite,2019,5,\n';
    expect(await bring(content)).toMatchObject({ ratings: 3, added: 1, changed: 0 });
    expect(await stage.ratings()).toEqual(['jun brand-new-2002 1', 'mina parasite-2019 10']);
    await bring('user,id,rating\nana,parasite-2019,7\n', { scale: 10, name: 'other.csv' });
    expect(await stage.ratings()).toContain('ana parasite-2019 7');
  });

  test('says of each row it cannot take which line it is, and what is wrong', async () => {
    const report = await bring(
      [
        'title,year,genres,user,rating,trailer,tmdb_id,directors_ko',
        'Fine,2000,,,,,,',
        'Late,soon,,,,,,',
        '"Two',
        'lines",1999,Sport,,,,,',
        'A,2001,,mina,,,,',
        'A,2001,,,4,,,',
        'A,2001,,mina,4.25,,,',
        'A,2001,,,,javascript:alert(1),,',
        'A,2001,,,,,-5,',
        ',2001,,,,,,',
        'A,,,,,,,',
        'A,2001,,,,,,이름',
        'too,many,cells,,,,,,,,,',
        '\u200b,2001,,,,,,',
        'Also fine,2003,,,,,,',
      ].join('\n'),
    );
    expect(report.added).toBe(2);
    expect(told(report)).toEqual([
      '3: year: "soon" is no year; write 1994',
      expect.stringMatching(/^4: genres: there is no genre "Sport"; there are Action, /),
      '6: rating: is empty, but there is a user',
      '7: user: say who rated; any name will do',
      expect.stringMatching(/^8: rating: "4.25" is no rating from 0.5 to 5 in halves/),
      '9: trailer: "javascript:alert(1)" is no address; write https://…',
      '10: tmdb_id: "-5" is no number at TMDB; write 496243',
      expect.stringMatching(/^11: title: is empty/),
      expect.stringMatching(/^12: year: is empty/),
      expect.stringMatching(/^13: directors_ko: has more names than directors/),
      expect.stringMatching(/^14: the row has 12 cells, but there are 8 columns/),
      '15: title: there is nothing to be seen in it',
    ]);
  });

  test('takes nothing of a row that is half wrong', async () => {
    const report = await bring('title,year,user,rating\nNever Seen,2001,mina,11\n');
    expect([report.added, report.ratings, report.refused.total]).toEqual([0, 0, 1]);
    expect([await stage.movies.all(), await stage.ratings()]).toMatchObject([[{ id: 'parasite-2019' }], []]);
  });

  test('counts every row it cannot take, and shows the first twenty', async () => {
    const report = await bring(`title,year\n${'x,y\n'.repeat(2500)}`);
    expect([report.refused.total, report.refused.first.length]).toEqual([2500, 20]);
    expect(report.refused.lines().at(-1)).toBe('  and 2,480 more');
  });

  test.each([
    ['UTF-16 with its mark', Buffer.from('\ufefftitle\ttitle_ko\tyear\nSun\t해\t2031\n', 'utf16le'), {}],
    ['UTF-8 with its mark', Buffer.from('\ufefftitle;title_ko;year\nSun;해;2031\n'), {}],
    [
      'EUC-KR when it is told',
      Buffer.from([...Buffer.from('title,title_ko,year\nSun,'), 0xc7, 0xd8, ...Buffer.from(',2031\n')]),
      { encoding: 'euc-kr' },
    ],
    ['packed', gzipSync('title,title_ko,year\nSun,해,2031\n'), { name: 'films.csv.gz' }],
  ])('reads %s', async (_what, content, more) => {
    await bring(content, more);
    expect(await stage.film('sun-2031')).toMatchObject({ titleKo: '해' });
  });

  test.each([
    ['', /is empty/],
    ['a,b\n1,2\n', /first line must name the columns/],
    ['title,title\nx,y\n', /names the column title twice/],
    [Buffer.from([0x74, 0x69, 0xff, 0x2c, 0xfe]), /is not UTF-8: save it as UTF-8/],
    [Buffer.from('title,year\n\u0000\u0000,2001'), /is no text/],
    [gzipSync('title,year\nSun,2031\n').subarray(0, 30), /cannot be read/],
  ])('refuses %j as a whole, and says what to do', async (content, why) => {
    const name = Buffer.isBuffer(content) && content[0] === 0x1f ? 'broken.csv.gz' : 'broken.csv';
    await expect(bring(content, { name })).rejects.toThrow(UnreadableCsv);
    await expect(bring(content, { name })).rejects.toThrow(why);
  });

  test('tells where a quotation mark was opened that is never closed', async () => {
    expect(told(await bring('title,year\nFine,2001\n"Open,2002\nLost,2003\n'))).toEqual([
      expect.stringMatching(/^3: a quotation mark is opened here/),
    ]);
    expect(await stage.film('fine-2001')).toBeDefined();
  });

  test('goes on behind the rows it stored when it was stopped', async () => {
    const content = `title,year\n${Array.from({ length: 2500 }, (_, i) => `Film number ${i} ,2001`).join('\n')}\n`;
    const stop = new AbortController();
    stop.abort();
    await expect(bring(content, { signal: stop.signal })).rejects.toThrow();
    expect(await stage.movies.all()).toHaveLength(1001);
    const report = await importCsv(stage, { file: join(directory, 'films.csv'), scale: 5 });
    expect([report.added, stage.told[0]]).toEqual([1500, 'Going on behind row 1,000.']);
    expect(await stage.movies.all()).toHaveLength(2501);
  });

  test('of anything at all is taken row by row, or refused: what is stored can always be shown', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('2001', 'Parasite', '4.5', '"', '드라마', 'x|y;z', '1e9', '-0'),
    );
    const row = fc.array(cell, { maxLength: COLUMNS.length + 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 15 }), fc.string({ maxLength: 40 }), async (rows, tail) => {
        const lines = rows.map((cells) => cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(','));
        const content = [COLUMNS.join(','), ...lines, tail].join('\n').replaceAll('\u0000', '');
        const report = await bring(content, { name: 'fuzz.csv' });
        expect(report.added + report.refused.total).toBeLessThanOrEqual(rows.length * 40 + 50);
        for (const film of await stage.movies.all()) {
          expect(film.title).not.toBe('');
          expect(film.id).toMatch(/^[\p{L}\p{N}-]+$/u);
        }
      }),
      { numRuns: 40 },
    );
  });
});
