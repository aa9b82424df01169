import { createHash } from 'node:crypto';
import { skeletonOf } from './name-skeleton.ts';
import { isReserved } from './reserved-name.ts';

/** None that is mistaken for another. */
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';
/** How long a tag is; the longer ones for the few who would have the same. */
const LENGTHS = [4, 6, 10];
const ENDS_IN_TAG = /[#♯]\s*[\da-z]{4,10}$/i;

/** What a name looks like, and the tags it may be borne with in the order of preference; null for none. */
export interface BornAs {
  skeleton: string;
  tags: readonly (string | null)[];
}

/**
 * How somebody may bear a name. The first of a name bears it as it is; others have a tag of their own, made of their id, so
 * that it stays theirs. Nobody bears a name without one that says that they run the place, or that ends like a tag.
 * @param ours whether it is Matinee itself
 */
export function bornAs(id: string, name: string, ours = false): BornAs {
  const digest = createHash('sha256').update(id).digest();
  const letters = [...digest].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  const tags = LENGTHS.map((length) => letters.slice(0, length));
  const told = !ours && (isReserved(name) || ENDS_IN_TAG.test(name.normalize('NFKC')));
  return { skeleton: skeletonOf(name), tags: told ? tags : [null, ...tags] };
}
