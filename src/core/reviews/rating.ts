import { BilingualProblem } from '../commands/problem-text.ts';

/** Half stars are kept as whole numbers, from 1 (half a star) to 10 (five). */
export type HalfStars = number;

/**
 * Stars as people give them: `4.5`, `4,5`, `4½`, `★★★★½`, `9/10`, `4.5/5`.
 * @throws BilingualProblem `invalid_input` for anything but half a star to five, in halves
 */
export function parseRating(input: string | number): HalfStars {
  const halves = typeof input === 'number' ? input * 2 : halvesOf(input);
  if (!Number.isInteger(halves) || halves < 1 || halves > 10) {
    throw new BilingualProblem('invalid_input', {
      en: 'A rating is from 0.5 to 5 stars, in halves, e.g. 4.5.',
      ko: '별점은 0.5점부터 5점까지 0.5점 단위로 적어 주세요. 예: 4.5',
    });
  }
  return halves;
}

const NUMBER = /^(\d{0,2})(h|[.,]\d{1,2})?\s*(?:\/\s*(5|10)|점|stars?|★)?$/iu;

function halvesOf(input: string): number {
  // Full-width digits become plain ones; ½ is kept from falling apart.
  const text = input.replaceAll('½', 'h').normalize('NFKC').trim();
  const drawn = /^(★*)(h?)☆*$/u.exec(text);
  if (drawn && /[★h]/.test(text)) return (drawn[1]?.length ?? 0) * 2 + (drawn[2] === 'h' ? 1 : 0);
  const [, whole = '', part = '', outOf] = NUMBER.exec(text) ?? [];
  if (whole === '' && part === '') return NaN;
  const value = Number(whole) + (part === 'h' ? 0.5 : Number(`0${part.replace(',', '.')}`));
  return outOf === '10' ? value : value * 2;
}

/** As stars out of five: 9 is 4.5. */
export const starsIn = (halves: HalfStars): number => halves / 2;
