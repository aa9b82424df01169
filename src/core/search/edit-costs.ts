import { KEYSTROKES, keyOfJamo } from './hangul-keys.ts';

/**
 * What one slip of the finger costs, by which letters are involved. Costs are whole numbers; {@link EDIT} is any edit
 * that nothing explains. A neighbouring key, a doubled letter, two letters swapped and letters that sound alike are
 * likelier slips and cost less (the noisy channel of Kernighan, Church and Gale, 1990, with hand-set classes instead
 * of a confusion matrix).
 */
export const EDIT = 20;
export const SWAP = 13;
export const DOUBLED = 12;
const NEIGHBOUR = 14;
const SOUNDS_ALIKE = 13;
const VOWEL_FOR_VOWEL = 16;

/** Codes 1–26 are a–z, 27–36 digits, 37–69 Hangul keystrokes; other scripts share 70–255 by hash. 0 is no letter. */
export function letterCode(char: number): number {
  if (char >= 97 && char <= 122) return char - 96;
  if (char >= 48 && char <= 57) return char - 48 + 27;
  const keystroke = KEYSTROKE_CODE.get(char);
  if (keystroke !== undefined) return keystroke;
  return 70 + (char % 186);
}

const KEYSTROKE_CODE = new Map(KEYSTROKES.map((jamo, index) => [jamo.charCodeAt(0), 37 + index]));

/** Cost of typing letter `b` for `a`: `SUBSTITUTION[a * 256 + b]`. */
export const SUBSTITUTION = buildSubstitutions();

function buildSubstitutions(): Uint8Array {
  const costs = new Uint8Array(256 * 256).fill(EDIT);
  for (let code = 0; code < 256; code++) costs[code * 256 + code] = 0;
  const lower = (a: string, b: string, cost: number): void => {
    const x = letterCode(a.charCodeAt(0));
    const y = letterCode(b.charCodeAt(0));
    if (x === y) return;
    for (const at of [x * 256 + y, y * 256 + x]) costs[at] = Math.min(costs[at] ?? EDIT, cost);
  };
  const classes: [string[], number][] = [
    [['aeiouy'], VOWEL_FOR_VOWEL],
    [['ck', 'cs', 'sz', 'qk', 'gj', 'fv', 'iy', 'vw', 'ea', 'ei', 'ou', 'dt', 'bp', 'xz'], SOUNDS_ALIKE],
    [
      [
        'ㄱㄲㅋ',
        'ㄷㄸㅌ',
        'ㅂㅃㅍ',
        'ㅈㅉㅊ',
        'ㅅㅆ',
        'ㅐㅔ',
        'ㅒㅖ',
        'ㅓㅗ',
        'ㅜㅡ',
        'ㅏㅑ',
        'ㅓㅕ',
        'ㅗㅛ',
        'ㅜㅠ',
      ],
      SOUNDS_ALIKE,
    ],
    [['ㅏㅐㅑㅓㅔㅕㅗㅛㅜㅠㅡㅣ'], VOWEL_FOR_VOWEL],
  ];
  for (const [groups, cost] of classes) {
    for (const group of groups) for (const a of group) for (const b of group) lower(a, b, cost);
  }
  const neighbours = neighbouringKeys();
  for (const [a, b] of neighbours) lower(a, b, NEIGHBOUR);
  for (const a of KEYSTROKES) {
    for (const b of KEYSTROKES) {
      const x = keyOfJamo(a);
      const y = keyOfJamo(b);
      if (x !== undefined && y !== undefined && neighbours.some(([p, q]) => p === x && q === y))
        lower(a, b, NEIGHBOUR);
    }
  }
  return costs;
}

/** Ordered pairs of keys that touch on a QWERTY keyboard, rows being shifted by about half a key. */
function neighbouringKeys(): [string, string][] {
  const rows = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
  const keys = rows.flatMap((row, y) => [...row].map((key, x) => ({ key, x: x + y * 0.5, y })));
  const pairs: [string, string][] = [];
  for (const a of keys) {
    for (const b of keys) {
      if (a !== b && Math.abs(a.y - b.y) <= 1 && Math.abs(a.x - b.x) <= 1) pairs.push([a.key, b.key]);
    }
  }
  return pairs;
}
