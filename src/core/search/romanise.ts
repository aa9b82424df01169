import { syllableParts } from './hangul-keys.ts';

/**
 * Revised Romanisation of Korean (국어의 로마자 표기법, 2000), syllable by syllable without sound changes across
 * syllables: that is how people type titles they know in Hangul (죽이고 → jukigo). What sound changes would alter is
 * left to the tolerance for typos.
 */
const LEAD = 'g kk n d tt r m b pp s ss  j jj ch k t p h'.split(' ');
const VOWEL = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ');
const TAIL = ' k k k n n n t l k m l l l p l m p p t t ng t t k t p t'.split(' ');

/** Latin spelling of the Hangul in `text`; other characters stay as they are. */
export function romanise(text: string): string {
  let latin = '';
  for (let i = 0; i < text.length; i++) {
    const parts = syllableParts(text.charCodeAt(i));
    latin += parts === null ? text.charAt(i) : `${LEAD[parts.lead]}${VOWEL[parts.vowel]}${TAIL[parts.tail]}`;
  }
  return latin;
}
