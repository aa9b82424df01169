import { BilingualProblem } from '../commands/problem-text.ts';
import { LEFT_NAME, LEFT_NAME_KO } from '../departures/forget-person.ts';
import { drawnAs, skeletonOf } from './name-skeleton.ts';

/** Who speaks for the place or the platform: nobody calls themselves so who is not told to be it by someone else. */
const RESERVED = [
  ...['Matinee', '마티네'],
  ...['admin', 'admins', 'administrator', 'administrators', 'administration', 'root', 'sysadmin'],
  ...['moderator', 'moderators', 'moderation', 'mod', 'mods', 'owner', 'operator', 'webmaster'],
  ...['system', 'staff', 'support', 'helpdesk', 'security', 'bot'],
  ...['everyone'],
  ...[
    '관리자',
    '운영자',
    '운영진',
    '운영팀',
    '매니저',
    '부매니저',
    '방장',
    '부방장',
    '시스템',
    '스태프',
    '스탭',
  ],
  ...['어드민', '모더레이터', '고객센터', '고객지원', '지원팀', '봇', '공지', '주인장', '호스트'],
  ...[LEFT_NAME, LEFT_NAME_KO],
].map(skeletonOf);
/** What changes nothing beside such a word. */
const BESIDE = ['the', 'official', 'team', 'real', 'room', '공식', '님', '팀', '방'].map(skeletonOf);

const EDGES = /^[^\p{L}]+|[^\p{L}]+$/gu;
/** Signs and figures people write for letters; Unicode's table, which goes by looks alone, has only some. */
const WRITTEN_FOR: Readonly<Record<string, string>> = {
  '@': 'a',
  $: 's',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
};
const WRITTEN = /[@$3457]/g;

/** Longest first, so that a word is not taken for its beginning. */
const words = (list: readonly string[]): string =>
  [...new Set(list)].sort((a, b) => b.length - a.length).join('|');
const wholly = (reserved: readonly string[]): RegExp =>
  new RegExp(`^(?:${words(BESIDE)})*(?:${words(reserved)})(?:${words([...reserved, ...BESIDE])})*$`, 'u');

/**
 * The names of platforms are reserved too. Which there are is known once for a process, where it is put together, and names
 * are checked in a hundred places that have nothing to do with it: hence a state of this module.
 */
let whole = wholly(RESERVED);

/** Reserves more names, in place of those that were reserved so before. */
export function reserveNames(names: readonly string[]): void {
  whole = wholly([...RESERVED, ...names.map(skeletonOf)]);
}

/**
 * Whether a name says that somebody runs or keeps the place, in English or Korean: `Matinee`, `ａｄｍｉｎ`, `аdmin`,
 * `Mod_1`, `관리자님`. Only the whole name counts: `Modern Love` and `Bottle` are names like others.
 */
export function isReserved(name: string): boolean {
  const inside = name.normalize('NFKC').replace(EDGES, '');
  const read = drawnAs(name).replace(WRITTEN, (sign) => WRITTEN_FOR[sign] ?? sign);
  return [name, inside, read].some((one) => whole.test(skeletonOf(one)));
}

/** The refusal of such a name, where people choose theirs themselves. */
export const nameReserved = (): BilingualProblem =>
  new BilingualProblem('name_reserved', {
    en: 'That name says you run the place, or is kept for those who left. Choose one that is yours.',
    ko: '운영자나 시스템, 떠난 사람으로 보이는 이름은 쓸 수 없어요. 다른 이름을 골라 주세요.',
  });
