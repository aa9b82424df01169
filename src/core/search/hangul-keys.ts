/**
 * Hangul as the keys that type it on the Korean two-set keyboard (KS X 5002), one character per keystroke:
 * 과 is ㄱㅗㅏ, 닭 is ㄷㅏㄹㄱ. Counting edits on keystrokes makes one slipped finger one typo, and makes text typed
 * in the wrong keyboard layout a plain substitution of letters.
 */

const LEADS = [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'];
const VOWELS = 'ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ'.split(' ');
const TAILS =
  ' ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ'.split(
    ' ',
  );
const COMPOUND_CONSONANTS: Record<string, string> = {
  ㄳ: 'ㄱㅅ',
  ㄵ: 'ㄴㅈ',
  ㄶ: 'ㄴㅎ',
  ㄺ: 'ㄹㄱ',
  ㄻ: 'ㄹㅁ',
  ㄼ: 'ㄹㅂ',
  ㄽ: 'ㄹㅅ',
  ㄾ: 'ㄹㅌ',
  ㄿ: 'ㄹㅍ',
  ㅀ: 'ㄹㅎ',
  ㅄ: 'ㅂㅅ',
};
const COMPOUND_VOWELS: Record<string, string> = {
  ㅘ: 'ㅗㅏ',
  ㅙ: 'ㅗㅐ',
  ㅚ: 'ㅗㅣ',
  ㅝ: 'ㅜㅓ',
  ㅞ: 'ㅜㅔ',
  ㅟ: 'ㅜㅣ',
  ㅢ: 'ㅡㅣ',
};

const QWERTY: Record<string, string> = {
  ㅂ: 'q',
  ㅈ: 'w',
  ㄷ: 'e',
  ㄱ: 'r',
  ㅅ: 't',
  ㅛ: 'y',
  ㅕ: 'u',
  ㅑ: 'i',
  ㅐ: 'o',
  ㅔ: 'p',
  ㅁ: 'a',
  ㄴ: 's',
  ㅇ: 'd',
  ㄹ: 'f',
  ㅎ: 'g',
  ㅗ: 'h',
  ㅓ: 'j',
  ㅏ: 'k',
  ㅣ: 'l',
  ㅋ: 'z',
  ㅌ: 'x',
  ㅊ: 'c',
  ㅍ: 'v',
  ㅠ: 'b',
  ㅜ: 'n',
  ㅡ: 'm',
  ㅃ: 'Q',
  ㅉ: 'W',
  ㄸ: 'E',
  ㄲ: 'R',
  ㅆ: 'T',
  ㅒ: 'O',
  ㅖ: 'P',
};
const FROM_QWERTY = new Map<string, string>(Object.entries(QWERTY).map(([jamo, key]) => [key, jamo]));

/** The 33 letters a Korean keyboard types, consonants first. */
export const KEYSTROKES = [...LEADS, ...'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ'];

const SYLLABLES_START = 0xac00;
const SYLLABLES_END = 0xd7a3;

/** The index of a lead consonant (0–18), vowel (0–20) and tail (0–27, 0 for none) of a precomposed syllable; null for anything else. */
export function syllableParts(code: number): { lead: number; vowel: number; tail: number } | null {
  if (code < SYLLABLES_START || code > SYLLABLES_END) return null;
  const index = code - SYLLABLES_START;
  return { lead: Math.floor(index / 588), vowel: Math.floor((index % 588) / 28), tail: index % 28 };
}

/** Keystrokes that type one Hangul character (a syllable or a single jamo), or '' when `code` is not Hangul. */
export function keystrokesOf(code: number): string {
  const parts = syllableParts(code);
  if (parts !== null)
    return (LEADS[parts.lead] ?? '') + (VOWELS[parts.vowel] ?? '') + (TAILS[parts.tail] ?? '');
  if (code >= 0x3131 && code <= 0x3163) {
    const jamo = String.fromCharCode(code);
    return COMPOUND_CONSONANTS[jamo] ?? COMPOUND_VOWELS[jamo] ?? jamo;
  }
  return '';
}

/** Initial consonants of the syllables in `text`; Latin letters and digits stay, everything else is dropped (살인의 추억 → ㅅㅇㅇㅊㅇ). */
export function initialConsonants(text: string): string {
  let initials = '';
  for (let i = 0; i < text.length; i++) {
    const parts = syllableParts(text.charCodeAt(i));
    if (parts !== null) initials += LEADS[parts.lead] ?? '';
    else if (/[a-z0-9]/i.test(text.charAt(i))) initials += text.charAt(i).toLowerCase();
  }
  return initials;
}

/** True when `text` holds nothing but consonant jamo and spaces, as one types to search by initials. */
export function isInitialConsonants(text: string): boolean {
  return /^[ㄱ-ㅎ\s]+$/.test(text) && /[ㄱ-ㅎ]/.test(text);
}

/** True when `text` holds a Hangul syllable or jamo. */
export function hasHangul(text: string): boolean {
  return /[ㄱ-ㅣ가-힣]/.test(text);
}

/** What the same keys would have typed with the Korean layout on: `rltodcnd` → the keystrokes of 기생충. Other characters stay. */
export function asKoreanKeys(text: string): string {
  let typed = '';
  for (const char of text) typed += FROM_QWERTY.get(char) ?? FROM_QWERTY.get(char.toLowerCase()) ?? char;
  return typed;
}

/** What the same keys would have typed with the English layout on: 솓 → `the`. Other characters stay. */
export function asEnglishKeys(text: string): string {
  let typed = '';
  for (let i = 0; i < text.length; i++) {
    const keys = keystrokesOf(text.charCodeAt(i));
    if (keys === '') typed += text.charAt(i);
    else for (const key of keys) typed += (QWERTY[key] ?? key).toLowerCase();
  }
  return typed;
}

/** The Latin key a jamo lies on, lower case; undefined for compound jamo. */
export function keyOfJamo(jamo: string): string | undefined {
  return QWERTY[jamo]?.toLowerCase();
}
