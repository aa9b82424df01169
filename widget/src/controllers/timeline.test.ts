import { describe, expect, it } from 'vitest';
import type { MessageView } from '../../../src/protocol/frames.ts';
import { entriesOf, rowsOf } from './timeline.ts';

const start = new Date(2026, 10, 20, 23, 50).getTime();

function line(seq: number, minute: number, by = 'ana', more: Partial<MessageView> = {}): MessageView {
  const at = new Date(start + minute * 60_000).toISOString();
  return { seq, at, text: `line ${seq}`, author: { id: by, name: by, via: 'web' }, ...more };
}

const nobody = new Map<number, string>();
const rows = (messages: MessageView[], unreadFrom?: number) => {
  const entries = entriesOf(messages, [], [], null, nobody);
  return rowsOf(entries, 0, entries.length, unreadFrom);
};

describe('The timeline', () => {
  it('closes up lines of one person within five minutes under one name', () => {
    const heads = rows([line(1, 0), line(2, 4), line(3, 8.9), line(4, 14)]).map(({ head }) => head);
    expect(heads).toEqual([true, false, false, true]);
  });

  it('shows the name again after somebody else, from another place, and over a reply', () => {
    const heads = rows([
      line(1, 0),
      line(2, 1, 'bora'),
      line(3, 2, 'bora', { author: { id: 'bora', name: 'bora', via: 'slack' } }),
      line(4, 3, 'bora', { author: { id: 'bora', name: 'bora', via: 'slack' }, replyTo: 1 }),
    ]).map(({ head }) => head);
    expect(heads).toEqual([true, true, true, true]);
  });

  it('breaks at midnight, and where the unread lines begin', () => {
    const seen = rows([line(1, 0), line(2, 8), line(3, 11), line(4, 12)], 4);
    expect(seen.map(({ day }) => day !== undefined)).toEqual([true, false, true, false]);
    expect(seen.map(({ unread }) => unread)).toEqual([false, false, false, true]);
    expect(seen[3]?.head).toBe(true);
  });

  it('knows what precedes a window, so that its first row is no head by accident', () => {
    const entries = entriesOf([line(1, 0), line(2, 1), line(3, 2)], [], [], null, nobody);
    expect(rowsOf(entries, 1, 3, undefined).map(({ head }) => head)).toEqual([false, false]);
  });

  it('puts a question where it was asked, and what is on its way at the end', () => {
    const entries = entriesOf(
      [line(1, 0), line(2, 1), line(5, 2)],
      [{ id: 'out', text: 'mine', at: line(6, 3).at, state: 'sending', replyTo: 2 }],
      [{ id: 'asked', after: 2, at: line(2, 1).at, text: '/movie help' }],
      { id: 'me', name: 'Me' },
      nobody,
    );
    expect(entries.map(({ key }) => key)).toEqual([1, 2, 'asked', 5, 'out']);
    expect(entries.at(-1)?.message).toMatchObject({ author: { name: 'Me' }, quote: { seq: 2, name: 'ana' } });
  });

  it('keeps a line’s key when it is confirmed, so that it stays where it is on the screen', () => {
    const before = entriesOf([], [{ id: 'out', text: 'x', at: '', state: 'sending' }], [], null, nobody);
    const after = entriesOf([line(9, 0)], [], [], null, new Map([[9, 'out']]));
    expect(after[0]?.key).toBe(before[0]?.key);
  });
});
