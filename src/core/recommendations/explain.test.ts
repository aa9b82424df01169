import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';
import { withParticle } from './particle.ts';
import type { Reason } from './reason.ts';

const titles: Record<string, { en: string; ko: string }> = {
  memories: { en: 'Memories of Murder', ko: '살인의 추억' },
  heat: { en: 'Heat', ko: '히트' },
};

describe('the why of a recommendation', () => {
  it('speaks the reader’s language', () => {
    const reasons: Reason[] = [
      { kind: 'director', name: 'Bong Joon-ho', nameKo: '봉준호' },
      { kind: 'cast', names: ['Song Kang-ho'], namesKo: ['송강호'] },
    ];
    expect(explain(reasons, 'en', () => undefined)).toEqual([
      'Also directed by Bong Joon-ho.',
      'Also with Song Kang-ho.',
    ]);
    expect(explain(reasons, 'ko', () => undefined)).toEqual([
      '봉준호 감독의 다른 작품이에요.',
      '송강호 배우가 여기에도 나와요.',
    ]);
  });

  it('names what films are about in Korean to a Korean reader, and what has no Korean name not at all', () => {
    const about = (...keywords: string[]): Reason[] => [{ kind: 'keywords', keywords }];
    expect(explain(about('con artist', 'train'), 'en', () => undefined)).toEqual([
      'Also about: con artist, train.',
    ]);
    expect(explain(about('con artist', 'a word of no dictionary', 'train'), 'ko', () => undefined)).toEqual([
      '‘사기꾼’, ‘기차’ 같은 소재를 함께 다뤄요.',
    ]);
    expect(explain(about('a word of no dictionary'), 'ko', () => undefined)).toEqual([]);
  });

  it('chooses the particle by the last sound of the title', () => {
    const liked = (...movieIds: string[]): Reason[] => [{ kind: 'liked', movieIds }];
    expect(explain(liked('memories'), 'ko', (id) => titles[id]?.ko)).toEqual([
      '좋아하신 ‘살인의 추억’과 비슷해요.',
    ]);
    expect(explain(liked('heat'), 'ko', (id) => titles[id]?.ko)).toEqual(['좋아하신 ‘히트’와 비슷해요.']);
    expect(explain(liked('heat', 'memories'), 'ko', (id) => titles[id]?.ko)).toEqual([
      '좋아하신 ‘히트’, ‘살인의 추억’과 비슷해요.',
    ]);
    const also: Reason[] = [{ kind: 'alsoLiked', movieId: 'memories' }];
    expect(explain(also, 'ko', (id) => titles[id]?.ko)).toEqual([
      '‘살인의 추억’을 좋아한 분들이 이 영화도 좋아했어요.',
    ]);
  });

  it('passes over a film that is no longer known', () => {
    expect(
      explain(
        [
          { kind: 'liked', movieIds: ['gone'] },
          { kind: 'era', decade: 1990 },
        ],
        'en',
        (id) => titles[id]?.en,
      ),
    ).toEqual(['Also from the 1990s.']);
    expect(explain([], 'ko', () => undefined)).toEqual([]);
    expect(explain([{ kind: 'liked', movieIds: ['gone', 'heat'] }], 'en', (id) => titles[id]?.en)).toEqual([
      'Because you liked “Heat”.',
    ]);
  });

  it.each([
    [3, 3, ['Ana'], 'Fits everyone here (3).', '여기 계신 3분 모두의 취향에 맞아요.'],
    [2, 3, ['Ana', '보라'], 'For Ana and 보라.', 'Ana 님, 보라 님의 취향에 맞아요.'],
    [
      4,
      6,
      ['Ana'],
      'Fits 4 of the 6 people here, Ana most of all.',
      '여기 계신 6분 중 4분의 취향에 맞아요. 특히 Ana 님께 잘 맞아요.',
    ],
    [4, 6, [], 'Fits 4 of the 6 people here.', '여기 계신 6분 중 4분의 취향에 맞아요.'],
  ])('tells whom of a room a film fits: %i of %i, %j', (fits, of, names, en, ko) => {
    const reasons: Reason[] = [{ kind: 'room', fits, of, names }];
    expect(explain(reasons, 'en', () => undefined)).toEqual([en]);
    expect(explain(reasons, 'ko', () => undefined)).toEqual([ko]);
  });

  it.each([
    ['Heat', 'Heat를'],
    ['Inception', 'Inception을'],
    ['Parasite', 'Parasite를'],
    ['Time', 'Time을'],
    ['Black', 'Black을'],
    ['1987', '1987을'],
    ['300', '300을'],
    ['Toy Story 2', 'Toy Story 2를'],
    ['Amélie', 'Amélie를'],
    ['올드보이 (2003)', '올드보이 (2003)을'],
  ])('says %s → %s', (title, expected) => {
    expect(withParticle(title, '을/를')).toBe(expected);
  });
});
