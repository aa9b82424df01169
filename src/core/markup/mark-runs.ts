import type { Inline, Leaf, MarkName } from './tree.ts';
import { MARK_NAMES, isMarked } from './tree.ts';

/** A leaf with all the marks it stands under, as a bit set; what nested marks look like laid flat. */
export interface Run {
  readonly leaf: Leaf;
  readonly marks: number;
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
  // Most runs stand under no mark, and there may be very many.
  const pieces = runs.some(({ marks }) => marks) ? withoutMarkedEdges(runs) : runs;
  const tidied: Run[] = [];
  for (let at = 0; at < pieces.length;) {
    const first = pieces[at++]!;
    const { marks, leaf } = first;
    let alike = contentOf(leaf);
    const from = at;
    for (; alike !== undefined && at < pieces.length; at++) {
      const next = pieces[at]!;
      if (next.marks !== marks || next.leaf.type !== leaf.type) break;
      alike += contentOf(next.leaf);
    }
    if (leaf.type === 'text' && !alike) continue;
    if (at === from || alike === undefined) tidied.push(first);
    else if (leaf.type === 'code') tidied.push({ leaf: { type: 'code', code: alike }, marks });
    else tidied.push({ leaf: { type: 'text', text: alike }, marks });
  }
  return tidied;
}

const contentOf = (leaf: Leaf): string | undefined =>
  leaf.type === 'text' ? leaf.text : leaf.type === 'code' ? leaf.code : undefined;

/** Runs with the white space at the ends of what is marked under no mark that ends or begins there. */
function withoutMarkedEdges(runs: readonly Run[]): Run[] {
  const pieces: { leaf: Leaf; marks: number; seen: boolean }[] = [];
  for (const { leaf, marks } of runs) {
    if (leaf.type !== 'text') pieces.push({ leaf, marks, seen: leaf.type !== 'break' });
    else if (!marks || !SPACE_AT_AN_END.test(leaf.text)) {
      if (leaf.text) pieces.push({ leaf, marks, seen: /\S/.test(leaf.text) });
    } else {
      const core = leaf.text.trim();
      const lead = core && leaf.text.length - leaf.text.trimStart().length;
      const parts = core
        ? [leaf.text.slice(0, +lead), core, leaf.text.slice(+lead + core.length)]
        : [leaf.text];
      for (const text of parts)
        if (text) pieces.push({ leaf: { type: 'text', text }, marks, seen: text === core });
    }
  }
  let inside = 0;
  for (const piece of pieces) {
    if (!piece.seen) piece.marks &= inside;
    inside = piece.marks;
  }
  inside = 0;
  for (let at = pieces.length; at--;) {
    const piece = pieces[at]!;
    if (!piece.seen) piece.marks &= inside;
    inside = piece.marks;
  }
  return pieces;
}

/**
 * Nests tidy runs again. Of marks that begin together the one that reaches furthest is outermost; a mark that
 * overlaps another is closed with it and opened again.
 */
export function nest(runs: readonly Run[]): Inline[] {
  const root: Inline[] = [];
  const open: { bit: number; children: Inline[] }[] = [];
  let opened = 0;
  let into = root;
  runs.forEach(({ leaf, marks }, index) => {
    if (marks !== opened) {
      const firstEnded = open.findIndex(({ bit }) => !(marks & bit));
      if (firstEnded >= 0) open.length = firstEnded;
      into = open.at(-1)?.children ?? root;
      for (const type of marksToOpen(
        runs,
        index,
        open.reduce((mask, { bit }) => mask | bit, 0),
      )) {
        const children: Inline[] = [];
        into.push({ type, children });
        open.push({ bit: MARK_BITS[type], children });
        into = children;
      }
      opened = marks;
    }
    into.push(leaf);
  });
  return root;
}

/** Marks of the run at `index` that are not in `already`, the furthest reaching first. */
export function marksToOpen(runs: readonly Run[], index: number, already: number): MarkName[] {
  const missing = (runs[index]?.marks ?? 0) & ~already;
  if (!missing) return [];
  const names = MARK_NAMES.filter((name) => missing & MARK_BITS[name]);
  if (names.length === 1) return names;
  return names
    .map((name) => {
      let end = index;
      while ((runs[end]?.marks ?? 0) & MARK_BITS[name]) end++;
      return { name, end };
    })
    .sort((a, b) => b.end - a.end)
    .map(({ name }) => name);
}
