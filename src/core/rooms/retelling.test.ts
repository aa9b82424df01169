import { describe, expect, it } from 'vitest';
import type { ActorView, EventData, EventFrame, EventKind } from '../../protocol/frames.ts';
import { RETELLINGS, retoldAfter } from './retelling.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const actor: ActorView = { id: 'a', name: 'Ana', via: 'web' };
const person = { id: 'b', name: 'Bora' };
const PLANTED = 'planted';
const picture = { id: PLANTED, url: PLANTED, type: 'image/png', width: 1, height: 1, alt: PLANTED };
const film = { title: { en: PLANTED, ko: PLANTED }, genreKeys: [PLANTED] };

/** One event of each kind about message 1 or the room, with a word planted wherever somebody can write one. */
const TOLD: { [K in EventKind]: EventData[K] } = {
  'message.posted': { text: PLANTED, attachments: [{ ...picture, name: PLANTED, thumbnailUrl: PLANTED }] },
  'review.posted': { reviewId: PLANTED, movieId: PLANTED, rating: 4, film, text: PLANTED },
  'poll.posted': { question: PLANTED, options: [{ text: PLANTED, movieId: PLANTED }] },
  'message.edited': {
    seq: 1,
    text: PLANTED,
    review: { reviewId: PLANTED, movieId: PLANTED, rating: 4, film },
  },
  'message.deleted': { seq: 1 },
  'poll.voted': { seq: 1, option: 0, counts: [1] },
  'poll.closed': { seq: 1, counts: [1] },
  'reaction.added': { seq: 1, emoji: '🎬' },
  'reaction.removed': { seq: 1, emoji: '🎬' },
  'room.changed': { title: PLANTED, topic: PLANTED, movieId: 'parasite-2019' },
  'member.banned': { person, reason: PLANTED },
  'member.joined': { person },
  'member.left': { person },
  'member.kicked': { person },
  'member.unbanned': { person },
  'member.promoted': { person },
  'member.demoted': { person },
  'owner.changed': { person },
  'link.added': { platform: 'slack', channel: 'club' },
  'link.removed': { platform: 'slack', channel: 'club' },
  'link.broken': { platform: 'slack', channel: 'club', reason: 'gone' },
  'link.mended': { platform: 'slack', channel: 'club' },
};

function frame<K extends EventKind>(seq: number, kind: K, data: EventData[K]): EventFrame {
  return { op: 'event', room: 'r', seq, at: NOW, kind, actor, data } as EventFrame;
}

/** What takes back what an event of this kind says. */
const takesBack = (kind: EventKind): EventFrame => {
  if (kind === 'room.changed') return frame(9, kind, { title: 'x', topic: 'y' });
  if (kind === 'member.banned') return frame(9, 'member.unbanned', { person });
  return frame(9, 'message.deleted', { seq: 1 });
};

describe.each(Object.keys(RETELLINGS) as EventKind[])('an event %s', (kind) => {
  const seq = kind.endsWith('.posted') ? 1 : 2;
  const told = frame(seq, kind, TOLD[kind]);
  const later = takesBack(kind);

  it('has nothing that anybody said once that was taken back', () => {
    const { data } = retoldAfter(told, later) ?? told;
    expect(JSON.stringify(data)).not.toContain(PLANTED);
  });

  it('has a row of its own, and without words in it only where nobody can write any', () => {
    expect(RETELLINGS[kind] === 'wordless').toBe(
      !JSON.stringify(TOLD[kind]).includes(PLANTED) && !kind.startsWith('poll.'),
    );
  });

  it('stays as it is when something else is taken back', () => {
    expect(retoldAfter(told, frame(9, 'message.deleted', { seq: 5 }))).toBeNull();
    expect(retoldAfter(told, frame(9, 'member.unbanned', { person: { id: 'c', name: 'C' } }))).toBeNull();
    expect(retoldAfter(told, frame(9, 'reaction.added', { seq: 1, emoji: '🎬' }))).toBeNull();
    expect(retoldAfter({ ...told, seq: 10 }, later)).toBeNull();
  });
});

describe('an edit', () => {
  const edit = frame(9, 'message.edited', { seq: 1, text: 'new' });

  it('gives what brought the line its wording, and leaves what else it brought', () => {
    const posted = frame(1, 'message.posted', { text: 'old', replyTo: 7, attachments: [picture] });
    expect(retoldAfter(posted, edit)?.data).toEqual({ text: 'new', replyTo: 7, attachments: [picture] });
  });

  it('takes the wording out of the edits before it', () => {
    const before = frame(2, 'message.edited', { seq: 1, text: 'old' });
    expect(retoldAfter(before, edit)?.data).toEqual({ seq: 1, text: '', superseded: true });
  });

  it('gives a card the review as it is now', () => {
    const review = { reviewId: 'r', movieId: 'm', rating: 2, film };
    const card = frame(1, 'review.posted', TOLD['review.posted']);
    const changed = frame(9, 'message.edited', { seq: 1, text: 'new', review });
    expect(retoldAfter(card, changed)?.data).toEqual({ ...review, text: 'new' });
  });
});

describe('somebody who leaves for good', () => {
  const bora = { id: 'b0b0', name: PLANTED, avatar: PLANTED, tag: PLANTED };
  const left = frame(9, 'member.left', { person: { id: 'b0b0', name: 'Someone who left', left: true } });

  it.each(Object.keys(RETELLINGS) as EventKind[])(
    'is named by no event %s any more, done by or to them',
    (kind) => {
      const data = JSON.parse(
        JSON.stringify(TOLD[kind])
          .replaceAll(PLANTED, `hello <@b0b0|${PLANTED}> and <@c|other>`)
          .replace(JSON.stringify(person), JSON.stringify(bora)),
      ) as EventData[EventKind];
      const told = { ...frame(3, kind, data), actor: { ...bora, via: 'slack' as const } } as EventFrame;
      const after = retoldAfter(told, left);
      expect(JSON.stringify(after)).not.toContain(PLANTED);
      expect(after).toMatchObject({
        seq: 3,
        kind,
        actor: { id: 'b0b0', name: 'Someone who left', left: true, via: 'slack' },
      });
    },
  );

  it('changes nothing in what others did, nor in what comes after', () => {
    expect(retoldAfter(frame(3, 'message.posted', { text: 'hi' }), left)).toBeNull();
    const later = { ...frame(10, 'message.posted', { text: 'hi' }), actor: { ...bora, via: 'web' as const } };
    expect(retoldAfter(later as EventFrame, left)).toBeNull();
    const mere = frame(9, 'member.left', { person: bora });
    expect(retoldAfter(frame(3, 'member.joined', { person: bora }), mere)).toBeNull();
  });
});
