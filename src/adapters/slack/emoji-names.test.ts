import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { fromSlackName, fromSlackUnicode, toSlackName } from './emoji-names.ts';

interface Entry {
  emoji: string;
  hexcode: string;
  version: number;
  skins?: Entry[];
}
const load = createRequire(import.meta.url);
const EMOJI = load('emojibase-data/en/data.json') as Entry[];

describe('a Slack emoji name', () => {
  it.each([
    ['👍', '+1'],
    ['👍🏽', '+1::skin-tone-4'],
    ['❤️', 'heart'],
    ['❤', 'heart'],
    ['👩‍💻', 'female-technologist'],
    ['👩🏿‍💻', 'female-technologist::skin-tone-6'],
    ['🇰🇷', 'kr'],
    ['1️⃣', 'one'],
    ['🍿', 'popcorn'],
    ['🏴󠁧󠁢󠁳󠁣󠁴󠁿', 'flag-scotland'],
    ['🏽', 'skin-tone-4'],
  ])('of %s is %s, and leads back to it', (emoji, name) => {
    expect(toSlackName(emoji)).toBe(name);
    expect(toSlackName(fromSlackName(name) ?? '')).toBe(name);
  });

  it('may be any of its aliases', () => {
    expect(fromSlackName('thumbsup')).toBe('👍');
    expect(fromSlackName('+1')).toBe('👍');
    expect(fromSlackName(':+1::skin-tone-4:')).toBe('👍🏽');
    expect(fromSlackName('thumbsup::skin-tone-2')).toBe('👍🏻');
    expect(fromSlackName(':heart:')).toBe('❤️');
  });

  it('gives two people one tone or each their own', () => {
    expect(fromSlackName('man_and_woman_holding_hands::skin-tone-3')).toBe('👫🏼');
    expect(fromSlackName('people_holding_hands::skin-tone-2-6')).toBe('🧑🏻‍🤝‍🧑🏿');
    expect(fromSlackName('man_and_woman_holding_hands::skin-tone-2-6')).toBe('👩🏻‍🤝‍👨🏿');
    expect(toSlackName('🫱🏻‍🫲🏿')).toBe('handshake::skin-tone-2-6');
    expect(toSlackName('🧑🏻‍🤝‍🧑🏿')).toBe('people_holding_hands::skin-tone-2-6');
  });

  it('is null for what is no emoji', () => {
    for (const name of ['party_parrot', '', ':', '__proto__', 'constructor', 'a::skin-tone-9'])
      expect(fromSlackName(name)).toBeNull();
    for (const text of ['a', '', '👍👍', '🏽🏽🏽', '가', '1']) expect(toSlackName(text)).toBeNull();
  });

  it('leads back to the same emoji for every emoji that Slack knows, in every skin tone', () => {
    const known = EMOJI.flatMap((entry) => [entry, ...(entry.skins ?? [])]).filter(({ emoji }) =>
      toSlackName(emoji),
    );
    expect(known.length).toBeGreaterThan(3000);
    const bare = (emoji: string) => emoji.replaceAll('\uFE0F', '');
    const wrong = known.filter(({ emoji }) => bare(fromSlackName(toSlackName(emoji)!) ?? '') !== bare(emoji));
    expect(wrong.map(({ emoji }) => emoji)).toEqual([]);
  });

  it('comes out fully qualified, as keyboards write it', () => {
    const rgi = new RegExp('^\\p{RGI_Emoji}$', 'v');
    const names = EMOJI.map(({ emoji }) => toSlackName(emoji)).filter((name) => name !== null);
    expect(
      names.filter((name) => !rgi.test(fromSlackName(name) ?? '') && !/^(1F|skin-tone)/.test(name)),
    ).toEqual([]);
  });
});

it('reads the code points that rich text carries', () => {
  expect(fromSlackUnicode('1f44d-1f3fd')).toBe('👍🏽');
  expect(fromSlackUnicode('2764-fe0f')).toBe('❤️');
  for (const broken of ['', 'xyz', '1f44d-', 'd800', 'ffffff']) expect(fromSlackUnicode(broken)).toBeNull();
});
