import type { Run } from './mark-runs.ts';
import { MARK_BITS, isVisible } from './mark-runs.ts';
import type { Leaf, MarkName } from './tree.ts';

/** A mark's sign in the text. Whether it opens, closes or is only itself depends on its fellows. */
export interface Sign {
  parts: readonly { raw: string; mark: MarkName }[];
  opens: boolean;
  closes: boolean;
}

export type Token = Leaf | Sign;

export const isSign = (token: Token): token is Sign => 'parts' in token;

/**
 * Pairs signs and returns the runs between them. A sign closes the nearest open one like itself if it can and
 * something visible stands between, otherwise it opens; what finds no partner stays literal. Pairs may overlap.
 * Linear in the number of tokens.
 */
export function pairSigns(tokens: readonly Token[]): Run[] {
  const waiting = new Map<string, { roles: number[]; part: number; leaves: number }[]>();
  const roles: number[][] = [];
  let leaves = 0;
  for (const token of tokens) {
    const own: number[] = [];
    roles.push(own);
    if (!isSign(token)) {
      if (isVisible(token)) leaves++;
      continue;
    }
    token.parts.forEach(({ raw }, part) => {
      const openers = waiting.get(raw) ?? [];
      waiting.set(raw, openers);
      const opener = openers.at(-1);
      if (token.closes && opener && opener.leaves < leaves) {
        openers.pop();
        opener.roles[opener.part] = 1;
        own[part] = -1;
      } else if (token.opens) openers.push({ roles: own, part, leaves });
    });
  }
  return runsBetween(tokens, roles);
}

/** Roles of a sign's parts are 1 where it opens a pair, -1 where it closes one. */
function runsBetween(tokens: readonly Token[], roles: readonly number[][]): Run[] {
  const depth: Partial<Record<MarkName, number>> = {};
  const runs: Run[] = [];
  let marks = 0;
  tokens.forEach((token, index) => {
    if (!isSign(token)) return void runs.push({ leaf: token, marks });
    for (const role of [-1, undefined, 1]) {
      token.parts.forEach(({ raw, mark }, part) => {
        if (roles[index]![part] !== role) return;
        if (!role) return void runs.push({ leaf: { type: 'text', text: raw }, marks });
        const level = (depth[mark] = (depth[mark] ?? 0) + role);
        if (level) marks |= MARK_BITS[mark];
        else marks &= ~MARK_BITS[mark];
      });
    }
  });
  return runs;
}
