import type { InteractionMatrix } from './interactions.ts';
import { bestOf } from './best.ts';
import { byItemOf } from './by-item.ts';

/** The films people who like a film like too, best first, as numbers of the interaction matrix. */
export interface NeighbourModel {
  items: string[];
  /** Interactions an item rests on. */
  itemCount: Int32Array;
  /** Neighbours of item i: `neighbourOf[at[i] .. at[i + 1])` with `similarity` alongside, descending. */
  at: Int32Array;
  neighbourOf: Int32Array;
  similarity: Float32Array;
}

/** Kept per film. */
const MOST_NEIGHBOURS = 200;
/** Common raters at which a cosine counts half: a few people in common prove little. */
const LIKES_SHRINKAGE = 10;
const ALL_SHRINKAGE = 20;
/** Share of the cosine over likes, the rest being over everything rated. */
const LIKES_SHARE = 0.75;
/** Weights from which an interaction is a like (about 4 of 5 stars). */
const LIKE_FROM = 0.6 + 0.6 * 0.74;

/**
 * Item–item neighbours by shrunk cosine (Bell and Koren, 2007), of who liked what and, for a smaller part, of who rated
 * what at all. Where interactions carry no ratings both are the same.
 */
export function fitNeighbours(matrix: InteractionMatrix): NeighbourModel {
  const n = matrix.items.length;
  const rated = matrix.weight.some((weight) => weight !== 1);
  const liked = rated ? matrix.weight.map((weight) => (weight >= LIKE_FROM ? 1 : 0)) : null;
  const byItem = byItemOf(matrix);
  const likeCount = countBy(matrix, liked);
  const at = new Int32Array(n + 1);
  const neighbourOf: number[] = [];
  const similarity: number[] = [];
  const both = new Float32Array(n);
  const bothLike = new Float32Array(n);
  const scores = new Float32Array(n);
  for (let item = 0; item < n; item++) {
    both.fill(0);
    bothLike.fill(0);
    for (let r = byItem.at[item]!; r < byItem.at[item + 1]!; r++) {
      const user = byItem.user[r]!;
      const likes = liked === null || liked[byItem.entry[r]!] === 1;
      for (let k = matrix.userAt[user]!; k < matrix.userAt[user + 1]!; k++) {
        const other = matrix.itemOf[k]!;
        both[other] = both[other]! + 1;
        if (likes && (liked === null || liked[k] === 1)) bothLike[other] = bothLike[other]! + 1;
      }
    }
    for (let other = 0; other < n; other++) {
      const all = shrunkCosine(
        both[other]!,
        matrix.itemCount[item]!,
        matrix.itemCount[other]!,
        ALL_SHRINKAGE,
      );
      const likes = shrunkCosine(bothLike[other]!, likeCount[item]!, likeCount[other]!, LIKES_SHRINKAGE);
      const score = LIKES_SHARE * likes + (1 - LIKES_SHARE) * all;
      scores[other] = other === item || score === 0 ? -Infinity : score;
    }
    for (const other of bestOf(scores, n, MOST_NEIGHBOURS, () => true)) {
      neighbourOf.push(other);
      similarity.push(scores[other]!);
    }
    at[item + 1] = neighbourOf.length;
  }
  return {
    items: matrix.items,
    itemCount: matrix.itemCount,
    at,
    neighbourOf: Int32Array.from(neighbourOf),
    similarity: Float32Array.from(similarity),
  };
}

function shrunkCosine(both: number, a: number, b: number, shrinkage: number): number {
  return both === 0 ? 0 : ((both / Math.sqrt(a * b)) * both) / (both + shrinkage);
}

function countBy(matrix: InteractionMatrix, liked: Float32Array | null): Int32Array {
  if (liked === null) return matrix.itemCount;
  const counts = new Int32Array(matrix.items.length);
  for (let k = 0; k < matrix.itemOf.length; k++) {
    if (liked[k] === 1) counts[matrix.itemOf[k]!] = counts[matrix.itemOf[k]!]! + 1;
  }
  return counts;
}
