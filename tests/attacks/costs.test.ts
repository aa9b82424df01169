import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restClient } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import type { WebClient } from '../support/web-client.ts';

let serving: Serving;
let ana: WebClient;
const ask = restClient(() => serving.url);

beforeAll(async () => {
  serving = await Serving.start();
  ana = await serving.guest('Ana');
});
afterAll(async () => {
  serving?.hangUp();
  await serving?.end();
});

/** Processor time of the server while something is asked of it, ms: what others on the machine do is not in it. */
async function cost(work: () => Promise<unknown>): Promise<number> {
  const used = async (): Promise<number> => {
    const text = await (await fetch(`${serving.url}/metrics`)).text();
    return 1_000 * Number(/^process_cpu_seconds_total ([\d.]+)/m.exec(text)?.[1]);
  };
  const before = await used();
  await work();
  const after = await used();
  expect(after).toBeGreaterThan(before);
  return after - before;
}

/** A room with a line and a hundred replies to it. */
async function quoted(text: string): Promise<string> {
  const room = await serving.room(ana);
  await ana.join(room);
  const replyTo = await ana.post(room, text);
  await Promise.all(Array.from({ length: 100 }, (_, at) => ana.post(room, `reply ${at}`, { replyTo })));
  return room;
}

describe('one request costs no more than another:', () => {
  it.each(['[', '***a', '||'])(
    '77 a page of a hundred replies to a line of nothing but %s',
    async (unit) => {
      const readTenTimes = (room: string) => async () => {
        for (let time = 0; time < 10; time++)
          expect((await ask(`/rooms/${room}/messages?limit=100`)).status).toBe(200);
      };
      const [plain, hostile] = [await quoted('plain'), await quoted(unit.repeat(4_000).slice(0, 4_000))];
      await cost(readTenTimes(plain)); // what is done for the first time costs more
      const usual = await cost(readTenTimes(plain));
      // Were the line read for each reply of each page, it were seconds.
      expect(await cost(readTenTimes(hostile))).toBeLessThan(3 * usual + 200);
    },
    60_000,
  );

  it('77 four hundred passwords that a stranger would set', async () => {
    const room = await serving.room(ana);
    const stranger = await serving.guest('Stranger');
    const change = (body: object) => async () => {
      const answers = await Promise.all(
        Array.from({ length: 400 }, () =>
          ask(`/rooms/${room}`, { method: 'PATCH', token: stranger.token, body }),
        ),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403]));
    };
    await cost(change({ title: 'Mine' })); // what is done for the first time costs more
    const usual = await cost(change({ title: 'Mine' }));
    // Hashing one takes tens of milliseconds.
    expect(await cost(change({ password: 'peaches' }))).toBeLessThan(3 * usual + 400);
  }, 60_000);
});
