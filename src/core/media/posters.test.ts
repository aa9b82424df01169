import { v7 as uuid } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { quietLogger } from '../../../tests/support/quiet-logger.ts';
import { Problem } from '../errors.ts';
import { Posters, type Poster, type PosterRepository } from './posters.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

describe('A poster', () => {
  const id = uuid();
  let known: Map<string, Poster>;
  let stored: Map<string, Buffer>;
  let fetches: string[];
  let answer: () => Promise<Buffer>;
  let now: number;
  let posters: Posters;
  beforeEach(() => {
    known = new Map([
      [id, { id, source: 'https://pictures.example/a.jpg', fetched: null, failures: 0, failedAt: null }],
    ]);
    stored = new Map();
    fetches = [];
    answer = () => Promise.resolve(Buffer.from('picture'));
    now = Date.parse('2026-03-10');
    const change = (of: string, facts: Partial<Poster>): Promise<void> => {
      known.set(of, { ...known.get(of)!, ...facts });
      return Promise.resolve();
    };
    const repository: PosterRepository = {
      byId: (of) => Promise.resolve(known.get(of) ?? null),
      fetched: (of, { type }) =>
        change(of, { fetched: { type, at: new Date(now) }, failures: 0, failedAt: null }),
      failed: (of) => change(of, { failures: known.get(of)!.failures + 1, failedAt: new Date(now) }),
    };
    posters = new Posters(
      {
        posters: repository,
        source: {
          fetch: (address) => {
            fetches.push(address);
            return answer();
          },
        },
        encoder: {
          encode: (bytes) =>
            bytes.toString().startsWith('picture')
              ? Promise.resolve({
                  bytes: Buffer.from(`ours: ${bytes}`),
                  type: 'image/jpeg',
                  width: 2,
                  height: 3,
                })
              : Promise.reject(new Problem('type_not_allowed', 'This is no picture.')),
        },
        storage: {
          put: (of, bytes) => Promise.resolve(void stored.set(of, bytes)),
          get: (of) => Promise.resolve(stored.get(of) ?? null),
        },
        logger: quietLogger(),
      },
      () => now,
    );
  });
  const read = async (of = id): Promise<string | null> => (await posters.read(of))?.bytes.toString() ?? null;

  it('is fetched when it is first asked for, encoded anew, and kept', async () => {
    expect(await read()).toBe('ours: picture');
    expect(await read()).toBe('ours: picture');
    expect(fetches).toEqual(['https://pictures.example/a.jpg']);
    expect(stored.get(id)?.toString()).toBe('ours: picture');
  });

  it('is fetched once for many who ask at the same time', async () => {
    expect(await Promise.all(Array.from({ length: 50 }, () => read()))).toEqual(
      Array(50).fill('ours: picture'),
    );
    expect(fetches).toHaveLength(1);
  });

  it('that is not known is not fetched, and neither is anything under a name that is no id', async () => {
    for (const of of [uuid(), '../secret', '', 'https://evil.example/x']) expect(await read(of)).toBeNull();
    expect(fetches).toEqual([]);
  });

  it('that cannot be had is tried again later, and later still', async () => {
    answer = () => Promise.reject(new Error('away'));
    expect([await read(), await read()]).toEqual([null, null]);
    expect(fetches).toHaveLength(1);
    now += MINUTE;
    expect(await read()).toBeNull();
    now += MINUTE;
    expect(await read()).toBeNull();
    expect(fetches).toHaveLength(2);
    answer = () => Promise.resolve(Buffer.from('picture'));
    now += MINUTE;
    expect(await read()).toBe('ours: picture');
  });

  it('that is no picture is not kept', async () => {
    answer = () => Promise.resolve(Buffer.from('<svg onload=…>'));
    expect(await read()).toBeNull();
    expect(stored.size).toBe(0);
  });

  it('that has vanished from the media store is fetched again', async () => {
    await read();
    stored.clear();
    expect(await read()).toBe('ours: picture');
    expect(fetches).toHaveLength(2);
  });

  it('is asked for anew after five months, and shown as it was while that fails', async () => {
    await read();
    now += 151 * DAY;
    answer = () => Promise.reject(new Error('away'));
    expect(await read()).toBe('ours: picture');
    now += DAY;
    answer = () => Promise.resolve(Buffer.from('picture, a new one'));
    expect(await read()).toBe('ours: picture, a new one');
  });

  it('waits for its turn: no more than four are fetched at once', async () => {
    let most = 0;
    let atOnce = 0;
    answer = async () => {
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce--;
      return Buffer.from('picture');
    };
    const ids = Array.from({ length: 30 }, () => uuid());
    for (const of of ids) known.set(of, { ...known.get(id)!, id: of });
    expect(await Promise.all(ids.map(read))).toEqual(Array(30).fill('ours: picture'));
    expect(most).toBe(4);
  });
});
