import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../sandbox/tmdb/faults.ts';
import { TmdbStandIn } from '../../sandbox/tmdb/index.ts';
import { TmdbAway, TmdbClient, TmdbRefused } from '../../src/catalogue-sources/tmdb/client.ts';
import { importTmdb, type TmdbReport, type TmdbWish } from '../../src/catalogue-sources/tmdb/import-tmdb.ts';
import type { Movie } from '../../src/core/catalogue/movie.ts';
import { PosterHost } from '../../src/media-storage/poster-host.ts';
import { engines } from '../support/databases.ts';
import { aFilm } from '../support/films.ts';
import { ImportStage, ourFilms } from '../support/import-stage.ts';

const DAY_MS = 86_400_000;

describe.each(engines)('films of TMDB on $name', ({ available, open }) => {
  let stage: ImportStage;
  let shipped: Movie[];
  let tmdb: TmdbStandIn;
  let now: number;
  const test = it.skipIf(!available);
  beforeAll(async () => {
    shipped = (await ourFilms()).toSorted((a, b) => b.popularity - a.popularity).slice(0, 130);
    if (available) stage = new ImportStage(await open());
  });
  afterAll(() => stage?.database.close());
  beforeEach(async () => {
    now = Date.parse('2026-03-10T12:00:00Z');
    tmdb = await TmdbStandIn.start({ films: shipped, clock: () => now });
    if (available) await stage.reset();
  });
  afterEach(() => tmdb.close());

  const bring = (
    wish: Partial<TmdbWish> = {},
    settings: { token?: string; signal?: AbortSignal; answerMs?: number } = {},
  ): Promise<TmdbReport> => {
    const { token = tmdb.token, signal, answerMs = 20_000 } = settings;
    const client = new TmdbClient(
      { token, apiUrl: tmdb.apiUrl, exportUrl: tmdb.exportUrl },
      { ...(signal ? { signal } : {}), patience: { pauseMs: 10, answerMs } },
    );
    const host = new PosterHost(tmdb.apiUrl);
    const { store, movies, progress } = stage;
    const parts = { client, store, movies, progress, mayFetch: (address: string) => host.allows(address) };
    return importTmdb(
      { ...parts, now: () => new Date(now) },
      { films: 10_000, anew: false, ...wish },
      signal,
    );
  };
  const asked = (pattern: RegExp): number => tmdb.asked.filter((line) => pattern.test(line)).length;
  const idOf = (id: string): string => `tmdb-${tmdb.numberOf(id)}`;

  test('come with titles, plot, people, keywords, trailer and poster in both languages', async () => {
    expect(await bring()).toMatchObject({ added: 130, enriched: 0, refused: [] });
    const film = await stage.film(idOf('parasite-2019'));
    const ours = shipped.find(({ id }) => id === 'parasite-2019')!;
    expect(film).toMatchObject({
      title: 'Parasite',
      originalTitle: '기생충',
      titleKo: '기생충',
      year: 2019,
      language: 'ko',
      directors: ['Bong Joon-ho'],
      directorsKo: ['봉준호'],
      overview: ours.overview,
      keywords: ours.keywords,
      runtime: ours.runtime,
      trailer: { en: expect.stringMatching(/^https:\/\/www\.youtube\.com\/watch\?v=/) as unknown },
      posterUrl: expect.stringMatching(/^\/posters\/[\da-f-]{36}$/) as unknown,
      sources: ['tmdb'],
    });
    expect(film?.people?.[0]).toMatchObject({ name: 'Bong Joon-ho', nameKo: '봉준호', role: 'director' });
    expect(await stage.database.query('select id from posters')).toHaveLength(130);
  });

  test('that are here already keep their id and our words, and gain votes, poster and number', async () => {
    await stage.reset(shipped);
    expect(await bring()).toMatchObject({ added: 0, enriched: 130 });
    const films = await stage.movies.all();
    expect(films).toHaveLength(130);
    const before = shipped.find(({ id }) => id === 'parasite-2019')!;
    const after = films.find(({ id }) => id === 'parasite-2019')!;
    expect(after).toMatchObject({
      title: before.title,
      overview: before.overview,
      genres: before.genres,
      tmdbId: tmdb.numberOf('parasite-2019'),
      sources: ['shipped', 'tmdb'],
    });
    expect(after.voteCount).toBeGreaterThan(0);
    expect(after.posterUrl).not.toBeNull();
  });

  test('are told once: another run asks for none of them again', async () => {
    await bring();
    tmdb.asked.length = 0;
    expect(await bring()).toEqual({ added: 0, enriched: 0, refreshed: 0, gone: 0, refused: [] });
    expect(asked(/\/movie\/\d/)).toBe(0);
  });

  test('that TMDB changed since are told anew, however long ago that was', async () => {
    await bring({ films: 60 });
    now += 40 * DAY_MS;
    const number = tmdb.numberOf('parasite-2019')!;
    const ours = shipped.find(({ id }) => id === 'parasite-2019')!;
    tmdb.add({ ...ours, overview: { en: 'A new plot.', ko: '새 줄거리.' } }, { id: number });
    tmdb.add(aFilm({ id: 'nobody-has-it', title: 'Nobody has it' }));
    now += 3 * DAY_MS;
    tmdb.asked.length = 0;
    expect(await bring({ films: 60 })).toMatchObject({ added: 0, refreshed: 1 });
    expect(asked(/\/movie\/changes/)).toBe(4);
    expect((await stage.film(`tmdb-${number}`))?.overview.ko).toBe('새 줄거리.');
  });

  test('are told anew before the six months are over for which they may be kept', async () => {
    await bring({ films: 20 });
    await stage.database.query(`update movies set tmdb_at = $1::text::timestamptz`, [
      new Date(now - 151 * DAY_MS).toISOString(),
    ]);
    expect(await bring({ films: 20 })).toMatchObject({ refreshed: 20 });
  });

  test('come in the order of their votes, of one language if wished, adult ones never', async () => {
    tmdb.add(aFilm({ id: 'x', title: 'X', popularity: 1e6, language: 'ko' }), { adult: true });
    await bring({ films: 3, language: 'ko' });
    const best = shipped.filter(({ language }) => language === 'ko').slice(0, 3);
    const titles = (await stage.movies.all()).map(({ title }) => title).sort();
    expect(titles).toEqual(best.map(({ title }) => title).sort());
  });

  test('beyond what lists show come from the daily list, the newest there is', async () => {
    now = Date.parse('2026-03-10T03:00:00Z');
    expect(await bring({ films: 20_000 })).toMatchObject({ added: 130 });
    expect(asked(/discover/)).toBe(0);
  });

  test('go on where they were stopped, and asked for once', async () => {
    const stop = new AbortController();
    const { commit } = stage.store;
    let commits = 0;
    stage.store.commit = async (step) => {
      await commit.call(stage.store, step);
      if (++commits === 4) stop.abort();
    };
    await expect(bring({}, { signal: stop.signal })).rejects.toThrow();
    stage.store.commit = commit;
    const kept = (await stage.movies.all()).length;
    expect(kept).toBe(80);
    tmdb.asked.length = 0;
    expect((await bring()).added).toBe(50);
    expect(stage.told).toContain('Going on with film 81 of 130.');
    expect(asked(/\/movie\/\d/)).toBe(50);
    expect(asked(/discover/)).toBe(0);
    expect(await stage.movies.all()).toHaveLength(130);
  });

  test('begin anew when other films are wished for than when it was stopped', async () => {
    await stage.store.commit({
      source: 'tmdb',
      state: { wish: 'other', begun: new Date(now).toISOString(), at: 40, of: 90, done: false, upTo: null },
    });
    expect((await bring({ films: 20 })).added).toBe(20);
    expect(stage.told[0]).toMatch(/other options/);
  });

  test.each<[string, Fault[]]>([
    ['asks to wait', ['limited', 'limited']],
    ['answers with faults', ['broken', 'offline', 'timeout', 'broken']],
    ['breaks off in the middle of an answer', ['breaks off', 'breaks off']],
    ['ends connections', ['resets', 'resets']],
    ['answers with something else', ['no json', 'no json']],
  ])('all come, each once, when TMDB %s', async (_how, faults) => {
    tmdb.faults.retryAfterS = 0;
    tmdb.faults.next(...faults);
    expect(await bring({ films: 45 })).toMatchObject({ added: 45, refused: [] });
    tmdb.faults.next(...faults);
    now += DAY_MS;
    expect((await bring({ films: 60 })).added).toBe(15);
  });

  test('come no faster than TMDB allows', async () => {
    tmdb.faults.perSecond = 30;
    now = Date.now();
    const ticking = setInterval(() => (now = Date.now()), 20);
    try {
      const begun = performance.now();
      expect((await bring({ films: 60 })).added).toBe(60);
      expect(performance.now() - begun).toBeGreaterThan(1_000);
    } finally {
      clearInterval(ticking);
    }
  });

  test('are tried again when an answer takes too long', async () => {
    tmdb.faults.slowMs = 500;
    const patient = setTimeout(() => (tmdb.faults.slowMs = 0), 250);
    try {
      expect((await bring({ films: 5 }, { answerMs: 150 })).added).toBe(5);
    } finally {
      clearTimeout(patient);
    }
  });

  test('stop when TMDB stays away; what came is kept, and the rest comes later', async () => {
    await bring({ films: 20 });
    await tmdb.close();
    await expect(bring({ films: 60 })).rejects.toThrow(TmdbAway);
    expect(await stage.movies.all()).toHaveLength(20);
    tmdb = await TmdbStandIn.start({ films: shipped, clock: () => now });
    expect((await bring({ films: 60 })).added).toBe(40);
  });

  test('do not come for a wrong token, and it says where to get the right one', async () => {
    await expect(bring({}, { token: 'wrong' })).rejects.toThrow(
      /^TMDB refuses TMDB_TOKEN \(Invalid API key.*\): copy the API Read Access Token from https:/,
    );
    await expect(bring({}, { token: 'wrong' })).rejects.toThrow(TmdbRefused);
  });

  test('that are gone by the time they are asked for are counted, and the rest comes', async () => {
    const stop = new AbortController();
    const { commit } = stage.store;
    stage.store.commit = async (step) => {
      await commit.call(stage.store, step);
      if (step.films) stop.abort();
    };
    await bring({ films: 60 }, { signal: stop.signal }).catch(() => undefined);
    stage.store.commit = commit;
    for (const id of shipped.map((film) => tmdb.numberOf(film.id)!).slice(40, 50)) tmdb.remove(id);
    expect(await bring({ films: 60 })).toMatchObject({ gone: 10, added: 10 });
  });
});
