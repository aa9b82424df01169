import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restClient, outcome } from '../support/rest.ts';
import { Serving } from '../support/serving.ts';
import type { WebClient } from '../support/web-client.ts';
import { api } from '../support/web-client.ts';

let serving: Serving;
let ana: WebClient;
let room: string;
const ask = restClient(() => serving.url);

beforeAll(async () => {
  serving = await Serving.start();
  ana = await serving.guest('Ana');
  room = await serving.room(ana);
  await ana.join(room);
}, 90_000);
afterAll(async () => {
  serving?.hangUp();
  await serving?.end();
});

const nameOf = async (name: string): Promise<string> =>
  (await api<{ person: { name: string } }>(serving.url, '/guests', { body: { name } })).person.name;

describe('what hides in words', () => {
  it.each([
    ['an override', 'gpj\u202eexe'],
    ['an embedding', 'a\u202ab\u202c'],
    ['an isolate', 'a\u2067b\u2069'],
    ['a mark', 'a\u200eb\u200f'],
    ['a tag', 'a\u{e0041}b'],
    ['a zero width', 'mi\u200bna'],
    ['a control', 'a\u0007b\u0000c'],
  ])('31 %s of direction or of nothing is taken out of a name', async (_, name) => {
    expect(await nameOf(name)).not.toMatch(
      /[\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\u0000-\u001f]|[\u{e0000}-\u{e007f}]/u,
    );
  });

  it('31 an override in a line does not turn what stands after it', async () => {
    const seq = await ana.post(room, 'see \u202eexe.gpj\u202c now');
    const line = (await ana.history(room)).find((each) => each.seq === seq);
    expect(line?.text).not.toMatch(/[\u202a-\u202e]/);
  });

  it.each([
    '\u3164',
    '\u200b',
    '\u2800',
    '\u00a0\u00a0',
    '\u115f\u1160',
    '\ufeff',
    '\u00ad',
    '⠀⠀⠀',
    '\u180e',
  ])('34 a line of nothing but %j is empty', async (text) => {
    await expect(ana.post(room, text)).rejects.toThrow(/text_empty/);
    expect(outcome(await ask('/guests', { body: { name: text } }))).toEqual([400, 'invalid_input']);
  });

  it('34 Korean is never taken for nothing, whole syllables, letters and choseong alike', async () => {
    for (const text of ['가', 'ㅋㅋㅋ', 'ㄱㅅㅊ', '기생충', '\u1100\u1161\u11a8']) {
      const seq = await ana.post(room, text);
      expect((await ana.history(room)).find((each) => each.seq === seq)?.text.normalize('NFC')).toBe(
        text.normalize('NFC'),
      );
    }
  });

  it('33 marks without end, lines without end and words without end stay within their bounds', async () => {
    for (const text of [
      `Z${'\u0300'.repeat(2_000)}`,
      '\n'.repeat(3_000) + 'end',
      'w'.repeat(4_000),
      '\ufdfd'.repeat(500),
    ]) {
      const seq = await ana.post(room, text);
      expect(seq).toBeGreaterThan(0);
      const line = (await ana.history(room)).find((each) => each.seq === seq);
      expect(line?.text.length).toBeLessThanOrEqual(4_000);
    }
    expect([...(await nameOf(`Z${'\u0300'.repeat(200)}`))].length).toBeLessThan(120);
  });
});
