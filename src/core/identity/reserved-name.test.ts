import { describe, expect, it } from 'vitest';
import { BilingualProblem } from '../commands/problem-text.ts';
import { Problem } from '../errors.ts';
import { skeletonOf } from './name-skeleton.ts';
import { parsePersonName } from './person.ts';
import { PLATFORMS } from '../../adapters/index.ts';
import { isReserved, reserveNames } from './reserved-name.ts';

reserveNames(PLATFORMS.flatMap(({ facts }) => facts.reservedNames));

describe('names that look alike', () => {
  it.each([
    ['Mina', 'Mın\u0430'],
    ['Mina', 'ＭＩＮＡ'],
    ['Mina', 'M\u200bina'],
    ['Mina', 'Mi\u0301na'],
    ['Mina', 'Mina.'],
    ['Mina', 'M i n a'],
    ['Mina', 'MlNA'],
    ['Alan', 'AIan'],
    ['Bora', 'Β\u043er\u0430'],
    ['Leo', 'Le0'],
    ['Bora', 'ʙᴏʀᴀ'],
    ['Bora', '🅱🅾🆁🅰'],
    ['Bora', '🅑🅞🅡🅐'],
    ['Bora', 'ⓑⓞⓡⓐ'],
    ['Вера', 'вера'],
    ['Τom', 'Tom'],
    ['Mina', '𝐌𝐢𝐧𝐚'],
    ['Marnie', 'Mamie'],
    ['지우', '지우'.normalize('NFD')],
    ['지우', '지 우'],
  ])('%s and %s are taken for one', (one, other) => expect(skeletonOf(other)).toBe(skeletonOf(one)));

  it.each([
    ['Mina', 'Nina'],
    ['Jun', 'June'],
    ['Guest 1', 'Guest 2'],
    ['지우', '지유'],
    ['보라', '보리'],
    ['박보라', '보라'],
    ['🍿', '🎬'],
    ['미나', '민아'],
  ])('%s and %s are two', (one, other) => expect(skeletonOf(other)).not.toBe(skeletonOf(one)));
});

describe('a name that says that somebody runs the place', () => {
  it.each([
    ...[
      'Matinee',
      'matinee',
      'ＭＡＴＩＮＥＥ',
      'M\u0430tinee',
      'Matinée',
      'm a t i n e e',
      'MatineeBot',
      'Matinee Admin',
    ],
    ...[
      'admin',
      '\u0430dmin',
      'adm1n',
      'ADMlN',
      '@dmin',
      '@admin',
      'admin!',
      'Admin 2',
      '★ Admin ★',
      '[admin]',
      '4dm1n',
    ],
    ...[
      'The Admin',
      'Official Matinee Support',
      'Administrator',
      'Ｏwner',
      'own\u200ber',
      '0wner',
      'room owner',
    ],
    ...[
      'moderator',
      'Mod',
      'm.o.d',
      'MOD_1',
      'rnoderator',
      'system',
      'ѕуѕtеm',
      'Staff',
      '$taff',
      'ᴀᴅᴍɪɴ',
      '🅰🅳🅼🅸🅽',
      'АDМІN',
      'support',
      'Bot',
      'Discord',
      'Slack',
    ],
    ...[
      '관리자',
      '관 리 자',
      '관리자님',
      '관리자1',
      '운영자',
      '매니저',
      '방장',
      '방장님',
      '시스템',
      '스태프',
      '공식 운영팀',
      '마티네 관리자',
    ],
    '관리자'.normalize('NFD'),
  ])('%s is nobody’s to choose', (name) => {
    expect(isReserved(name)).toBe(true);
    expect(() => parsePersonName(name)).toThrow(BilingualProblem);
  });

  it.each([
    ...[
      'Modern Love',
      'Bottle',
      'Minnow',
      'Abbot',
      'Ownera',
      'Modesty',
      'Systema',
      'Rooty',
      'Talbot',
      'Madmin Khan',
    ],
    ...[
      'Here Comes Mina',
      'Mina',
      'Jun',
      '지우',
      '보라',
      '관리',
      '시스템즈',
      '김방장수',
      '로봇팔',
      'Team',
      'The Real',
      '7',
      '🍿',
      'Ｊｕｎ',
    ],
  ])('%s is a name like others', (name) => {
    expect(isReserved(name)).toBe(false);
    expect(parsePersonName(name)).toBe(name.normalize('NFC'));
  });

  it('is found in a line of any kind without holding anybody up', () => {
    for (const hostile of [
      'the'.repeat(20_000),
      '관리자님'.repeat(20_000),
      'mod.'.repeat(20_000),
      '@'.repeat(50_000),
      'm\u0301'.repeat(20_000),
    ]) {
      const begun = process.cpuUsage();
      isReserved(hostile);
      const { user } = process.cpuUsage(begun);
      expect(user).toBeLessThan(200_000);
    }
  });
});

describe('a name', () => {
  it.each([
    '\u3164',
    '\u200b',
    '\u2800',
    ' \u3164 \u2800\u200b ',
    '\u115f\u1160',
    '\uffa0',
    '\u202e',
    '\u0301',
    '',
  ])('%j of which nothing is seen is refused', (name) => {
    expect(() => parsePersonName(name)).toThrow(
      new Problem('invalid_input', 'A name needs at least one visible character.'),
    );
  });

  it('keeps nothing that turns or hides', () => {
    expect(parsePersonName('\u2067Mi\u202ena\u0007\u200b \u2066Kim\u200f\ufeff')).toBe('Mina Kim');
  });
});
