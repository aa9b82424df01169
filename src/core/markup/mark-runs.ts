import type { Inline, Leaf, MarkName } from './tree.ts';
import { MARK_NAMES, isMarked } from './tree.ts';

/** A leaf with all the marks it stands under, as a bit set; what nested marks look like laid flat. */
export interface Run {
  leaf: Leaf;
  marks: number;
}

export const MARK_BITS: Readonly<Record<MarkName, number>> = {
  spoiler: 1,
  underline: 2,
  strike: 4,
  strong: 8,
  emphasis: 16,
};

/** Lays nested inline nodes flat, left to right. */
export function flatten(nodes: readonly Inline[], marks = 0, into: Run[] = []): Run[] {
  for (const node of nodes) {
    if (isMarked(node)) flatten(node.children, marks | MARK_BITS[node.type], into);
    else into.push({ leaf: node, marks });
  }
  return into;
}

/** Whether a leaf is anything but white space. */
export const isVisible = (leaf: Leaf): boolean =>
  leaf.type !== 'break' && (leaf.type !== 'text' || /\S/.test(leaf.text));

const SPACE_AT_AN_END = /^\s|\s$/;

/**
 * The tidy form of runs: marks begin and end at something visible, because most dialects do not recognise a
 * mark beside a space; empty texts are gone, equal
 * neighbours are one.
 */
export function tidy(runs: readonly Run[]): Run[] {
  const pieces: Run[] = [];
  for (const { leaf, marks } of runs) {
    // Most texts have no space at their ends, and need not be taken apart.
    if (leaf.type === 'text' && marks && SPACE_AT_AN_END.test(leaf.text)) {
      const core = leaf.text.trim();
      const lead = leaf.text.length - leaf.text.trimStart().length;
      const parts = core
        ? [leaf.text.slice(0, lead), core, leaf.text.slice(lead + core.length)]
        : [leaf.text];
      for (const text of parts) if (text) pieces.push({ leaf: { type: 'text', text }, marks });
    } else if (leaf.type !== 'text' || leaf.text) pieces.push({ leaf, marks });
  }
  for (let round = 0; round < 2; round++) {
    let inside = 0;
    for (const piece of pieces) {
      if (!isVisible(piece.leaf)) piece.marks &= inside;
      inside = piece.marks;
    }
    pieces.reverse();
  }
  const tidied: Run[] = [];
  for (const piece of pieces) {
    const last = tidied.at(-1);
    const alike = last?.marks === piece.marks && last.leaf.type === piece.leaf.type;
    if (alike && last.leaf.type === 'text' && piece.leaf.type === 'text')
      last.leaf = { type: 'text', text: last.leaf.text + piece.leaf.text };
    else if (alike && last.leaf.type === 'code' && piece.leaf.type === 'code')
      last.leaf = { type: 'code', code: last.leaf.code + piece.leaf.code };
    else tidied.push(piece);
  }
  return tidied;
}

/**
 * Nests tidy runs again. Of marks that begin together the one that reaches furthest is outermost; a mark that
 * overlaps another is closed with it and opened again.
 */
export function nest(runs: readonly Run[]): Inline[] {
  const root: Inline[] = [];
  const open: { bit: number; children: Inline[] }[] = [];
  runs.forEach(({ leaf, marks }, index) => {
    const firstEnded = open.findIndex(({ bit }) => !(marks & bit));
    if (firstEnded >= 0) open.length = firstEnded;
    for (const type of marksToOpen(
      runs,
      index,
      open.reduce((mask, { bit }) => mask | bit, 0),
    )) {
      const children: Inline[] = [];
      (open.at(-1)?.children ?? root).push({ type, children });
      open.push({ bit: MARK_BITS[type], children });
    }
    (open.at(-1)?.children ?? root).push(leaf);
  });
  return root;
}

/** Marks of the run at `index` that are not in `already`, the furthest reaching first. */
export function marksToOpen(runs: readonly Run[], index: number, already: number): MarkName[] {
  const missing = (runs[index]?.marks ?? 0) & ~already;
  if (!missing) return [];
  return MARK_NAMES.filter((name) => missing & MARK_BITS[name])
    .map((name) => {
      let end = index;
      while ((runs[end]?.marks ?? 0) & MARK_BITS[name]) end++;
      return { name, end };
    })
    .sort((a, b) => b.end - a.end)
    .map(({ name }) => name);
}
