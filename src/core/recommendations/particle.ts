import { josa } from 'es-hangul';

type ParticlePair = '을/를' | '이/가' | '은/는' | '와/과' | '으로/로';

/** Digits as Korean reads them (영 일 이 …), for the sound they end in. */
const DIGITS = ['영', '일', '이', '삼', '사', '오', '육', '칠', '팔', '구'];
/** Whole words of closed final sound, by the end of their English spelling, and a Hangul syllable that ends likewise. */
const LATIN_ENDINGS: [RegExp, string][] = [
  [/ng$/, '강'],
  [/(l|[aeiou]le?)$/, '갈'],
  [/(m|[aeiou]me)$/, '감'],
  [/(n|[aeiou]ne)$/, '간'],
  [/(^|[^aeiou])[aeiou](ck|k|c)$/, '각'],
  [/(^|[^aeiou])[aeiou]p$/, '갑'],
  [/(^|[^aeiou])[aeiou]t$/, '갓'],
];

/**
 * A title or name with the Korean particle its last sound asks for: ‘괴물’ → 괴물을, Heat → Heat를, 1987 → 1987을.
 * Closing quotes and brackets do not count; Latin words are judged by spelling, as loanwords are usually read.
 */
export function withParticle(word: string, pair: ParticlePair): string {
  const sound = lastSound(word);
  return word + josa.pick(sound, pair);
}

function lastSound(word: string): string {
  const bare = word.normalize('NFC').replace(/[^\p{L}\p{N}]+$/u, '');
  const last = bare.slice(-1);
  if (/\d/.test(last)) return numberSound(/\d+$/.exec(bare)?.[0] ?? last);
  const latin = /[a-z]+$/.exec(bare.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase())?.[0];
  if (latin !== undefined && !/[가-힣]$/.test(bare))
    return LATIN_ENDINGS.find(([ending]) => ending.test(latin))?.[1] ?? '가';
  return /[가-힣]/.test(last) ? last : '가';
}

function numberSound(digits: string): string {
  const zeros = /0+$/.exec(digits)?.[0].length ?? 0;
  if (zeros === 0 || zeros === digits.length) return DIGITS[Number(digits.slice(-1))]!;
  return ['십', '백', '천', '만'][Math.min(zeros, 4) - 1]!;
}
