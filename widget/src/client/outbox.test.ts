import { beforeEach, describe, expect, it, vi } from 'vitest';
import { BrowserStorage } from './browser-storage.ts';
import { Outbox } from './outbox.ts';
import { Problem } from './problem.ts';

describe('The outbox', () => {
  let storage: BrowserStorage;
  const open = (): Outbox => new Outbox(storage, 'https://m', 'parasite', () => undefined);

  beforeEach(() => {
    storage = new BrowserStorage();
  });

  it('sends what was written in its order, one after the other', async () => {
    const outbox = open();
    for (const text of ['one', 'two', 'three']) outbox.add(text);
    const sent: string[] = [];
    let under = 0;
    await outbox.flush(async ({ text }) => {
      expect(++under).toBe(1);
      await Promise.resolve();
      under--;
      return sent.push(text);
    });
    expect(sent).toEqual(['one', 'two', 'three']);
    expect(outbox.entries.map(({ state, seq }) => [state, seq])).toEqual([
      ['sent', 1],
      ['sent', 2],
      ['sent', 3],
    ]);
  });

  it('still has what was not acknowledged after a reload, under the same id', async () => {
    const outbox = open();
    outbox.add('on its way');
    const [before] = outbox.entries;
    await outbox.flush(() => Promise.reject(new Problem('connection_lost', '')));
    const [after] = open().entries;
    expect(after).toMatchObject({ id: before?.id, text: 'on its way', state: 'sending' });
  });

  it('forgets what was acknowledged', async () => {
    const outbox = open();
    outbox.add('done');
    await outbox.flush(() => Promise.resolve(7));
    expect(open().entries).toEqual([]);
  });

  it('loses nothing when two tabs write to the same room', () => {
    const [a, b] = [open(), open()];
    a.add('from the one');
    b.add('from the other');
    expect(
      open()
        .entries.map(({ text }) => text)
        .sort(),
    ).toEqual(['from the one', 'from the other']);
  });

  it('keeps rooms and servers apart', () => {
    open().add('here');
    expect(new Outbox(storage, 'https://m', 'burning', () => undefined).entries).toEqual([]);
    expect(new Outbox(storage, 'https://other', 'parasite', () => undefined).entries).toEqual([]);
  });

  it('goes on with the next line after one that the room will not take', async () => {
    const outbox = open();
    outbox.add('too long');
    outbox.add('fine');
    await outbox.flush(({ text }) =>
      text === 'fine' ? Promise.resolve(1) : Promise.reject(new Problem('text_too_long', '')),
    );
    expect(outbox.entries.map(({ state }) => state)).toEqual(['failed', 'sent']);
  });

  it('waits as long as a refusal for now says, then sends with the same id', async () => {
    vi.useFakeTimers();
    const outbox = open();
    outbox.add('slowly');
    const ids: string[] = [];
    await outbox.flush(({ id }) => {
      ids.push(id);
      return ids.length > 1 ? Promise.resolve(1) : Promise.reject(new Problem('rate_limited', '', 400));
    });
    await vi.advanceTimersByTimeAsync(399);
    expect(ids).toHaveLength(1);
    // And up to two seconds more, by chance: others were told the same.
    await vi.advanceTimersByTimeAsync(2001);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
    expect(outbox.entries[0]?.state).toBe('sent');
    vi.useRealTimers();
  });
});
