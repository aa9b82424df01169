import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventData, EventFrame, EventKind } from '../../../src/protocol/frames.ts';
import { RoomLog } from './room-log.ts';

let next = 0;

function event<K extends EventKind>(kind: K, data: EventData[K], by = 'ana', seq = ++next): EventFrame {
  return {
    op: 'event',
    room: 'parasite',
    seq,
    at: new Date(seq * 1000).toISOString(),
    kind,
    actor: { id: by, name: by, via: 'web' },
    data,
  } as EventFrame;
}

const said = (text: string, replyTo?: number): EventFrame => event('message.posted', { text, replyTo });

describe('A room log', () => {
  let log: RoomLog;
  const take = (...events: EventFrame[]): string[] => events.map((one) => log.apply(one, 'me'));
  const texts = (): string[] => log.messages.map(({ text }) => text);

  beforeEach(() => {
    next = 0;
    log = new RoomLog();
    log.start({ messages: [], before: null }, 0);
  });

  it('takes each event once, and tells of a gap instead of leaping over it', () => {
    const [one, two, three] = [said('one'), said('two'), said('three')];
    expect(take(one, one, three, two, three, two)).toEqual([
      'applied',
      'known',
      'gap',
      'applied',
      'applied',
      'known',
    ]);
    expect(texts()).toEqual(['one', 'two', 'three']);
  });

  it('shows nothing of what was taken back while it was away, and counts on', () => {
    take(said('hello'));
    const film = { title: { en: '', ko: '' }, genreKeys: [] };
    const emptied = [
      event('message.posted', { text: '', deleted: true }),
      event('message.edited', { seq: 2, text: '', deleted: true }),
      event('poll.posted', { question: '', options: [], deleted: true }),
      event('poll.voted', { seq: 4, option: null, counts: [], deleted: true }),
      event('poll.closed', { seq: 4, counts: [], deleted: true }),
      event('review.posted', { reviewId: '', movieId: '', rating: 0, film, deleted: true }),
      said('still here'),
      event('message.edited', { seq: 8, text: '', superseded: true }),
    ];
    expect(take(...emptied)).toEqual(Array(8).fill('applied'));
    expect(texts()).toEqual(['hello', 'still here']);
    expect(log.messages[1]?.editedAt).toBeUndefined();
    const rest = [2, 4, 7].map((seq) => event('message.deleted', { seq }));
    take(...rest, event('message.edited', { seq: 8, text: 'still here, and anew' }));
    expect(texts()).toEqual(['hello', 'still here, and anew']);
    expect(log.head).toBe(13);
  });

  it('shows edits, with the time of the last, and in the quotes of replies', () => {
    take(said('befor'), said('reply', 1), event('message.edited', { seq: 1, text: 'before' }));
    expect(log.messages[0]).toMatchObject({ text: 'before', editedAt: new Date(3000).toISOString() });
    expect(log.messages[1]?.quote).toEqual({ seq: 1, authorId: 'ana', name: 'ana', text: 'before' });
  });

  it('takes deleted lines out, and out of the replies to them', () => {
    take(said('gone soon'), said('reply', 1), event('message.deleted', { seq: 1 }));
    expect(texts()).toEqual(['reply']);
    expect(log.messages[0]).toMatchObject({ replyTo: 1, quote: undefined });
  });

  it('counts reactions, knows mine, and drops those that nobody holds any more', () => {
    const react = (kind: 'reaction.added' | 'reaction.removed', by: string): EventFrame =>
      event(kind, { seq: 1, emoji: '🍿' }, by);
    take(said('popcorn?'), react('reaction.added', 'bora'), react('reaction.added', 'me'));
    expect(log.messages[0]?.reactions).toEqual([{ emoji: '🍿', count: 2, me: true }]);
    take(react('reaction.removed', 'me'));
    expect(log.messages[0]?.reactions).toEqual([{ emoji: '🍿', count: 1, me: false }]);
    take(react('reaction.removed', 'bora'));
    expect(log.messages[0]?.reactions).toEqual([]);
  });

  it('notes each platform’s latest word on a line', () => {
    take(said('out'));
    log.deliver(1, { platform: 'discord', state: 'pending' });
    log.deliver(1, { platform: 'slack', state: 'sent' });
    log.deliver(1, { platform: 'discord', state: 'failed', detail: 'no permission' });
    expect(log.messages[0]?.deliveries).toMatchObject([
      { platform: 'slack', state: 'sent' },
      { platform: 'discord', state: 'failed', detail: 'no permission' },
    ]);
  });

  it('puts older pages in front, without doubles', () => {
    const message = (seq: number) => ({
      seq,
      at: '',
      text: String(seq),
      author: { id: 'a', name: 'a', via: 'web' as const },
    });
    log.start({ messages: [message(5), message(6)], before: 5 }, 6);
    log.prepend({ messages: [message(3), message(4), message(5)], before: 3 });
    expect(log.messages.map(({ seq }) => seq)).toEqual([3, 4, 5, 6]);
    expect(log.before).toBe(3);
  });

  it('lets the oldest lines go when there are very many, and knows where they are to be had', () => {
    take(...Array.from({ length: 1000 }, (_, index) => said(`line ${index}`)));
    log.trim();
    expect(log.messages.length).toBeLessThan(700);
    expect(log.before).toBe(log.messages[0]?.seq);
    expect(log.messages.at(-1)?.text).toBe('line 999');
  });

  it('ends the same however often and in whatever order events arrive, if gaps are asked for again', () => {
    const events = [
      said('one'),
      said('two', 1),
      event('message.edited', { seq: 1, text: 'one!' }),
      event('reaction.added', { seq: 2, emoji: '❤️' }, 'bora'),
      event('message.deleted', { seq: 1 }),
      said('three'),
    ];
    take(...events);
    const expected = log.messages;
    fc.assert(
      fc.property(fc.array(fc.nat(events.length - 1), { maxLength: 30 }), (arrivals) => {
        log = new RoomLog();
        log.start({ messages: [], before: null }, 0);
        for (const at of arrivals) if (events[at]) take(events[at]);
        // The repair: everything after the head, in order.
        take(...events.slice(log.head));
        expect(log.messages).toEqual(expected);
      }),
    );
  });
});
