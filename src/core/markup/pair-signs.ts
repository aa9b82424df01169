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
    if (!isSign(token)) {
      if (isVisible(token)) leaves++;
      continue;
    }
    const own = token.parts.map(() => 0);
    roles.push(own);
    for (let part = 0; part < own.length; part++) {
      const { raw } = token.parts[part]!;
      let openers = waiting.get(raw);
      if (!openers) waiting.set(raw, (openers = []));
      const opener = openers.at(-1);
      if (token.closes && opener && opener.leaves < leaves) {
        openers.pop();
        opener.roles[opener.part] = 1;
        own[part] = -1;
      } else if (token.opens) openers.push({ roles: own, part, leaves });
    }
  }
  return runsBetween(tokens, roles);
}

/** In the order in which the parts of one sign take effect: what ends, what is literal, what begins. */
const ROLES = [-1, 0, 1];

/** Roles of a sign's parts are 1 where it opens a pair, -1 where it closes one, else 0; `roles` has those of each sign. */
function runsBetween(tokens: readonly Token[], roles: readonly number[][]): Run[] {
  const depth: Partial<Record<MarkName, number>> = {};
  const runs: Run[] = [];
  let marks = 0;
  let sign = 0;
  for (const token of tokens) {
    if (!isSign(token)) {
      runs.push({ leaf: token, marks });
      continue;
    }
    const own = roles[sign++]!;
    for (const role of ROLES) {
      for (let part = 0; part < own.length; part++) {
        if (own[part] !== role) continue;
        const { raw, mark } = token.parts[part]!;
        if (role === 0) {
          runs.push({ leaf: { type: 'text', text: raw }, marks });
          continue;
        }
        const level = (depth[mark] = (depth[mark] ?? 0) + role);
        if (level) marks |= MARK_BITS[mark];
        else marks &= ~MARK_BITS[mark];
      }
    }
  }
  return runs;
}
