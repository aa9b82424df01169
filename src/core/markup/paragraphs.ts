import type { Run } from './mark-runs.ts';
import { isVisible, tidy } from './mark-runs.ts';

const LINE_BREAK: Run = { leaf: { type: 'break' }, marks: 0 };

/** Divides runs at blank lines, which are dropped, into the runs of each paragraph. */
export function paragraphs(runs: readonly Run[]): Run[][] {
  const found: Run[][] = [];
  let paragraph: Run[] = [];
  let lineBreak: Run | undefined;
  let from = 0;
  // One step more than there are runs: the last line ends, too.
  for (let at = 0; at <= runs.length; at++) {
    const run = runs[at];
    if (run && run.leaf.type !== 'break') continue;
    let seen = from;
    while (seen < at && !isVisible(runs[seen]!.leaf)) seen++;
    if (seen === at) {
      if (paragraph.length) found.push(paragraph);
      paragraph = [];
    } else {
      if (paragraph.length && lineBreak) paragraph.push(lineBreak);
      for (; from < at; from++) paragraph.push(runs[from]!);
    }
    lineBreak = run;
    from = at + 1;
  }
  if (paragraph.length) found.push(paragraph);
  return found.map(tidy);
}

/** The lines of runs without blank ones and without white space at their ends, as one paragraph. */
export function oneParagraph(runs: readonly Run[]): Run[] {
  const [only] = runs;
  // Most headings and items are one text without marks.
  if (runs.length === 1 && only?.marks === 0 && only.leaf.type === 'text') {
    const text = only.leaf.text.trim();
    return text === '' ? [] : [{ leaf: { type: 'text', text }, marks: 0 }];
  }
  const lines = paragraphs(runs).map(trimmed);
  return tidy(lines.flatMap((line, index) => (index ? [LINE_BREAK, ...line] : line)));
}

/** Runs without white space at either end. */
export function trimmed(runs: readonly Run[]): Run[] {
  const kept = tidy(runs);
  const first = kept[0];
  if (first?.leaf.type === 'text')
    kept[0] = { ...first, leaf: { type: 'text', text: first.leaf.text.trimStart() } };
  const last = kept.at(-1);
  if (last?.leaf.type === 'text')
    kept[kept.length - 1] = { ...last, leaf: { type: 'text', text: last.leaf.text.trimEnd() } };
  return tidy(kept);
}
